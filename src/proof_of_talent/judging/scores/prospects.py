"""What would change the verdict: the papers that would lift a case most, scored as if they were there."""

from collections.abc import Iterator

from proof_of_talent.domain.assessment import CriterionResult, Recommendation, Scored
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.results import Prospect
from proof_of_talent.judging.scores.bands import judge_points, limit_strong
from proof_of_talent.judging.scores.scoring import (
    CLEARLY_SHOWN,
    MANDATORY_GATE,
    add_up,
    estimate_likelihood,
    find_most_strong,
)

MOST_PROSPECTS = 3
_BEST = 100


def list_prospects(scored: Scored, criteria: FieldCriteria, rulebook: Rulebook) -> tuple[Prospect, ...]:
    """Return what would help most, the largest effect first; what is missing formally comes before all.

    Nothing where no band is named: there is no verdict that papers could change.
    """
    if scored.abstained is not None:
        return ()
    shown = sorted(_raise_criteria(scored, criteria), key=lambda prospect: -prospect.points)
    return (*_complete(scored, criteria, rulebook), *shown)[:MOST_PROSPECTS]


def _complete(scored: Scored, criteria: FieldCriteria, rulebook: Rulebook) -> Iterator[Prospect]:
    """Yield the one step of having all papers that the route asks for, where a gate is about them."""
    formal = [code for code in scored.failed_gates if rulebook.code(code).formal]
    if formal:
        gates = set(scored.failed_gates) - set(formal)
        action = rulebook.code(formal[0]).action
        yield Prospect(
            title=action.title if action is not None else rulebook.code(formal[0]).label,
            papers=action.evidence_to_collect if action is not None else (),
            points=0,
            score=scored.overall_score,
            band_set=scored.band_set,
            likelihood=_estimate(scored, scored.overall_score, criteria, gates),
        )


def _raise_criteria(scored: Scored, criteria: FieldCriteria) -> Iterator[Prospect]:
    """Yield each criterion that is not met yet, with the score if it were clearly shown by others."""
    now = {result.criterion: result.score for result in scored.criteria}
    before = add_up(now, criteria)
    for result in scored.criteria:
        if result.verdict == "met" or result.score >= CLEARLY_SHOWN:
            continue
        criterion = criteria.criterion(result.criterion)
        gain = add_up(now | {result.criterion: CLEARLY_SHOWN}, criteria) - before
        score = min(_BEST, scored.overall_score + gain)
        gates = set(scored.failed_gates)
        if criterion.role == "mandatory":
            gates.discard(MANDATORY_GATE)
        if gain > 0:
            yield Prospect(
                criterion=criterion.code,
                title=_name_step(criterion, criteria),
                papers=criterion.good[:MOST_PROSPECTS],
                points=score - scored.overall_score,
                score=score,
                band_set=_name_bands(scored, criteria, result, score, gates),
                likelihood=_estimate(scored, score, criteria, gates),
            )


def _name_bands(
    scored: Scored, criteria: FieldCriteria, raised: CriterionResult, score: int, gates: set[str]
) -> tuple[Recommendation, ...]:
    """Return the bands then: those of now where the mandatory criterion would still not be shown."""
    if MANDATORY_GATE in gates:
        return scored.band_set
    verdict = judge_points(score, criteria.bands)
    results = [
        result.model_copy(update={"verdict": "met"}) if result is raised else result
        for result in scored.criteria
    ]
    missing = [item.criterion for item in scored.not_judged]
    return limit_strong(verdict, find_most_strong(results, criteria, sorted(gates), missing)).band_set


def _name_step(criterion: Criterion, criteria: FieldCriteria) -> str:
    """Return what to do about a criterion; some bodies read the CV and the letters only."""
    if criteria.documents.cv_and_letters_only:
        return f"Have a referee confirm “{criterion.name}”, and state it in the CV where it is not there yet"
    return f"Show “{criterion.name}” by papers of people unconnected with you"


def _estimate(scored: Scored, score: int, criteria: FieldCriteria, gates: set[str]) -> float | None:
    """Return the likelihood then; None where none is given now, or no band is named."""
    return None if scored.likelihood is None else estimate_likelihood(score, criteria, failed=bool(gates))
