"""The checklist before paying, for programs."""

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import ConflictError
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.judging.paying.checklist import list_before_paying
from proof_of_talent.judging.paying.items import PayingChecklist
from proof_of_talent.records.removed import find_verdict
from proof_of_talent.web.dependencies import ServicesDep, SessionId
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services

router = make_router("/api", tags=["applicant"])


def find_analysis(session: Session, services: Services) -> AnalysisRecord:
    """Return the newest analysis of a session.

    Raises:
        ConflictError: none has been completed yet.
    """
    record = find_verdict(services.store, session.session_id, session.attempt) if session.attempt else None
    if record is None or record.analysis_results is None:
        raise ConflictError(
            "There is no completed analysis yet, so nothing can be ticked. Start one, or wait for it.",
            code="no_analysis",
        )
    return record


def make_checklist(session: Session, record: AnalysisRecord, services: Services) -> PayingChecklist:
    """Return the checklist of a session's analysis as of today."""
    checklist = list_before_paying(record, services.rulebook, services.clock().date())
    return checklist.model_copy(update={"is_outdated": session.state != "completed"})


@router.get("/session/{session_id}/checklist", responses=document_errors(404, 409, 410, 422, 503))
def get_checklist(session_id: SessionId, services: ServicesDep) -> PayingChecklist:
    """Return what to have before paying for stage 1: ticked, open, or out of our sight."""
    session = services.store.sessions.get(session_id)
    return make_checklist(session, find_analysis(session, services), services)
