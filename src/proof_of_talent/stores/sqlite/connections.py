"""A pool of reading connections: as many as there are readers at once, each lent to one at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.stores.sqlite.schema import open_connection, sqlite_failures


class Readers:
    """Lends connections that can only read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[apsw.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self, *, consistent: bool = False) -> Iterator[apsw.Connection]:
        """Lend a connection; `consistent` makes all its statements see one moment.

        Raises:
            StoreUnavailableError: the store has been closed, or the driver fails.
        """
        with sqlite_failures():
            connection = self._take()
            try:
                if consistent:
                    connection.execute("BEGIN")
                    # A transaction sees the moment of its first read, not of its BEGIN.
                    connection.execute("SELECT one FROM bookkeeping").fetchall()
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._give_back(connection)

    def close(self) -> None:
        """Close what is idle now and what is lent when it comes back. Safe to call twice."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> apsw.Connection:
        with self._lock:
            if self._closed:
                raise StoreUnavailableError("The database has been closed.")
            if self._idle:
                return self._idle.pop()
        return open_connection(self._path, writing=False)

    def _give_back(self, connection: apsw.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()
