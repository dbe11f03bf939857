"""What people can ask about their own data: outcomes, everything held, erasure; and the audit log."""

import datetime as dt
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AliasChoices, BaseModel, Field

from proof_of_talent.domain.application import SESSION_ID_PATTERN
from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.errors import SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.domain.record import Outcome, OutcomeResult
from proof_of_talent.records.erasure import ExportNotice, erase_session
from proof_of_talent.records.outcomes import find_decided_record, report_outcome
from proof_of_talent.records.past_exports import find_session_records
from proof_of_talent.records.subject_access import HeldData, collect_data
from proof_of_talent.web.dependencies import ServicesDep, SessionId, Whole
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import ACCESS_ERRORS, AdminCaller
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services

router = make_router("/api", tags=["privacy"])

SessionQuery = Annotated[str, Query(pattern=SESSION_ID_PATTERN, description="The session's id.")]
ERRORS = document_errors(404, 410, 422, 503)


class ReportOutcome(BaseModel):
    """What the endorsing body decided, and when; `result` is understood for `outcome` too."""

    result: OutcomeResult = Field(validation_alias=AliasChoices("outcome", "result"))
    date: dt.date


class SessionOutcome(BaseModel):
    """The decision as it is known, with what was said before; null while none was reported."""

    session_id: str
    record_id: str
    outcome: Outcome | None


class Deletion(BaseModel):
    """Whether a session has been erased, and what went with it."""

    session_id: str
    status: Literal["deleted", "active"]
    message: str
    deleted_at: str | None = None
    documents_deleted: int | None = None
    records_deleted: int | None = None
    exports: list[ExportNotice] = Field(
        default=[],
        description="Past exports that held the session's records: files that erasing cannot reach.",
    )


class AuditLog(BaseModel):
    """The newest entries first."""

    entries: list[AuditEntry]


@router.post("/session/{session_id}/outcome", tags=["applicant"], responses=ERRORS | document_errors(409))
def post_outcome(session_id: SessionId, body: ReportOutcome, services: ServicesDep) -> SessionOutcome:
    """Report what the endorsing body decided, or correct an earlier report, which is kept as history."""
    record = report_outcome(services.store, session_id, body.result, body.date, services.clock())
    return SessionOutcome(session_id=session_id, record_id=record.id, outcome=record.outcome)


@router.get("/session/{session_id}/outcome", tags=["applicant"], responses=ERRORS | document_errors(409))
def get_outcome(session_id: SessionId, services: ServicesDep) -> SessionOutcome:
    """Return the decision as it was reported."""
    record = find_decided_record(services.store, session_id)
    return SessionOutcome(session_id=session_id, record_id=record.id, outcome=record.outcome)


@router.get("/session/{session_id}/data", responses=ERRORS)
def get_data(session_id: SessionId, services: ServicesDep) -> HeldData:
    """Everything held about one session: answers, documents, analyses, exports they were in, who looked."""
    return collect_data(services.store, session_id, services.clock())


@router.delete("/session/{session_id}", tags=["applicant"], responses=document_errors(404, 422, 503))
def delete_session(session_id: SessionId, services: ServicesDep) -> Deletion:
    """Erase everything about a session: documents, answers, results. Asking again says it is deleted."""
    return delete_everything(session_id, services)


@router.post("/gdpr/delete-data", responses=document_errors(404, 422, 503))
def delete_data(session_id: SessionQuery, services: ServicesDep) -> Deletion:
    """Erase everything about a session; the same as deleting it."""
    return delete_everything(session_id, services)


@router.get("/gdpr/deletion-status/{session_id}", responses=document_errors(404, 422, 503))
def get_deletion_status(session_id: SessionId, services: ServicesDep) -> Deletion:
    """Tell whether a session has been erased, and when."""
    try:
        services.store.sessions.get(session_id)
    except SessionErasedError:
        return delete_everything(session_id, services)
    except SessionNotFoundError:
        if not find_session_records(services.store, session_id):
            raise
    return Deletion(session_id=session_id, status="active", message="This session has not been deleted.")


def delete_everything(session_id: str, services: Services) -> Deletion:
    """Erase a session and tell what went; of one erased before, what went then."""
    receipt = erase_session(services.store, session_id, services.clock(), actor="applicant")
    return Deletion(
        session_id=session_id,
        status="deleted",
        message="Everything about this session has been deleted: answers, documents and results.",
        deleted_at=format_moment(receipt.deleted_at),
        documents_deleted=receipt.documents,
        records_deleted=receipt.records,
        exports=list(receipt.exports),
    )


@router.get("/admin/audit", tags=["operations"], responses=ACCESS_ERRORS | document_errors(422, 503))
def list_audit(
    _caller: AdminCaller,
    services: ServicesDep,
    action: Annotated[
        str | None,
        Query(max_length=50, description="Only this: export, erase, key_created, record_viewed, …"),
    ] = None,
    limit: Annotated[Whole, Query(ge=1, le=1000, description="How many entries.")] = 100,
) -> AuditLog:
    """What was done with personal data: exports, erasures, views of records, changes of keys, sweeps."""
    return AuditLog(entries=services.store.audit.list_newest(action=action, limit=limit))
