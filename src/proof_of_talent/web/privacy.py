"""What people can ask about their own data, and the log of what was done with everybody's."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AliasChoices, BaseModel, Field

from proof_of_talent.errors import NotFoundError
from proof_of_talent.outcomes import find_decided_record, report_outcome
from proof_of_talent.ports import AuditEntry
from proof_of_talent.record import Outcome, OutcomeResult
from proof_of_talent.subject_access import HeldData, collect_data
from proof_of_talent.web.access import ACCESS_ERRORS, AdminCaller
from proof_of_talent.web.dependencies import ServicesDep, SessionId
from proof_of_talent.web.errors import document_errors

router = APIRouter(prefix="/api", tags=["privacy"])

ERRORS = document_errors(404, 410, 422, 503)


class ReportOutcome(BaseModel):
    """What the endorsing body decided, and when; `outcome` is understood for `result` too."""

    result: OutcomeResult = Field(validation_alias=AliasChoices("result", "outcome"))
    date: dt.date


class SessionOutcome(BaseModel):
    """The decision as it is known, with what was said before; null while none was reported."""

    session_id: str
    record_id: str
    outcome: Outcome | None


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


@router.get(
    "/session/{session_id}/documents/{document_id}/content",
    response_class=Response,
    responses=ERRORS | {200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def get_content(session_id: SessionId, document_id: str, services: ServicesDep) -> Response:
    """One document as it was uploaded, to be saved, never shown by the browser on our address."""
    session = services.store.get_session(session_id)
    document = next((each for each in session.documents if each.id == document_id), None)
    if document is None:
        raise NotFoundError("This session has no such document.", code="document_not_found")
    ending = "pdf" if document.media_type == "application/pdf" else "docx"
    return Response(
        services.store.read_document(session_id, document_id),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{document.id}.{ending}"'},
    )


@router.get("/admin/audit", tags=["operations"], responses=ACCESS_ERRORS | document_errors(422, 503))
def list_audit(
    _caller: AdminCaller,
    services: ServicesDep,
    action: Annotated[
        str | None,
        Query(max_length=50, description="Only this: export, erase, key_created, record_viewed, …"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many entries.")] = 100,
) -> AuditLog:
    """What was done with personal data: exports, erasures, views of records, changes of keys, sweeps."""
    return AuditLog(entries=services.store.list_audit_entries(action=action, limit=limit))
