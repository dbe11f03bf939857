"""One reading process as seen from outside."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from typing import IO

from proof_of_talent.extraction import frames
from proof_of_talent.extraction.findings import LONGEST_NAME, LONGEST_SPAN, MOST_SPANS
from proof_of_talent.extraction.limits import ExtractionLimits

START_SECONDS = 30.0
"""How long a process may take to start on a busy machine before we give up."""

KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")
"""All that the reading process inherits of the environment: it has no need of our secrets."""

PICTURE_BYTES = 16 * 1024 * 1024
"""The largest answer with the picture of a page and its words."""

BYTES_PER_CHARACTER = 6
"""JSON escapes a character to at most this many bytes."""


PIPE_BYTES = 1 << 20
"""The most that Linux grants an ordinary user."""


class ReadingProcess:
    """A warm child that reads one file at a time. Not for use by several threads at once, but for `kill`."""

    def __init__(self, limits: ExtractionLimits) -> None:
        """Start the child and wait until it is ready.

        Raises:
            OSError, frames.DeadlineError, frames.PeerGoneError: it cannot be started.
        """
        self._limits = limits
        self.files = 0
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no input from outside
            [sys.executable, "-I", "-m", "proof_of_talent.extraction.child", json.dumps(limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # parsers print parts of documents
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            cwd="/",
            bufsize=0,
            start_new_session=True,  # Ctrl-C in a terminal is for us
        )
        try:
            os.set_blocking(_descriptor(self._child.stdin), False)
            _widen(_descriptor(self._child.stdin))
            self._receive(time.monotonic() + START_SECONDS)
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def is_alive(self) -> bool:
        """Return whether the child still runs."""
        return self._child.poll() is None

    def ask(self, kind: int, content: bytes, seconds: float | None = None) -> bytes:
        """Send a file and return the answer, within the limit of seconds, or fewer.

        Raises:
            frames.DeadlineError: no answer in time; the child is to be stopped.
            frames.PeerGoneError: the child died.
        """
        self.files += 1
        deadline = time.monotonic() + min(self._limits.seconds, seconds or self._limits.seconds)
        frames.send(_descriptor(self._child.stdin), kind, content, deadline)
        return self._receive(deadline)

    def kill(self) -> None:
        """Kill the child; whoever waits for an answer gets `PeerGoneError`. Safe from any thread."""
        self._child.kill()

    def stop(self) -> None:
        """Kill the child, wait for it and release the pipes. Safe to call twice."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _receive(self, deadline: float) -> bytes:
        shown = self._limits.text_characters + MOST_SPANS * (LONGEST_SPAN + LONGEST_NAME + 100)
        largest = shown * BYTES_PER_CHARACTER + self._limits.pages * 8 + 1024
        return frames.receive(_descriptor(self._child.stdout), deadline, max(largest, PICTURE_BYTES))[1]


def _widen(descriptor: int) -> None:
    """Let a whole file fit into the pipe where the system can (Linux), so that sending is one step."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None or pipe.closed:  # stopped by another thread
        raise frames.PeerGoneError
    return pipe.fileno()
