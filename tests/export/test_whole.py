"""Whole records as JSON and NDJSON."""

import json

import pytest

from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from tests.export.exportable import export_bytes, make_failed_record, make_record


def test_json_has_the_documented_shape_and_every_record(store, rulebook):
    store.records[:] = [make_record(1), make_failed_record(2), make_record(3)]
    data = json.loads(export_bytes(store, rulebook))
    assert list(data) == ["dataset", "count", "exported_at"]
    assert data["count"] == 3
    assert data["exported_at"] == "2026-11-22T18:40:00.123Z"
    assert data["dataset"] == [json.loads(record.to_json()) for record in store.records]


def test_ndjson_lines_are_the_canonical_records(store, rulebook):
    store.records[:] = [make_record(number) for number in range(1, 200)]
    lines = export_bytes(store, rulebook, format="ndjson").split(b"\n")
    assert lines.pop() == b""
    assert [AnalysisRecord.from_json(line) for line in lines] == store.records


def test_the_filter_decides_what_is_exported(store, rulebook):
    store.records[:] = [make_record(1), make_failed_record(2), make_record(3, field="arts_culture")]
    data = json.loads(export_bytes(store, rulebook, AnalysisFilter(field="arts_culture", status="completed")))
    assert [record["_id"] for record in data["dataset"]] == [store.records[2].id]


@pytest.mark.parametrize(
    ("file_format", "content"),
    [("json", b'{"dataset":[],"count":0,"exported_at":"2026-11-22T18:40:00.123Z"}'), ("ndjson", b"")],
)
def test_an_empty_result_is_a_valid_file(store, rulebook, file_format, content):
    assert export_bytes(store, rulebook, format=file_format) == content


def test_chosen_columns_give_flat_objects(store, rulebook):
    store.records[:] = [make_record(1)]
    data = json.loads(export_bytes(store, rulebook, columns=("overall_score", "timing.total_seconds")))
    assert data["dataset"] == [{"overall_score": 78, "timing.total_seconds": 8.75}]


def test_json_cut_anywhere_does_not_parse(store, rulebook):
    store.records[:] = [make_record(1), make_record(2)]
    whole = export_bytes(store, rulebook)
    for end in range(0, len(whole) - 1, 7):
        with pytest.raises(ValueError):
            json.loads(whole[:end])
