"""What moving to another store asks of SQLite."""

from collections.abc import Mapping

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.stores.sqlite import sessions as sqlite_sessions
from proof_of_talent.stores.sqlite.connections import Readers
from proof_of_talent.stores.sqlite.records import to_milliseconds, to_moment
from proof_of_talent.stores.sqlite.writer import Change, Writer


class SQLiteTransfer:
    """The part of the store that lists everything and takes everything in."""

    _readers: Readers
    _writer: Writer

    def list_session_ids(self, after: str, limit: int) -> list[str]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            rows = connection.execute(
                "SELECT session_id FROM sessions WHERE session_id > ? ORDER BY session_id LIMIT ?",
                (after, limit),
            )
            return [str(session_id) for (session_id,) in rows]

    def import_session(self, session: Session, contents: Mapping[str, bytes]) -> bool:
        """See `ports.Store`."""
        return self._writer.run(lambda it: sqlite_sessions.insert_session(it, session, contents))

    def list_receipts(self, after: str, limit: int) -> list[DeletionReceipt]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            rows = connection.execute(
                "SELECT session_hash, deleted_at, documents, records FROM gdpr_deletions "
                "WHERE session_hash > ? ORDER BY session_hash LIMIT ?",
                (after, limit),
            )
            return [
                DeletionReceipt(
                    session_hash=session_hash, deleted_at=to_moment(at), documents=documents, records=records
                )
                for session_hash, at, documents, records in rows
            ]

    def import_receipt(self, receipt: DeletionReceipt) -> bool:
        """See `ports.Store`."""

        def work(it: Change) -> bool:
            it.execute(
                "INSERT OR IGNORE INTO gdpr_deletions VALUES (?, ?, ?, ?)",
                (
                    receipt.session_hash,
                    to_milliseconds(receipt.deleted_at),
                    receipt.documents,
                    receipt.records,
                ),
            )
            return it.connection.changes() == 1

        return self._writer.run(work)

    def list_secrets(self) -> dict[str, str]:
        """See `ports.Store`."""
        with self._readers.reading() as connection:
            rows = connection.execute("SELECT name, value FROM secrets")
            return {str(name): str(value) for name, value in rows}
