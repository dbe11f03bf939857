"""Two attempts side by side as a page, for the applicant and for an adviser alike."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from proof_of_talent.analytics.labels import label_code
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES, VERDICT_NAMES
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.records.comparison import AttemptComparison, Cause, summarise_attempt
from proof_of_talent.web.applicant.document_names import name_documents
from proof_of_talent.web.applicant.frame import SessionDep, go, show
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/apply/{session_id}")

CAUSE_NAMES: dict[Cause, str] = {
    "evidence": "Your papers, and how old they are",
    "rules": "The rules",
    "assessor": "The assessor",
    "answers": "Your answers",
}


@router.get("/attempts", response_model=None)
def show_attempts(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    first: Annotated[Whole | None, Query(alias="from", ge=1, le=1_000_000)] = None,
    last: Annotated[Whole | None, Query(alias="to", ge=1, le=1_000_000)] = None,
) -> HTMLResponse | RedirectResponse:
    """What changed from one attempt to another: from the last but one to the last, unless it says which."""
    records = services.comparer.list_records(session.session_id)
    if not records:
        return go(session.session_id, "documents")
    found = services.comparer.compare(records, first, last)
    by_attempt = {record.attempt: record for record in records}
    before, after = by_attempt[found.before.attempt], by_attempt[found.after.attempt]
    names = [name_documents(record, session) for record in (before, after)]
    return show(
        request,
        "attempts",
        session,
        services,
        attempts=list(map(summarise_attempt, records)),
        found=found,
        causes=CAUSE_NAMES,
        verdicts=VERDICT_NAMES,
        papers=name_papers(found, *names),
        names={"gained": names[1], "lost": names[0]},
        label=lambda code: label_code(services.rulebook, code),
        questions=name_questions(services, after),
    )


def name_papers(
    found: AttemptComparison, before: dict[str, str], after: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Return each paper that differs: what became of it, its kind, and its name."""
    return [
        (
            paper.change,
            DOCUMENT_KIND_NAMES.get(paper.kind, paper.kind),
            after.get(paper.document or "") or before.get(paper.was or "", ""),
        )
        for paper in found.papers
    ]


def name_questions(services: Services, record: AnalysisRecord) -> dict[str, Any]:
    """Return the questions of a record's field by id."""
    return {question.id: question.question for question in services.rulebook.field(record.field).questions}
