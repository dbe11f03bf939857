"""What changed between two datasets: rows, columns and distributions."""

import pytest

from proof_of_talent.dataset import diff_datasets
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter, Outcome
from tests.factories import NOW, make_record


@pytest.mark.parametrize("file_format", ["parquet", "jsonl", "csv"])
def test_rows_added_removed_and_changed_are_counted(build, store, tmp_path, file_format):
    build("a", format=file_format)
    ids = [record.id for record in store.records.list_page(AnalysisFilter(status="completed"), limit=10)]
    gone = store.records.get(ids[0]).session_id
    removed = sum(
        record.session_id == gone
        for record in store.records.list_page(AnalysisFilter(status="completed"), limit=1_000)
    )
    store.erasure.erase(gone, NOW)
    kept = next(name for name in ids[1:] if _exists(store, name))
    decided = Outcome(result="withdrawn", date="2026-01-02", reported_at=NOW)
    store.records.change(kept, lambda record: record.model_copy(update={"outcome": decided}))
    store.records.add_many([make_record(), make_record()])
    build("b", format=file_format)
    diff = diff_datasets(tmp_path / "a", tmp_path / "b")
    assert (diff.added, diff.removed, diff.changed, diff.moved) == (2, removed, 1, 0)
    assert not diff.is_empty


def _exists(store, record_id) -> bool:
    return any(
        record.id == record_id
        for record in store.records.list_page(AnalysisFilter(status="completed"), limit=1_000)
    )


def test_a_dataset_equals_itself(build, tmp_path):
    build("a")
    diff = diff_datasets(tmp_path / "a", tmp_path / "a")
    assert diff.is_empty
    assert diff.shifts == ()


def test_shifts_of_numbers_and_categories_are_named(build, store, tmp_path):
    build("a", format="jsonl")
    store.records.add_many([make_record(field="arts_culture", score=100) for _ in range(300)])
    build("b", format="jsonl")
    shifts = {shift.column: shift for shift in diff_datasets(tmp_path / "a", tmp_path / "b").shifts}
    assert shifts["overall_score"].after > shifts["overall_score"].before
    assert shifts["field"].label == "arts_culture"
    assert 0 < shifts["field"].size <= 1


def test_columns_and_splits_that_differ_are_told(build, tmp_path):
    build("a", format="jsonl")
    build("b", format="jsonl", target="recommendation", shares=(10, 10, 80))
    diff = diff_datasets(tmp_path / "a", tmp_path / "b")
    assert "target" in diff.columns_added
    assert "overall_score" in diff.columns_removed
    assert diff.moved > 0


def test_different_formats_cannot_be_compared(build, tmp_path):
    build("a", format="jsonl")
    build("b", format="csv")
    with pytest.raises(InvalidInputError):
        diff_datasets(tmp_path / "a", tmp_path / "b")
