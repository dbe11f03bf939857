"""What `serve` sees to around the app: drawings made before they are asked for, no way in by reloading."""

import time
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.bootstrap import read_clock
from proof_of_talent.commands.serve import serve
from proof_of_talent.keyring import Keyring
from proof_of_talent.store_opening import open_store
from tests.faults.processes import Server


@pytest.fixture
def started(tmp_path, monkeypatch):
    """The app of a server on an open address, caught before it listens."""
    store = f"sqlite:///{tmp_path / 'first.db'}"
    opened = open_store(store)
    Keyring(opened, read_clock).create("first", ("analytics",), actor="test")
    opened.close()
    for name, value in (("HOST", "0.0.0.0"), ("STORE", store), ("DATA_DIR", str(tmp_path))):
        monkeypatch.setenv(f"PROOF_OF_TALENT_{name}", value)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    caught = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: caught.append(app))
    serve()
    return caught[0]


def test_settings_that_claim_loopback_do_not_open_a_socket_that_others_reach(started, tmp_path, monkeypatch):
    """The new store has no key: on a loopback socket that would mean open to everybody."""
    with TestClient(started, base_url="http://localhost") as client:
        assert client.get("/api/analytics/overview").status_code == 401
        monkeypatch.setenv("PROOF_OF_TALENT_HOST", "127.0.0.1")
        monkeypatch.setenv("PROOF_OF_TALENT_STORE", f"sqlite:///{tmp_path / 'second.db'}")
        client.portal.call(started.reload)
        assert client.get("/api/analytics/overview").status_code == 401


def test_drawings_are_prepared_before_anyone_asks_and_a_failure_stops_nothing(tmp_path):
    """A file in the way of their folder makes the preparation fail at once, where it would take 5 seconds."""
    (tmp_path / "cache").write_bytes(b"")
    server = Server(tmp_path)
    with (tmp_path / "log").open("wb") as server.stderr:
        server.start()
        deadline = time.monotonic() + 30
        while b"charts_build_failed" not in (tmp_path / "log").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert server.is_running
        server.stop()
