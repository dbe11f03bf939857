"""Synthetic sessions: in every stage, marked as such, and in keeping with the records."""

import pytest

from proof_of_talent.demo.records import make_records
from proof_of_talent.demo.sessions import MOST_SESSIONS, make_sessions, sample_records
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore


@pytest.fixture(scope="module")
def records(rulebook):
    return list(make_records(60, seed=8, days=90, now=read_clock(), rulebook=rulebook))


def test_every_step_of_the_funnel_is_reached_by_fewer(records, tmp_path):
    store = SQLiteStore(tmp_path / "demo.db")
    for session in make_sessions(records, seed=1):
        store.transfer.import_session(session, {})
    counts = store.sessions.count(AnalysisFilter())
    assert counts.created > counts.with_answers > counts.with_documents > counts.submitted > 0
    assert counts.finished == counts.submitted == len({record.session_id for record in records})
    store.close()


def test_a_session_that_ended_is_that_of_its_record(records):
    sessions = {session.session_id: session for session in make_sessions(records, seed=1)}
    assert all("_demo" in session_id for session_id in sessions)
    for record in {record.session_id: record for record in records}.values():  # the last attempt of each
        session = sessions[record.session_id]
        assert (session.field, len(session.documents)) == (record.field, record.document_count)
        assert session.created_at < record.created_at


def test_the_same_seed_gives_the_same_sessions(records):
    assert list(make_sessions(records, seed=1)) == list(make_sessions(records, seed=1))
    assert list(make_sessions(records, seed=1)) != list(make_sessions(records, seed=2))


@pytest.mark.parametrize(("count", "sampled"), [(60, 60), (120, 120), (121, 61), (100_000, 120)])
def test_the_sample_is_even_and_bounded(count, sampled):
    walked, sample = sample_records(range(count), count)
    assert list(walked) == list(range(count))
    assert len(sample) == pytest.approx(sampled, abs=2)
    assert len(sample) <= MOST_SESSIONS
