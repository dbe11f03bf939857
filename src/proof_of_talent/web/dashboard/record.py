"""The page of one analysis."""

from typing import Annotated, Any

import orjson
from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from proof_of_talent.analytics.labels import find_field, label_code, name_field
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES
from proof_of_talent.domain.record import RECORD_ID_PATTERN, AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.intake.questionnaire import is_empty
from proof_of_talent.judging.reporting.connections import list_connections
from proof_of_talent.judging.reporting.notes import describe_notes
from proof_of_talent.records.removed import find_kept_session
from proof_of_talent.records.subject_access import audit_view
from proof_of_talent.web.applicant.document_names import name_documents_in
from proof_of_talent.web.applicant.places import Places
from proof_of_talent.web.dashboard.graph_picture import draw_picture
from proof_of_talent.web.dashboard.pages import LIST_PATH
from proof_of_talent.web.dashboard.table import read_assessor
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.gate.access import ExportCaller
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router

router = make_page_router(needs=("analytics",))


@router.get("/dashboard/analyses/{record_id}")
def show_record(
    request: Request,
    record_id: Annotated[str, Path(pattern=RECORD_ID_PATTERN)],
    caller: ExportCaller,
    services: ServicesDep,
) -> HTMLResponse:
    """Everything about one analysis: personal data, as the same record in the API."""
    record = services.store.records.get(record_id)
    audit_view(services.store, record, services.clock(), actor=caller.actor)
    wire = record.to_wire()
    results = record.read_results() or AnalysisResults()
    names = number_documents(record)
    query = request.url.query
    return render_page(
        request,
        "analysis.html",
        title=f"Analysis {record_id[-8:]}",
        here=LIST_PATH,
        record=wire,
        may_review="review" in caller.scopes and record.processing_status == "completed",
        results=results,
        field_name=name_field(services.rulebook, record.field),
        label=lambda code: label_code(services.rulebook, code),
        places=Places(
            record,
            results,
            find_kept_session(services.store, record.session_id),
            base=f"{LIST_PATH}/{record_id}",
            names=names,
        ),
        picture=draw_picture(results.graph, names),
        connections=list_connections(results.graph, names),
        criterion_names={result.criterion: result.name for result in results.criteria},
        with_names=lambda text: name_documents_in(text, names),
        assessor=read_assessor(wire, services.rulebook),
        timings=list_timings(record),
        answers=list_answers(record, services.rulebook),
        notes=[
            sentence
            for summarised in (True, False)
            for sentence in describe_notes(results.notes, summarised=summarised)
        ],
        back=f"{LIST_PATH}{'?' if query else ''}{query}#r-{record_id}",
        raw=orjson.dumps(wire, option=orjson.OPT_INDENT_2).decode(),
    )


def number_documents(record: AnalysisRecord) -> dict[str, str]:
    """Return what evidence calls each document: its kind, numbered; records keep no file names."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for place, document in enumerate(record.documents, 1):
        counts[document.kind] = counts.get(document.kind, 0) + 1
        name = DOCUMENT_KIND_NAMES.get(document.kind, document.kind)
        names[document.id or f"d{place}"] = f"{name} {counts[document.kind]}"
    return names


def list_timings(record: AnalysisRecord) -> list[dict[str, Any]]:
    """Return the stages that took time, with their share of the longest in hundredths."""
    timing = record.timing
    stages = (
        ("Waiting", timing.queued_seconds),
        ("Reading documents", timing.extraction_seconds),
        ("Judging", timing.analysis_seconds),
        ("In all", timing.total_seconds),
    )
    longest = max((seconds or 0 for _, seconds in stages), default=0) or 1
    return [
        {"label": label, "seconds": seconds, "part": round(100 * (seconds or 0) / longest, 1)}
        for label, seconds in stages
    ]


def list_answers(record: AnalysisRecord, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return questions as they were put, with the answers that were given."""
    field = find_field(rulebook, record.field)
    questions = {question.id: question for question in field.questions} if field else {}
    answers = []
    for name, answer in record.questionnaire_responses.items():
        if is_empty(answer):
            continue
        question = questions.get(name)
        choices = {choice.value: choice.label for choice in question.choices} if question else {}
        words = {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)
        answers.append((question.question if question else name, choices.get(words, words)))
    return answers
