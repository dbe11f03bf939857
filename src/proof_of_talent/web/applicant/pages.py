"""The applicant's pages: a field, questions, documents, analysis, report.

Every page works as plain HTML with forms; the modules in `static/` make them livelier by the JSON API. The
session's id stands in the address, because it is the applicant's only key; it is in no title and no log.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from proof_of_talent.domain.application import DocumentKind, Session
from proof_of_talent.domain.errors import ConflictError, NotFoundError, TalentError
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES, PROGRESS_NAMES
from proof_of_talent.intake.intake import Upload, clean_filename
from proof_of_talent.intake.questionnaire import AnswersError, check_answers
from proof_of_talent.records.outcomes import is_outcome_due
from proof_of_talent.records.past_exports import find_session_records
from proof_of_talent.records.removed import find_verdict
from proof_of_talent.records.samples import find_sample
from proof_of_talent.web.applicant.events import follow_progress
from proof_of_talent.web.applicant.forms import (
    RefusedUpload,
    count_kinds,
    find_missing_consent,
    list_limits,
    list_unanswered,
    list_unticked,
    list_wanted,
    read_consent_boxes,
    read_documents,
    show_questions,
)
from proof_of_talent.web.applicant.frame import SEE_OTHER, FieldsDep, FilesDep, SessionDep, go, show
from proof_of_talent.web.applicant.report_page import describe_report
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.gate.rates import name_requester
from proof_of_talent.web.gate.streams import EventStream
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router()
session_pages = make_page_router("/apply/{session_id}")


@router.get("/")
def show_start(request: Request, services: ServicesDep) -> HTMLResponse:
    """What this is, and the choice of a field."""
    return render_page(
        request,
        "apply_start.html",
        title="See how your Global Talent application stands",
        fields=services.rulebook.fields,
        limits=list_limits(services.settings),
        is_local=services.assessor.name == "rubric",
        reads_links=services.settings.fetch_links,
        has_sample=find_sample(services.store) is not None,
    )


@router.get("/apply")
def begin_again() -> RedirectResponse:
    """The address that the first form goes to, typed or reloaded: show where an application begins."""
    return RedirectResponse("/", SEE_OTHER)


@router.get("/sample", response_class=HTMLResponse)
def show_sample(request: Request, services: ServicesDep) -> HTMLResponse:
    """The report of a bundled sample application, to read only: its private address is not given away.

    Raises:
        NotFoundError: no sample with its session is there.
    """
    found = find_sample(services.store)
    if found is None:
        raise NotFoundError("There is no sample report here. `proof-of-talent samples` makes some.")
    record, session = found
    report = describe_report(record, session, services, links_documents=False)
    return show(
        request, "report", session, services, report=report, title="A sample report", steps=(), is_sample=True
    )


@router.post("/apply")
def start_application(services: ServicesDep, field: Annotated[str, Form(max_length=100)]) -> RedirectResponse:
    """Open a session for a field."""
    return go(services.intake.create_session(field).session_id, "questions")


@session_pages.get("")
def resume_application(session: SessionDep) -> RedirectResponse:
    """Go on where the applicant left off."""
    ended = session.state in {"completed", "error"}
    step = {"analyzing": "analysis", "questionnaire_completed": "documents"}.get(session.state, "questions")
    return go(session.session_id, "report" if ended and session.error_message is None else step)


@session_pages.get("/questions", response_model=None)
def show_questionnaire(
    request: Request, session: SessionDep, services: ServicesDep
) -> HTMLResponse | RedirectResponse:
    """The questions with the answers so far."""
    if session.state == "analyzing":
        return go(session.session_id, "analysis")
    return _show_questions(request, session, services, session.answers, [])


@session_pages.post("/questions", response_model=None)
def hand_in_answers(
    request: Request, session: SessionDep, services: ServicesDep, form: FieldsDep
) -> HTMLResponse | RedirectResponse:
    """Keep every answer that can be kept; go on when none is wrong or missing."""
    field = services.rulebook.field(session.field)
    answers = {question.id: form.get(question.id, "") for question in field.questions}
    answers |= read_consent_boxes(field, form)
    problems: list[dict[str, str]] = []
    try:
        check_answers(field, answers, complete=True)
    except AnswersError as error:
        problems = error.problems
    wrong = {problem["field"] for problem in problems}
    sound = {name: answer for name, answer in answers.items() if name not in wrong}
    session = services.intake.save_answers(session.session_id, sound)
    problems += find_missing_consent(answers)
    if problems:
        return _show_questions(request, session, services, answers, problems)
    return go(session.session_id, "documents")


def _show_questions(
    request: Request,
    session: Session,
    services: Services,
    answers: Mapping[str, Any],
    problems: list[dict[str, str]],
) -> HTMLResponse:
    groups = show_questions(services.rulebook.field(session.field), answers, problems)
    status = 422 if problems else 200
    return show(request, "questions", session, services, status=status, groups=groups)


@session_pages.get("/documents", response_model=None)
def show_documents(
    request: Request, session: SessionDep, services: ServicesDep
) -> HTMLResponse | RedirectResponse:
    """The documents so far, and the way to add more."""
    if session.state == "analyzing":
        return go(session.session_id, "analysis")
    return _show_documents(request, session, services)


def _show_documents(
    request: Request,
    session: Session,
    services: Services,
    refused: tuple[RefusedUpload, ...] = (),
    problem: str | None = None,
) -> HTMLResponse:
    field = services.rulebook.field(session.field)
    return show(
        request,
        "documents",
        session,
        services,
        status=422 if refused or problem else 200,
        documents=read_documents(session),
        kinds=tuple(DOCUMENT_KIND_NAMES.items()),
        limits=list_limits(services.settings),
        wanted=list_wanted(field, session),
        counts=count_kinds(session),
        unanswered=list_unanswered(field, session),
        refused=refused,
        problem=problem,
    )


@session_pages.post("/documents", response_model=None)
def add_documents(
    request: Request, session: SessionDep, services: ServicesDep, files: FilesDep
) -> HTMLResponse | RedirectResponse:
    """Take files one by one, so that a bad one keeps no good one out."""
    if not files:
        return _show_documents(request, session, services, problem="Choose at least one file first.")
    refused = []
    clock = services.intake.start_upload(session.session_id, name_requester(request))
    for file in files:
        name = clean_filename(file.filename or "document")
        try:
            services.intake.add_documents(
                session.session_id, [Upload(name, BytesIO(file.file.read()))], clock
            )
        except TalentError as error:
            refused.append(RefusedUpload(name, error.message))
    session = services.store.sessions.get(session.session_id)
    if refused:
        return _show_documents(request, session, services, tuple(refused))
    return go(session.session_id, "documents")


@session_pages.post("/documents/{document_id}/kind")
def correct_kind(
    session: SessionDep, document_id: str, services: ServicesDep, kind: Annotated[DocumentKind, Form()]
) -> RedirectResponse:
    """Say what a document is."""
    services.corrector.correct(session.session_id, document_id, "kind", kind)
    return go(session.session_id, "documents")


@session_pages.post("/documents/{document_id}/remove")
def take_back_document(session: SessionDep, document_id: str, services: ServicesDep) -> RedirectResponse:
    """Take a document back."""
    services.intake.remove_document(session.session_id, document_id)
    return go(session.session_id, "documents")


@session_pages.post("/analysis", response_model=None)
def start_analysis(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    after: Annotated[Whole | None, Form(ge=0, le=1_000_000)] = None,
) -> HTMLResponse | RedirectResponse:
    """Hand the application in. `after` is the number of analyses there were when the form was shown: where
    one has ended since and nothing was changed, the form was sent twice, and asks for that one.
    """
    if after is not None and after < session.attempt and session.state in {"completed", "error"}:
        return go(session.session_id, "analysis")
    request.app.state.usage.begin_analysis(name_requester(request), session.session_id)
    unticked = list_unticked(services.rulebook.field(session.field), session)
    try:
        if unticked and session.state != "analyzing":
            services.intake.save_answers(session.session_id, unticked)
        services.submit(session.session_id)
    except ConflictError as error:
        return _show_documents(request, session, services, problem=error.message)
    return go(session.session_id, "analysis")


@session_pages.get("/analysis", response_model=None)
def show_analysis(
    request: Request, session: SessionDep, services: ServicesDep
) -> HTMLResponse | RedirectResponse:
    """How far the analysis is, or why it failed."""
    if session.state == "completed":
        return go(session.session_id, "report")
    if session.state not in {"analyzing", "error"}:
        return go(session.session_id, "documents")
    return show(request, "analysis", session, services, stages=tuple(PROGRESS_NAMES.items()))


@session_pages.get("/events", response_class=StreamingResponse)
async def stream_progress(request: Request, session: SessionDep, services: ServicesDep) -> StreamingResponse:
    """The progress of the analysis as server-sent events, until it ends."""
    return EventStream(
        follow_progress(services.store.sessions, session.session_id), request.app.state.streams
    )


@session_pages.get("/report", response_model=None)
def show_report(
    request: Request, session: SessionDep, services: ServicesDep
) -> HTMLResponse | RedirectResponse:
    """The newest report, also while a changed application waits to be analysed again."""
    record = find_verdict(services.store, session.session_id, session.attempt) if session.attempt else None
    if session.state in {"analyzing", "error"} or record is None or record.analysis_results is None:
        return go(session.session_id, "analysis")
    report = describe_report(record, session, services)
    step = "report" if report.is_scored else "route"
    records = find_session_records(services.store, session.session_id)
    asks = is_outcome_due(session, records, services.clock())
    return show(request, step, session, services, report=report, asks_outcome=asks)
