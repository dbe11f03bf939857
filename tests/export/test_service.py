"""What every export promises: a known row count, a checksum, an audit trail, an error that is one."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.export import ExportOptions, open_export
from proof_of_talent.export.service import ExportAbortedError
from tests.export.exportable import NOW, MemoryRecords, MemorySnapshot, MemoryStore, make_record


def open_with(store: MemoryStore, rulebook, **options):
    wanted = AnalysisFilter(status="completed")
    return open_export(
        store, wanted, ExportOptions(**options), rulebook=rulebook, actor="key:bi", clock=lambda: NOW
    )


@pytest.mark.parametrize("file_format", ["json", "ndjson", "csv"])
def test_row_count_is_known_before_and_checksum_after(store, rulebook, file_format):
    store.records[:] = [make_record(number) for number in range(1, 4)]
    with open_with(store, rulebook, format=file_format) as export:
        assert export.row_count == 3
        assert export.sha256 is None
        content = b"".join(export.chunks)
        assert export.sha256 == hashlib.sha256(content).hexdigest()
        assert export.filename.endswith(f".{file_format}")
    assert store.records.opened == 0


def test_each_export_is_audited_before_and_after(store, rulebook):
    store.records[:] = [make_record(1)]
    with open_with(store, rulebook, format="csv", columns=("field", "overall_score")) as export:
        assert [entry.action for entry in store.audit] == ["export"]
        content = b"".join(export.chunks)
    begun, ended = store.audit
    assert begun.actor == "key:bi"
    assert begun.at == NOW
    assert begun.details == {
        "export_id": export.export_id,
        "format": "csv",
        "filter": {"status": "completed"},
        "columns": ["field", "overall_score"],
        "personal": False,
        "min_group": 1,
        "rows": 1,
    }
    assert ended.action == "export_finished"
    assert ended.details == {
        "export_id": export.export_id,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "complete": True,
    }


def test_an_export_left_midway_is_audited_as_incomplete(store, rulebook):
    store.records[:] = [make_record(number) for number in range(1, 100)]
    with open_with(store, rulebook) as export:
        next(iter(export.chunks))
    assert store.audit[-1].details["complete"] is False
    assert store.audit[-1].details["sha256"] is None
    assert store.records.opened == 0


@pytest.mark.parametrize("file_format", ["json", "ndjson", "csv"])
@pytest.mark.parametrize("claimed", [2, 4])
def test_a_row_too_few_or_too_many_aborts(store, rulebook, monkeypatch, file_format, claimed):
    """A snapshot that counts otherwise than it reads stands for any damage between the two."""
    store.records[:] = [make_record(number) for number in range(1, 4)]
    monkeypatch.setattr(MemorySnapshot, "count", lambda _self: claimed)
    with open_with(store, rulebook, format=file_format) as export, pytest.raises(ExportAbortedError):
        list(export.chunks)
    assert store.audit[-1].details["complete"] is False


@pytest.mark.parametrize(("file_format", "min_group"), [("json", 1), ("ndjson", 1), ("csv", 1), ("csv", 2)])
def test_who_said_no_to_exports_is_in_none(store, rulebook, file_format, min_group):
    """In the words of an answer a no is only words."""
    kept = [make_record(1), make_record(2, consents={"analytics": True})]
    words = {"questionnaire_responses": {"awards": '"consents":{"analytics":false}', "analytics": False}}
    kept.append(make_record(3, **words))
    store.records[:] = [*kept, *(make_record(n, consents={"analytics": False}) for n in (4, 5, 6))]
    with open_with(store, rulebook, format=file_format, min_group=min_group) as export:
        content = b"".join(export.chunks)
    assert export.row_count == 3
    assert export.sha256 is not None
    for number in range(1, 7):
        if file_format != "csv":
            assert (f"{number:024x}".encode() in content) is (number <= 3)


class CountingRecords(MemoryRecords):
    """Counts how often all records are read, and may get a record while an export is being opened."""

    def __init__(self, late: AnalysisRecord | None = None) -> None:
        super().__init__()
        self.readings = 0
        self.late = late

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[MemorySnapshot]:
        with super().open_snapshot(wanted) as snapshot:
            documents = list(snapshot.documents())

            def read() -> Iterator[bytes]:
                self.readings += 1
                yield from documents

            snapshot.documents = read
            if self.late is not None:
                self.append(self.late)
            yield snapshot


def test_refusals_are_counted_without_reading_all_records(rulebook):
    store = MemoryStore(CountingRecords())
    store.records[:] = [make_record(1), make_record(2, consents={"analytics": False}), make_record(3)]
    with open_with(store, rulebook, format="ndjson") as export:
        assert export.row_count == 2
        assert store.records.readings == 0
        assert b"".join(export.chunks).count(b"\n") == 2


@pytest.mark.parametrize("consents", [{}, {"analytics": False}])
def test_a_record_that_comes_while_an_export_is_opened_miscounts_nothing(rulebook, consents):
    store = MemoryStore(CountingRecords(late=make_record(4, consents=consents)))
    store.records[:] = [make_record(1), make_record(2, consents={"analytics": False}), make_record(3)]
    with open_with(store, rulebook, format="ndjson") as export:
        assert export.row_count == 2
        assert b"".join(export.chunks).count(b"\n") == 2


def test_an_unknown_column_is_refused_and_leaves_nothing_open(store, rulebook):
    with pytest.raises(InvalidInputError) as caught:
        open_with(store, rulebook, format="csv", columns=("nope",))
    assert caught.value.code == "unknown_column"
    assert store.records.opened == 0
    assert store.audit == []


def test_small_groups_are_left_out_and_not_counted(store, rulebook):
    store.records[:] = [make_record(number) for number in range(1, 4)] + [
        make_record(4, recommendation="weak")
    ]
    with open_with(store, rulebook, format="csv", min_group=2, columns=("_id", "recommendation")) as export:
        assert export.row_count == 3
        assert b"weak" not in b"".join(export.chunks)


def test_whole_records_cannot_be_grouped(store, rulebook):
    with pytest.raises(InvalidInputError):
        open_with(store, rulebook, format="json", min_group=2)
