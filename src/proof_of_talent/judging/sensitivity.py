"""How much a score depends on single judgements: the honest width of a number that looks exact."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.results import ResultCriterion
from proof_of_talent.judging.scoring import add_up

LEVELS = 4
STEP = 0.5
"""Half a level up or down: two careful readers differ by that much easily. Ours, not measured."""


class Spread(NamedTuple):
    """The overall score if every criterion were judged half a level lower, and half a level higher."""

    low: int
    high: int


def measure_spread(
    results: Sequence[ResultCriterion], document_score: int, criteria: FieldCriteria
) -> Spread:
    """Return how far the overall score moves with the judgements; documents and quotes stay as they are.


    Args:
        results: the scored criteria.
        document_score: 0-100, for the papers as such.
        criteria: the field's rules, for the weights. Not for fast tracks, which count a checklist.
    """
    low, high = ({r.criterion: _shift(r, step) for r in results} for step in (-STEP, STEP))
    return Spread(add_up(low, document_score, criteria), add_up(high, document_score, criteria))


def _shift(result: ResultCriterion, step: float) -> int:
    """Return a criterion's score if it were judged a step higher or lower, within the levels there are."""
    quality = min(LEVELS, max(0.0, (result.level or 0) + step)) / LEVELS
    factors = (result.independence, result.recency, result.sufficiency)
    return round(100 * math.prod((quality, *(1.0 if factor is None else factor for factor in factors))))
