"""What was read of a record's documents, for advisers, where the applicant's session still holds them."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.record import RECORD_ID_PATTERN, AnalysisRecord
from proof_of_talent.records.removed import find_kept_session
from proof_of_talent.records.subject_access import audit_view
from proof_of_talent.web.applicant.places import MARK_PATTERN, find_marked, list_kept
from proof_of_talent.web.applicant.read_page import describe_read_page
from proof_of_talent.web.dashboard.pages import LIST_PATH
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.gate.access import ExportCaller, guard
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/dashboard/analyses/{record_id}/documents/{document_id}", needs=("analytics",))

RecordOfDocument = Annotated[str, Path(pattern=RECORD_ID_PATTERN)]
GONE = "This document is no longer kept, or another file took its place."


@router.get("/read")
def show_document_of_record(
    request: Request,
    record_id: RecordOfDocument,
    document_id: str,
    caller: ExportCaller,
    services: ServicesDep,
    page: Annotated[Whole, Query(ge=1, le=100_000)] = 1,
    mark: Annotated[str | None, Query(pattern=MARK_PATTERN)] = None,
) -> HTMLResponse:
    """A page of a document as it was read, with a quote of the record marked on it."""
    record, session, document = open_kept(services, record_id, document_id)
    audit_view(services.store, record, services.clock(), actor=caller.actor)
    found = find_marked(record, mark) if mark is not None else None
    quote = found[2] if found is not None and found[0] == document_id else None
    return render_page(
        request,
        "read_document.html",
        title="What was read",
        here=LIST_PATH,
        read=describe_read_page(session, document, page, quote, services),
        back=f"{LIST_PATH}/{record_id}",
        pictures=f"{LIST_PATH}/{record_id}/documents/{document_id}/pages",
        missed=None,
    )


@router.get("/pages/{page}.png", response_class=Response, dependencies=[guard("export")])
def get_picture_of_record(
    record_id: RecordOfDocument,
    document_id: str,
    page: Annotated[Whole, Path(ge=1, le=100_000)],
    services: ServicesDep,
) -> Response:
    """The picture of a page; the view of the page that shows it is in the audit log."""
    _, session, document = open_kept(services, record_id, document_id)
    picture = services.reader.picture(session, document, page)
    return Response(picture.png, media_type="image/png", headers={"Cache-Control": "no-store"})


def open_kept(
    services: Services, record_id: str, document_id: str
) -> tuple[AnalysisRecord, Session, Document]:
    """Return a record with its session and one of its documents.

    Raises:
        NotFoundError: one of them is not there (any more).
    """
    record = services.store.records.get(record_id)
    session = find_kept_session(services.store, record.session_id)
    document = next((one for one in list_kept(record, session) if one.id == document_id), None)
    if session is None or document is None:
        raise NotFoundError(GONE, code="document_not_found")
    return record, session, document
