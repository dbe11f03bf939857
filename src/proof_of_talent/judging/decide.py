"""From an application to its outcome: the route first, then judging, or an end without a score.

A case that we hold no rules for, a listed prize, and a fast track are decided here without any assessor. A
level is judged; where the applicant left it open, every level is, and told side by side.
"""

from collections.abc import Callable
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Scored
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.domain.record import GroundingCount
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.domain.routing import Alternative
from proof_of_talent.judging.judge import Judged, add_to_notes, ignore_stage
from proof_of_talent.judging.papers.stated import leave_out_others
from proof_of_talent.judging.repeating import Repeats, judge_repeatedly, repeat_stage
from proof_of_talent.judging.routing.route import Plan, plan_route
from proof_of_talent.judging.routing.unscored import compose_unscored
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

RULES_ASSESSOR = "rules"
"""Who decided where nothing was judged: the rules alone."""

VERSION = "1"


class Decided(NamedTuple):
    """An application with its outcome; `scored` is None where nothing was weighed."""

    assessment: Assessment
    grounding: GroundingCount
    scored: Scored | None
    results: AnalysisResults


def add_notes(decided: Decided, notes: tuple[str, ...]) -> Decided:
    """Return the outcome with further codes about how it came about."""
    assessment = add_to_notes(decided.assessment, notes)
    results = decided.results.model_copy(update={"notes": assessment.notes})
    return decided._replace(assessment=assessment, results=results)


def decide(
    application: Application,
    *,
    repeats: Repeats,
    assessor: Assessor,
    rulebook: Rulebook,
    on_stage: Callable[[Stage, int], None] = ignore_stage,
    tracer: Tracer = NO_TRACER,
) -> Decided:
    """Return the outcome of an application.

    Raises:
        AssessmentError: the assessor could not judge.
    """
    plan = plan_route(leave_out_others(application), rulebook)
    if plan.verdict.decision != "judged":
        return conclude_unscored(plan, rulebook)
    plan = _restore_documents(plan, application)
    judged = judge_repeatedly(
        plan.application,
        repeats=repeats,
        assessor=assessor,
        rulebook=rulebook,
        on_stage=on_stage,
        tracer=tracer,
    )
    others = [
        _tell_level(
            other,
            judge_repeatedly(
                other, repeats=repeats, assessor=assessor, rulebook=rulebook, on_stage=repeat_stage(on_stage)
            ),
            rulebook,
        )
        for other in plan.others
    ]
    verdict = plan.verdict.model_copy(update={"alternatives": (*others, *plan.verdict.alternatives)})
    return Decided(*judged)._replace(results=judged.results.model_copy(update={"route": verdict}))


def _restore_documents(plan: Plan, application: Application) -> Plan:
    """Return a plan whose applications have all documents: judging notes those that are left out."""
    whole = {"documents": application.documents}
    return plan._replace(
        application=plan.application.model_copy(update=whole),
        others=tuple(other.model_copy(update=whole) for other in plan.others),
    )


def conclude_unscored(plan: Plan, rulebook: Rulebook) -> Decided:
    """Return the outcome of an application that is not weighed: completed, with a verdict and no score."""
    info = AssessorInfo(name=RULES_ASSESSOR, version=VERSION, rules_version=plan.verdict.rules_version)
    results = compose_unscored(plan.application, plan.verdict, rulebook)
    claims = sum(len(finding.evidence) for finding in results.findings)
    count = GroundingCount(claims=claims, grounded=claims)
    return Decided(Assessment(judgements=(), assessor=info), count, None, results)


def _tell_level(application: Application, judged: Judged, rulebook: Rulebook) -> Alternative:
    """Say how another level came out."""
    scored = judged.scored
    name = rulebook.criteria_for(application).route(application.route).name
    settle = "; ".join(rulebook.code(code).label for code in scored.failed_gates)
    text = f"At this level: {scored.overall_score} of 100 points."
    return Alternative(
        route=application.route,
        name=name,
        decision="judged",
        text=f"{text} To be settled first: {settle}." if settle else text,
        score=scored.overall_score,
        recommendation=scored.recommendation,
        failed_gates=scored.failed_gates,
    )
