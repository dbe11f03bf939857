"""The applicant's API: session, answers, analysis, results. Clients rely on its paths and shapes."""

from typing import Annotated, Any, Literal

from fastapi import Body, Request
from pydantic import BaseModel, Field

from proof_of_talent.domain.application import Progress
from proof_of_talent.domain.assessment import Abstention, BandProbabilities, Recommendation
from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.criteria import Question
from proof_of_talent.intake.questionnaire import check_answers, list_extra_answers
from proof_of_talent.judging.reviewed import ReviewLabel, label_analyses
from proof_of_talent.records.removed import read_session
from proof_of_talent.records.reviewing import find_done
from proof_of_talent.web.dependencies import ServicesDep, SessionId
from proof_of_talent.web.errors import CHANGE_ERRORS, SESSION_ERRORS, document_errors
from proof_of_talent.web.gate.rates import name_requester
from proof_of_talent.web.routers import make_router

router = make_router("/api", tags=["applicant"])


class FieldSummary(BaseModel):
    """One field one can apply in."""

    id: str
    name: str


class FieldList(BaseModel):
    """The fields, in the order they are offered."""

    fields: list[FieldSummary]


class CreateSession(BaseModel):
    """Which field the application is for."""

    field: str = Field(max_length=100)


class CreatedSession(BaseModel):
    """A new session. The id is the only key to it: keep it private."""

    session_id: str
    field: str
    field_name: str


class Questionnaire(BaseModel):
    """A field's questions."""

    field: str
    field_name: str
    questions: list[Question]


class SavedAnswers(BaseModel):
    """How many answers the session now holds; `unknown_answers` names questions that the field does not have.

    Their answers are kept apart, and nobody judges by them.
    """

    session_id: str
    status: Literal["success"] = "success"
    responses_saved: int
    unknown_answers: list[str] | None = None


class SubmitAnswers(BaseModel):
    """A whole questionnaire to be checked."""

    field: str = Field(max_length=100)
    responses: dict[str, Any]


class CheckedAnswers(BaseModel):
    """The answers are complete and sound; nothing was stored."""

    field: str
    status: Literal["success"] = "success"
    responses_checked: int
    unknown_answers: list[str] | None = None


class AnalysisStarted(BaseModel):
    """The analysis is queued durably; poll the status."""

    session_id: str
    status: Literal["analyzing"] = "analyzing"
    message: str


class SessionStatus(BaseModel):
    """How far a session is."""

    session_id: str
    status: str
    field: str
    created_at: str
    documents_count: int
    has_questionnaire: bool
    progress: Progress
    attempt: int
    error_message: str | None = None


class SavedState(BaseModel):
    """The answers as they were saved; `extra_answers` are those to questions that the field does not have."""

    session_id: str
    answers: dict[str, Any]
    extra_answers: dict[str, str] | None = None


class Results(BaseModel):
    """The assessment once it is there; `results` has the shape of a record's `analysis_results`.

    `band_set` names every band that may be meant, the most likely first; `abstained` says why none is named;
    `review` is what people think who reviewed it.
    """

    session_id: str
    status: str
    results: dict[str, Any] | None = None
    overall_score: int | None = None
    likelihood: float | None = None
    recommendation: str | None = None
    band_set: tuple[Recommendation, ...] | None = None
    review: ReviewLabel | None = None
    band_probabilities: BandProbabilities | None = None
    abstained: Abstention | None = None
    record_id: str | None = None
    error_message: str | None = None


@router.get("/fields")
def list_fields(services: ServicesDep) -> FieldList:
    """List the fields one can apply in."""
    return FieldList(fields=[FieldSummary(id=f.id, name=f.name) for f in services.rulebook.fields])


@router.post("/session/create", responses=document_errors(404, 422, 503))
def create_session(body: CreateSession, services: ServicesDep) -> CreatedSession:
    """Open a session for one application."""
    session = services.intake.create_session(body.field)
    name = services.rulebook.field(session.field).name
    return CreatedSession(session_id=session.session_id, field=session.field, field_name=name)


@router.get("/questionnaire/{field}", responses=document_errors(404, 422), response_model_exclude_none=True)
def get_questionnaire(field: str, services: ServicesDep) -> Questionnaire:
    """Return a field's questions."""
    found = services.intake.find_field(field)
    questions = [offer_choices(question) for question in found.questions]
    return Questionnaire(field=found.id, field_name=found.name, questions=questions)


