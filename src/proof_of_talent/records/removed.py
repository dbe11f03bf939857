"""Sessions and records without each other: a result that was removed by hand, a session that is not kept."""

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisRecord, name_ending

REMOVED = "The result was removed. Your answers and documents are still here: analyse again."


def find_result(store: Store, session: Session) -> AnalysisRecord | None:
    """Return the record of a session's newest attempt, if that has ended and its record is there.

    An attempt to judge again that failed takes nothing away: the one before it stays the result.
    """
    if session.state not in {"completed", "error"}:
        return None
    return find_verdict(store, session.session_id, session.attempt)


def find_verdict(store: Store, session_id: str, attempt: int) -> AnalysisRecord | None:
    """Return the record of an attempt, or of the one before where judging again failed."""
    record = store.records.find(session_id, attempt)
    while record is not None and name_ending(record) == "rejudged_error":
        record = store.records.find(session_id, record.attempt - 1)
    return record


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
