"""What an assessor answered, boiled down to what is measured."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from proof_of_talent.domain.assessment import BANDS, Recommendation, Scored
from proof_of_talent.judging.benchmark.cases import LabelledCase, WrittenApplication


class JudgedVerdict(NamedTuple):
    """One verdict. Where the assessor abstained it may be any band."""

    score: int
    bands: tuple[Recommendation, ...]
    recommendation: Recommendation
    criteria: Mapping[str, int]
    probability: Mapping[str, float]
    abstained: str | None = None


class JudgedCase(NamedTuple):
    """A case with its answer."""

    case: LabelledCase
    answer: JudgedVerdict


JudgeText = Callable[[WrittenApplication], JudgedVerdict]


def read_verdict(scored: Scored) -> JudgedVerdict:
    """Return what is measured of a scored application."""
    shares = scored.band_probabilities
    return JudgedVerdict(
        scored.overall_score,
        scored.band_set or BANDS,
        scored.recommendation,
        {result.criterion: result.score for result in scored.criteria},
        shares.model_dump() if shares else {},
        scored.abstained.code if scored.abstained else None,
    )
