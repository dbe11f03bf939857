"""What we read of a document, and forms to correct it: plain pages that need no JavaScript."""

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.corrections import CorrectionSubject
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES
from proof_of_talent.web.applicant.frame import SessionDep, go, show
from proof_of_talent.web.applicant.places import MARK_PATTERN, find_marked
from proof_of_talent.web.applicant.read_page import describe_read_page
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/apply/{session_id}/documents/{document_id}")

ShownPage = Annotated[Whole, Query(ge=1, le=100_000)]
Mark = Annotated[str | None, Query(pattern=MARK_PATTERN)]


@router.get("/read")
def show_read_document(
    request: Request,
    session: SessionDep,
    document_id: str,
    services: ServicesDep,
    page: ShownPage = 1,
    mark: Mark = None,
) -> HTMLResponse:
    """A page of a document: its picture, what we read on it, and where the words of a quote stand."""
    quote = _find_quote(session, document_id, mark, services)
    return _show(request, session, document_id, services, page=page, quote=quote)


@router.post("/corrections", response_model=None)
def hand_in_correction(
    request: Request,
    session: SessionDep,
    document_id: str,
    services: ServicesDep,
    subject: Annotated[CorrectionSubject, Form()],
    value: Annotated[str, Form(max_length=200)] = "",
    page: Annotated[Whole, Form(ge=1, le=100_000)] = 1,
    take_back: Annotated[bool, Form()] = False,
) -> HTMLResponse | RedirectResponse:
    """Keep what is said of a document, or take it back."""
    try:
        if take_back:
            services.corrector.take_back(session.session_id, document_id, subject, value or None)
        else:
            services.corrector.correct(session.session_id, document_id, subject, value)
    except InvalidInputError as error:
        return _show(request, session, document_id, services, page=page, problem=error.message)
    return go(session.session_id, f"documents/{document_id}/read?page={page}#said")


def _show(
    request: Request,
    session: Session,
    document_id: str,
    services: Services,
    *,
    page: int,
    quote: str | None = None,
    problem: str | None = None,
) -> HTMLResponse:
    read = describe_read_page(session, session.find_document(document_id), page, quote, services)
    return show(
        request,
        "read",
        session,
        services,
        status=422 if problem else 200,
        read=read,
        kinds=tuple(DOCUMENT_KIND_NAMES.items()),
        pictures=f"/api/session/{session.session_id}/documents/{document_id}/pages",
        problem=problem,
    )


def _find_quote(session: Session, document_id: str, mark: str | None, services: Services) -> str | None:
    """Return the words that a mark names, where it names some of this document."""
    if mark is None or not session.attempt:
        return None
    record = services.store.records.find(session.session_id, int(mark.partition("-")[0]))
    found = find_marked(record, mark) if record is not None else None
    return found[2] if found is not None and found[0] == document_id else None
