"""The applicant's documents in the API: handing in, seeing, correcting, fetching, taking back."""

from typing import Annotated, Literal

from fastapi import File, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from proof_of_talent.domain.application import Document, DocumentKind, Session
from proof_of_talent.domain.corrections import Correction, CorrectionSubject
from proof_of_talent.intake.intake import Upload
from proof_of_talent.judging.papers.shown import ShownDocument, show_document
from proof_of_talent.web.dependencies import ServicesDep, SessionId, Whole
from proof_of_talent.web.errors import CHANGE_ERRORS, SESSION_ERRORS, document_errors
from proof_of_talent.web.gate.rates import name_requester
from proof_of_talent.web.http.ranges import answer_file
from proof_of_talent.web.routers import make_router

router = make_router("/api", tags=["applicant"])

FILE = "application/octet-stream"
PICTURE = "image/png"
PageNumber = Annotated[Whole, Path(ge=1, le=100_000, description="The page, from 1.")]


class UploadedDocument(BaseModel):
    """One document as recognised; `kind` can be corrected."""

    id: str
    filename: str
    kind: DocumentKind
    media_type: str
    bytes: int
    pages: int
    warnings: list[str]
    state: Literal["read", "reading", "unreadable"]
    problem: str | None


class UploadedDocuments(BaseModel):
    """What an upload added, and how many documents the session now has."""

    session_id: str
    uploaded_files: int
    total_documents: int
    files: list[UploadedDocument]


class DocumentList(BaseModel):
    """The session's documents."""

    session_id: str
    documents: list[UploadedDocument]


class ChangeDocument(BaseModel):
    """What the document really is."""

    kind: DocumentKind


class StateCorrection(BaseModel):
    """What is said of a document, in the words of `Correction`."""

    subject: CorrectionSubject
    value: str = Field(min_length=1, max_length=200)


class Corrections(BaseModel):
    """All that the session's owner said of its documents."""

    session_id: str
    corrections: tuple[Correction, ...]


@router.post("/upload/{session_id}", responses=CHANGE_ERRORS)
def upload_documents(
    request: Request,
    session_id: SessionId,
    files: Annotated[list[UploadFile], File()],
    services: ServicesDep,
) -> UploadedDocuments:
    """Add PDF or DOCX documents: all of them, or none if one cannot be used.

    A document that takes long to read has the state `reading` and is read in the background; ask for the
    session's documents again.
    """
    uploads = [Upload(file.filename or "document", file.file) for file in files]
    clock = services.intake.start_upload(session_id, name_requester(request))
    added = services.intake.add_documents(session_id, uploads, clock)
    return UploadedDocuments(
        session_id=session_id,
        uploaded_files=len(added),
        total_documents=len(services.store.sessions.get(session_id).documents),
        files=[describe_document(document) for document in added],
    )


@router.get("/session/{session_id}/documents", responses=SESSION_ERRORS)
def list_documents(session_id: SessionId, services: ServicesDep) -> DocumentList:
    """List the session's documents."""
    return make_document_list(services.intake.resume_reading(services.store.sessions.get(session_id)))


@router.patch("/session/{session_id}/documents/{document_id}", responses=CHANGE_ERRORS)
def correct_document(
    session_id: SessionId, document_id: str, body: ChangeDocument, services: ServicesDep
) -> DocumentList:
    """Say what a document is, where it was recognised wrongly."""
    return make_document_list(services.corrector.correct(session_id, document_id, "kind", body.kind))


@router.delete("/session/{session_id}/documents/{document_id}", responses=CHANGE_ERRORS)
def remove_document(session_id: SessionId, document_id: str, services: ServicesDep) -> DocumentList:
    """Take one document back."""
    return make_document_list(services.intake.remove_document(session_id, document_id))


@router.get(
    "/session/{session_id}/documents/{document_id}/content",
    response_class=Response,
    responses=SESSION_ERRORS
    | document_errors(416)
    | {
        200: {"content": {FILE: {}}, "description": "The file."},
        206: {"content": {FILE: {}}, "description": "The part that `Range` asks for."},
    },
)
def get_content(request: Request, session_id: SessionId, document_id: str, services: ServicesDep) -> Response:
    """One document as it was uploaded, to be saved, never shown by the browser on our address.

    `Range` asks for a part of it, so that a download can go on where it broke off.
    """
    document = services.store.sessions.get(session_id).find_document(document_id)
    ending = "pdf" if document.media_type == "application/pdf" else "docx"
    return answer_file(
        request,
        services.store.documents.read(session_id, document_id),
        FILE,
        {"Content-Disposition": f'attachment; filename="{document.id}.{ending}"'},
    )


@router.get("/session/{session_id}/documents/{document_id}/text", responses=SESSION_ERRORS)
def get_text(session_id: SessionId, document_id: str, services: ServicesDep) -> ShownDocument:
    """Show what was read of a document: its text, what was left out and why, and what we took it for."""
    session = services.store.sessions.get(session_id)
    document = session.find_document(document_id)
    return show_document(document, services.reader.read(session, document), session.corrections)


@router.post("/session/{session_id}/documents/{document_id}/corrections", responses=CHANGE_ERRORS)
def state_correction(
    session_id: SessionId, document_id: str, body: StateCorrection, services: ServicesDep
) -> Corrections:
    """Say that a document is something else than we took it for; it holds from the next analysis on."""
    session = services.corrector.correct(session_id, document_id, body.subject, body.value)
    return Corrections(session_id=session_id, corrections=session.corrections)


@router.delete("/session/{session_id}/documents/{document_id}/corrections", responses=CHANGE_ERRORS)
def take_back_correction(
    session_id: SessionId,
    document_id: str,
    subject: CorrectionSubject,
    services: ServicesDep,
    value: Annotated[str | None, Query(max_length=200, description="Which passage is meant.")] = None,
) -> Corrections:
    """Take back what was said of a document."""
    session = services.corrector.take_back(session_id, document_id, subject, value)
    return Corrections(session_id=session_id, corrections=session.corrections)


@router.get(
    "/session/{session_id}/documents/{document_id}/pages/{page}.png",
    response_class=Response,
    responses=SESSION_ERRORS | {200: {"content": {PICTURE: {}}, "description": "The page."}},
)
def get_picture(session_id: SessionId, document_id: str, page: PageNumber, services: ServicesDep) -> Response:
    """Show a page of a PDF as a reader sees it; a Word document has no pictures (404 `no_picture`)."""
    session = services.store.sessions.get(session_id)
    picture = services.reader.picture(session, session.find_document(document_id), page)
    return Response(picture.png, media_type=PICTURE)


def describe_document(document: Document) -> UploadedDocument:
    """Return a document as its owner sees it."""
    return UploadedDocument(
        id=document.id,
        filename=document.filename,
        kind=document.kind,
        media_type=document.media_type,
        bytes=document.bytes,
        pages=document.pages,
        warnings=list(document.warnings),
        state=document.state,
        problem=document.problem,
    )


def make_document_list(session: Session) -> DocumentList:
    """Return a session's documents as their owner sees them."""
    return DocumentList(
        session_id=session.session_id,
        documents=[describe_document(document) for document in session.documents],
    )
