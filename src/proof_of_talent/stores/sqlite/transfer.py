"""What moving to another store asks of SQLite."""

from collections.abc import Mapping

import apsw

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.clients import ClientFile
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.erasure import insert_receipt, load_receipt, make_receipt
from proof_of_talent.stores.sqlite.sessions import insert_session, load_session
from proof_of_talent.stores.sqlite.writer import Transaction


class SQLiteTransfer(SQLitePart):
    """Implements `ports.TransferStore`."""

    @reading
    def list_session_ids(self, connection: apsw.Connection, after: str, limit: int) -> list[str]:
        """See `ports.TransferStore`."""
        rows = connection.execute(
            "SELECT session_id FROM sessions WHERE session_id > ? ORDER BY session_id LIMIT ?", (after, limit)
        )
        return [str(session_id) for (session_id,) in rows]

    @writing
    def import_session(
        self, transaction: Transaction, session: Session, contents: Mapping[str, bytes]
    ) -> bool:
        """See `ports.TransferStore`."""
        session_id, connection = session.session_id, transaction.connection
        gone = load_receipt(connection, session_id) or (
            session.client is not None and load_receipt(connection, session.client)
        )
        if gone or load_session(connection, session_id):
            return False
        insert_session(transaction, session)
        for document_id, content in contents.items():
            transaction.execute("INSERT INTO documents VALUES (?, ?, ?)", (session_id, document_id, content))
        return True

    @reading
    def list_clients(self, connection: apsw.Connection, after: str, limit: int) -> list[ClientFile]:
        """See `ports.TransferStore`."""
        rows = connection.execute(
            "SELECT body FROM clients WHERE client_id > ? ORDER BY client_id LIMIT ?", (after, limit)
        )
        return [ClientFile.model_validate_json(body) for (body,) in rows]

    @reading
    def list_receipts(self, connection: apsw.Connection, after: str, limit: int) -> list[DeletionReceipt]:
        """See `ports.TransferStore`."""
        rows = connection.execute(
            "SELECT session_hash, deleted_at, documents, records FROM gdpr_deletions "
            "WHERE session_hash > ? ORDER BY session_hash LIMIT ?",
            (after, limit),
        )
        return [make_receipt(row) for row in rows]

    @writing
    def import_receipt(self, transaction: Transaction, receipt: DeletionReceipt) -> bool:
        """See `ports.TransferStore`."""
        return insert_receipt(transaction, receipt)

    @reading
    def list_secrets(self, connection: apsw.Connection) -> dict[str, str]:
        """See `ports.TransferStore`."""
        rows = connection.execute("SELECT name, value FROM secrets")
        return {str(name): str(value) for name, value in rows}
