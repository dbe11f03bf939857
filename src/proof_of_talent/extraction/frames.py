"""The wire between us and the reading process: messages with a length in front."""

import os
import select
import struct
import time
from typing import BinaryIO

HEADER = struct.Struct(">BI")
"""One byte that says what the message is, and the length of what follows."""

EXTRACT, EXPLAIN, READY, ANSWER, EXTRACT_HTML, PICTURE, RECOGNISE = range(7)


class PeerGoneError(Exception):
    """The other side closed the pipe, or died."""


class DeadlineError(Exception):
    """The other side did not answer in time."""


def read_frame(stream: BinaryIO) -> tuple[int, bytes]:
    """Read one message, waiting as long as it takes.

    Raises:
        PeerGoneError: the stream ended.
    """
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        raise PeerGoneError
    kind, length = HEADER.unpack(header)
    body = stream.read(length)
    if len(body) < length:
        raise PeerGoneError
    return kind, body


def write_frame(stream: BinaryIO, kind: int, body: bytes) -> None:
    """Write one message completely."""
    stream.write(HEADER.pack(kind, len(body)) + body)
    stream.flush()


def send(descriptor: int, kind: int, body: bytes, deadline: float) -> None:
    """Write one message to a non-blocking pipe before the deadline (on the monotonic clock).

    Raises:
        DeadlineError, PeerGoneError.
    """
    rest = memoryview(HEADER.pack(kind, len(body)) + body)
    while rest:
        _wait(descriptor, deadline, writing=True)
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise PeerGoneError from error


def receive(descriptor: int, deadline: float, largest: int) -> tuple[int, bytes]:
    """Read one message of at most `largest` bytes before the deadline (on the monotonic clock).

    Raises:
        DeadlineError, PeerGoneError.
    """
    kind, length = HEADER.unpack(_receive_exactly(descriptor, HEADER.size, deadline))
    if length > largest:
        raise PeerGoneError
    return kind, _receive_exactly(descriptor, length, deadline)


def _receive_exactly(descriptor: int, length: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while length:
        _wait(descriptor, deadline, writing=False)
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise PeerGoneError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, deadline: float, *, writing: bool) -> None:
    """Wait until the descriptor is ready; `poll`, because `select` fails above 1,023 open files."""
    poller = select.poll()
    poller.register(descriptor, select.POLLOUT if writing else select.POLLIN)
    left = deadline - time.monotonic()
    if left <= 0 or not poller.poll(left * 1000):
        raise DeadlineError
