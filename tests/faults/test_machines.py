"""Two servers, three workers, one store, a real RabbitMQ: workers are killed at random, records counted."""

import collections
import random
import time

import httpx2
import orjson
import pytest

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.wiring.opening import open_store
from tests.conftest import write_docx
from tests.faults.processes import Server, Worker, await_ends, hand_in
from tests.queues.rabbitmq_server import RabbitServer
from tests.stores.mongo_server import MongoServer, given_mongod, name_database

SESSIONS = {"sqlite": 60, "mongo": 30}  # the MongoDB of our tests is slow
KILLS = 4


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    server = RabbitServer(tmp_path_factory.mktemp("rabbit"))
    try:
        yield server.start()
    finally:
        server.close()


@pytest.fixture(params=["sqlite", "mongo"])
def store_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'talent.db'}"
    elif given := given_mongod():
        yield f"{given.rstrip('/')}/{name_database()}"
    else:
        # Work waits for the end of what a killed worker leaves open: here seconds, by default a minute.
        server = MongoServer(tmp_path / "mongo", transaction_seconds=3).start()
        yield f"{server.url}{name_database()}"
        server.stop()


@pytest.fixture
def machines(tmp_path, broker, store_url):
    """Two servers and three workers, as if each was a machine of its own."""
    servers = [Server(tmp_path, store=store_url, queue=broker.url) for _ in range(2)]
    # Workers sweep seldom: it is the broker that hands out work here, and the sweep that mends.
    workers = [Worker(tmp_path, store=store_url, queue=broker.url, sweep_seconds=2) for _ in range(3)]
    try:
        for process in (*servers, *workers):
            process.start()
        yield servers, workers
    finally:
        for process in (*servers, *workers):
            process.kill()


def read_records(url):
    store = open_store(url)
    try:
        with store.records.open_snapshot(AnalysisFilter()) as snapshot:
            records = [orjson.loads(document) for document in snapshot.documents()]
        assert store.rollups.verify() == []
    finally:
        store.close()
    return records


def test_killing_workers_at_random_loses_and_doubles_nothing(machines, store_url, happened):
    servers, workers = machines
    total = SESSIONS[store_url.split(":")[0].removesuffix("db")]
    content = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")
    chance = random.Random(7)
    clients = [httpx2.Client(base_url=server.base, timeout=30, verify=False) for server in servers]
    accepted = [hand_in(clients[number % 2], content) for number in range(total)]
    kill_at = set(chance.sample(range(total // 10, total), KILLS))
    for number, session_id in enumerate(accepted):
        if number in kill_at:
            victim = chance.choice(workers)
            victim.kill()
            victim.start()
        # accepted by one server or the other, whichever made the session
        assert clients[chance.randrange(2)].post(f"/api/analyze/{session_id}").status_code == 200
    states = await_ends(clients[0], accepted, 80)
    assert set(states.values()) == {"completed"}
    figures = [client.get("/api/analytics/overview").json()["total_analyses"] for client in clients]
    for client in clients:
        client.close()
    for process in (*workers, *servers):
        process.stop()
    attempts = collections.Counter((it["session_id"], it["attempt"]) for it in read_records(store_url))
    assert attempts == {(session_id, 1): 1 for session_id in accepted}
    assert figures == [total, total]
    happened(
        f"workers killed at random ({'SQLite' if store_url.startswith('sqlite') else 'MongoDB'})",
        f"two servers, three workers, RabbitMQ; {total} analyses, {KILLS} times a worker is killed",
        f"{len(attempts)} records, no duplicates; both servers show the same figures; the rollups agree",
    )


def test_a_broker_that_is_away_costs_time_but_no_work(tmp_path, broker, happened):
    url = f"sqlite:///{tmp_path / 'talent.db'}"
    server = Server(tmp_path, store=url, queue=broker.url)
    worker = Worker(tmp_path, store=url, queue=broker.url)
    content = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")
    try:
        server.start()
        worker.start()
        broker.kill()
        with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
            session_ids = [hand_in(client, content) for _ in range(5)]
            started = time.monotonic()
            for session_id in session_ids:
                client.post(f"/api/analyze/{session_id}").raise_for_status()
            assert time.monotonic() - started < 10, "accepting work must not wait for the broker"
            assert set(await_ends(client, session_ids, 60).values()) == {"completed"}
            broker.start()
            again = hand_in(client, content)
            client.post(f"/api/analyze/{again}").raise_for_status()
            assert await_ends(client, [again], 60) == {again: "completed"}
        worker.stop()
        server.stop()
    finally:
        worker.kill()
        server.kill()
    happened(
        "broker stops and comes back",
        "RabbitMQ is killed while a server and a worker run; analyses are submitted; RabbitMQ is restarted",
        "submitting does not wait for it; the worker's sweep finds the jobs; afterwards wake-ups work again",
    )
