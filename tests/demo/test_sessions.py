"""Synthetic sessions: in every stage, marked as such, and in keeping with the records."""

import pytest

from proof_of_talent.demo.records import make_records
from proof_of_talent.demo.sessions import add_sessions, make_sessions
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import make_record


@pytest.fixture(scope="module")
def records(rulebook):
    return list(make_records(60, seed=8, days=90, now=read_clock(), rulebook=rulebook))


def test_every_synthetic_record_has_its_session_and_every_step_is_reached_by_fewer(records, tmp_path):
    store = SQLiteStore(tmp_path / "demo.db")
    store.records.add_many([*records, make_record()])
    for _ in range(2):  # those that are there stay as they are
        add_sessions(store)
    counts = store.sessions.count(AnalysisFilter())
    assert counts.created > counts.with_answers > counts.with_documents > counts.submitted > 0
    newest = {record.session_id: record for record in records}
    assert counts.finished == counts.submitted == len(newest)
    assert all(store.sessions.get(name).attempt == record.attempt for name, record in newest.items())
    store.close()


def test_a_session_that_ended_is_that_of_its_record(records):
    sessions = {session.session_id: session for session in make_sessions(records[::-1])}
    assert all("_demo" in session_id for session_id in sessions)
    for record in {record.session_id: record for record in records}.values():  # the last attempt of each
        session = sessions[record.session_id]
        assert (session.field, len(session.documents)) == (record.field, record.document_count)
        assert session.created_at < record.created_at


def test_the_same_records_give_the_same_sessions(records):
    assert list(make_sessions(records)) == list(make_sessions(records))
