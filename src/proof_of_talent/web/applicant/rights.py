"""The applicant's pages about their own data: what was decided, everything held, deletion. Plain forms; the
guard before every request refuses those that another site's page makes.
"""

from datetime import date
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.clients import CLIENT_ID_PATTERN
from proof_of_talent.domain.errors import ConflictError, InvalidInputError, NotFoundError
from proof_of_talent.domain.record import OutcomeResult
from proof_of_talent.records.erasure import erase_session
from proof_of_talent.records.outcomes import (
    FIRST_DECISION,
    find_decided_record,
    put_away_outcome,
    report_outcome,
)
from proof_of_talent.records.subject_access import collect_data
from proof_of_talent.web.applicant.frame import APPLICANT_NAVIGATION, SEE_OTHER, SessionDep, go, show
from proof_of_talent.web.dependencies import ServicesDep, SessionId
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/apply/{session_id}")

RESULTS: tuple[tuple[OutcomeResult, str], ...] = (
    ("endorsed", "Endorsed"),
    ("refused", "Refused"),
    ("withdrawn", "I withdrew my application"),
)


@router.get("/outcome")
def ask_outcome(request: Request, session: SessionDep, services: ServicesDep) -> HTMLResponse:
    """What the endorsing body decided: what was said so far, and a form to say or correct it."""
    return _show_outcome(request, session, services)


@router.post("/outcome", response_model=None)
def hand_in_outcome(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    outcome: Annotated[OutcomeResult, Form()],
    decided: Annotated[str, Form(alias="date", max_length=20)] = "",
) -> HTMLResponse | RedirectResponse:
    """Keep what the applicant says was decided."""
    try:
        day = date.fromisoformat(decided)
    except ValueError:
        return _show_outcome(request, session, services, problem="Please give the day of the decision.")
    try:
        report_outcome(services.store, session.session_id, outcome, day, services.clock())
    except (InvalidInputError, ConflictError) as error:
        return _show_outcome(request, session, services, problem=error.message)
    return go(session.session_id, "outcome")


@router.post("/outcome/later")
def put_question_away(
    session: SessionDep,
    services: ServicesDep,
    back: Annotated[str, Form(max_length=40, pattern=f"{CLIENT_ID_PATTERN}|^$")] = "",
) -> RedirectResponse:
    """Do not ask again what was decided."""
    put_away_outcome(services.store, session.session_id)
    return RedirectResponse(f"/clients/{back}", SEE_OTHER) if back else go(session.session_id, "report")


def _show_outcome(
    request: Request, session: Session, services: Services, problem: str | None = None
) -> HTMLResponse:
    record = find_decided_record(services.store, session.session_id)
    return show(
        request,
        "outcome",
        session,
        services,
        status=422 if problem else 200,
        outcome=record.outcome,
        results=RESULTS,
        names=dict(RESULTS),
        first=FIRST_DECISION.isoformat(),
        today=services.clock().date().isoformat(),
        problem=problem,
    )


@router.get("/data", response_class=Response)
def download_data(session_id: SessionId, services: ServicesDep) -> Response:
    """Everything held about the session as one JSON file, also after the session's own time ran out."""
    data = collect_data(services.store, session_id, services.clock())
    return Response(
        data.model_dump_json(indent=2),
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="what-is-held.json"',
            "Cache-Control": "no-store",
        },
    )


@router.get("/delete")
def confirm_deletion(request: Request, session: SessionDep, services: ServicesDep) -> HTMLResponse:
    """What would be deleted, and the button that does it."""
    return show(request, "delete", session, services)


@router.post("/delete")
def delete_application(session_id: SessionId, services: ServicesDep) -> RedirectResponse:
    """Erase everything about the session."""
    erase_session(services.store, session_id, services.clock(), actor="applicant")
    return go(session_id, "deleted")


@router.get("/deleted")
def show_receipt(request: Request, session_id: SessionId, services: ServicesDep) -> HTMLResponse:
    """The receipt of a deletion; it names nobody and can be asked for again."""
    receipt = services.store.erasure.find_receipt(session_id)
    if receipt is None:
        raise NotFoundError("Nothing was deleted under this address.")
    return render_page(
        request,
        "apply_deleted.html",
        title="Your data has been deleted",
        navigation=APPLICANT_NAVIGATION,
        receipt=receipt,
    )
