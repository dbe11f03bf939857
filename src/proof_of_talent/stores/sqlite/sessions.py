"""Sessions, their documents and their work in SQLite."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import apsw

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.errors import (
    ConflictError,
    NotFoundError,
    SessionErasedError,
    SessionNotFoundError,
)
from proof_of_talent.domain.ports import LONGEST_LEASE, SessionCounts
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.erasure import find_receipt
from proof_of_talent.stores.sqlite.records import to_milliseconds
from proof_of_talent.stores.sqlite.writer import Change

_TAKEABLE = (
    "state = 'analyzing' AND queued_at IS NOT NULL "
    "AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :implausible)"
)


def add_session(change: Change, session: Session) -> None:
    """Insert a new session."""
    if find_receipt(change.connection, session.session_id) is not None:
        raise SessionErasedError
    try:
        change.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (session.session_id, *_columns(session)),
        )
    except apsw.ConstraintError:
        raise ConflictError("There is a session with this id already.") from None


def _columns(session: Session) -> tuple[Any, ...]:
    job = session.job
    return (
        session.field,
        session.state,
        to_milliseconds(session.created_at),
        to_milliseconds(session.updated_at),
        bool(session.answers),
        bool(session.documents),
        session.attempt > 0,
        session.has_finished,
        None if job is None else to_milliseconds(job.queued_at),
        None if job is None or job.lease_until is None else to_milliseconds(job.lease_until),
        session.model_dump_json().encode(),
    )


def insert_session(change: Change, session: Session, contents: Mapping[str, bytes]) -> bool:
    """Insert a session as it is, with its documents; False where there is or was one with this id."""
    known = find_session(change.connection, session.session_id) is not None
    if known or find_receipt(change.connection, session.session_id) is not None:
        return False
    add_session(change, session)
    for document_id, content in contents.items():
        change.execute("INSERT INTO documents VALUES (?, ?, ?)", (session.session_id, document_id, content))
    return True


def find_session(connection: apsw.Connection, session_id: str) -> Session | None:
    """Return a session, or None."""
    body = connection.execute("SELECT body FROM sessions WHERE session_id = ?", (session_id,)).get
    return None if body is None else Session.model_validate_json(body)


def get_session(connection: apsw.Connection, session_id: str) -> Session:
    """Return a session, or raise why there is none."""
    session = find_session(connection, session_id)
    if session is None:
        if find_receipt(connection, session_id) is not None:
            raise SessionErasedError
        raise SessionNotFoundError
    return session


def save_session(change: Change, before: Session, after: Session) -> Session:
    """Write a changed session under the next version."""
    if after.session_id != before.session_id:
        message = "a change keeps the session's id"
        raise ValueError(message)
    saved = after.model_copy(update={"version": before.version + 1})
    change.execute(
        "UPDATE sessions SET field = ?, state = ?, created_at = ?, updated_at = ?, has_answers = ?, "
        "has_documents = ?, submitted = ?, finished = ?, queued_at = ?, lease_until = ?, body = ? "
        "WHERE session_id = ?",
        (*_columns(saved), saved.session_id),
    )
    return saved


def change_session(change: Change, session_id: str, work: Callable[[Session], Session]) -> Session:
    """Apply a function to a session."""
    session = get_session(change.connection, session_id)
    return save_session(change, session, work(session))


def count_sessions(connection: apsw.Connection, wanted: AnalysisFilter) -> SessionCounts:
    """Count the steps of the funnel from one index."""
    conditions, values = ["1"], []
    for condition, value in (
        ("created_at >= ?", None if wanted.since is None else to_milliseconds(wanted.since)),
        ("created_at < ?", None if wanted.until is None else to_milliseconds(wanted.until)),
        ("field = ?", wanted.field),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    rows: list[Any] = connection.execute(
        "SELECT count(*), coalesce(sum(has_answers), 0), coalesce(sum(has_documents), 0), "
        "coalesce(sum(submitted), 0), coalesce(sum(finished), 0) "
        f"FROM sessions INDEXED BY sessions_funnel WHERE {' AND '.join(conditions)}",
        values,
    ).fetchall()
    return SessionCounts(*rows[0])


def find_sessions(
    connection: apsw.Connection, before: datetime, limit: int, *, with_documents: bool
) -> list[str]:
    """Return ids of idle sessions, oldest first."""
    condition = "AND has_documents" if with_documents else ""
    rows = connection.execute(
        f"SELECT session_id FROM sessions WHERE state <> 'analyzing' AND updated_at < ? {condition} "
        "ORDER BY updated_at, session_id LIMIT ?",
        (to_milliseconds(before), limit),
    )
    return [session_id for (session_id,) in rows]


def drop_session(change: Change, session_id: str, before: datetime) -> bool:
    """Delete an idle session and its documents."""
    change.execute(
        "DELETE FROM sessions WHERE session_id = ? AND state <> 'analyzing' AND updated_at < ?",
        (session_id, to_milliseconds(before)),
    )
    if not change.connection.changes():
        return False
    change.execute("DELETE FROM documents WHERE session_id = ?", (session_id,))
    change.wants_checkpoint = True
    return True


def add_document(
    change: Change, session_id: str, document: Document, content: bytes, work: Callable[[Session], Session]
) -> Session:
    """Insert a document's content and change its session."""
    session = get_session(change.connection, session_id)
    try:
        change.execute("INSERT INTO documents VALUES (?, ?, ?)", (session_id, document.id, content))
    except apsw.ConstraintError:
        raise ConflictError("There is a document with this id already. Please try again.") from None
    return save_session(change, session, work(session))


