"""Which analyses people review, by rules that are data: `assigning.toml` beside this file."""

import tomllib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.domain.reviews import ReviewReason


class RandomShare(Model):
    """Picks this share of all analyses."""

    share: float


class LowConfidence(Model):
    """Picks where the likeliest band is less likely than this, or a model said that it is unsure."""

    below: float


class Disagreement(Model):
    """Picks where several judgements of the same papers are so many points apart, or name other bands."""

    spread: int


class Borderline(Model):
    """Picks where the two likeliest bands are less apart than this."""

    within: float


class AssigningRules(Model):
    """The rules, and whether reviewers judge before they see the assessor's judgement."""

    blind: bool
    random: RandomShare
    low_confidence: LowConfidence
    disagreement: Disagreement
    borderline: Borderline


@cache
def load_assigning_rules() -> AssigningRules:
    """Return the rules that come with the package."""
    text = (files("proof_of_talent.records") / "assigning.toml").read_text(encoding="utf-8")
    return AssigningRules.model_validate(tomllib.loads(text))


def list_reasons(record: AnalysisRecord, rules: AssigningRules) -> tuple[ReviewReason, ...]:
    """Return the rules that pick an analysis; none picks a failed one."""
    if record.processing_status != "completed":
        return ()
    return tuple(_list_reasons(record, rules))


def _list_reasons(record: AnalysisRecord, rules: AssigningRules) -> Iterator[ReviewReason]:
    results = record.read_results() or AnalysisResults()
    shares = record.band_probabilities
    likely = sorted(shares.model_dump().values(), reverse=True) if shares is not None else None
    if _draw(record.id) < rules.random.share:
        yield "random"
    unsure = results.case is not None and results.case.confidence == "low"
    if unsure or (likely is not None and likely[0] < rules.low_confidence.below):
        yield "low_confidence"
    stability, second = results.stability, results.reviews
    flips = stability is not None and (stability.flipped or stability.spread >= rules.disagreement.spread)
    if flips or (second is not None and second.raised + second.lowered):
        yield "disagreement"
    if likely is not None and likely[0] - likely[1] < rules.borderline.within:
        yield "borderline"


def _draw(record_id: str) -> float:
    """Return a number from 0 to 1 that is drawn by the id: whoever asks again gets the same."""
    return int.from_bytes(sha256(record_id.encode()).digest()[:8]) / 2**64