def offer_choices(question: Question) -> Question:
    """Return a question whose help names its choices, for clients that show a text field instead."""
    if not question.choices:
        return question
    choices = "; ".join(choice.label for choice in question.choices)
    help_text = " ".join(part for part in (question.help_text, f"Choose one of: {choices}.") if part)
    return question.model_copy(update={"help_text": help_text})


@router.post("/questionnaire/submit", responses=document_errors(404, 422), response_model_exclude_none=True)
def submit_questionnaire(body: SubmitAnswers, services: ServicesDep) -> CheckedAnswers:
    """Check a whole questionnaire; nothing is stored."""
    field = services.intake.find_field(body.field)
    checked = check_answers(field, body.responses, complete=True)
    unknown = list(list_extra_answers(field, body.responses))
    return CheckedAnswers(field=field.id, responses_checked=len(checked), unknown_answers=unknown or None)


@router.post("/session/{session_id}/questionnaire", responses=CHANGE_ERRORS, response_model_exclude_none=True)
def save_answers(
    session_id: SessionId, answers: Annotated[dict[str, Any], Body()], services: ServicesDep
) -> SavedAnswers:
    """Save answers by question id; several calls add up, an empty answer removes.

    A choice is understood by its id and by its label; where we ask how many, yes means one and no means none.
    """
    session = services.intake.save_answers(session_id, answers)
    unknown = [name for name, _ in session.extra_answers] or None
    return SavedAnswers(session_id=session_id, responses_saved=len(session.answers), unknown_answers=unknown)


@router.get("/session/{session_id}/questionnaire", responses=SESSION_ERRORS, response_model_exclude_none=True)
def get_answers(session_id: SessionId, services: ServicesDep) -> SavedState:
    """Return the answers saved so far."""
    session = services.store.sessions.get(session_id)
    return SavedState(
        session_id=session_id, answers=session.answers, extra_answers=dict(session.extra_answers) or None
    )


@router.post("/analyze/{session_id}", responses=CHANGE_ERRORS)
def analyze(request: Request, session_id: SessionId, services: ServicesDep) -> AnalysisStarted:
    """Start the analysis; it goes on in the background and survives a restart of the server."""
    request.app.state.usage.begin_analysis(name_requester(request), session_id)
    services.submit(session_id)
    return AnalysisStarted(
        session_id=session_id, message="Analysis started. Ask for the status to see how far it is."
    )


@router.get("/session/{session_id}/status", responses=SESSION_ERRORS)
def get_status(session_id: SessionId, services: ServicesDep) -> SessionStatus:
    """Tell how far a session is."""
    session, _ = read_session(services.store, session_id)
    return SessionStatus(
        session_id=session_id,
        status=session.state,
        field=session.field,
        created_at=format_moment(session.created_at),
        documents_count=len(session.documents),
        has_questionnaire=bool(session.answers),
        progress=session.progress,
        attempt=session.attempt,
        error_message=session.error_message,
    )


@router.get("/results/{session_id}", responses=SESSION_ERRORS, response_model_exclude_none=True)
def get_results(session_id: SessionId, services: ServicesDep) -> Results:
    """Return the newest assessment, once the status is `completed`."""
    session, record = read_session(services.store, session_id)
    if record is None:
        return Results(session_id=session_id, status=session.state, error_message=session.error_message)
    return Results(
        session_id=session_id,
        status=session.state,
        results=None if record.analysis_results is None else dress_results(record.analysis_results),
        overall_score=record.overall_score,
        likelihood=record.likelihood,
        recommendation=record.recommendation,
        band_set=record.band_set,
        band_probabilities=record.band_probabilities,
        abstained=record.abstained,
        review=label_analyses(find_done(services.store, session_id)).get(record.id),
        record_id=record.id,
        error_message=record.error_message,
    )


def dress_results(results: dict[str, Any]) -> dict[str, Any]:
    """Return results as the first clients read them: the portfolio as an object, with the strengths in it."""
    analysis = results.get("analysis") or {}
    portfolio = {
        "summary": analysis.get("portfolio_summary", ""),
        "key_strengths": analysis.get("strengths", []),
        "evidence_present": analysis.get("evidence_present", []),
    }
    return {**results, "analysis": {**analysis, "portfolio_summary": portfolio}}
