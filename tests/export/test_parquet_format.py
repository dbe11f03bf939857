"""Parquet read back by pyarrow, pandas and DuckDB."""

import io
import threading
from datetime import date, datetime
from itertools import cycle

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from proof_of_talent.export import parquet_format as format_module
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.parquet_format import make_schema, write_parquet
from proof_of_talent.export.rows import read_rows
from tests.export.exportable import export_bytes, make_failed_record, make_record
from tests.export.test_csv_format import HOSTILE, with_award


def export(store, rulebook, **options) -> bytes:
    return export_bytes(store, rulebook, format="parquet", **options)


def test_every_value_comes_back(store, rulebook):
    store.records[:] = [make_record(1), make_failed_record(2), make_record(3)]
    columns = select_columns(build_columns(rulebook), None, personal=True)
    expected = list(read_rows((record.to_json() for record in store.records), columns, None))
    table = parquet.read_table(io.BytesIO(export(store, rulebook, personal=True)))
    for row, values in zip(table.to_pylist(), expected, strict=True):
        for column, value in zip(columns, values, strict=True):
            if value is not None and column.type == "timestamp":
                value = datetime.fromisoformat(value)  # noqa: PLW2901
            elif value is not None and column.type == "date":
                value = date.fromisoformat(value)  # noqa: PLW2901
            assert row[column.name] == value, column.name


def test_the_schema_is_the_same_with_and_without_rows(store, rulebook):
    empty = parquet.read_schema(io.BytesIO(export(store, rulebook)))
    store.records[:] = [make_failed_record(1)]
    one = parquet.read_schema(io.BytesIO(export(store, rulebook)))
    assert empty.equals(one)
    assert empty.equals(pa.schema(make_schema(select_columns(build_columns(rulebook), None, personal=False))))


def test_the_schema_is_typed_and_explains_itself(store, rulebook):
    schema = parquet.read_schema(io.BytesIO(export(store, rulebook)))
    assert schema.field("created_at").type == pa.timestamp("ms", tz="UTC")
    assert pa.types.is_dictionary(schema.field("field").type)
    assert schema.field("overall_score").type == pa.int64()
    assert schema.field("overall_score").metadata[b"description"] == b"Score of the application"
    assert schema.field("overall_score").metadata[b"unit"] == b"0-100"
    assert schema.field("session_id").metadata[b"personal"] == b"true"
    assert schema.metadata[b"rows"] == b"0"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_is(store, rulebook, text):
    store.records[:] = [with_award(1, text)]
    table = parquet.read_table(io.BytesIO(export(store, rulebook, personal=True)))
    assert table["answers.awards"].to_pylist() == [text]


def test_pandas_and_duckdb_agree_with_the_records(store, rulebook, tmp_path):
    store.records[:] = [make_record(number, overall_score=number) for number in range(1, 30)]
    path = tmp_path / "export.parquet"
    path.write_bytes(export(store, rulebook))
    frame = pd.read_parquet(path)
    assert frame["overall_score"].tolist() == list(range(1, 30))
    assert frame["field"].dtype == "category"
    assert frame["created_at"].dt.tz is not None
    counted = duckdb.sql(
        f"select count(*), sum(overall_score), epoch_ms(max(created_at)) from '{path}'"
    ).fetchone()
    last = round(store.records[-1].created_at.timestamp() * 1000)
    assert counted == (29, sum(range(1, 30)), last)


def test_several_row_groups_hold_every_row_once(store, rulebook, monkeypatch):
    monkeypatch.setattr(format_module, "_GROUP_ROWS", 10)
    monkeypatch.setattr(format_module, "_ROWS_A_BATCH", 5)
    store.records[:] = [make_record(number) for number in range(1, 34)]
    file = parquet.ParquetFile(io.BytesIO(export(store, rulebook)))
    assert file.num_row_groups == 4
    assert file.read(["_id"])["_id"].to_pylist() == [record.id for record in store.records]


def test_a_file_cut_short_does_not_open(store, rulebook):
    store.records[:] = [make_record(1)]
    whole = export(store, rulebook)
    with pytest.raises(pa.ArrowInvalid):
        parquet.read_table(io.BytesIO(whole[:-100]))


def test_an_error_midway_is_passed_on(rulebook):
    def rows():
        yield [0.5]
        raise RuntimeError("disk on fire")

    column = [column for column in build_columns(rulebook) if column.name == "likelihood"]
    with pytest.raises(RuntimeError, match="disk on fire"):
        list(write_parquet(rows(), column))


@pytest.mark.parametrize(("name", "value"), [("created_at", "yesterday"), ("overall_score", 7.5)])
def test_what_is_not_of_its_column_s_type_is_an_error_and_not_left_out(rulebook, name, value):
    column = [column for column in build_columns(rulebook) if column.name == name]
    with pytest.raises((ValueError, TypeError)):
        list(write_parquet([[value]], column))


def test_a_download_begins_before_a_row_group_is_complete_and_leaves_no_thread_when_given_up(rulebook):
    column = [column for column in build_columns(rulebook) if column.name == "likelihood"]
    chunks = write_parquet(cycle([[0.5]]), column)
    assert next(chunks) == b"PAR1"
    assert any(thread.name == "parquet" for thread in threading.enumerate())
    chunks.close()
    assert not any(thread.name == "parquet" for thread in threading.enumerate())
