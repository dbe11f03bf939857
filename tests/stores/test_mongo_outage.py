"""A server that is killed and started again, beside writers and in front of the API."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import open_client
from tests.factories import NOW, make_record, make_submitted_session
from tests.stores.mongo_server import MongoServer

ALL = AnalysisFilter()
THREADS, EACH = 8, 10


@pytest.fixture(params=[(), ("--standalone",)], ids=["replica set", "standalone"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MongoServer]:
    server = MongoServer(tmp_path, *request.param)
    yield server
    server.kill()


def finish(session: Session) -> Session:
    return session.with_changes(NOW, state="completed", job=None)


def test_a_server_killed_twice_under_writers_keeps_each_attempt_once(server: MongoServer) -> None:
    server.start()
    store = MongoStore(f"{server.url}x?serverSelectionTimeoutMS=300")
    sessions = [make_submitted_session() for _ in range(THREADS * EACH)]
    for session in sessions:
        store.sessions.add(session)
    done = threading.Semaphore(0)

    def work(session: Session) -> None:
        """Write until told that it is written, as a worker whose lease runs out does."""
        while True:
            try:
                store.records.add(make_record(session_id=session.session_id), finish)
                assert store.sessions.get(session.session_id).state == "completed"
            except StoreUnavailableError:
                time.sleep(0.1)
            else:
                break
        done.release()

    with ThreadPoolExecutor(THREADS) as pool:
        working = [pool.submit(work, session) for session in sessions]
        for _ in range(2):
            for _ in range(THREADS * EACH // 4):
                done.acquire()
            server.kill()
            time.sleep(0.3)
            server.start()
        for each in working:
            each.result()
    if not store.life.transactional:
        finish_unfinished(store)
    records = store.records.list_page(ALL, limit=1000)
    assert sorted(it.session_id for it in records) == sorted(it.session_id for it in sessions)
    assert sum(it.counters["n"] for it in store.rollups.read(ALL)) == len(sessions)
    assert store.rollups.verify() == []
    store.close()


def finish_unfinished(store: MongoStore) -> None:
    """Let the store believe that a minute has passed, after which unfinished writes are dead."""
    intents = store.life.collection("write_intents")
    intents.update_many({}, [{"$set": {"at": {"$subtract": ["$at", 60_000]}}}])
    repair = store.life.watch
    with repair._checking:
        repair._check()


@pytest.mark.parametrize("server", [()], indirect=True, ids=["replica set"])  # to the API they are alike
def test_the_service_says_so_while_the_server_is_away_and_recovers_by_itself(
    server: MongoServer, tmp_path: Path, rulebook: Rulebook
) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", store=f"{server.url}x?serverSelectionTimeoutMS=300", sweep_seconds=0.2
    )
    services = build_services(settings, rulebook=rulebook)  # before there is any server
    with open_client(services) as client:

        def create() -> int:
            return client.post("/api/session/create", json={"field": "arts_culture"}).status_code

        for _ in range(2):
            away = client.get("/health")
            assert away.status_code == 503
            assert away.json()["error"]["code"] == "store_unavailable"
            assert int(away.headers["Retry-After"]) > 0
            assert "MongoDB" in away.json()["detail"]
            assert create() == 503
            assert client.get("/api/analytics/overview").status_code == 503
            server.start()
            assert await_health(client)
            assert create() == 200
            server.kill()
    services.close()


def await_health(client: TestClient) -> bool:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if client.get("/health").status_code == 200:
            return True
        time.sleep(0.1)
    return False
