"""A real server on a free port, and a store of synthetic records that is made once a day."""

import fcntl
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from proof_of_talent.bootstrap import Services, build_services, read_clock
from proof_of_talent.criteria import load_rulebook
from proof_of_talent.demo import make_records
from proof_of_talent.settings import Settings
from proof_of_talent.stores.sqlite import SQLiteStore
from proof_of_talent.web.app import create_app

CACHE = Path(__file__).parents[2] / ".cache" / "browser"
RECORDS = int(os.environ.get("BROWSER_RECORDS", "5000"))
"""`BROWSER_RECORDS=100000` runs the suite on more; making them takes some minutes, once a day."""


@dataclass
class Site:
    """A running server."""

    address: str
    services: Services


def make_demo_store(count: int) -> Path:
    """Return a database of synthetic records up to today; several test processes make it once together."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"demo-{count}-{datetime.now(UTC):%Y%m%d}.db"
    done = path.with_suffix(".done")
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for old in CACHE.glob("demo-*"):
                old.unlink()
            store = SQLiteStore(path)
            store.add_records(make_records(count, seed=1, now=read_clock(), rulebook=load_rulebook()))
            store.close()
            done.touch()
    return path


@contextmanager
def serve(store: Path) -> Iterator[Site]:
    """Serve a store until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = Settings(data_dir=CACHE / "data", store=f"sqlite:///{store}", port=port)
        services = build_services(settings)
        config = uvicorn.Config(create_app(services), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        try:
            yield Site(f"http://127.0.0.1:{port}", services)
        finally:
            server.should_exit = True
            thread.join(20)
