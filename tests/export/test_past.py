"""Which past exports held a person's records, on the real store."""

from datetime import timedelta

import pytest

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import ExportOptions, find_past_exports, open_export
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.export.exportable import NOW, make_failed_record, make_record


@pytest.fixture
def sqlite(tmp_path):
    store = SQLiteStore(tmp_path / "talent.db")
    yield store
    store.close()


def export(store, rulebook, minutes: int, **wanted) -> str:
    with open_export(
        store, AnalysisFilter(**wanted), ExportOptions(format="csv"), rulebook=rulebook, actor="bi",
        clock=lambda: NOW + timedelta(minutes=minutes),
    ) as opened:  # fmt: skip
        list(opened.chunks)
    return opened.export_id


def test_exports_that_held_a_record_are_named_newest_first(sqlite, rulebook):
    sqlite.records.add_many([make_record(10)])
    export(sqlite, rulebook, 5)  # before the record
    everything = export(sqlite, rulebook, 20)
    export(sqlite, rulebook, 21, field="arts_culture")
    export(sqlite, rulebook, 22, until=NOW)
    matching = export(sqlite, rulebook, 30, field="digital_technology", recommendation="strong")
    found = find_past_exports(sqlite, make_record(10).session_id)
    assert [past.export_id for past in found] == [matching, everything]
    assert found[0].actor == "bi"
    assert found[0].personal is False


def test_every_attempt_of_the_session_counts(sqlite, rulebook):
    session_id = make_record(1).session_id
    sqlite.records.add_many([make_failed_record(1), make_record(2, session_id=session_id, attempt=2)])
    failures = export(sqlite, rulebook, 60, status="error")
    successes = export(sqlite, rulebook, 61, status="completed")
    assert {past.export_id for past in find_past_exports(sqlite, session_id)} == {failures, successes}


def test_nothing_is_found_for_someone_unknown(sqlite, rulebook):
    export(sqlite, rulebook, 60)
    assert find_past_exports(sqlite, make_record(1).session_id) == []
