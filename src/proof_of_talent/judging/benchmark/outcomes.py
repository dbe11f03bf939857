"""What an assessor answered, boiled down to what is measured."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from proof_of_talent.domain.assessment import BANDS, Recommendation, Scored
from proof_of_talent.judging.benchmark.cases import LabelledCase, WrittenApplication


class Answer(NamedTuple):
    """One verdict. Where the assessor abstained it may be any band."""

    score: int
    bands: tuple[Recommendation, ...]
    recommendation: Recommendation
    criteria: Mapping[str, int]
    probability: Mapping[str, float]
    abstained: str | None = None


class Outcome(NamedTuple):
    """A case with its answer."""

    case: LabelledCase
    answer: Answer


JudgeText = Callable[[WrittenApplication], Answer]


def read_answer(scored: Scored) -> Answer:
    """Return what is measured of a scored application."""
    shares = scored.band_probabilities
    return Answer(
        scored.overall_score,
        scored.band_set or BANDS,
        scored.recommendation,
        {result.criterion: result.score for result in scored.criteria},
        shares.model_dump() if shares else {},
        scored.abstained.code if scored.abstained else None,
    )
