"""A real server over the wire protocol: `mongod` where PROOF_OF_TALENT_TEST_MONGODB points to one, else
SecantusDB as a process of its own (real driver, real sockets, WiredTiger storage).

Where SecantusDB differs from MongoDB 8, as far as our tests can tell:
- a snapshot session is accepted but reads the present (the store finds out and reads in a transaction);
- the planner uses an index unasked only where it covers the whole query, so plans are those of our hints;
- a limit does not end an index scan early, and scanning is slow (about 60 µs a document): compare ratios;
- text indexes and `$count` inside `$lookup` fail; we use neither.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

MONGOD_VARIABLE = "PROOF_OF_TALENT_TEST_MONGODB"
START_SECONDS = 60

LAUNCH = """
import functools, sys
from secantus import cli
seconds = float(sys.argv.pop(1))
cli.SecantusDBServer = functools.partial(cli.SecantusDBServer, transaction_lifetime_seconds=seconds)
sys.exit(cli.main())
"""
"""SecantusDB's own command, and the one parameter that it has no option for."""


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class MongoServer:
    """A SecantusDB process that can be killed and started again on the same port and files."""

    def __init__(
        self, folder: Path, *options: str, durable: bool = True, transaction_seconds: float = 60
    ) -> None:
        """Start nothing yet.

        Args:
            folder: for its files.
            options: of SecantusDB's command.
            durable: each commit waits for the disk. Needless where the server is never killed.
            transaction_seconds: after which a transaction that a dead client left open is ended; MongoDB's
                `transactionLifetimeLimitSeconds`, with the same default.
        """
        self.folder = folder
        self.port = find_free_port()
        self._options = (*options, "--sync-on-commit") if durable else options
        self._transaction_seconds = transaction_seconds
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "secantusd.toml").touch()  # named, so that no other configuration is looked for

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/"

    def start(self) -> "MongoServer":
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-c", LAUNCH, str(self._transaction_seconds)),
                    *("--config", self.folder / "secantusd.toml", "--storage-path", self.folder / "data"),
                    *("--port", str(self.port), "--cache-size", "128M"),
                    *("--log-level", "WARNING", *self._options),
                ],
                stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        self._await_answer()
        return self

    def _await_answer(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        with MongoClient(self.url, serverSelectionTimeoutMS=200, directConnection=True) as client:
            while True:
                try:
                    client.admin.command("ping")
                except PyMongoError:
                    log = (self.folder / "server.log").read_text()[-2000:]
                    assert self._process is not None
                    assert self._process.poll() is None, f"the server stopped:\n{log}"
                    assert time.monotonic() < give_up, f"the server does not answer:\n{log}"
                else:
                    return

    def kill(self) -> None:
        """End the process as a power cut would end its work: no chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def name_database() -> str:
    """Return a name that no other test uses."""
    return f"test_{secrets.token_hex(8)}"


def given_mongod() -> str | None:
    return os.environ.get(MONGOD_VARIABLE)


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server for this test process (`mongodb://host:port/`)."""
    if url := given_mongod():
        yield url
        return
    server = MongoServer(tmp_path_factory.mktemp("mongo"), durable=False).start()
    yield server.url
    server.kill()  # an orderly end takes seconds, and its files go with the run
