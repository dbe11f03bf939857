"""Deleting what is older than it may be kept, once a day. Several servers may do it at once: each deletion
checks its condition again in the store, and one that was done already changes nothing.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.clients import ClientFilter, client_position
from proof_of_talent.domain.errors import NotFoundError, SessionErasedError, SessionNotFoundError, TalentError
from proof_of_talent.domain.ports import AuditEntry, DeletionReceipt, Store, hash_session_id
from proof_of_talent.domain.record import ENDINGS, AnalysisFilter, AnalysisRecord, position_of
from proof_of_talent.observing.masking import describe_exception

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
BATCH = 100
CLOSING_SECONDS = 5.0


class RetentionRules(Model):
    """How long things are kept; None is for ever. Documents and sessions count from the last change of the
    session, records from the last analysis of their session; clients that have none left go with `records`.
    """

    documents: timedelta | None = None
    sessions: timedelta | None = None
    records: timedelta | None = None


class SweepCount(Model):
    """What one sweep removed: documents' contents, sessions, sessions erased with their records, clients."""

    documents: int = 0
    sessions: int = 0
    erased: int = 0
    clients: int = 0


def sweep(store: Store, rules: RetentionRules, now: datetime) -> SweepCount:
    """Remove what is too old and leave an audit entry if anything was.

    Raises:
        StoreUnavailableError: from the store; what was removed so far is consistent, the rest is next time's.
    """
    count = SweepCount(
        erased=0 if rules.records is None else erase_old_records(store, now - rules.records, now),
        sessions=0 if rules.sessions is None else drop_old_sessions(store, now - rules.sessions),
        documents=0 if rules.documents is None else remove_old_documents(store, now - rules.documents),
    )
    if rules.records is not None:
        count = count.model_copy(update={"clients": remove_idle_clients(store, now - rules.records, now)})
    if count != SweepCount():
        details = count.model_dump()
        store.audit.add(AuditEntry(at=now, actor="retention", action="retention", details=details))
        log.info("retention_swept", **details)
    return count


def remove_old_documents(store: Store, before: datetime) -> int:
    """Delete the documents of sessions not touched since; the sessions stay as old as they are."""
    removed = 0
    while ids := store.sessions.find_idle(before, BATCH, with_documents=True):
        progress = 0
        for session_id in ids:
            progress += empty_session(store, session_id, before)
        if not progress:
            break  # all were touched meanwhile: next time
        removed += progress
    return removed


def empty_session(store: Store, session_id: str, before: datetime) -> int:
    """Delete one session's documents; return how many went."""

    def forget(session: Session) -> Session:
        if session.updated_at >= before or session.state == "analyzing":
            raise _InUseError
        kept = tuple(other for other in session.documents if other.id != document.id)
        state = "created" if session.state == "documents_uploaded" and not kept else session.state
        return session.model_copy(update={"documents": kept, "state": state})

    removed = 0
    try:
        for document in store.sessions.get(session_id).documents:
            store.documents.remove(session_id, document.id, forget)
            removed += 1
    except (_InUseError, NotFoundError, SessionErasedError):
        pass  # its owner was quicker
    return removed


def drop_old_sessions(store: Store, before: datetime) -> int:
    """Delete sessions not touched since, with their documents."""
    dropped = 0
    while ids := store.sessions.find_idle(before, BATCH):
        progress = sum(store.sessions.drop(session_id, before) for session_id in ids)
        if not progress:
            break
        dropped += progress
    return dropped


def erase_old_records(store: Store, before: datetime, now: datetime) -> int:
    """Erase sessions whose analyses all ended before a moment; return how many."""
    erased, last = 0, None
    wanted = AnalysisFilter(status=ENDINGS, until=before)
    while page := store.records.list_page(
        wanted,
        sort="created_at",
        limit=BATCH,
        after=None if last is None else position_of(last, "created_at"),
    ):
        last = page[-1]
        for record in page:
            if is_last_sign(store, record, before):
                try:
                    store.erasure.erase(record.session_id, now)
                except SessionNotFoundError:
                    continue  # another server was quicker
                erased += 1
    return erased


def remove_idle_clients(store: Store, before: datetime, now: datetime) -> int:
    """Remove clients, with names and notes, that have no analysis left and were not touched since."""
    removed, after = 0, None
    while page := store.clients.list_page(ClientFilter(), sort="updated_at", limit=BATCH, after=after):
        for client in page:
            if client.updated_at >= before:
                return removed
            if not store.clients.list_sessions(client.id):
                receipt = DeletionReceipt(
                    session_hash=hash_session_id(client.id), deleted_at=now, documents=0, records=0
                )
                removed += store.clients.remove(client.id, receipt) == receipt
        after = client_position(page[-1], "updated_at")
    return removed


def is_last_sign(store: Store, record: AnalysisRecord, before: datetime) -> bool:
    """Tell whether nothing happened to a record's session since a moment."""
    later = store.records.find(record.session_id, record.attempt + 1)
    if later is not None:
        return False  # its turn comes with the last attempt
    try:
        session = store.sessions.get(record.session_id)
    except SessionErasedError:
        return False
    except SessionNotFoundError:
        return True
    return session.updated_at < before and session.state != "analyzing"


class _InUseError(Exception):
    """The session is in use again."""


class RetentionSweeper:
    """Sweeps at the start and then once a day, on a thread of its own."""

    def __init__(self, *, store: Store, rules: RetentionRules, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start sweeping, if anything is ever to be removed."""
        if self._rules != RetentionRules():
            self._thread = threading.Thread(target=self._sweep_daily, name="retention", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop; a sweep under way is given a moment to end, and goes on where it was with the next start."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)

    def _sweep_daily(self) -> None:
        while not self._closing.is_set():
            try:
                sweep(self._store, self._rules, self._clock())
            except TalentError as error:
                log.warning("retention_failed", code=error.code)
            except Exception as error:  # noqa: BLE001 - tomorrow's sweep must still come
                log.error("retention_failed", error=describe_exception(error))
            self._closing.wait(DAY.total_seconds())
