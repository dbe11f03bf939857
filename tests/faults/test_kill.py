"""kill -9 at random points while 200 analyses run: each attempt ends in exactly one record, none is lost."""

import collections
import random
import time

import httpx2
import orjson

from proof_of_talent.bootstrap import open_store
from proof_of_talent.record import AnalysisFilter
from tests.conftest import write_docx
from tests.faults.processes import Server, await_ends, hand_in

SESSIONS = 200
KILLS = 6


def test_kill_9_loses_and_doubles_nothing(tmp_path, happened):
    server = Server(tmp_path)
    server.start()
    content = write_docx(
        "Curriculum Vitae", "Experience", "2019 - 2025 Founder of a company with 2 million users."
    )
    chance = random.Random(7)
    accepted = []
    try:
        with httpx2.Client(base_url=server.base) as client:
            waiting = [hand_in(client, content) for _ in range(SESSIONS)]
        kill_at = sorted(chance.sample(range(10, SESSIONS), KILLS))
        for number, session_id in enumerate(waiting):
            if number in kill_at:
                time.sleep(chance.random() * 0.1)
                server.kill()
                server.start()
            answer = httpx2.post(f"{server.base}/api/analyze/{session_id}")
            assert answer.status_code == 200
            accepted.append(session_id)
        server.kill()
        server.start()
        with httpx2.Client(base_url=server.base) as client:
            states = await_ends(client, accepted, 90)
            total = client.get("/api/analytics/overview").json()["total_analyses"]
        assert set(states.values()) == {"completed"}
        assert total == SESSIONS
        server.stop()
    finally:
        server.kill()
    store = open_store(server.url)
    try:
        with store.open_snapshot(AnalysisFilter()) as snapshot:
            records = [orjson.loads(document) for document in snapshot.documents()]
        assert store.verify_rollups() == []
    finally:
        store.close()
    attempts = collections.Counter((record["session_id"], record["attempt"]) for record in records)
    assert set(attempts) == {(session_id, 1) for session_id in accepted}
    assert set(attempts.values()) == {1}
    happened(
        "kill -9",
        f"a server is killed {KILLS} times at random while {SESSIONS} analyses are submitted and run",
        f"{SESSIONS} records, one for each accepted analysis, none doubled; rollups fit",
    )
