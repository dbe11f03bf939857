"""From frames to features, from features to one strength, from there to a score and bands.

Signed features, standardised with frozen means, clipped, of equal weight: from so few labelled applications
two cut points can be learned, weights cannot. Whole numbers, so that every machine gives the same bytes.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from proof_of_talent.judging.evidence.admission import LeftOutPaper
from proof_of_talent.judging.evidence.facts import FULL, FactFrame

_SHARES = (1000, 900, 800, 700, 600, 500, 400, 300, 200, 100)
_STRAIGHT, _MOST = (
    2_000,
    4_000,
)  # thousandths of a spread: full to the first, half beyond, clipped at the last
_NOTHING = 8_000  # strength that is lost where no paper is admitted
_BEST = 100
_SIGMOID = (
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986, 989, 991, 993,
    995, 996, 997, 998,
)  # fmt: skip
"""A thousand times 1 / (1 + e^-x) for x = 0, 0.25, 0.5 … 6."""
_STEP = 250


Reads = Literal["papers", "cv_and_letters"]
"""What the body reads: papers by others, or the CV and the letters alone."""


@cache
def _load_all() -> Mapping[str, Any]:
    text = (files("proof_of_talent.domain") / "rules" / "credibility.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _load_figures(reads: Reads) -> Mapping[str, Any]:
    figures: Mapping[str, Any] = _load_all()[reads]
    return figures


def add_ranked(values: Sequence[int]) -> int:
    """Add values, the largest in full and each further one for less."""
    ranked = sorted(values, reverse=True)[: len(_SHARES)]
    return sum(value * share // FULL for value, share in zip(ranked, _SHARES, strict=False))


def list_features(frames: Sequence[FactFrame], left_out: Sequence[LeftOutPaper]) -> dict[str, int]:
    """Return the features of an application, each a sum or count over spans; doubts count downwards."""
    letters = [frame for frame in frames if frame.paper.role == "letter"]
    papers = [frame for frame in frames if frame.paper.role == "paper"]
    return {
        "papers": add_ranked([frame.weight for frame in papers]),
        "letters": add_ranked([frame.weight for frame in letters]),
        "selection": add_ranked([frame.selectivity() * frame.factor // FULL for frame in frames]),
        "size": add_ranked([frame.size() * frame.factor // FULL for frame in frames]),
        "led": add_ranked([frame.factor for frame in papers if frame.role in ("led", "sole")]),
        "bodies": add_ranked([frame.bodies * frame.factor for frame in frames]),
        "independent": sum(frame.factor for frame in letters if frame.relation in ("independent", "unclear")),
        "eminent": add_ranked([frame.eminent * frame.factor for frame in letters]),
        "top": add_ranked([frame.top * frame.factor for frame in letters]),
        "mild": -FULL * sum(frame.mild for frame in letters),
        "dependent": -FULL * sum(f.relation in ("colleague", "employer", "commercial") for f in letters),
        "doubt": -FULL * sum(paper.claimed for paper in left_out),
    }


def measure_strength(features: Mapping[str, int], reads: Reads = "papers") -> int:
    """Return the strength in thousandths: the sum of all features in units of their spread, clipped."""
    total = 0
    for name, (mean, spread) in _load_figures(reads)["features"].items():
        total += _clip((features[name] - mean) * FULL // spread)
    return total


def _clip(value: int) -> int:
    size = abs(value)
    size = size if size <= _STRAIGHT else min(_MOST, _STRAIGHT + (size - _STRAIGHT) // 2)
    return size if value >= 0 else -size


def estimate_bands(strength: int, weight: int, reads: Reads = "papers") -> tuple[int, int, int]:
    """Return whole per mille of weak, moderate and strong; they add up to 1,000.

    Args:
        strength: in thousandths.
        weight: of all admitted papers together; the less there is, the surer is weak.
        reads: what the body reads.
    """
    cuts, enough = _load_figures(reads)["cuts"], _load_figures(reads)["score"]["enough"]
    strength -= _NOTHING * max(0, enough - weight) // enough
    least_moderate, strong = (
        _squash((strength - cuts[name]) * FULL // cuts["softness"]) for name in ("moderate", "strong")
    )
    return FULL - least_moderate, least_moderate - strong, strong


def _squash(value: int) -> int:
    """Return a thousand times 1 / (1 + e^-x) of x in thousandths, read from a table with straight lines."""
    size = min(abs(value), _STEP * (len(_SIGMOID) - 1) - 1)
    low, rest = divmod(size, _STEP)
    result = _SIGMOID[low] + (_SIGMOID[low + 1] - _SIGMOID[low]) * rest // _STEP
    return result if value >= 0 else FULL - result


def score_strength(strength: int, weight: int, reads: Reads = "papers") -> int:
    """Return 0-100: straight between the cuts of the bands and on either side of them.

    Args:
        strength: in thousandths.
        weight: of all admitted papers together; with next to nothing admitted there is next to no score.
        reads: what the body reads.
    """
    figures = _load_figures(reads)
    cuts, points = figures["cuts"], figures["score"]
    if strength < cuts["moderate"]:
        scaled = points["moderate"] * FULL + (strength - cuts["moderate"]) * points["below"] // FULL
    elif strength < cuts["strong"]:
        width = cuts["strong"] - cuts["moderate"]
        gain = points["strong"] - points["moderate"]
        scaled = points["moderate"] * FULL + (strength - cuts["moderate"]) * gain * FULL // width
    else:
        scaled = points["strong"] * FULL + (strength - cuts["strong"]) * points["above"] // FULL
    scaled = max(0, scaled) * min(weight, points["enough"]) // points["enough"]
    return min(_BEST, int(scaled + FULL // 2) // FULL)


def get_half_level(reads: Reads = "papers") -> int:
    """Return the weight routed to a criterion that shows half of it."""
    half: int = _load_figures(reads)["levels"]["half"]
    return half
