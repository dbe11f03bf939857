"""What is older than it may be kept goes, nothing else does, and sweeping again changes nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from proof_of_talent.domain.clients import ClientFilter
from proof_of_talent.domain.errors import NotFoundError, SessionErasedError, SessionNotFoundError
from proof_of_talent.records.retention import RetentionRules, RetentionSweeper, SweepCount, sweep
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_document, make_record, make_session
from tests.stores.test_contract_clients import make_client

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    opened = SQLiteStore(tmp_path / "talent.db")
    yield opened
    opened.close()


def keep_session(store, *, age, state="completed", attempt=0, documents=1):
    at = NOW - age
    session = make_session(created_at=at, updated_at=at, attempt=attempt, answers={"years_experience": 1})
    store.sessions.add(session)
    for number in range(1, documents + 1):
        document = make_document(id=f"d{number}")

        def add(it, document=document):
            return it.model_copy(update={"documents": (*it.documents, document), "state": state})

        store.documents.add(session.session_id, {document.id: b"x"}, add)
    return session.session_id


def test_without_rules_nothing_goes(store):
    session_id = keep_session(store, age=9999 * DAY)
    store.records.add_many([make_record(at=NOW - 2000 * DAY)])
    assert sweep(store, RetentionRules(), NOW) == SweepCount()
    assert store.sessions.get(session_id).documents
    assert store.audit.list_newest() == []


def test_old_documents_go_and_their_sessions_stay_as_old_as_they_were(store):
    old = keep_session(store, age=31 * DAY, documents=3)
    young = keep_session(store, age=29 * DAY)
    running = keep_session(store, age=31 * DAY, state="analyzing")
    rules = RetentionRules(documents=30 * DAY)
    assert sweep(store, rules, NOW) == SweepCount(documents=3)
    assert store.sessions.get(old).documents == ()
    assert store.sessions.get(old).updated_at == NOW - 31 * DAY
    assert store.sessions.get(old).state == "completed"
    with pytest.raises(NotFoundError):
        store.documents.read(old, "d1")
    for kept in (young, running):
        assert store.documents.read(kept, "d1") == b"x"
    assert sweep(store, rules, NOW) == SweepCount()
    (entry,) = store.audit.list_newest(action="retention")
    assert entry.details == {"documents": 3, "sessions": 0, "erased": 0, "clients": 0}


def test_a_session_that_had_only_documents_is_as_new_without_them(store):
    session_id = keep_session(store, age=31 * DAY, state="documents_uploaded")
    sweep(store, RetentionRules(documents=30 * DAY), NOW)
    assert store.sessions.get(session_id).state == "created"


def test_old_sessions_go_and_their_records_stay(store):
    old, young = keep_session(store, age=91 * DAY), keep_session(store, age=89 * DAY)
    record = make_record(session_id=old, at=NOW - 91 * DAY)
    store.records.add_many([record])
    rules = RetentionRules(sessions=90 * DAY)
    assert sweep(store, rules, NOW) == SweepCount(sessions=1)
    with pytest.raises(SessionNotFoundError):
        store.sessions.get(old)
    assert store.records.find(old, 1) == record
    assert store.sessions.get(young).session_id == young
    assert sweep(store, rules, NOW) == SweepCount()


def test_old_records_are_erased_with_their_sessions_and_figures(store):
    old, used = keep_session(store, age=400 * DAY), keep_session(store, age=DAY)
    again = make_record(at=NOW - 400 * DAY)
    kept = [
        make_record(session_id=used, at=NOW - 400 * DAY),  # its owner came back
        again,  # was analysed again
        make_record(session_id=again.session_id, attempt=2, at=NOW - DAY),
        make_record(at=NOW - 364 * DAY),
    ]
    gone = [make_record(session_id=old, at=NOW - 400 * DAY), make_record(at=NOW - 500 * DAY)]
    store.records.add_many([*kept, *gone])
    rules = RetentionRules(records=365 * DAY)
    assert sweep(store, rules, NOW) == SweepCount(erased=2)
    for record in gone:
        with pytest.raises((SessionErasedError, NotFoundError)):
            store.records.get(record.id)
        assert store.erasure.find_receipt(record.session_id) is not None
    assert all(store.records.get(record.id) == record for record in kept)
    assert store.rollups.verify() == []
    assert sweep(store, rules, NOW) == SweepCount()


def test_a_client_with_nothing_left_goes_after_the_same_time(store):
    idle, busy, young = (
        make_client(reference=name, updated_at=NOW - age * DAY)
        for name, age in (("A", 400), ("B", 400), ("C", 1))
    )
    for client in (idle, busy, young):
        store.clients.add(client)
    store.records.add(make_record(at=NOW - DAY, client=busy.id))
    rules = RetentionRules(records=365 * DAY)
    assert sweep(store, rules, NOW) == SweepCount(clients=1)
    assert {it.id for it in store.clients.list_page(ClientFilter())} == {busy.id, young.id}
    assert not store.clients.add(idle)
    assert sweep(store, rules, NOW) == SweepCount()


def test_many_more_than_a_batch_go_in_one_sweep(store):
    store.records.add_many([make_record(at=NOW - 400 * DAY) for _ in range(230)])
    for _ in range(120):
        store.sessions.add(make_session(updated_at=NOW - 400 * DAY))
    rules = RetentionRules(records=365 * DAY, sessions=365 * DAY)
    assert sweep(store, rules, NOW) == SweepCount(erased=230, sessions=120)


def test_servers_that_sweep_at_the_same_time_do_it_once(store):
    for _ in range(20):
        keep_session(store, age=40 * DAY, documents=2)
    store.records.add_many([make_record(at=NOW - 400 * DAY) for _ in range(20)])
    rules = RetentionRules(records=365 * DAY, sessions=30 * DAY, documents=30 * DAY)
    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(lambda _: sweep(store, rules, NOW), range(3)))
    assert sum(count.sessions for count in counts) == 20
    assert store.sessions.find_idle(NOW, 9) == []
    assert store.rollups.verify() == []


def test_the_sweeper_sweeps_at_the_start_and_stops_when_told(store):
    session_id = keep_session(store, age=40 * DAY)
    sweeper = RetentionSweeper(store=store, rules=RetentionRules(sessions=30 * DAY), clock=lambda: NOW)
    sweeper.start()
    for _ in range(500):
        if store.audit.list_newest(action="retention"):
            break
        threading.Event().wait(0.01)
    with pytest.raises(SessionNotFoundError):
        store.sessions.get(session_id)
    sweeper.close()
    assert not any(thread.name == "retention" for thread in threading.enumerate())
