"""kill -9 at random points while 200 analyses run: each attempt ends in exactly one record, none is lost."""

import collections
import os
import random
import signal
import socket
import subprocess
import sys
import time

import httpx2
import orjson

from proof_of_talent.bootstrap import open_store
from proof_of_talent.record import AnalysisFilter
from tests.conftest import write_docx

SESSIONS = 200
KILLS = 6


class Server:
    """A real server process on a database file, that can be killed and started again."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"sqlite:///{folder / 'talent.db'}"
        self.env = os.environ | {
            "PROOF_OF_TALENT_STORE": self.url,
            "PROOF_OF_TALENT_DATA_DIR": str(folder),
            "PROOF_OF_TALENT_LEASE_SECONDS": "1",
            "PROOF_OF_TALENT_SWEEP_SECONDS": "0.2",
            "PROOF_OF_TALENT_MAX_DELIVERIES": "50",
            "PROOF_OF_TALENT_LOG_LEVEL": "ERROR",
        }
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "proof_of_talent", "serve", "--port", str(self.port)], env=self.env
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx2.get(f"{self.base}/health").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        # uvicorn ends its work in order and then ends by the signal itself
        assert self.process.wait(timeout=30) in {0, -signal.SIGTERM}

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"


def hand_in(client, content):
    session_id = client.post("/api/session/create", json={"field": "digital_technology"}).json()["session_id"]
    client.post(f"/api/upload/{session_id}", files={"files": ("cv.docx", content)}).raise_for_status()
    return session_id


def test_kill_9_loses_and_doubles_nothing(tmp_path):
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
        deadline = time.monotonic() + 90
        states = {}
        with httpx2.Client(base_url=server.base) as client:
            while time.monotonic() < deadline:
                for session_id in accepted:
                    if states.get(session_id) not in {"completed", "error"}:
                        states[session_id] = client.get(f"/api/session/{session_id}/status").json()["status"]
                if all(state in {"completed", "error"} for state in states.values()):
                    break
                time.sleep(0.2)
            total = client.get("/api/analytics/overview").json()["total_analyses"]
        assert set(states.values()) == {"completed"}
        assert total == SESSIONS
        server.stop()
    finally:
        if server.process.poll() is None:
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
