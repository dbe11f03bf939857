"""kill -9 at random points while analyses run: each attempt ends in exactly one record, none is lost."""

import collections
import random
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import httpx2
import orjson

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.opening import open_store
from proof_of_talent.wiring.settings import Settings
from tests.conftest import write_docx
from tests.faults.processes import Server, await_ends

QUICK, FULL = (60, 4), (200, 6)
"""How many analyses run and how often the server is killed, in every run and for the table."""


def hand_in_many(server, count):
    """Make the sessions with a document each, before the server runs; return their ids."""
    content = write_docx(
        "Curriculum Vitae", "Experience", "2019 - 2025 Founder of a company with 2 million users."
    )
    services = build_services(Settings(data_dir=server.folder, store=server.url))

    def make(_):
        session_id = services.intake.create_session("digital_technology").session_id
        services.intake.add_documents(session_id, [Upload("cv.docx", BytesIO(content))])
        return session_id

    try:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(make, range(count)))
    finally:
        services.close()


def test_kill_9_loses_and_doubles_nothing(tmp_path, is_full, happened):
    count, kills = FULL if is_full else QUICK
    server = Server(tmp_path)
    chance = random.Random(7)
    accepted = []
    waiting = hand_in_many(server, count)
    server.start()
    try:
        kill_at = sorted(chance.sample(range(10, count), kills))
        for number, session_id in enumerate(waiting):
            if number in kill_at:
                time.sleep(chance.random() * 0.1)
                server.kill()
                server.start()
            # a connection for each, as one is lost with each kill
            answer = httpx2.post(f"{server.base}/api/analyze/{session_id}", verify=False)
            assert answer.status_code == 200
            accepted.append(session_id)
        server.kill()
        server.start()
        with httpx2.Client(base_url=server.base, verify=False) as client:
            states = await_ends(client, accepted, 90)
            total = client.get("/api/analytics/overview").json()["total_analyses"]
        assert set(states.values()) == {"completed"}
        assert total == count
        server.stop()
    finally:
        server.kill()
    store = open_store(server.url)
    try:
        with store.records.open_snapshot(AnalysisFilter()) as snapshot:
            records = [orjson.loads(document) for document in snapshot.documents()]
        assert store.rollups.verify() == []
    finally:
        store.close()
    attempts = collections.Counter((record["session_id"], record["attempt"]) for record in records)
    assert set(attempts) == {(session_id, 1) for session_id in accepted}
    assert set(attempts.values()) == {1}
    happened(
        "kill -9",
        f"a server is killed {kills} times at random while {count} analyses are submitted and run",
        f"{count} records: one for each accepted analysis, no duplicates; the rollups agree",
    )
