"""Objects out of a JSON or NDJSON file, one at a time, however large the file is."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import IO, Any

import orjson

_PIECE = 256 * 1024
_BLANK = re.compile(r"[\s,]*")
_OPENING = re.compile(rb'\s*(?:\[|\{\s*"dataset"\s*:\s*\[)')
_LONGEST = 64 * 1024 * 1024
"""Characters of one object beyond which a file is taken to be broken."""


class BrokenStreamError(ValueError):
    """The file ends too early or is not what it began as; the message names no content."""


def read_objects(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """Yield (line, object) for each record; the line is the one it begins on, from 1.

    An array, also one under the first key `dataset`, is read piece by piece; anything else is NDJSON, where
    a line that is not JSON is yielded as the `ValueError` and the next line is read on.

    Raises:
        BrokenStreamError: an array that does not end, or a `count` that is not the number of objects.
    """
    head = file.read(_PIECE)
    if (opening := _OPENING.match(head)) is not None:
        yield from _read_array(file, head, opening.end())
    else:
        yield from _read_lines(file, head)


def _read_lines(file: IO[bytes], head: bytes) -> Iterator[tuple[int, Any]]:
    rest = head
    number = 0
    while True:
        *lines, rest = rest.split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield number, _parse(line)
        piece = file.read(_PIECE)
        if not piece:
            break
        rest += piece
    if rest.strip():
        yield number + 1, _parse(rest)


def _parse(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return ValueError(error.msg)


def _read_array(file: IO[bytes], head: bytes, start: int) -> Iterator[tuple[int, Any]]:
    text = _Text(file, head, start)
    count = 0
    while text.skip_blank() != "]":
        yield text.line, text.take_value()
        count += 1
    claimed = re.search(r'"count"\s*:\s*(\d+)', text.read_rest())
    if claimed is not None and int(claimed[1]) != count:
        raise BrokenStreamError(f"it holds {count} records and says that there are {claimed[1]}")


class _Text:
    """What is being read: the part of the file that is here, and the line it begins on."""

    def __init__(self, file: IO[bytes], head: bytes, start: int) -> None:
        self._file = file
        self.line = head[:start].count(b"\n") + 1
        self._utf8 = getincrementaldecoder("utf-8")()
        self._constant: str | None = None
        self._json = JSONDecoder(parse_constant=self._note_constant)
        self._text = ""
        self._append(head[start:])

    def skip_blank(self) -> str:
        """Go to the next character that is neither blank nor a comma, and return it."""
        while True:
            blank = _BLANK.match(self._text)
            self._drop(blank.end() if blank else 0)
            if self._text:
                return self._text[0]
            self._read_more(self.line)

    def take_value(self) -> Any:
        """Return the value that begins here and go behind it; a `ValueError` where it holds NaN."""
        while True:
            self._constant = None
            try:
                value, end = self._json.raw_decode(self._text)
            except JSONDecodeError as error:
                self._read_more(self.line + error.lineno - 1)
                continue
            self._drop(end)
            return value if self._constant is None else ValueError(f"{self._constant} is not JSON")

    def read_rest(self) -> str:
        """Return what follows, up to a small length."""
        self._append(self._file.read(_PIECE))
        return self._text

    def _note_constant(self, name: str) -> None:
        self._constant = name

    def _read_more(self, line: int) -> None:
        piece = self._file.read(max(_PIECE, len(self._text)))
        if not piece or len(self._text) > _LONGEST:
            raise BrokenStreamError(f"it ends or breaks off within a record (line {line})")
        self._append(piece)

    def _append(self, piece: bytes) -> None:
        try:
            self._text += self._utf8.decode(piece)
        except UnicodeDecodeError as error:
            raise BrokenStreamError(f"it is not UTF-8 (after line {self.line})") from error

    def _drop(self, length: int) -> None:
        self.line += self._text.count("\n", 0, length)
        self._text = self._text[length:]
