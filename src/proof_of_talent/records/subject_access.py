"""Everything held about one session, for the person it is about; and the audit of who looked at records."""

from datetime import datetime
from typing import Any, Literal

from proof_of_talent.domain.application import Document
from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.clients import PrivatePart
from proof_of_talent.domain.corrections import CORRECTION_STATED
from proof_of_talent.domain.errors import ClientNotFoundError, SessionNotFoundError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.reviews import ReviewFilter
from proof_of_talent.observing.masking import mask_session_id
from proof_of_talent.records.past_exports import PastExport, find_past_exports, find_session_records

RECORD_VIEWED = "record_viewed"
DATA_GIVEN = "data_given"
OUTCOME_REPORTED = "outcome_reported"
ABOUT_ONE_SESSION = (RECORD_VIEWED, DATA_GIVEN, OUTCOME_REPORTED, CORRECTION_STATED)
"""Audit actions whose details name their session by its mask."""

_LEFT_OUT = {"documents", "job", "version"}  # told apart, or about our machines
_MOST_ENTRIES = 1_000_000


class HeldDocument(Document):
    """A document that is held, with all that is known of it; its content is at `content`."""

    warnings: tuple[str, ...]
    state: Literal["read", "reading", "unreadable"]
    problem: str | None
    content: str


class HeldData(Model):
    """What is held about one session.

    `session` is null once the session's own data were deleted after their retention time; `records` are the
    analyses as they are kept; `exports` the exports and datasets that held one of them; `audit` who looked;
    `reviews` what people said of them; `client` what an adviser keeps of the person, with name and notes.
    """

    session_id: str
    collected_at: Moment
    session: dict[str, Any] | None
    documents: tuple[HeldDocument, ...]
    records: tuple[dict[str, Any], ...]
    exports: tuple[PastExport, ...]
    audit: tuple[AuditEntry, ...]
    reviews: tuple[dict[str, Any], ...]
    client: dict[str, Any] | None


def collect_data(store: Store, session_id: str, now: datetime) -> HeldData:
    """Return everything held about a session, and note in the audit log that it was asked for.

    Raises:
        SessionErasedError: it was erased; nothing is held.
        SessionNotFoundError: nothing is or was held.
    """
    try:
        session = store.sessions.get(session_id)
    except SessionNotFoundError:
        session = None
    records = find_session_records(store, session_id)
    if session is None and not records:
        raise SessionNotFoundError
    client = session.client if session is not None else records[-1].client
    data = HeldData(
        session_id=session_id,
        collected_at=now,
        session=None if session is None else session.model_dump(mode="json", exclude=_LEFT_OUT),
        documents=tuple(
            HeldDocument(
                **document.model_dump(), content=f"/api/session/{session_id}/documents/{document.id}/content"
            )
            for document in (session.documents if session is not None else ())
        ),
        records=tuple(record.to_wire() for record in records),
        exports=tuple(find_past_exports(store, session_id)),
        audit=tuple(find_audit_entries(store, session_id)),
        reviews=tuple(
            review.model_dump(mode="json", exclude={"reviewer", "version"})
            for review in store.reviews.list_page(ReviewFilter(session_id=session_id), limit=_MOST_ENTRIES)
        ),
        client=None if client is None else _describe_client(store, client),
    )
    audit_session(store, DATA_GIVEN, session_id, now, actor="applicant")
    return data


def _describe_client(store: Store, client_id: str) -> dict[str, Any] | None:
    """Return what an adviser keeps of a client, with name and notes."""
    try:
        file = store.clients.get(client_id)
    except ClientNotFoundError:
        return None
    content = store.private.read(client_id)
    private = PrivatePart() if content is None else PrivatePart.model_validate_json(content)
    return {
        **file.model_dump(mode="json", exclude={"id", "owner", "version"}), **private.model_dump(mode="json")
    }  # fmt: skip


def find_audit_entries(store: Store, session_id: str) -> list[AuditEntry]:
    """Return the audit entries about one session, newest first."""
    mask = mask_session_id(session_id)
    entries = [
        entry
        for action in ABOUT_ONE_SESSION
        for entry in store.audit.list_newest(action=action, limit=_MOST_ENTRIES)
        if entry.details.get("session") == mask
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def audit_session(
    store: Store, action: str, session_id: str, now: datetime, *, actor: str, **details: object
) -> None:
    """Note something done with one session's data, under the session's mask."""
    about = {"session": mask_session_id(session_id), **details}
    store.audit.add(AuditEntry(at=now, actor=actor, action=action, details=about))


def audit_view(store: Store, record: AnalysisRecord, now: datetime, *, actor: str) -> None:
    """Note that somebody looked at a whole record."""
    audit_session(store, RECORD_VIEWED, record.session_id, now, actor=actor, record=record.id)
