"""Rebuilding beside writers, and what a crash leaves behind, with transactions and without."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import AutoReconnect

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter, Outcome
from proof_of_talent.stores.mongo import MongoStore, contents
from proof_of_talent.stores.mongo.schema import SLOTS
from proof_of_talent.stores.mongo.tallies import slot_of
from tests.factories import NOW, make_record, make_session, make_submitted_session
from tests.stores.mongo_server import name_database

ALL = AnalysisFilter()
Shell = Database[dict[str, Any]]


@pytest.fixture(params=["replica set", "standalone"])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("mongo_url" if request.param == "replica set" else "standalone_url")


@pytest.fixture
def name() -> str:
    return name_database()


@pytest.fixture
def store(url: str, name: str) -> Iterator[MongoStore]:
    store = MongoStore(url, name)
    yield store
    store.close()


@pytest.fixture
def db(url: str, name: str) -> Iterator[Shell]:
    with MongoClient(url, tz_aware=True) as client:
        yield client[name]


def finish(session: Session) -> Session:
    return session.with_changes(NOW, state="completed", job=None)


def count(store: MongoStore) -> int:
    return sum(rollup.counters["n"] for rollup in store.rollups.read(ALL, detail=False))


def test_eight_writers_of_one_day_and_field_add_up_exactly(store: MongoStore, db: Shell) -> None:
    records = [make_record(score=number % 101) for number in range(80)]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(store.records.add, records))
    assert count(store) == 80
    assert store.rollups.verify() == []
    slots = set(db.rollups.distinct("slot"))
    assert len(slots) > 4
    assert slots <= set(range(SLOTS))


def test_a_rebuild_beside_writers_loses_and_doubles_nothing(store: MongoStore) -> None:
    store.records.add_many([make_record(at=NOW - timedelta(days=number % 9)) for number in range(60)])
    stop, written = threading.Event(), []

    def write(number: int) -> None:
        while not stop.is_set():
            record = make_record(at=NOW - timedelta(days=number))
            assert store.records.add(record)
            written.append(record)
            if len(written) % 3 == 0:
                store.records.change(record.id, lambda it: it.model_copy(update={"overall_score": 3}))
            if len(written) % 5 == 0:
                written.remove(record)
                store.erasure.erase(record.session_id, NOW)

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        try:
            for _ in range(4):
                assert store.rollups.rebuild() >= 60
        finally:
            stop.set()
        for writer in writers:
            writer.result()
    assert store.rollups.verify() == []
    assert count(store) == 60 + len(written)


def test_a_rebuild_that_died_is_begun_again(store: MongoStore, url: str, name: str) -> None:
    store.records.add_many([make_record(at=NOW - timedelta(days=number)) for number in range(6)])

    dying = MongoStore(url, name)
    tallies = dying.rollups._tallies
    add = tallies.add

    def add_and_die(*args: Any) -> None:
        add(*args)
        raise AutoReconnect("gone")

    tallies.add = add_and_die
    with pytest.raises(StoreUnavailableError):
        dying.rollups.rebuild()
    dying.close()
    assert count(store) == 6
    assert store.records.add(make_record(at=NOW - timedelta(days=1)))
    assert store.rollups.rebuild() == 7
    assert store.rollups.verify() == []


def test_a_new_meaning_of_the_tally_rebuilds_at_start(
    store: MongoStore, db: Shell, url: str, name: str
) -> None:
    store.records.add_many([make_record()])
    db.store_state.update_one({"_id": "rollups"}, {"$set": {"tally_version": 0}})
    db.rollups.update_many({}, {"$inc": {"score_sum": 1}})
    assert store.rollups.verify() != []
    again = MongoStore(url, name)
    assert again.rollups.verify() == []
    again.close()


def test_records_of_a_deployment_from_before_the_rollups_are_counted_at_start(
    store: MongoStore, db: Shell, url: str, name: str
) -> None:
    store.records.add_many([make_record() for _ in range(3)])
    db.rollups.drop()
    db.store_state.drop()
    again = MongoStore(url, name)
    assert count(again) == 3
    again.close()


@pytest.mark.parametrize(
    "dropped", ["the database", "cv_analyses", "rollups", "store_state", "sessions", "indexes"]
)
def test_what_is_dropped_by_hand_is_made_anew_by_the_running_service(
    url: str, name: str, db: Shell, dropped: str
) -> None:
    with closing(MongoStore(url, name, check_seconds=0)) as store:
        store.records.add_many([make_record(at=NOW - timedelta(days=number)) for number in range(3)])
        for _ in range(2):
            store.rollups.rebuild()  # so that rollups are of a generation that fresh gates do not know
        drop(db, dropped)
        left = db.cv_analyses.count_documents({})
        calls = (
            lambda: store.records.add(make_record()),
            lambda: store.sessions.add(make_session()),
            store.rollups.read_version,
            lambda: store.records.list_page(ALL),
            store.rollups.rebuild,
        )
        for call in calls:
            retry_while_dismantled(call)
        assert retry_while_dismantled(store.rollups.verify) == []
        assert count(store) == left + 1
    assert "attempt" in db.cv_analyses.index_information()


def drop(db: Shell, what: str) -> None:
    if what == "the database":
        db.client.drop_database(db.name)
    elif what == "indexes":
        for collection in ("cv_analyses", "sessions", "rollups"):
            db[collection].drop_indexes()
    else:
        db[what].drop()


def retry_while_dismantled(call: Callable[[], Any]) -> Any:
    """Call as a client does that is told to try again shortly: a few times at most."""
    for _ in range(3):
        try:
            return call()
        except StoreUnavailableError as error:
            refused = error
    raise refused


def test_contents_that_no_session_names_are_swept(store: MongoStore, db: Shell, url: str, name: str) -> None:
    session = make_session()
    store.sessions.add(session)
    store.documents.add(session.session_id, {"d1": b"kept"}, lambda it: it)
    orphan = store.documents._contents._bucket.upload_from_stream(
        "x/d1", b"left", metadata={"session_id": "x"}
    )
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    db["documents.files"].update_many({}, {"$set": {"uploadDate": long_ago}})
    again = MongoStore(url, name)
    again.ping()
    assert db["documents.chunks"].count_documents({"files_id": orphan}) == 0
    assert db["documents.files"].count_documents({}) == 1
    assert again.documents.read(session.session_id, "d1") == b"kept"
    again.close()


def test_what_a_cut_off_upload_leaves_is_swept_while_the_service_runs(
    mongo_url: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_SWEEP_BATCH", 3)
    store = MongoStore(mongo_url, name, check_seconds=0)
    session = make_session()
    store.sessions.add(session)
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    ids = [ObjectId.from_datetime(long_ago + timedelta(seconds=number)) for number in range(7)]
    kept, young = ids.pop(1), ObjectId()
    with MongoClient(mongo_url) as client:
        shell = client[name]
        shell.sessions.update_one({}, {"$set": {"files.d1": kept}})
        shell["documents.files"].insert_one({"_id": kept, "metadata": {"session_id": session.session_id}})
        chunks = shell["documents.chunks"]
        chunks.insert_many([{"files_id": it, "n": 0, "data": b"x"} for it in (kept, young, *ids)])
        for _ in range(3):
            store.rollups.read(ALL)
        assert {it["files_id"] for it in chunks.find()} == {kept, young}
        chunks.insert_one({"files_id": ids[0], "n": 0, "data": b"x"})
        store.rollups.read(ALL)
        assert {it["files_id"] for it in chunks.find()} == {kept, young}
    store.close()


# -- with transactions -----------------------------------------------------------------------------


def test_what_a_worker_leaves_open_when_it_dies_holds_up_nobody_else(mongo_url: str, name: str) -> None:
    store = MongoStore(mongo_url, name)
    session, other = make_submitted_session(), make_submitted_session()
    for each in (session, other):
        store.sessions.add(each)
    with MongoClient(mongo_url) as client, client.start_session() as dead:
        dead.start_transaction()
        client[name].sessions.update_one(
            {"session_id": session.session_id}, {"$set": {"state": "completed"}}, session=dead
        )
        started = time.monotonic()
        assert set(store.jobs.find(NOW, 5)) == {session.session_id, other.session_id}
        assert store.jobs.claim(session.session_id, "a", NOW, timedelta(seconds=30)) is None
        assert store.jobs.claim(other.session_id, "a", NOW, timedelta(seconds=30)) is not None
        assert time.monotonic() - started < 40
        dead.abort_transaction()  # as the server does when the transaction gets too old
        assert store.jobs.claim(session.session_id, "a", NOW, timedelta(seconds=30)) is not None
    store.close()


HASTY = 0.5
"""Seconds after which a store gives up a write; others wait for twenty."""


def test_loading_waits_for_the_end_of_what_a_killed_loader_left_open(mongo_url: str, name: str) -> None:
    with (
        closing(MongoStore(mongo_url, name, deadline_seconds=HASTY)) as store,
        MongoClient(mongo_url) as client,
    ):
        store.ping()
        with client.start_session() as dead, ThreadPoolExecutor(1) as pool:
            dead.start_transaction()
            client[name].store_state.update_one({"_id": "gate/00"}, {"$inc": {"changes": 1}}, session=dead)
            loading = pool.submit(store.records.add_many, [make_record()])
            time.sleep(1.5)
            dead.abort_transaction()  # as the server does when the transaction gets too old
            assert loading.result(20) == 1


def test_a_finished_analysis_waits_for_the_end_of_what_a_killed_worker_left_open(
    mongo_url: str, name: str
) -> None:
    record = make_record()
    gate = {"_id": f"gate/{slot_of(record.session_id):02d}"}
    with (
        closing(MongoStore(mongo_url, name, deadline_seconds=HASTY)) as store,
        MongoClient(mongo_url) as client,
    ):
        store.ping()
        with client.start_session() as dead, ThreadPoolExecutor(1) as pool:
            dead.start_transaction()
            client[name].store_state.update_one(gate, {"$inc": {"changes": 1}}, session=dead)
            recording = pool.submit(store.records.add, record)
            time.sleep(1)
            dead.abort_transaction()  # as the server does when the transaction gets too old
            assert recording.result(20)


# -- without transactions --------------------------------------------------------------------------


class Breaking(MongoStore):
    """Loses its connection in the middle of a write."""

    def break_before(self, step: str) -> None:
        part, method = {
            "tallies": (self.records._tallies, "add"),
            "session": (self.records._sessions, "save"),
        }[step]

        def lose(*_: Any) -> None:
            raise AutoReconnect("gone")

        setattr(part, method, lose)


@pytest.fixture
def broken(standalone_url: str, name: str) -> Iterator[Breaking]:
    store = Breaking(standalone_url, name)
    yield store
    store.close()


def reopen(broken: Breaking, standalone_url: str, name: str) -> MongoStore:
    """Open the database as a new process does, long after the old one died."""
    with MongoClient(standalone_url) as client:
        long_ago = datetime.now(UTC) - timedelta(minutes=5)
        client[name].write_intents.update_many({}, {"$set": {"at": long_ago}})
    store = MongoStore(standalone_url, name)
    store.ping()
    return store


@pytest.mark.parametrize("step", ["session", "tallies"])
def test_a_write_that_was_cut_off_is_finished_at_the_next_start(
    broken: Breaking, standalone_url: str, name: str, step: str
) -> None:
    session = make_submitted_session()
    broken.sessions.add(session)
    broken.records.add_many([make_record()])
    record = make_record(session_id=session.session_id)
    broken.break_before(step)
    with pytest.raises(StoreUnavailableError):
        broken.records.add(record, finish)
    store = reopen(broken, standalone_url, name)
    assert store.sessions.get(session.session_id).state == "completed"
    assert store.records.find(session.session_id, 1) == record
    assert store.rollups.verify() == []
    assert not store.records.add(make_record(session_id=session.session_id), finish)
    store.close()


def test_a_worker_that_takes_over_from_a_dead_one_ends_what_that_one_recorded(
    broken: Breaking, standalone_url: str, name: str
) -> None:
    session = make_submitted_session()
    broken.sessions.add(session)
    broken.break_before("session")
    record = make_record(session_id=session.session_id)
    with pytest.raises(StoreUnavailableError):
        broken.records.add(record, finish)
    store = MongoStore(standalone_url, name)
    assert store.jobs.claim(session.session_id, "another", NOW, timedelta(seconds=30)) is not None
    assert not store.records.add(make_record(session_id=session.session_id), finish)
    assert store.sessions.get(session.session_id).state == "completed"
    assert store.records.find(session.session_id, 1) == record
    store.close()


def test_an_unfinished_write_is_finished_though_the_session_has_been_claimed_again(
    broken: Breaking, standalone_url: str, name: str
) -> None:
    session = make_submitted_session()
    broken.sessions.add(session)
    broken.break_before("session")
    with pytest.raises(StoreUnavailableError):
        broken.records.add(make_record(session_id=session.session_id), finish)
    assert broken.jobs.claim(session.session_id, "another", NOW, timedelta(seconds=30)) is not None
    store = reopen(broken, standalone_url, name)
    assert store.sessions.get(session.session_id).state == "completed"
    assert store.rollups.verify() == []
    store.close()


def test_a_rebuild_does_not_wait_for_writers_that_came_later(standalone_url: str, name: str) -> None:
    store = MongoStore(standalone_url, name)
    store.records.add_many([make_record()])
    stop = threading.Event()

    def announce() -> None:
        """Announce one write after the other, so that there is always one: as many writers do."""
        with MongoClient(standalone_url) as client:
            intents, last = client[name].write_intents, None
            while not stop.is_set():
                new = intents.insert_one({"at": datetime.now(UTC)}).inserted_id
                intents.delete_one({"_id": last})
                last = new

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(announce)
        overtime = threading.Timer(10, stop.set)
        overtime.start()
        assert store.rollups.rebuild() == 1
        assert not stop.is_set(), "the rebuild waited for the last writer"
        overtime.cancel()
        stop.set()
        writer.result()
    store.close()


def test_an_erasure_that_was_cut_off_is_finished_at_the_next_start(
    broken: Breaking, standalone_url: str, name: str
) -> None:
    session = make_submitted_session()
    broken.sessions.add(session)
    broken.documents.add(session.session_id, {"d1": b"x"}, lambda it: it)
    broken.records.add(make_record(session_id=session.session_id), finish)
    broken.break_before("tallies")
    with pytest.raises(StoreUnavailableError):
        broken.erasure.erase(session.session_id, NOW)
    store = reopen(broken, standalone_url, name)
    receipt = store.erasure.find_receipt(session.session_id)
    assert receipt is not None
    assert (receipt.documents, receipt.records) == (1, 1)
    with MongoClient(standalone_url) as client:
        for collection in client[name].list_collection_names():
            assert session.session_id not in str(list(client[name][collection].find()))
    assert store.rollups.read(ALL) == []
    store.close()


def test_an_update_that_was_cut_off_leaves_exact_figures(
    broken: Breaking, standalone_url: str, name: str
) -> None:
    record = make_record()
    broken.records.add(record)
    broken.break_before("tallies")
    outcome = Outcome(result="endorsed", date="2026-12-01", reported_at=NOW)
    with pytest.raises(StoreUnavailableError):
        broken.records.change(
            record.id, lambda it: it.model_copy(update={"outcome": outcome, "overall_score": 1})
        )
    store = reopen(broken, standalone_url, name)
    assert store.rollups.verify() == []
    assert count(store) == 1
    store.close()


def test_a_standalone_server_keeps_the_contract_between_whole_calls(store: MongoStore) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    record = make_record(session_id=session.session_id)
    assert store.records.add(record, finish)
    assert not store.records.add(make_record(session_id=session.session_id), finish)
    assert store.records.add(make_record(), finish) is False
    assert store.sessions.get(session.session_id).state == "completed"
    with store.records.open_snapshot(ALL) as snapshot:
        store.records.add_many([make_record() for _ in range(3)])
        assert list(snapshot.documents()) == [record.to_json()]
    assert store.erasure.erase(session.session_id, NOW).records == 1
    assert count(store) == 3
    assert store.rollups.verify() == []
