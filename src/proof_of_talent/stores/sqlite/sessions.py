"""Sessions in SQLite."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import apsw

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import ConflictError, SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import SessionCounts
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.clients import load_client
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.erasure import load_receipt
from proof_of_talent.stores.sqlite.records import choice_conditions, to_stored_time
from proof_of_talent.stores.sqlite.writer import Transaction

_COLUMNS = (
    "field, state, created_at, updated_at, has_answers, has_documents, submitted, finished, queued_at, "
    "lease_until, body, client"
)


class SQLiteSessions(SQLitePart):
    """Implements `ports.SessionStore`."""

    @writing
    def add(self, transaction: Transaction, session: Session) -> None:
        """See `ports.SessionStore`."""
        insert_session(transaction, session)

    @reading
    def get(self, connection: apsw.Connection, session_id: str) -> Session:
        """See `ports.SessionStore`."""
        return load_known_session(connection, session_id)

    @writing
    def change(
        self, transaction: Transaction, session_id: str, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.SessionStore`."""
        session = load_known_session(transaction.connection, session_id)
        return save_session(transaction, session, change(session))

    @reading
    def count(self, connection: apsw.Connection, wanted: AnalysisFilter) -> SessionCounts:
        """See `ports.SessionStore`."""
        conditions, values = ["1"], []
        for condition, value in (
            ("created_at >= ?", None if wanted.since is None else to_stored_time(wanted.since)),
            ("created_at < ?", None if wanted.until is None else to_stored_time(wanted.until)),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        fields, fields_values = choice_conditions(wanted.choices(only=("field",)))
        conditions += fields
        values += fields_values
        rows: list[Any] = connection.execute(
            "SELECT count(*), coalesce(sum(has_answers), 0), coalesce(sum(has_documents), 0), "
            "coalesce(sum(submitted), 0), coalesce(sum(finished), 0) "
            f"FROM sessions INDEXED BY sessions_funnel WHERE {' AND '.join(conditions)}",
            values,
        ).fetchall()
        return SessionCounts(*rows[0])

    @reading
    def find_idle(
        self, connection: apsw.Connection, before: datetime, limit: int, *, with_documents: bool = False
    ) -> list[str]:
        """See `ports.SessionStore`."""
        condition = "AND has_documents" if with_documents else ""
        rows = connection.execute(
            f"SELECT session_id FROM sessions WHERE state <> 'analyzing' AND updated_at < ? {condition} "
            "ORDER BY updated_at, session_id LIMIT ?",
            (to_stored_time(before), limit),
        )
        return [session_id for (session_id,) in rows]

    @writing
    def drop(self, transaction: Transaction, session_id: str, before: datetime) -> bool:
        """See `ports.SessionStore`."""
        transaction.execute(
            "DELETE FROM sessions WHERE session_id = ? AND state <> 'analyzing' AND updated_at < ?",
            (session_id, to_stored_time(before)),
        )
        if not transaction.connection.changes():
            return False
        transaction.execute("DELETE FROM documents WHERE session_id = ?", (session_id,))
        transaction.wants_checkpoint = True
        return True


def insert_session(transaction: Transaction, session: Session) -> None:
    """Insert a new session."""
    if load_receipt(transaction.connection, session.session_id) is not None:
        raise SessionErasedError
    if session.client is not None:
        load_client(transaction.connection, session.client)
    try:
        transaction.execute(
            f"INSERT INTO sessions ({_COLUMNS}, session_id) VALUES ({', '.join('?' * 13)})",
            (*_columns(session), session.session_id),
        )
    except apsw.ConstraintError:
        raise ConflictError("There is a session with this id already.") from None


def _columns(session: Session) -> tuple[Any, ...]:
    job = session.job
    return (
        session.field,
        session.state,
        to_stored_time(session.created_at),
        to_stored_time(session.updated_at),
        bool(session.answers),
        bool(session.documents),
        session.attempt > 0,
        session.has_finished,
        None if job is None else to_stored_time(job.queued_at),
        None if job is None or job.lease_until is None else to_stored_time(job.lease_until),
        session.model_dump_json().encode(),
        session.client,
    )


def load_session(connection: apsw.Connection, session_id: str) -> Session | None:
    """Return a session, or None."""
    body = connection.execute("SELECT body FROM sessions WHERE session_id = ?", (session_id,)).get
    return None if body is None else Session.model_validate_json(body)


def load_known_session(connection: apsw.Connection, session_id: str) -> Session:
    """Return a session, or raise why there is none."""
    session = load_session(connection, session_id)
    if session is None:
        if load_receipt(connection, session_id) is not None:
            raise SessionErasedError
        raise SessionNotFoundError
    return session


def save_session(transaction: Transaction, before: Session, after: Session) -> Session:
    """Write a changed session under the next version."""
    if after.session_id != before.session_id:
        message = "a change keeps the session's id"
        raise ValueError(message)
    saved = after.model_copy(update={"version": before.version + 1})
    transaction.execute(
        f"UPDATE sessions SET ({_COLUMNS}) = ({', '.join('?' * 12)}) WHERE session_id = ?",
        (*_columns(saved), saved.session_id),
    )
    return saved
