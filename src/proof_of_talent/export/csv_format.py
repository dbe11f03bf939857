"""CSV as RFC 4180 has it: UTF-8, comma, CRLF, a header; cells that a spreadsheet would run are made text.

Cells are made a column at a time, because that keeps the work per cell in C: numbers and truth values by
orjson, categories from a memory of those already seen, and text always quoted, which needs no search for
what would have to be quoted and tells empty text (`""`) from no text (nothing).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import orjson

from proof_of_talent.export.column import Column
from proof_of_talent.export.rows import Chunks, Row

_ROWS_A_CHUNK = 500
_KNOWN_LABELS = 10_000
_UNSEEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680"
    r"\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e01ef"
)
"""Characters that show nothing: blanks, controls, zero-width and bidirectional marks, fillers."""
_SIGNS = (
    r"=+\-@\u207a-\u207c\u208a-\u208c\u2212\u2a74-\u2a76"
    r"\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
_FORMULA = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?='*[{_UNSEEN}]*[{_SIGNS}])")
"""Where a cell begins that Excel, LibreOffice or Google Sheets may take for a formula, or a protected one.

A semicolon, a tab and a new line begin a cell, too, where a spreadsheet of another country opens the file: it
splits at other signs and so does not see our quotes. Each place gets one apostrophe more; taking one off at
each gives the original back.
"""

Encode = Callable[[Sequence[Any]], Iterable[str]]


def protect_cell(text: str) -> str:
    """Return the text with an apostrophe wherever a spreadsheet could take what follows for a formula."""
    return _FORMULA.sub("'", text)


class CsvEncoder:
    """Encodes rows as CSV.

    None is an empty cell; truth values are `true` and `false`; NUL characters, which many readers stop at,
    become U+FFFD. With `raw` no cell is protected against formulas.
    """

    def __init__(self, columns: Sequence[Column], *, raw: bool = False) -> None:
        protect = str if raw else protect_cell
        self.header = (",".join(column.name for column in columns) + "\r\n").encode()
        self._encoders = [_choose_encoder(column, protect) for column in columns]

    def encode(self, rows: Sequence[Row]) -> bytes:
        """Return these rows, at least one, as lines."""
        values = zip(*rows, strict=True)
        cells = [encode(column) for encode, column in zip(self._encoders, values, strict=True)]
        lines = list(map(",".join, zip(*cells, strict=True)))
        lines.append("")
        return "\r\n".join(lines).replace("\0", "\ufffd").encode()


def write_csv(rows: Iterable[Row], columns: Sequence[Column], *, raw: bool = False) -> Chunks:
    """Yield the header with the first rows, then more rows, in chunks."""
    encoder = CsvEncoder(columns, raw=raw)
    head = encoder.header
    iterator = iter(rows)
    while batch := list(islice(iterator, _ROWS_A_CHUNK)):
        yield head + encoder.encode(batch)
        head = b""
    if head:
        yield head


def _choose_encoder(column: Column, protect: Callable[[str], str]) -> Encode:
    if column.type == "text":
        return lambda values: _encode_texts(values, protect)
    if column.type in ("integer", "number", "boolean"):
        return _encode_numbers
    return _LabelEncoder(protect).encode


def _encode_numbers(values: Sequence[Any]) -> Iterable[str]:
    return orjson.dumps(values).decode()[1:-1].replace("null", "").split(",")


def _encode_texts(values: Sequence[Any], protect: Callable[[str], str]) -> Iterable[str]:
    return [
        "" if value is None else '"' + protect(value).replace('"', '""') + '"'
        for value in values
    ]  # fmt: skip


class _LabelEncoder:
    """Quotes a value only where it must be, once for each value that comes up."""

    def __init__(self, protect: Callable[[str], str]) -> None:
        self._protect = protect
        self._known: dict[str | None, str] = {None: ""}

    def encode(self, values: Sequence[Any]) -> Iterable[str]:
        if len(self._known) > _KNOWN_LABELS:
            self._known = {None: ""}
        known = self._known
        for value in set(values).difference(known):
            text = self._protect(value)
            quote = not text or any(character in text for character in ',"\r\n')
            known[value] = '"' + text.replace('"', '""') + '"' if quote else text
        return [known[value] for value in values]
