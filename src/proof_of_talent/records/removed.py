"""Sessions and records without each other: a result that was removed by hand, a session that is not kept."""

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisRecord

REMOVED = "The result was removed. Your answers and documents are still here: analyse again."


def find_result(store: Store, session: Session) -> AnalysisRecord | None:
    """Return the record of a session's newest attempt, if that has ended and its record is there."""
    if session.state not in {"completed", "error"}:
        return None
    return store.records.find(session.session_id, session.attempt)


def find_kept_session(store: Store, session_id: str) -> Session | None:
    """Return a session, None where it is no longer kept."""
    try:
        return store.sessions.get(session_id)
    except (SessionNotFoundError, SessionErasedError):
        return None


def read_session(store: Store, session_id: str) -> tuple[Session, AnalysisRecord | None]:
    """Return a session as its owner is told of it, with its result. Where the result was removed, the session
    has the state `error` with a message that says so; it can be analysed again.

    Raises:
        SessionErasedError, SessionNotFoundError: as the store.
    """
    session = store.sessions.get(session_id)
    record = find_result(store, session)
    if record is None and session.state in {"completed", "error"}:
        session = session.model_copy(update={"state": "error", "error_message": REMOVED})
    return session, record
