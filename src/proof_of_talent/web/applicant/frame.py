"""What the applicant's pages share: the session of an address, form fields and files, and the frame."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from proof_of_talent.domain.application import Session
from proof_of_talent.records.removed import read_session
from proof_of_talent.web.applicant.forms import list_steps
from proof_of_talent.web.dependencies import ServicesDep, SessionId
from proof_of_talent.web.pages import Link, render_page
from proof_of_talent.wiring.bootstrap import Services

SEE_OTHER = 303
APPLICANT_NAVIGATION = (Link("/", "New application"),)
PAGE_TITLES = {
    "questions": "Questions about you",
    "documents": "Your documents",
    "read": "What we read",
    "sent": "What a model is sent",
    "analysis": "Analysis under way",
    "report": "Your report",
    "route": "Your route",
    "checklist": "Before you pay",
    "attempts": "What has changed",
    "outcome": "What was decided",
    "delete": "Delete my data",
}


async def read_form_fields(request: Request) -> AsyncIterator[dict[str, str]]:
    """Yield the text fields of a form."""
    async with request.form() as form:
        yield {name: value for name, value in form.items() if isinstance(value, str)}


async def read_files(request: Request) -> AsyncIterator[list[UploadFile]]:
    """Yield the files of a form; a browser sends one without a name where none was chosen."""
    async with request.form() as form:
        yield [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]


def open_session(session_id: SessionId, services: ServicesDep) -> Session:
    """Return the session that an address names; one whose result was removed says so."""
    return services.intake.resume_reading(read_session(services.store, session_id)[0])


SessionDep = Annotated[Session, Depends(open_session)]
FieldsDep = Annotated[dict[str, str], Depends(read_form_fields)]
FilesDep = Annotated[list[UploadFile], Depends(read_files)]


def go(session_id: str, step: str) -> RedirectResponse:
    """Send the browser to a step."""
    return RedirectResponse(f"/apply/{session_id}/{step}", SEE_OTHER, headers={"Cache-Control": "no-store"})


def show(
    request: Request, step: str, session: Session, services: Services, *, status: int = 200, **context: Any
) -> HTMLResponse:
    """Return a page of a session."""
    field = services.rulebook.field(session.field)
    steps = list_steps(
        session,
        {"route": "report", "checklist": "report", "attempts": "report", "read": ""}.get(step, step),
        field,
    )
    return render_page(
        request,
        f"apply_{step}.html",
        status=status,
        navigation=APPLICANT_NAVIGATION,
        session=session,
        field=field,
        base=f"/apply/{session.session_id}",
        is_local=services.assessor.name == "rubric",
        reads_links=services.settings.fetch_links,
        **{"title": PAGE_TITLES[step], "steps": steps, "is_sample": False, "asks_outcome": False, **context},
    )
