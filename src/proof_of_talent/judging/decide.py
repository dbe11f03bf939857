"""From an application to its outcome: the route first, then judging, or an end without a score.

A case that we hold no rules for, a listed prize, and a fast track are decided here without any assessor. A
level is judged; where the applicant left it open, every level is, and told side by side.
"""

from collections.abc import Callable

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Assessment, AssessorInfo
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.ports import Assessor
from proof_of_talent.domain.record import GroundingCount
from proof_of_talent.domain.routing import Alternative, RouteVerdict
from proof_of_talent.judging.judge import Judged, ignore_stage
from proof_of_talent.judging.repeating import Repeats, judge_repeatedly
from proof_of_talent.judging.route import Plan, plan_route
from proof_of_talent.judging.unscored import compose_unscored
from proof_of_talent.observing.tracing import NO_TRACER, Tracer

RULES_ASSESSOR = "rules"
"""Who decided where nothing was judged: the rules alone."""

VERSION = "1"


def decide(
    application: Application,
    *,
    repeats: Repeats,
    assessor: Assessor,
    rulebook: Rulebook,
    on_stage: Callable[[Stage, int], None] = ignore_stage,
    tracer: Tracer = NO_TRACER,
) -> Judged:
    """Return the outcome of an application; `scored` is None where nothing was weighed.

    Raises:
        AssessmentError: the assessor could not judge.
    """
    plan = plan_route(application, rulebook)
    if plan.verdict.decision != "judged":
        return conclude_unscored(plan)
    judged = judge_repeatedly(
        plan.application,
        repeats=repeats,
        assessor=assessor,
        rulebook=rulebook,
        on_stage=on_stage,
        tracer=tracer,
    )
    others = [
        _tell_level(other, judge_repeatedly(other, repeats=repeats, assessor=assessor, rulebook=rulebook))
        for other in plan.others
    ]
    alternatives = (*others, *plan.verdict.alternatives)
    return attach_route(judged, plan.verdict.model_copy(update={"alternatives": alternatives}))


def conclude_unscored(plan: Plan) -> Judged:
    """Return the outcome of an application that is not weighed: completed, with a verdict and no score."""
    info = AssessorInfo(name=RULES_ASSESSOR, version=VERSION, rules_version=plan.verdict.rules_version)
    results = compose_unscored(plan.application, plan.verdict)
    claims = sum(len(finding.evidence) for finding in results.findings)
    return Judged(
        Assessment(judgements=(), assessor=info),
        GroundingCount(claims=claims, grounded=claims),
        None,
        results,
    )


def attach_route(judged: Judged, verdict: RouteVerdict) -> Judged:
    """Return a judged application with its route."""
    return judged._replace(results=judged.results.model_copy(update={"route": verdict}))


def _tell_level(application: Application, judged: Judged) -> Alternative:
    """Say how another level came out."""
    scored = judged.scored
    verdict = judged.results.analysis
    return Alternative(
        route=application.route,
        name=verdict.assessment_level,
        decision="judged",
        text=verdict.overall_assessment,
        score=scored.overall_score if scored is not None else None,
        recommendation=scored.recommendation if scored is not None else None,
        failed_gates=scored.failed_gates if scored is not None else (),
    )
