"""The embedded store: one SQLite file, written by one thread with group commit, read by a pool.

Several processes may use one file; nothing about its content is remembered between calls.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.domain.ports import AuditEntry, DeletionReceipt, RollupDrift, SessionCounts, Snapshot
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.domain.tally import Grain, Rollup
from proof_of_talent.stores.sqlite import (
    audit as sqlite_audit,
)
from proof_of_talent.stores.sqlite import (
    erasure as sqlite_erasure,
)
from proof_of_talent.stores.sqlite import (
    keys as sqlite_keys,
)
from proof_of_talent.stores.sqlite import (
    rebuild as sqlite_rebuild,
)
from proof_of_talent.stores.sqlite import (
    records as sqlite_records,
)
from proof_of_talent.stores.sqlite import (
    rollups as sqlite_rollups,
)
from proof_of_talent.stores.sqlite import (
    sessions as sqlite_sessions,
)
from proof_of_talent.stores.sqlite.connections import Readers
from proof_of_talent.stores.sqlite.schema import open_connection, prepare_file
from proof_of_talent.stores.sqlite.snapshot import SQLiteSnapshot
from proof_of_talent.stores.sqlite.transfer import SQLiteTransfer
from proof_of_talent.stores.sqlite.writer import Change, Writer

LOAD_BATCH = 5_000
"""Records a transaction when many are added: rollups are written seldom, others wait half a second."""


class SQLiteStore(SQLiteTransfer):
    """Implements `ports.Store` on one file."""

    def __init__(self, path: Path) -> None:
        """Open or make the database, bring its schema up to date, mend rollups that do not fit the records.

        Raises:
            SetupError: the file cannot be used; the message says why and what to do.
        """
        prepare_file(path)
        self._readers = Readers(path)
        self._writer = Writer(open_connection(path, writing=True))
        self._mending = threading.Lock()
        try:
            sqlite_rebuild.mend(self._readers, self._writer, check_counts=True)
        except BaseException:
            self.close()
            raise

    # -- sessions ----------------------------------------------------------------------------------

    def add_session(self, session: Session) -> None:
        """See `ports.Store`."""
        self._writer.run(lambda change: sqlite_sessions.add_session(change, session))

    def get_session(self, session_id: str) -> Session:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_sessions.get_session(connection, session_id)

    def change_session(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_sessions.change_session(it, session_id, change))

    def count_sessions(self, wanted: AnalysisFilter) -> SessionCounts:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_sessions.count_sessions(connection, wanted)

    def find_sessions(self, before: datetime, limit: int, *, with_documents: bool = False) -> list[str]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_sessions.find_sessions(connection, before, limit, with_documents=with_documents)

    def drop_session(self, session_id: str, before: datetime) -> bool:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_sessions.drop_session(it, session_id, before))

    # -- documents ---------------------------------------------------------------------------------

    def add_document(
        self, session_id: str, document: Document, content: bytes, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.Store`."""
        return self._writer.run(
            lambda it: sqlite_sessions.add_document(it, session_id, document, content, change)
        )

    def read_document(self, session_id: str, document_id: str) -> bytes:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_sessions.read_document(connection, session_id, document_id)

    def remove_document(
        self, session_id: str, document_id: str, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.Store`."""
        return self._writer.run(
            lambda it: sqlite_sessions.remove_document(it, session_id, document_id, change)
        )

    # -- work --------------------------------------------------------------------------------------

    def find_work(self, now: datetime, limit: int) -> list[str]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_sessions.find_work(connection, now, limit)

    def claim(self, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_sessions.claim(it, session_id, worker, now, lease))

    def extend_lease(self, session_id: str, worker: str, until: datetime) -> bool:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_sessions.extend_lease(it, session_id, worker, until))

    def record(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """See `ports.Store`."""
        document = record.to_json()

        def work(it: Change) -> bool:
            session = None
            if change is not None:
                session = sqlite_sessions.find_session(it.connection, record.session_id)
                if session is None:
                    return False
            if not sqlite_records.insert_record(it.connection, record, document):
                return False
            it.moves.add(record)
            it.moves.rows += 1
            if session is not None and change is not None and (changed := change(session)) is not session:
                sqlite_sessions.save_session(it, session, changed)
            return True

        return self._writer.run(work)

    # -- records -----------------------------------------------------------------------------------

    def add_records(self, records: Iterable[AnalysisRecord]) -> int:
        """See `ports.Store`."""
        source = iter(records)
        added = 0
        under_way: Future[int] | None = None
        while batch := list(islice(source, LOAD_BATCH)):
            prepared = partial(_add_batch, [(it, it.to_json()) for it in batch], _move(batch))
            if under_way is not None:
                added += under_way.result()
            under_way = self._writer.submit(prepared)  # the next batch is made while this one is written
        return added + (under_way.result() if under_way is not None else 0)

    def get_record(self, record_id: str) -> AnalysisRecord:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            record = sqlite_records.load_record(connection, "_id = ?", (record_id,))
        if record is None:
            raise NotFoundError("There is no analysis with this id.")
        return record

    def find_record(self, session_id: str, attempt: int) -> AnalysisRecord | None:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_records.load_record(
                connection, "session_id = ? AND attempt = ?", (session_id, attempt)
            )

    def update_record(
        self, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]
    ) -> AnalysisRecord:
        """See `ports.Store`."""

        def work(it: Change) -> AnalysisRecord:
            before = sqlite_records.load_record(it.connection, "_id = ?", (record_id,))
            if before is None:
                raise NotFoundError("There is no analysis with this id.")
            after = change(before)
            if (after.id, after.session_id, after.attempt) != (before.id, before.session_id, before.attempt):
                message = "a change keeps a record's id, session and attempt"
                raise ValueError(message)
            sqlite_records.rewrite_record(it.connection, after)
            it.moves.add(before, -1)
            it.moves.add(after)
            it.moves.rows += 1
            return after

        return self._writer.run(work)

    def list_records(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """See `ports.Store`."""
        with self._readers.reading(consistent=True) as connection:
            request = sqlite_records.PageRequest(wanted, sort, limit, skip, after)
            return sqlite_records.list_page(connection, request)

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Snapshot]:
        """See `ports.Store`."""
        with self._readers.reading(consistent=True) as connection:
            yield SQLiteSnapshot(connection, wanted)

    # -- rollups -----------------------------------------------------------------------------------

    def read_rollups(
        self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True
    ) -> list[Rollup]:
        """See `ports.Store`."""
        with self._readers.reading(consistent=True) as connection:
            if not sqlite_rebuild.is_drifted(connection):
                return sqlite_rollups.read_rollups(connection, wanted, grain, detail=detail)
        with self._mending:  # of many readers that notice it, one rebuilds
            sqlite_rebuild.mend(self._readers, self._writer)
        with self._readers.reading(consistent=True) as connection:
            return sqlite_rollups.read_rollups(connection, wanted, grain, detail=detail)

    def data_version(self) -> str:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return str(connection.execute("SELECT changes || '-' || rebuilds FROM bookkeeping").get)

    def verify_rollups(self) -> list[RollupDrift]:
        """See `ports.Store`."""
        with self._readers.reading(consistent=True) as connection:
            return sqlite_rebuild.find_drift(connection)

    def rebuild_rollups(self) -> int:
        """See `ports.Store`."""
        return sqlite_rebuild.rebuild(self._readers, self._writer)

    # -- erasure and audit -------------------------------------------------------------------------

    def erase(self, session_id: str, now: datetime) -> DeletionReceipt:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_erasure.erase(it, session_id, now))

    def find_receipt(self, session_id: str) -> DeletionReceipt | None:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_erasure.find_receipt(connection, session_id)

    def add_audit_entry(self, entry: AuditEntry) -> None:
        """See `ports.Store`."""
        self._writer.run(lambda it: sqlite_audit.add_entry(it, entry))

    def list_audit_entries(self, *, action: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_audit.list_entries(connection, action, limit)

    # -- API keys ----------------------------------------------------------------------------------

    def add_key(self, key: ApiKey) -> None:
        """See `ports.Store`."""
        self._writer.run(lambda it: sqlite_keys.add_key(it, key))

    def list_keys(self) -> list[ApiKey]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            return sqlite_keys.list_keys(connection)

    def change_key(self, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_keys.change_key(it, key_id, change))

    # -- life --------------------------------------------------------------------------------------

    def read_secret(self, name: str, make: Callable[[], str]) -> str:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_audit.read_secret(it, name, make))

    def ping(self) -> None:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            connection.execute("SELECT changes FROM bookkeeping").fetchall()

    def close(self) -> None:
        """See `ports.Store`."""
        self._readers.close()
        self._writer.close()


def _move(records: Iterable[AnalysisRecord]) -> sqlite_rollups.Moves:
    moves = sqlite_rollups.Moves()
    for record in records:
        moves.add(record)
        moves.rows += 1
    return moves


def _add_batch(batch: list[tuple[AnalysisRecord, bytes]], moves: sqlite_rollups.Moves, it: Change) -> int:
    """Insert a batch whose tallies are added up already; where some are present, go one by one."""
    it.execute("SAVEPOINT batch")
    added = sqlite_records.insert_records(it.connection, batch)
    if added == len(batch):
        it.moves.merge(moves)
    else:
        it.execute("ROLLBACK TO batch")
        new = [
            each for each, document in batch if sqlite_records.insert_record(it.connection, each, document)
        ]
        it.moves.merge(_move(new))
        added = len(new)
    it.execute("RELEASE batch")
    return added
