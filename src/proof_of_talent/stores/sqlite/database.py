"""One SQLite file as the parts of the store see it: many readers, one writer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import apsw

from proof_of_talent.stores.sqlite.connections import Readers
from proof_of_talent.stores.sqlite.schema import open_connection, prepare_file
from proof_of_talent.stores.sqlite.writer import Transaction, Writer

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="SQLitePart")


class SQLiteDatabase:
    """Implements `ports.StoreLife`, and lends connections to the parts."""

    def __init__(self, path: Path) -> None:
        """Open or make the file and bring its schema up to date.

        Raises:
            SetupError: the file cannot be used; the message says why and what to do.
        """
        prepare_file(path)
        self.readers = Readers(path)
        self.writer = Writer(open_connection(path, writing=True))
        self.mending = threading.Lock()
        """Held by the reader that rebuilds rollups which do not fit."""

    def ping(self) -> None:
        """See `ports.StoreLife`."""
        with self.readers.reading() as connection:
            connection.execute("SELECT changes FROM bookkeeping").fetchall()

    def close(self) -> None:
        """See `ports.StoreLife`."""
        self.readers.close()
        self.writer.close()


class SQLitePart:
    """One subject of the store."""

    def __init__(self, database: SQLiteDatabase) -> None:
        self._database = database

    @contextmanager
    def _reading(self, *, consistent: bool = False) -> Iterator[apsw.Connection]:
        with self._database.readers.reading(consistent=consistent) as connection:
            yield connection


def writing(work: Callable[Concatenate[S, Transaction, P], R]) -> Callable[Concatenate[S, P], R]:
    """Run a method of a part on the writer's thread, which hands it the `Transaction` that callers leave out.
    The caller waits until it is durable.
    """

    @wraps(work)
    def run(part: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        def task(transaction: Transaction) -> R:
            return work(part, transaction, *args, **kwargs)

        return part._database.writer.run(task)  # noqa: SLF001 - a method of the part in all but its place

    return run


def reading(work: Callable[Concatenate[S, apsw.Connection, P], R]) -> Callable[Concatenate[S, P], R]:
    """Lend a method of a part a reading connection, which callers leave out."""

    @wraps(work)
    def run(part: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with part._reading() as connection:  # noqa: SLF001 - as above
            return work(part, connection, *args, **kwargs)

    return run
