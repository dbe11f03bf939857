"""Which bands a result may stand for, and how sure that is; whole numbers only, the same everywhere.

A score that lies close to a cut does not name one band: two careful readers would differ. So the verdict is a
set of bands, the most likely first, with the share of each.
"""

from typing import NamedTuple

from proof_of_talent.domain.assessment import BANDS, Abstention, BandProbabilities, Recommendation
from proof_of_talent.domain.heuristics import Bands
from proof_of_talent.domain.reading import ApplicationReading

WHOLE = 10_000
REACH = 8
"""Points on either side of a cut within which both bands are possible: ours, less than half a level."""
ENOUGH = 8_000
"""Of ten thousand: bands are named until they hold this share together."""

Shares = tuple[int, int, int]
"""Of ten thousand, for weak, moderate and strong."""

ABSTENTIONS = {
    "no_name_found": "we could not tell from the papers who the applicant is",
    "language_not_understood": "most of the text is not in English, the only language we read",
    "papers_left_out": "more than a third of the papers seem to be about somebody or something else",
    "papers_of_another_field": "the papers by others speak of technology or science, and these rules "
    "judge the arts",
    "nothing_handed_in": "there is no text to judge",
    "mandatory_not_judged": "the mandatory criterion could not be judged",
}
"""Why no band is named, in words that follow “Not judged:”."""


class BandVerdict(NamedTuple):
    """The verdict in bands; `band_set` is empty and `probabilities` None where we abstain."""

    recommendation: Recommendation
    band_set: tuple[Recommendation, ...]
    probabilities: BandProbabilities | None
    abstained: Abstention | None = None


def judge_points(points: int, bands: Bands, *, mandatory_shown: bool = True) -> BandVerdict:
    """Return the verdict for a score.

    Args:
        points: 0-100.
        bands: the field's cuts.
        mandatory_shown: without the mandatory criterion no score is better than weak.
    """
    held = points if mandatory_shown else min(points, bands.moderate - REACH - 1)
    reached, strong = (_reach(held, cut) for cut in (bands.moderate, bands.strong))
    return name_bands((WHOLE - reached, reached - strong, strong))


def widen(verdict: BandVerdict, best: BandVerdict) -> BandVerdict:
    """Return a verdict that also names the bands which what was not judged could have lifted it to."""
    more = tuple(band for band in best.band_set if band not in verdict.band_set)
    return verdict._replace(
        band_set=verdict.band_set + more, probabilities=None if more else verdict.probabilities
    )


def limit_strong(verdict: BandVerdict, most: int) -> BandVerdict:
    """Return a verdict that is strong to so many of ten thousand at most; the rest speaks for moderate."""
    if verdict.probabilities is None:
        kept = tuple(band for band in verdict.band_set if band != "strong")
        return verdict if most else verdict._replace(band_set=kept or (verdict.band_set and ("moderate",)))
    weak, strong = (
        round(share * WHOLE) for share in (verdict.probabilities.weak, verdict.probabilities.strong)
    )
    return (
        name_bands((weak, WHOLE - weak - min(strong, most), min(strong, most))) if strong > most else verdict
    )


def abstain(verdict: BandVerdict, code: str) -> BandVerdict:
    """Return a verdict that names no band, and why."""
    reason = Abstention(code=code, text=ABSTENTIONS.get(code, code.replace("_", " ")))
    return verdict._replace(band_set=(), probabilities=None, abstained=reason)


def judge_reading(reading: ApplicationReading, shares: tuple[int, int, int]) -> BandVerdict:
    """Return the verdict for a reading's own probabilities, per mille, or why there is none."""
    verdict = name_bands((shares[0] * 10, shares[1] * 10, shares[2] * 10))
    return abstain(verdict, reading.abstained[0]) if reading.abstained else verdict


def name_bands(shares: Shares) -> BandVerdict:
    """Return the most likely bands that together hold enough; of equal ones the lower comes first."""
    ranked = sorted(zip(shares, BANDS, strict=True), key=lambda item: -item[0])
    chosen: list[Recommendation] = []
    held = 0
    for share, band in ranked:
        if held >= ENOUGH:
            break
        chosen.append(band)
        held += share
    if {"weak", "strong"} == set(chosen):
        chosen.append("moderate")
    weak, moderate, strong = (share / WHOLE for share in shares)
    probabilities = BandProbabilities(weak=weak, moderate=moderate, strong=strong)
    return BandVerdict(ranked[0][1], tuple(chosen), probabilities)


def _reach(points: int, cut: int) -> int:
    """Return how sure it is, of ten thousand, that a score belongs above a cut: straight within reach."""
    above = 2 * (points - cut) + 1  # in half points, because a score at the cut is above it
    return min(WHOLE, max(0, (above + 2 * REACH) * WHOLE // (4 * REACH)))
