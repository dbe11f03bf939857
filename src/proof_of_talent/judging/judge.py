"""One application, judged in seven steps: leave out copies, survey, assess, ground, check, score, compose.

The same steps in the same order for every assessor and every caller (server, CLI, evaluation).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, Scored
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.facts import Notice
from proof_of_talent.domain.freshness import find_notices
from proof_of_talent.domain.graph import EvidenceGraph
from proof_of_talent.domain.ports import Assessor, Sitting
from proof_of_talent.domain.record import GroundingCount
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.judging.checks import check
from proof_of_talent.judging.evidence.kinds import settle_kinds
from proof_of_talent.judging.grounding import count_claims, ground, place_quotes
from proof_of_talent.judging.letters.findings import check_letters, describe_letters
from proof_of_talent.judging.papers.copies import describe_left_out, leave_out_copies, list_paper_notes
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.paying.lengths import measure_papers
from proof_of_talent.judging.reporting.report import compose
from proof_of_talent.judging.scores.scoring import score
from proof_of_talent.judging.warnings import warn
from proof_of_talent.observing.tracing import NO_TRACER, Tracer


class Judged(NamedTuple):
    """An application with everything that was found out about it; `results` is `analysis_results`."""

    assessment: Assessment
    grounding: GroundingCount
    scored: Scored
    results: AnalysisResults


def ignore_stage(_stage: Stage, _percent: int) -> None:
    """Report progress to nobody."""


def add_to_notes(assessment: Assessment, notes: tuple[str, ...]) -> Assessment:
    """Return an assessment with further notes, each once and in order."""
    merged = tuple(sorted({*assessment.notes, *notes}))
    return assessment.model_copy(update={"notes": merged}) if notes else assessment


def hide_percentages(scored: Scored, notices: Iterable[Notice]) -> Scored:
    """Leave the likelihood out where a notice says that the rules may be out of date."""
    hides = any(notice.hides_percentages for notice in notices)
    return scored.model_copy(update={"likelihood": None}) if hides else scored


def judge(
    application: Application,
    *,
    assessor: Assessor,
    rulebook: Rulebook,
    on_stage: Callable[[Stage, int], None] = ignore_stage,
    tracer: Tracer = NO_TRACER,
    is_repeat: bool = False,
) -> Judged:
    """Judge an application.

    Args:
        application: extracted documents, answers, route and the day to judge from.
        assessor: who judges the criteria.
        rulebook: the rules that turn judgements into a score.
        on_stage: told each stage and the per cent done as it begins.
        tracer: measures assessing and scoring.
        is_repeat: whether it was judged before, and is to be judged anew.

    Raises:
        AssessmentError: the assessor could not judge.
        ValueError: it neither judged a criterion once nor named it as not judged.
    """
    papers = leave_out_copies(application)
    application = settle_kinds(papers.application)
    criteria = rulebook.criteria_for(application)
    surveyed = survey(application, criteria)
    on_stage("analysis", 40)
    with tracer.span("assess") as span:
        span.note({"talent.assessor": assessor.name})
        sitting = Sitting(is_repeat, lambda done, total: on_stage("analysis", 40 + 45 * done // total))
        assessment = assessor.assess(application, criteria, sitting)
    with tracer.span("score"):
        on_stage("grounding", 85)
        assessment = add_to_notes(ground(assessment, application.documents), papers.notes)
        on_stage("scoring", 90)
        letters = check_letters(application, criteria, surveyed, rulebook)
        findings = (
            *check(application, criteria, surveyed),
            *describe_letters(surveyed, letters, rulebook.letter_points),
            *describe_left_out(papers),
            *warn(application, surveyed),
            *(assessment.case.doubts if assessment.case is not None else ()),
        )
        scored = score(application, criteria, rulebook, assessment, surveyed, findings)
        scored = hide_percentages(
            scored, find_notices(rulebook, criteria, application.route, application.as_of)
        )
        results = compose(application, criteria, rulebook, assessment, scored, surveyed)
        results = results.model_copy(
            update={
                "papers": list_paper_notes(papers),
                "letters": place_quotes(letters, application.documents),
                "graph": place_quotes(assessment.reading.graph, application.documents)
                if assessment.reading is not None
                else EvidenceGraph(),
                "lengths": tuple(measure_papers(application, surveyed)),
            }
        )
    on_stage("storage", 95)
    return Judged(assessment, count_claims(assessment), scored, results)
