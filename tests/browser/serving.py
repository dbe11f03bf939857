"""A real server on a free port."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from proof_of_talent.domain.base import Clock, read_clock
from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import Settings
from tests.browser.demo_store import CACHE
from tests.chart_cache import link_charts
from tests.extractors import build_sharing


@dataclass
class Site:
    """A running server."""

    address: str
    services: Services


@contextmanager
def serve(store: Path, *, clock: Clock = read_clock) -> Iterator[Site]:
    """Serve a store until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = Settings(data_dir=CACHE / "data", store=f"sqlite:///{store}", port=port)
        link_charts(settings.data_dir)
        services = build_sharing(settings, clock=clock)
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
