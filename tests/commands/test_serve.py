"""What `serve` sees to around the app: drawings made before they are asked for, no way in by reloading."""

import socket
import time
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.commands.serve import serve
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.wiring.opening import open_store
from tests.faults.processes import Server


@pytest.fixture
def started(tmp_path, monkeypatch):
    """The app of a server on an open address, caught before it listens."""
    store = f"sqlite:///{tmp_path / 'first.db'}"
    opened = open_store(store)
    Keyring(opened.keys, opened.audit, read_clock).create("first", ("analytics",), actor="test")
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


def test_a_port_that_is_taken_is_said_before_anything_else(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PROOF_OF_TALENT_DATA_DIR", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} is taken.*--port {port + 1}"):
            serve(host="127.0.0.1", port=port)
    assert "Proof of Talent at" not in capsys.readouterr().err


def test_an_address_of_another_machine_is_said_to_be_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PROOF_OF_TALENT_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("proof_of_talent.commands.serve.refuse_exposure", lambda *_: None)
    with pytest.raises(SetupError, match=r"not possible to listen on 192\.0\.2\.1.*--host"):
        serve(host="192.0.2.1", port=8000)


def test_drawings_are_prepared_before_anyone_asks_and_a_failure_stops_nothing(tmp_path):
    """A file in the way of their folder makes the preparation fail at once, where it would take 5 seconds."""
    (tmp_path / "cache").write_bytes(b"")
    server = Server(tmp_path)
    with (tmp_path / "log").open("wb") as server.stderr:
        server.start()
        deadline = time.monotonic() + 60
        while b"charts_build_failed" not in (tmp_path / "log").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert server.is_running
        server.stop()
