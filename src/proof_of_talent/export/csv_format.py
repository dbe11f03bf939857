"""CSV as RFC 4180 has it: UTF-8, comma, CRLF, a header; cells that a spreadsheet would run are made text."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from proof_of_talent.columns import Column
from proof_of_talent.export.rows import Row

_ROWS_A_CHUNK = 500
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""Starts of cells that Excel, LibreOffice or Google Sheets may take for a formula, and such cells already
quoted: they get one apostrophe more, so that taking one off gives the original back."""


def protect_cell(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet could take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unprotect_cell(text: str) -> str:
    """Return what `protect_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_csv(rows: Iterable[Row], columns: Sequence[Column], *, raw: bool) -> Iterator[bytes]:
    """Yield the header, then the rows in chunks.

    None is an empty cell, and so is an empty text; truth values are `true` and `false`; NUL characters,
    which many readers stop at, become U+FFFD. With `raw` no cell is protected against formulas.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in columns])
    clean = [(index, _cleaner(column, raw=raw)) for index, column in enumerate(columns)]
    work = [(index, function) for index, function in clean if function is not None]
    iterator = iter(rows)
    while True:
        batch = list(islice(iterator, _ROWS_A_CHUNK))
        for row in batch:
            for index, function in work:
                if (value := row[index]) is not None:
                    row[index] = function(value)
        writer.writerows(batch)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        if not batch:
            return


def _cleaner(column: Column, *, raw: bool) -> Callable[[Any], str] | None:
    if column.type == "boolean":
        return lambda value: "true" if value else "false"
    if column.type in ("text", "category"):
        return _drop_nul if raw else lambda value: protect_cell(_drop_nul(value))
    return None


def _drop_nul(text: str) -> str:
    return text.replace("\0", "\ufffd")
