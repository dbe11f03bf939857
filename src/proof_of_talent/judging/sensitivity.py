"""How much a score depends on single judgements: the honest width of a number that looks exact."""

from collections.abc import Iterable
from typing import NamedTuple

from proof_of_talent.domain.assessment import CriterionResult
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.scoring import add_up

LEVELS = 4
STEP = 0.5
"""Half a level up or down: two careful readers differ by that much easily. Ours, not measured."""


class Spread(NamedTuple):
    """The overall score if every criterion were judged half a level lower, and half a level higher."""

    low: int
    high: int


def measure_spread(
    results: Iterable[CriterionResult], document_score: int, criteria: FieldCriteria
) -> Spread:
    """Return how far the overall score moves with the judgements; documents and quotes stay as they are.

    Args:
        results: the scored criteria.
        document_score: 0-100, for the papers as such.
        criteria: the field's rules, for the weights. Not for fast tracks, which count a checklist.
    """
    listed = list(results)
    low, high = (
        add_up([_shift(result, step) for result in listed], document_score, criteria)
        for step in (-STEP, STEP)
    )
    return Spread(low, high)


def _shift(result: CriterionResult, step: float) -> CriterionResult:
    """Return a criterion as if it had been judged higher or lower by a step, within the levels there are."""
    quality = min(LEVELS, max(0.0, result.level + step)) / LEVELS
    points = 100 * quality * result.independence * result.recency * result.sufficiency
    return result.model_copy(update={"score": round(points)})
