"""Real server and worker processes that can be killed, stopped and started again."""

import os
import signal
import socket
import time

import httpx2

from tests.chart_cache import link_charts
from tests.zygote import Forked

START_SECONDS = 120


class Process:
    """One of our commands on a store, with quick leases."""

    def __init__(self, folder, *, store=None, queue=None, **settings):
        self.folder = folder
        self.url = store or f"sqlite:///{folder / 'talent.db'}"
        self.env = os.environ | {
            "PROOF_OF_TALENT_STORE": self.url,
            "PROOF_OF_TALENT_DATA_DIR": str(folder),
            "PROOF_OF_TALENT_LEASE_SECONDS": "1",
            "PROOF_OF_TALENT_SWEEP_SECONDS": "0.2",
            "PROOF_OF_TALENT_MAX_DELIVERIES": "50",
            "PROOF_OF_TALENT_LOG_LEVEL": "ERROR",
            **({"PROOF_OF_TALENT_QUEUE": queue} if queue else {}),
            **{f"PROOF_OF_TALENT_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self.process = None
        self.stderr = None  # the test's own, unless a file is put here

    def launch(self, *arguments):
        link_charts(self.folder)
        self.process = Forked(*arguments, env=self.env, stderr=self.stderr)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.is_running:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self):
        self.process.terminate()
        # uvicorn ends its work in order and then ends by the signal itself
        assert self.process.wait(timeout=60) in {0, -signal.SIGTERM}


class Server(Process):
    """A real server process that can be killed and started again."""

    def __init__(self, folder, **settings):
        super().__init__(folder, **settings)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self):
        self.launch("serve", "--port", str(self.port))
        deadline = time.monotonic() + START_SECONDS
        with httpx2.Client(base_url=self.base, verify=False) as client:  # loading certificates takes time
            while time.monotonic() < deadline:
                assert self.is_running, "the server stopped"
                try:
                    if client.get("/health").status_code == 200:
                        return
                except httpx2.TransportError:
                    time.sleep(0.05)
        raise AssertionError("the server did not start")

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"


class Worker(Process):
    """A real worker process."""

    def start(self):
        self.launch("worker")


def hand_in(client, content, field="digital_technology"):
    """Make a session with one document over HTTP and return its id."""
    session_id = client.post("/api/session/create", json={"field": field}).json()["session_id"]
    client.post(f"/api/upload/{session_id}", files={"files": ("cv.docx", content)}).raise_for_status()
    return session_id


def await_ends(client, session_ids, seconds):
    """Wait until the analyses of all sessions have ended; return their states."""
    deadline = time.monotonic() + seconds
    states = {}
    while time.monotonic() < deadline:
        for session_id in session_ids:
            if states.get(session_id) not in {"completed", "error"}:
                states[session_id] = client.get(f"/api/session/{session_id}/status").json()["status"]
        if all(state in {"completed", "error"} for state in states.values()):
            return states
        time.sleep(0.2)
    raise AssertionError(f"not all analyses ended: {states}")
