"""Users: what they are advised, how long they wait, when and what they upload, where they stop."""

from collections.abc import Iterator
from typing import Annotated

from proof_of_talent.analytics.durations import Durations, measure_durations
from proof_of_talent.analytics.figures import Figures, Share, metric, share, sum_by, sum_rollups
from proof_of_talent.analytics.labels import (
    CodeShare,
    find_field,
    label_action,
    name_field,
    name_routes,
    order_fields,
    rank_codes,
)
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.criteria import Question, Rulebook
from proof_of_talent.domain.ports import SessionCounts, Store
from proof_of_talent.domain.record import AnalysisFilter

DAYS_PER_WEEK = 7
HOURS = 24


class UploadHour(Model):
    """Uploads in one hour of the week."""

    weekday: Annotated[int, metric("Day of the week, Monday 0 to Sunday 6.", "number")]
    hour: Annotated[int, metric("Hour of the day, 0 to 23, UTC.", "number")]
    count: Annotated[int, metric("Analyses whose documents were uploaded in this hour.", "count")]


class DocumentCount(Share):
    """Analyses with one number of documents."""

    documents: Annotated[int, metric("Documents of an application.", "number")]


class DocumentKindShare(Share):
    """Documents of one kind, of all documents."""

    kind: Annotated[
        str, metric("cv, recommendation_letter, evidence, personal_statement or portfolio.", "name")
    ]


class QuestionCompletion(Share):
    """How many applicants answered one question, of those whose field asks it."""

    id: Annotated[str, metric("The question's id.", "name")]
    question: Annotated[str, metric("The question as asked.", "text")]
    required: Annotated[bool, metric("True when a field requires the answer.", "true/false")]
    fields: Annotated[tuple[str, ...], metric("Fields that ask it and have analyses.", "list")]


class FunnelStep(Share):
    """Sessions that reached one step, of those created; a later step does not imply an earlier one."""

    step: Annotated[str, metric("created, with_answers, with_documents, submitted or finished.", "name")]


class RouteShare(Share):
    """Analyses that name one route, of all of the field."""

    field: Annotated[str, metric("The field's id.", "name")]
    field_name: Annotated[str, metric("The field's name.", "text")]
    route: Annotated[str, metric("The route's id.", "name")]
    name: Annotated[str, metric("The route's name.", "text")]


class Insights(Model):
    """What users do and are told."""

    total: Annotated[int, metric("Analyses, completed or failed.", "count")]
    completed: Annotated[int, metric("Analyses that ended with a result.", "count")]
    actions: Annotated[
        tuple[CodeShare, ...],
        metric("Commonest recommended actions, each counted once an analysis.", "list", "completed"),
    ]
    processing_time: Annotated[
        Durations,
        metric("From queueing to the record, completed or failed.", "object", "processing_time.count"),
    ]
    queue_time: Annotated[Durations, metric("Waiting before work began.", "object", "queue_time.count")]
    uploads_by_hour: Annotated[
        tuple[UploadHour, ...], metric("All 168 hours of the week, Monday 0:00 UTC first.", "list")
    ]
    document_counts: Annotated[
        tuple[DocumentCount, ...], metric("Analyses by number of documents, fewest first.", "list", "total")
    ]
    document_kinds: Annotated[
        tuple[DocumentKindShare, ...], metric("Documents by kind, most first.", "list", "all documents")
    ]
    questions: Annotated[
        tuple[QuestionCompletion, ...],
        metric("Completion by question, in the order asked.", "list", "analyses of fields that ask it"),
    ]
    funnel: Annotated[
        tuple[FunnelStep, ...],
        metric(
            "From session to result, by sessions created in the range and field; other filters do not apply.",
            "list",
            "sessions created",
        ),
    ]
    routes: Annotated[tuple[RouteShare, ...], metric("Routes applied for.", "list", "analyses of the field")]


def insights(store: Store, wanted: AnalysisFilter, rulebook: Rulebook, *, limit: int = 10) -> Insights:
    """Describe what users do and are told.

    Args:
        store: rollups are read once, sessions are counted once.
        wanted: which analyses; of it only range and field apply to the funnel.
        rulebook: gives labels, questions and their order.
        limit: how many of the commonest actions are listed.
    """
    rollups = store.rollups.read(wanted)
    total = sum_rollups(rollups)
    by_field = sum_by(rollups, lambda rollup: rollup.key.field)
    kinds = total.family("kind")
    hours = total.family("hour")
    return Insights(
        total=total.total,
        completed=total.completed,
        actions=rank_codes(rulebook, total.family("action"), total.completed, limit, label_action),
        processing_time=measure_durations(total, "ms"),
        queue_time=measure_durations(total, "queue_ms"),
        uploads_by_hour=tuple(
            UploadHour(weekday=weekday, hour=hour, count=hours.get(f"{weekday}-{hour}", 0))
            for weekday in range(DAYS_PER_WEEK)
            for hour in range(HOURS)
        ),
        document_counts=tuple(
            DocumentCount(documents=documents, **share(count, total.total))
            for documents, count in sorted((int(n), count) for n, count in total.family("documents").items())
        ),
        document_kinds=tuple(
            DocumentKindShare(kind=kind, **share(count, sum(kinds.values())))
            for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        ),
        questions=tuple(_complete_questions(rulebook, by_field)),
        funnel=tuple(_walk_funnel(store.sessions.count(wanted))),
        routes=tuple(_share_routes(rulebook, by_field)),
    )


def _complete_questions(rulebook: Rulebook, by_field: dict[str, Figures]) -> Iterator[QuestionCompletion]:
    """Yield each question once, however many fields ask it."""
    askers: dict[str, list[str]] = {}
    asked: dict[str, Question] = {}
    required: set[str] = set()
    for field in order_fields(rulebook, by_field):
        criteria = find_field(rulebook, field)
        for question in criteria.questions if criteria else ():
            asked.setdefault(question.id, question)
            askers.setdefault(question.id, []).append(field)
            if question.required:
                required.add(question.id)
    for name, question in asked.items():
        mine = [by_field[field] for field in askers[name]]
        yield QuestionCompletion(
            id=name,
            question=question.question,
            required=name in required,
            fields=tuple(askers[name]),
            **share(sum(f.family("answered").get(name, 0) for f in mine), sum(f.total for f in mine)),
        )


def _walk_funnel(counts: SessionCounts) -> Iterator[FunnelStep]:
    for step, count in counts._asdict().items():
        yield FunnelStep(step=step, **share(count, counts.created))


def _share_routes(rulebook: Rulebook, by_field: dict[str, Figures]) -> Iterator[RouteShare]:
    """Yield the routes of each field, most first."""
    for field in order_fields(rulebook, by_field):
        names = name_routes(rulebook, field)
        routes = by_field[field].family("route")
        for route, count in sorted(routes.items(), key=lambda item: (-item[1], item[0])):
            yield RouteShare(
                field=field,
                field_name=name_field(rulebook, field),
                route=route,
                name=names.get(route, route),
                **share(count, by_field[field].total),
            )
