"""One application, judged in six steps: assess, ground, survey, check, score, compose.

The same steps in the same order for every assessor and every caller (server, CLI, evaluation).
"""

from collections.abc import Callable
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, Scored
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.domain.record import GroundingCount
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.judging.checks import check
from proof_of_talent.judging.grounding import count_claims, ground
from proof_of_talent.judging.report import compose
from proof_of_talent.judging.scoring import score
from proof_of_talent.judging.survey import survey
from proof_of_talent.observing.tracing import NO_TRACER, Tracer


class Judged(NamedTuple):
    """An application with everything that was found out about it; `results` is `analysis_results`."""

    assessment: Assessment
    grounding: GroundingCount
    scored: Scored
    results: AnalysisResults


def ignore_stage(_stage: Stage, _percent: int) -> None:
    """Report progress to nobody."""


def add_notes(judged: Judged, notes: tuple[str, ...]) -> Judged:
    """Return the outcome with further codes about how it came about."""
    merged = tuple(sorted({*judged.assessment.notes, *notes}))
    return judged._replace(
        assessment=judged.assessment.model_copy(update={"notes": merged}),
        results=judged.results.model_copy(update={"notes": merged}),
    )


def judge(
    application: Application,
    *,
    assessor: Assessor,
    rulebook: Rulebook,
    on_stage: Callable[[Stage, int], None] = ignore_stage,
    tracer: Tracer = NO_TRACER,
) -> Judged:
    """Judge an application.

    Args:
        application: extracted documents, answers, route and the day to judge from.
        assessor: who judges the criteria.
        rulebook: the rules that turn judgements into a score.
        on_stage: told each stage and the per cent done as it begins.
        tracer: measures assessing and scoring.

    Raises:
        AssessmentError: the assessor could not judge.
        ValueError: it did not judge each criterion exactly once.
    """
    criteria = rulebook.field(application.field)
    on_stage("analysis", 40)
    with tracer.span("assess") as span:
        span.note({"talent.assessor": assessor.name})
        assessment = assessor.assess(application, criteria)
    with tracer.span("score"):
        on_stage("grounding", 85)
        assessment = ground(assessment, application.documents)
        on_stage("scoring", 90)
        surveyed = survey(application, criteria)
        findings = check(application, criteria, surveyed)
        scored = score(application, criteria, rulebook, assessment.judgements, surveyed, findings)
        results = compose(application, criteria, rulebook, assessment, scored, surveyed)
    on_stage("storage", 95)
    return Judged(assessment, count_claims(assessment), scored, results)
