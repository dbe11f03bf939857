"""Erasing a session in SQLite, so that nothing of it is left but a receipt."""

from datetime import datetime
from typing import Any

import apsw

from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.errors import SessionNotFoundError, StoreUnavailableError
from proof_of_talent.domain.ports import DeletionReceipt, hash_session_id
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.records import to_moment, to_stored_time
from proof_of_talent.stores.sqlite.writer import Transaction

_TABLES = ("sessions", "documents", "cv_analyses", "reviews")


class SQLiteErasure(SQLitePart):
    """Implements `ports.ErasureStore`."""

    @writing
    def erase(self, transaction: Transaction, session_id: str, now: datetime) -> DeletionReceipt:
        """See `ports.ErasureStore`."""
        found = {table: _count(transaction, table, session_id) for table in _TABLES}
        receipt = load_receipt(transaction.connection, session_id)
        if not any(found.values()):
            if receipt is None:
                raise SessionNotFoundError
            return receipt
        rows: list[Any] = transaction.execute(
            "SELECT document FROM cv_analyses WHERE session_id = ?", (session_id,)
        ).fetchall()
        for (document,) in rows:
            transaction.moves.add(AnalysisRecord.from_json(document), -1)
        transaction.moves.rows += len(rows)
        for table in _TABLES:
            transaction.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))
            if _count(transaction, table, session_id):
                raise StoreUnavailableError("The data could not be deleted. Please try again.")
        transaction.wants_checkpoint = True
        if receipt is None:
            receipt = DeletionReceipt(
                session_hash=hash_session_id(session_id),
                deleted_at=truncate_to_milliseconds(now),
                documents=found["documents"],
                records=found["cv_analyses"],
            )
            insert_receipt(transaction, receipt)
        return receipt

    @reading
    def find_receipt(self, connection: apsw.Connection, session_id: str) -> DeletionReceipt | None:
        """See `ports.ErasureStore`."""
        return load_receipt(connection, session_id)


def load_receipt(connection: apsw.Connection, session_id: str) -> DeletionReceipt | None:
    """Return the receipt of an erased session."""
    rows = connection.execute(
        "SELECT session_hash, deleted_at, documents, records FROM gdpr_deletions WHERE session_hash = ?",
        (hash_session_id(session_id),),
    ).fetchall()
    return make_receipt(rows[0]) if rows else None


def make_receipt(row: tuple[Any, ...]) -> DeletionReceipt:
    """Return the receipt that a row of `gdpr_deletions` holds."""
    session_hash, deleted_at, documents, records = row
    return DeletionReceipt(
        session_hash=session_hash, deleted_at=to_moment(deleted_at), documents=documents, records=records
    )


def insert_receipt(transaction: Transaction, receipt: DeletionReceipt) -> bool:
    """Keep a receipt; False when there is one of this session already."""
    transaction.execute(
        "INSERT OR IGNORE INTO gdpr_deletions VALUES (?, ?, ?, ?)",
        (receipt.session_hash, to_stored_time(receipt.deleted_at), receipt.documents, receipt.records),
    )
    return transaction.connection.changes() == 1


def _count(transaction: Transaction, table: str, session_id: str) -> int:
    return int(transaction.execute(f"SELECT count(*) FROM {table} WHERE session_id = ?", (session_id,)).get)
