"""The contents of documents in SQLite."""

from collections.abc import Callable, Mapping

import apsw

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.sessions import load_known_session, save_session
from proof_of_talent.stores.sqlite.writer import Transaction


class SQLiteDocuments(SQLitePart):
    """Implements `ports.DocumentStore`."""

    @writing
    def add(
        self,
        transaction: Transaction,
        session_id: str,
        contents: Mapping[str, bytes],
        change: Callable[[Session], Session],
    ) -> Session:
        """See `ports.DocumentStore`."""
        session = load_known_session(transaction.connection, session_id)
        saved = save_session(transaction, session, change(session))
        try:
            for document_id, content in contents.items():
                transaction.execute(
                    "INSERT INTO documents VALUES (?, ?, ?)", (session_id, document_id, content)
                )
        except apsw.ConstraintError:
            raise ConflictError("There is a document with this id already. Please try again.") from None
        return saved

    @reading
    def read(self, connection: apsw.Connection, session_id: str, document_id: str) -> bytes:
        """See `ports.DocumentStore`."""
        content = connection.execute(
            "SELECT content FROM documents WHERE session_id = ? AND document_id = ?",
            (session_id, document_id),
        ).get
        if content is None:
            raise NotFoundError("There is no such document. It may have been removed.")
        return bytes(content)

    @writing
    def remove(
        self,
        transaction: Transaction,
        session_id: str,
        document_id: str,
        change: Callable[[Session], Session],
    ) -> Session:
        """See `ports.DocumentStore`."""
        session = load_known_session(transaction.connection, session_id)
        transaction.execute(
            "DELETE FROM documents WHERE session_id = ? AND document_id = ?", (session_id, document_id)
        )
        return save_session(transaction, session, change(session))