def read_document(connection: apsw.Connection, session_id: str, document_id: str) -> bytes:
    """Return a document's content."""
    content = connection.execute(
        "SELECT content FROM documents WHERE session_id = ? AND document_id = ?", (session_id, document_id)
    ).get
    if content is None:
        raise NotFoundError("There is no such document. It may have been removed.")
    return bytes(content)


def remove_document(
    change: Change, session_id: str, document_id: str, work: Callable[[Session], Session]
) -> Session:
    """Delete a document's content and change its session."""
    session = get_session(change.connection, session_id)
    change.execute(
        "DELETE FROM documents WHERE session_id = ? AND document_id = ?", (session_id, document_id)
    )
    return save_session(change, session, work(session))


def find_work(connection: apsw.Connection, now: datetime, limit: int) -> list[str]:
    """Return ids of sessions whose job may be taken, longest waiting first."""
    rows = connection.execute(
        f"SELECT session_id FROM sessions WHERE {_TAKEABLE} ORDER BY queued_at, session_id LIMIT :limit",
        {**_bounds(now), "limit": limit},
    )
    return [session_id for (session_id,) in rows]


def _bounds(now: datetime) -> dict[str, int]:
    return {"now": to_milliseconds(now), "implausible": to_milliseconds(now + LONGEST_LEASE)}


def claim(change: Change, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
    """Take a job if it is free."""
    takeable = change.execute(
        f"SELECT 1 FROM sessions WHERE {_TAKEABLE} AND session_id = :session_id",
        {**_bounds(now), "session_id": session_id},
    ).get
    session = find_session(change.connection, session_id) if takeable else None
    if session is None or session.job is None:
        return None
    job = session.job.model_copy(
        update={
            "worker": worker,
            "lease_until": truncate_to_milliseconds(now + lease),
            "deliveries": session.job.deliveries + 1,
        }
    )
    return save_session(change, session, session.with_changes(now, job=job))


def extend_lease(change: Change, session_id: str, worker: str, until: datetime) -> bool:
    """Prolong a lease that this worker still holds."""
    session = find_session(change.connection, session_id)
    if session is None or session.state != "analyzing" or session.job is None or session.job.worker != worker:
        return False
    job = session.job.model_copy(update={"lease_until": truncate_to_milliseconds(until)})
    save_session(change, session, session.model_copy(update={"job": job}))
    return True
