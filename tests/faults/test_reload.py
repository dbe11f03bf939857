"""SIGHUP under load: new settings hold, no request fails, no analysis is lost; bad ones change nothing."""

import signal
import threading
import time

import httpx2

from tests.conftest import write_docx
from tests.faults.processes import Server, Worker, await_ends, hand_in

CV = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")
MODEL = "PROOF_OF_TALENT_ASSESSOR=compatible:any\nPROOF_OF_TALENT_LLM_BASE_URL=http://127.0.0.1:9/v1\n"


class Hammer:
    """Two clients that hardly pause: one keeps its connection, one opens another for each request."""

    def __init__(self, base):
        self._base = base
        self._stop = threading.Event()
        self.failures = []
        self.answers = 0
        self._threads = [threading.Thread(target=self._strike, args=(keep,)) for keep in (True, False)]
        for thread in self._threads:
            thread.start()

    def _strike(self, keep):
        limits = httpx2.Limits() if keep else httpx2.Limits(max_keepalive_connections=0)
        with httpx2.Client(base_url=self._base, timeout=30, limits=limits) as client:
            while not self._stop.is_set():
                try:
                    for path in ("/health", "/ready", "/api/analytics/overview"):
                        client.get(path).raise_for_status()
                        self.answers += 1
                    client.post("/api/session/create", json={"field": "arts_culture"}).raise_for_status()
                    time.sleep(0.01)
                except httpx2.HTTPError as error:
                    self.failures.append(repr(error))

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def hang_up(server, until):
    """Send SIGHUP and wait until the server shows it."""
    server.process.send_signal(signal.SIGHUP)
    give_up = time.monotonic() + 60
    while not until():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_new_settings_are_taken_up_without_a_failed_request_or_a_lost_analysis(tmp_path, happened):
    file, log = tmp_path / "settings.env", tmp_path / "log"
    file.write_text("")
    server = Server(tmp_path, settings_file=file, grace_seconds=5, lease_seconds=600)
    with log.open("wb") as server.stderr:
        try:
            server.start()
            hammer = Hammer(server.base)
            with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:

                def ask_assessor():
                    return client.get("/health").json()["assessor"]

                session_ids = [hand_in(client, CV) for _ in range(10)]
                for session_id in session_ids:
                    client.post(f"/api/analyze/{session_id}").raise_for_status()
                hang_up(server, lambda: True)
                assert set(await_ends(client, session_ids, 60).values()) == {"completed"}
                assert ask_assessor() == "rubric"
                file.write_text(MODEL)
                hang_up(server, lambda: ask_assessor() == "compatible")
                file.write_text("PROOF_OF_TALENT_WORKERS=many-4711")
                hang_up(server, lambda: "reload_refused" in log.read_text())
                assert ask_assessor() == "compatible"
                file.write_text("")
                hang_up(server, lambda: ask_assessor() == "rubric")
                hammer.stop()
                total = client.get("/api/analytics/overview").json()["total_analyses"]
            server.stop()
        finally:
            server.kill()
    assert hammer.failures == []
    assert hammer.answers > 20
    assert total == len(session_ids)
    assert "PROOF_OF_TALENT_WORKERS is not valid" in log.read_text()
    assert "4711" not in log.read_text()  # a value may be a key
    happened(
        "reload (SIGHUP)",
        "settings change four times, once to an invalid value, during ten analyses and constant requests",
        "no request fails, one record each, no waiting for leases; the invalid value is refused",
    )


def test_a_worker_takes_up_new_settings(tmp_path):
    file, log = tmp_path / "settings.env", tmp_path / "log"
    file.write_text("PROOF_OF_TALENT_WORKERS=1")
    worker = Worker(tmp_path, settings_file=file)
    with log.open("wb") as worker.stderr:
        try:
            worker.start()
            for workers in (1, 3):
                give_up = time.monotonic() + 60
                while f"up to {workers} analyses" not in log.read_text():
                    assert time.monotonic() < give_up
                    time.sleep(0.02)
                file.write_text("PROOF_OF_TALENT_WORKERS=3")
                worker.process.send_signal(signal.SIGHUP)
            worker.stop()
        finally:
            worker.kill()
