"""XLSX: a sheet of data with real numbers and dates, and a sheet that says what each column means.

The writer needs a file, so the workbook is made in a temporary one (readable by us alone) and then passed
on. Times are written as Excel's own serial numbers, because the writer would drop their milliseconds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rustpy_xlsxwriter as xlsx

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.export.column import Column, ColumnType
from proof_of_talent.export.rows import Chunks, Row

MAXIMUM_ROWS = 1_048_575
"""Rows below the header that one sheet can hold (Excel specifications and limits)."""

MAXIMUM_CELLS = 100_000_000
"""Ours: the writer makes no sheet of more than 4 GiB (it knows no ZIP64), of which a cell of whole records
takes some 35 bytes, so that the 137 million cells of 1,000,000 rows do not fit."""

CELL_LIMIT = 32_767
"""Characters that one cell can hold, as Excel counts them: UTF-16 code units."""

CUT_MARK = " […cut]"
DATA_SHEET, COLUMN_SHEET = "Data", "Columns"

_PIECE = 512 * 1024
_TOO_LARGE = "Large file option"
"""How the writer's refusal of more than 4 GiB begins."""

_EPOCH = datetime.fromisoformat("1899-12-30T00:00:00+00:00")
_SECONDS_A_DAY = 86_400
_FORMATS: dict[ColumnType, str] = {
    "integer": "0",
    "timestamp": "yyyy-mm-dd hh:mm:ss.000",
    "date": "yyyy-mm-dd",
}
_WIDTHS: dict[ColumnType, int] = {
    "text": 30, "category": 18, "integer": 12, "number": 12, "boolean": 10, "timestamp": 23, "date": 12,
}  # fmt: skip


def check_size(rows: int, columns: int) -> None:
    """Refuse what does not fit into one sheet, before minutes are spent on it.

    Raises:
        InvalidInputError: too many rows for Excel, or too many cells for the writer.
    """
    if rows > MAXIMUM_ROWS:
        raise InvalidInputError(
            f"A sheet holds {MAXIMUM_ROWS} rows and this export has {rows}. Use csv or parquet, or narrow "
            "the filter.", code="too_many_rows", field="format",
        )  # fmt: skip
    if rows * columns > MAXIMUM_CELLS:
        raise _refuse_cells()


def _refuse_cells() -> InvalidInputError:
    return InvalidInputError(
        "This is more than one sheet can be written with. Choose fewer columns, csv or parquet, or narrow "
        "the filter.", code="too_many_cells", field="format",
    )  # fmt: skip


def cut_text(text: str) -> str:
    """Return the text as one cell can hold it: whole, or cut with `CUT_MARK` at its end."""
    if len(text) <= CELL_LIMIT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= CELL_LIMIT * 2:
        return text
    room = (CELL_LIMIT - len(CUT_MARK)) * 2
    return units[:room].decode("utf-16-le", errors="ignore") + CUT_MARK


def write_xlsx(rows: Iterable[Row], columns: Sequence[Column], folder: Path | None = None) -> Chunks:
    """Yield a workbook piece by piece, once it is complete.

    Args:
        rows: as many as `check_size` allows.
        columns: what the rows hold.
        folder: where the temporary file goes; the system's default if None.

    Raises:
        InvalidInputError: the sheet became too large all the same.
    """
    cuts: Counter[str] = Counter()
    with TemporaryDirectory(prefix="proof-of-talent-", dir=folder) as temporary:
        path = Path(temporary) / "export.xlsx"
        try:
            xlsx.write_worksheets(
                [
                    (DATA_SHEET, _read_data(rows, columns, cuts)),
                    (COLUMN_SHEET, _read_dictionary(columns, cuts)),
                ],
                str(path),
                freeze_panes={"general": {"row": 1, "col": 0}},
                autofilter={"general": True},
                bold_headers=True,
                column_widths={
                    DATA_SHEET: [max(_WIDTHS[column.type], len(column.name) + 4) for column in columns],
                    COLUMN_SHEET: [34, 12, 12, 80, 10, 12],
                },
                column_formats={DATA_SHEET: [_make_format(column) for column in columns]},
            )
        except OSError as error:
            if _TOO_LARGE in str(error):  # cells of long texts
                raise _refuse_cells() from None
            raise
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _make_format(column: Column) -> xlsx.Format:
    code = _FORMATS.get(column.type)
    return xlsx.Format() if code is None else xlsx.Format().set_num_format(code)


def _read_data(
    rows: Iterable[Row], columns: Sequence[Column], cuts: Counter[str]
) -> Iterator[dict[str, Any]]:
    names = [column.name for column in columns]
    moments = [index for index, column in enumerate(columns) if column.type == "timestamp"]
    dates = [index for index, column in enumerate(columns) if column.type == "date"]
    texts = [index for index, column in enumerate(columns) if column.type in ("text", "category")]
    empty = True
    for row in rows:
        for index in moments:
            if (moment := row[index]) is not None:
                row[index] = (datetime.fromisoformat(moment) - _EPOCH).total_seconds() / _SECONDS_A_DAY
        for index in dates:
            if (day := row[index]) is not None:
                row[index] = (date.fromisoformat(day) - _EPOCH.date()).days
        for index in texts:
            if (text := row[index]) is not None and len(text) > CELL_LIMIT // 2:
                row[index] = cut_text(text)
                cuts[names[index]] += row[index] is not text
        empty = False
        yield dict(zip(names, row, strict=True))
    if empty:
        yield dict.fromkeys(names)


def _read_dictionary(columns: Sequence[Column], cuts: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield a row a column. The writer comes to this sheet after the data, so the cuts are all counted."""
    for column in columns:
        yield {
            "column": column.name,
            "type": column.type,
            "unit": column.unit or "",
            "description": column.description,
            "personal": "yes" if column.personal else "no",
            "cells cut": cuts[column.name],
        }
