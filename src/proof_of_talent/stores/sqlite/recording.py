"""Keeping and finding records in SQLite, each change with its rollups in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from itertools import islice

import apsw

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.ports import Snapshot
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.records import (
    PageRequest,
    insert_record,
    insert_records,
    load_page,
    load_record,
    rewrite_record,
)
from proof_of_talent.stores.sqlite.rollups import Moves
from proof_of_talent.stores.sqlite.sessions import load_session, save_session
from proof_of_talent.stores.sqlite.snapshot import SQLiteSnapshot
from proof_of_talent.stores.sqlite.writer import Transaction

_LOAD_BATCH = 5_000
"""Records a transaction when many are added: rollups are written seldom, others wait half a second."""


class SQLiteRecords(SQLitePart):
    """Implements `ports.RecordStore`."""

    def add(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """See `ports.RecordStore`."""
        return self._add(record, record.to_json(), change)  # the writer's thread need not make the JSON

    @writing
    def _add(
        self,
        transaction: Transaction,
        record: AnalysisRecord,
        document: bytes,
        change: Callable[[Session], Session] | None,
    ) -> bool:
        session = None
        if change is not None:
            session = load_session(transaction.connection, record.session_id)
            if session is None:
                return False
        if not insert_record(transaction.connection, record, document):
            return False
        transaction.moves.add(record)
        transaction.moves.rows += 1
        if session is not None and change is not None and (changed := change(session)) is not session:
            save_session(transaction, session, changed)
        return True

    def add_many(self, records: Iterable[AnalysisRecord]) -> int:
        """See `ports.RecordStore`."""
        source = iter(records)
        added = 0
        under_way: Future[int] | None = None
        while batch := list(islice(source, _LOAD_BATCH)):
            prepared = partial(_add_batch, [(it, it.to_json()) for it in batch], _add_up(batch))
            if under_way is not None:
                added += under_way.result()
            # The next batch is made while this one is written.
            under_way = self._database.writer.submit(prepared)
        return added + (under_way.result() if under_way is not None else 0)

    @reading
    def get(self, connection: apsw.Connection, record_id: str) -> AnalysisRecord:
        """See `ports.RecordStore`."""
        return _load_known_record(connection, record_id)

    @reading
    def find(self, connection: apsw.Connection, session_id: str, attempt: int) -> AnalysisRecord | None:
        """See `ports.RecordStore`."""
        return load_record(connection, "session_id = ? AND attempt = ?", (session_id, attempt))

    @writing
    def change(
        self, transaction: Transaction, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]
    ) -> AnalysisRecord:
        """See `ports.RecordStore`."""
        before = _load_known_record(transaction.connection, record_id)
        after = change(before)
        if (after.id, after.session_id, after.attempt) != (before.id, before.session_id, before.attempt):
            message = "a change keeps a record's id, session and attempt"
            raise ValueError(message)
        rewrite_record(transaction.connection, after)
        transaction.moves.add(before, -1)
        transaction.moves.add(after)
        transaction.moves.rows += 1
        return after

    def list_page(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """See `ports.RecordStore`."""
        with self._reading(consistent=True) as connection:
            return load_page(connection, PageRequest(wanted, sort, limit, skip, after))

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Snapshot]:
        """See `ports.RecordStore`."""
        with self._reading(consistent=True) as connection:
            yield SQLiteSnapshot(connection, wanted)


def _load_known_record(connection: apsw.Connection, record_id: str) -> AnalysisRecord:
    record = load_record(connection, "_id = ?", (record_id,))
    if record is None:
        raise NotFoundError("There is no analysis with this id.")
    return record


def _add_up(records: Iterable[AnalysisRecord]) -> Moves:
    moves = Moves()
    for record in records:
        moves.add(record)
        moves.rows += 1
    return moves


def _add_batch(batch: list[tuple[AnalysisRecord, bytes]], moves: Moves, transaction: Transaction) -> int:
    """Insert a batch whose tallies are added up already; where some are present, go one by one."""
    transaction.execute("SAVEPOINT batch")
    added = insert_records(transaction.connection, batch)
    if added == len(batch):
        transaction.moves.merge(moves)
    else:
        transaction.execute("ROLLBACK TO batch")
        new = [each for each, document in batch if insert_record(transaction.connection, each, document)]
        transaction.moves.merge(_add_up(new))
        added = len(new)
    transaction.execute("RELEASE batch")
    return added
