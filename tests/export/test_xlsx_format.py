"""XLSX read back by openpyxl and pandas: types, looks, limits and errors."""

import io
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.escape import unescape

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.rows import read_rows
from proof_of_talent.export.xlsx_format import CELL_LIMIT, CUT_MARK, cut_text, write_xlsx
from tests.export.exportable import export_bytes, make_failed_record, make_record
from tests.export.test_csv_format import HOSTILE, with_award


def export(store, rulebook, **options) -> bytes:
    return export_bytes(store, rulebook, format="xlsx", **options)


def read_sheet(content: bytes, name: str = "Data") -> list[dict]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_award(content: bytes) -> str:
    return unescape(read_sheet(content)[0]["answers.awards"])


def test_every_value_comes_back_with_its_type(store, rulebook):
    store.records[:] = [make_record(1), make_failed_record(2)]
    columns = select_columns(build_columns(rulebook), None, personal=True)
    expected = read_rows((record.to_json() for record in store.records), columns, None)
    for row, values in zip(read_sheet(export(store, rulebook, personal=True)), expected, strict=True):
        for column, given in zip(columns, values, strict=True):
            value = None if given == "" else given  # Excel has no empty text
            if value is not None and column.type == "timestamp":
                value = datetime.fromisoformat(value).replace(tzinfo=None)
            elif value is not None and column.type == "date":
                value = datetime.fromisoformat(value)
            assert row[column.name] == value, column.name


def test_the_sheet_is_made_for_reading(store, rulebook):
    store.records[:] = [make_record(1), make_record(2)]
    sheet = openpyxl.load_workbook(io.BytesIO(export(store, rulebook)))["Data"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith("3")
    assert sheet["A1"].font.bold
    assert {column: sheet.column_dimensions[column].width > 8 for column in "ABC"} == dict.fromkeys(
        "ABC", True
    )
    cell = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "created_at")
    assert cell.number_format == "yyyy-mm-dd hh:mm:ss.000"


def test_a_second_sheet_explains_every_column(store, rulebook):
    store.records[:] = [make_record(1)]
    content = export(store, rulebook)
    rows = read_sheet(content, "Columns")
    assert [row["column"] for row in rows] == list(read_sheet(content)[0])
    score = next(row for row in rows if row["column"] == "overall_score")
    assert score == {
        "column": "overall_score", "type": "integer", "unit": "0-100",
        "description": "Score of the application", "personal": "no", "cells cut": 0,
    }  # fmt: skip


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < CELL_LIMIT])
def test_hostile_text_is_text_and_comes_back(store, rulebook, text):
    store.records[:] = [with_award(1, text)]
    content = export(store, rulebook, personal=True)
    assert read_award(content) == text
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d", "b"}  # "f" would be a formula


@pytest.mark.parametrize("letter", ["x", "🦀"])
def test_long_text_is_cut_with_a_mark_and_counted(store, rulebook, letter):
    store.records[:] = [
        with_award(1, letter * 40_000),
        with_award(2, "short"),
        with_award(3, letter * 40_000),
    ]
    content = export(store, rulebook, personal=True)
    cut = read_award(content)
    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 in (CELL_LIMIT, CELL_LIMIT - 1)
    assert cut.removesuffix(CUT_MARK) == letter * (len(cut) - len(CUT_MARK))
    counts = {row["column"]: row["cells cut"] for row in read_sheet(content, "Columns")}
    assert counts["answers.awards"] == 2
    assert sum(counts.values()) == 2


@pytest.mark.parametrize("text", ["x" * CELL_LIMIT, "🦀" * (CELL_LIMIT // 2), ""])
def test_text_that_fits_is_not_cut(text):
    assert cut_text(text) == text


def test_an_empty_result_is_a_valid_workbook(store, rulebook):
    content = export(store, rulebook)
    frame = pd.read_excel(io.BytesIO(content))
    assert frame.empty
    assert "overall_score" in frame.columns


def test_pandas_reads_times_and_numbers(store, rulebook):
    store.records[:] = [make_record(1)]
    frame = pd.read_excel(io.BytesIO(export(store, rulebook)))
    assert frame["created_at"][0] == store.records[0].created_at.replace(tzinfo=None)
    assert frame["created_at"][0].replace(tzinfo=UTC).microsecond == 123_000
    assert frame["likelihood"][0] == 0.7311


def test_an_error_midway_is_passed_on_and_leaves_no_file(rulebook, tmp_path):
    def rows():
        yield [1.0]
        raise RuntimeError("disk on fire")

    column = [column for column in build_columns(rulebook) if column.name == "likelihood"]
    with pytest.raises(RuntimeError, match="disk on fire"):
        list(write_xlsx(rows(), column, tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "code"), [("MAXIMUM_ROWS", "too_many_rows"), ("MAXIMUM_CELLS", "too_many_cells")]
)
def test_more_than_a_sheet_holds_is_refused(store, rulebook, monkeypatch, limit, code):
    store.records[:] = [make_record(1), make_record(2)]
    monkeypatch.setattr(f"proof_of_talent.export.xlsx_format.{limit}", 1)
    with pytest.raises(InvalidInputError) as caught:
        export(store, rulebook)
    assert caught.value.code == code
    assert store.records.opened == 0


def test_a_sheet_that_the_writer_finds_too_large_is_refused_like_one_with_too_many_cells(
    rulebook, monkeypatch, tmp_path
):
    """As it said of 1,000,000 whole records, which take minutes and 5 GB to try."""

    def refuse(*_, **__):
        raise OSError("Failed to save workbook: Large file option has not been set")

    monkeypatch.setattr("rustpy_xlsxwriter.write_worksheets", refuse)
    with pytest.raises(InvalidInputError) as caught:
        list(write_xlsx([], build_columns(rulebook)[:1], tmp_path))
    assert caught.value.code == "too_many_cells"
