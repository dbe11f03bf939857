"""Judges an application more than once where that is wanted, and says how far the results lie apart.

A model asked twice may answer twice differently. The run with the median score is what counts; the spread and
whether the recommendation flipped are part of the results.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import AssessorInfo, Usage
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import AssessmentError, Stage
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.domain.results import Stability
from proof_of_talent.judging.judge import Judged, ignore_stage, judge
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

FLIPPED_NOTE = "recommendation_flipped"

FURTHER_RUNS_PERCENT = 95


class Repeats(NamedTuple):
    """How often to judge: always `times`; `borderline_times` in all where a single judgement lies within
    `borderline_points` of a band's edge (0 switches that off).
    """

    times: int = 1
    borderline_points: int = 0
    borderline_times: int = 3


ONCE = Repeats()


def judge_repeatedly(
    application: Application,
    *,
    repeats: Repeats,
    assessor: Assessor,
    rulebook: Rulebook,
    on_stage: Callable[[Stage, int], None] = ignore_stage,
    tracer: Tracer = NO_TRACER,
) -> Judged:
    """Judge an application as often as `repeats` says; return the run with the median score.

    Its results hold `stability` where there was more than one run, and its usage is that of all runs.

    Raises:
        AssessmentError: the first run failed. A further run that fails is counted, not fatal.
    """
    runs = [judge(application, assessor=assessor, rulebook=rulebook, on_stage=on_stage, tracer=tracer)]
    wanted, reason = repeats.times, "requested"
    criteria = rulebook.criteria_for(application)
    if wanted == 1 and _is_borderline(runs[0].scored.overall_score, criteria, repeats.borderline_points):
        wanted, reason = repeats.borderline_times, "borderline"
    if wanted == 1:
        return runs[0]
    failures: list[AssessmentError] = []
    again = repeat_stage(on_stage)
    for _ in range(wanted - 1):
        try:
            repeated = judge(
                application,
                assessor=assessor,
                rulebook=rulebook,
                on_stage=again,
                tracer=tracer,
                is_repeat=True,
            )
            runs.append(repeated)
        except AssessmentError as error:
            failures.append(error)
    return _combine(runs, failures, reason)


def repeat_stage(on_stage: Callable[[Stage, int], None]) -> Callable[[Stage, int], None]:
    """Return what further runs tell: they are under way, near the end of the whole. That is also where an
    analysis that takes too long is stopped.
    """
    return lambda stage, _: on_stage(stage, FURTHER_RUNS_PERCENT)


def _is_borderline(score: int, criteria: FieldCriteria, points: int) -> bool:
    """Tell whether a score lies within so many points of an edge; the last score below it is 1 away."""
    edges = (criteria.bands.moderate, criteria.bands.strong)
    return points > 0 and any(-points <= score - edge < points for edge in edges)


def _combine(runs: list[Judged], failures: list[AssessmentError], reason: str) -> Judged:
    scores = tuple(run.scored.overall_score for run in runs)
    recommendations = tuple(run.scored.recommendation for run in runs)
    stability = Stability(
        runs=len(runs),
        scores=scores,
        spread=max(scores) - min(scores),
        recommendations=recommendations,
        flipped=len(set(recommendations)) > 1,
        failed_runs=len(failures),
        reason=reason,
    )
    chosen = sorted(runs, key=lambda run: run.scored.overall_score)[(len(runs) - 1) // 2]
    usages = [run.assessment.usage for run in runs] + [error.usage for error in failures if error.usage]
    assessment = chosen.assessment.model_copy(
        update={
            "usage": add_usage(usages),
            "assessor": _join_info(chosen.assessment.assessor, runs),
            "notes": tuple(
                sorted({*chosen.assessment.notes, *([FLIPPED_NOTE] if stability.flipped else [])})
            ),
        }
    )
    analysis = chosen.results.analysis
    said = f"{analysis.overall_assessment} {describe_stability(stability)}"
    results = chosen.results.model_copy(
        update={
            "stability": stability,
            "notes": assessment.notes,
            "analysis": analysis.model_copy(update={"overall_assessment": said}),
        }
    )
    return chosen._replace(assessment=assessment, results=results)


def _join_info(info: AssessorInfo, runs: list[Judged]) -> AssessorInfo:
    models = {run.assessment.assessor.model for run in runs} - {None}
    return info if len(models) < 2 else info.model_copy(update={"model": ", ".join(sorted(map(str, models)))})  # noqa: PLR2004


def describe_stability(stability: Stability) -> str:
    """Say in a sentence how far the runs lie apart."""
    if stability.spread == 0:
        return f"It was judged {stability.runs} times with the same score."
    text = (
        f"It was judged {stability.runs} times, with scores from {min(stability.scores)} to "
        f"{max(stability.scores)}; the median is shown."
    )
    if stability.flipped:
        text += " The recommendation was not the same each time: treat it with care."
    return text


def add_usage(usages: Iterable[Usage]) -> Usage:
    """Return the sum of several runs; what one run does not know, the sum does not know."""
    listed = list(usages)
    if len(listed) == 1:
        return listed[0]
    total: dict[str, Any] = {}
    for name in Usage.model_fields:
        values = [getattr(usage, name) for usage in listed]
        if not values or any(value is None for value in values):
            total[name] = None
        elif name == "latency_seconds":
            total[name] = round(sum(values) / len(values), 3)
        elif name == "prices":
            total[name] = values[0]
        else:
            total[name] = sum(values)
    return Usage.model_validate(total)
