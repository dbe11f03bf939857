"""The database server is killed and restarted while analyses run: none is lost, none is doubled."""

import collections
import time

import orjson

from proof_of_talent.domain.application import Document
from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import write_docx
from tests.factories import NOW, make_session
from tests.stores.mongo_server import MongoServer

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CV = write_docx("Curriculum Vitae", "Experience", "2019 - 2025 Founder of a company with 2 million users.")


def hand_in(store):
    session = make_session()
    document = Document(
        id="d1", kind="cv", filename="cv.docx", media_type=WORD, bytes=len(CV), pages=1, uploaded_at=NOW
    )
    store.sessions.add(session)
    store.documents.add(
        session.session_id, {"d1": CV}, lambda it: it.with_changes(NOW, documents=(document,))
    )
    return session.session_id


def until_available(work):
    """Ask again, as a client does that is told 503 with Retry-After."""
    while True:
        try:
            return work()
        except StoreUnavailableError:
            time.sleep(0.1)


def test_a_database_killed_under_load_loses_and_doubles_nothing(tmp_path, rulebook, is_full, happened):
    count = 200 if is_full else 50  # the MongoDB of our tests is slow
    server = MongoServer(tmp_path / "mongo").start()
    settings = Settings(
        data_dir=tmp_path / "data", store=f"{server.url}x?serverSelectionTimeoutMS=300", workers=4,
        lease_seconds=1, sweep_seconds=0.3, max_deliveries=50,
    )  # fmt: skip
    services = build_services(settings, rulebook=rulebook)
    store = services.store
    try:
        waiting = [hand_in(store) for _ in range(count)]
        services.start()
        for number, session_id in enumerate(waiting):
            if number in (count // 3, 3 * count // 4):
                server.kill()
                time.sleep(0.5)
                server.start()
            until_available(lambda it=session_id: services.submit(it))
        give_up = time.monotonic() + 120
        left = set(waiting)
        while left and time.monotonic() < give_up:
            left = {
                it
                for it in left
                if until_available(lambda it=it: store.sessions.get(it)).state == "analyzing"
            }
            time.sleep(0.2)
        states = collections.Counter(store.sessions.get(it).state for it in waiting)
        assert states == {"completed": count}
        with store.records.open_snapshot(AnalysisFilter()) as snapshot:
            records = [orjson.loads(it) for it in snapshot.documents()]
        attempts = collections.Counter((it["session_id"], it["attempt"]) for it in records)
        assert attempts == {(it, 1): 1 for it in waiting}
        assert sum(it.counters["n"] for it in store.rollups.read(AnalysisFilter())) == count
        assert store.rollups.verify() == []
    finally:
        services.close()
        server.kill()
    happened(
        "MongoDB server killed",
        f"the server is killed with `kill -9` and restarted, twice, while {count} analyses are submitted",
        f"{len(attempts)} records: one for each accepted analysis, no duplicates; the rollups agree",
    )
