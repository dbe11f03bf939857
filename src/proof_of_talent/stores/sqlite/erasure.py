"""Erasing a session in SQLite, so that nothing of it is left but a receipt."""

from datetime import datetime
from hashlib import sha256
from typing import Any

import apsw

from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.errors import SessionNotFoundError, StoreUnavailableError
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.stores.sqlite.records import to_milliseconds, to_moment
from proof_of_talent.stores.sqlite.writer import Change

_TABLES = ("sessions", "documents", "cv_analyses")


def find_receipt(connection: apsw.Connection, session_id: str) -> DeletionReceipt | None:
    """Return the receipt of an erased session."""
    session_hash = sha256(session_id.encode()).hexdigest()
    rows: list[Any] = connection.execute(
        "SELECT deleted_at, documents, records FROM gdpr_deletions WHERE session_hash = ?", (session_hash,)
    ).fetchall()
    if not rows:
        return None
    deleted_at, documents, records = rows[0]
    return DeletionReceipt(
        session_hash=session_hash, deleted_at=to_moment(deleted_at), documents=documents, records=records
    )


def erase(change: Change, session_id: str, now: datetime) -> DeletionReceipt:
    """Delete all rows of a session, subtract its tallies, check that nothing is left, write the receipt."""
    found = {table: _count(change, table, session_id) for table in _TABLES}
    receipt = find_receipt(change.connection, session_id)
    if not any(found.values()):
        if receipt is None:
            raise SessionNotFoundError
        return receipt
    rows: list[Any] = change.execute(
        "SELECT document FROM cv_analyses WHERE session_id = ?", (session_id,)
    ).fetchall()
    for (document,) in rows:
        change.moves.add(AnalysisRecord.from_json(document), -1)
    change.moves.rows += len(rows)
    for table in _TABLES:
        change.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))
        if _count(change, table, session_id):
            raise StoreUnavailableError("The data could not be deleted. Please try again.")
    change.wants_checkpoint = True
    return receipt or _write_receipt(change, session_id, now, found)


def _count(change: Change, table: str, session_id: str) -> int:
    return int(change.execute(f"SELECT count(*) FROM {table} WHERE session_id = ?", (session_id,)).get)


def _write_receipt(change: Change, session_id: str, now: datetime, found: dict[str, int]) -> DeletionReceipt:
    receipt = DeletionReceipt(
        session_hash=sha256(session_id.encode()).hexdigest(),
        deleted_at=truncate_to_milliseconds(now),
        documents=found["documents"],
        records=found["cv_analyses"],
    )
    change.execute(
        "INSERT INTO gdpr_deletions VALUES (?, ?, ?, ?)",
        (receipt.session_hash, to_milliseconds(receipt.deleted_at), receipt.documents, receipt.records),
    )
    return receipt
