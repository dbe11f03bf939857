"""The figures of a benchmark, each a share or a number with what it must reach; intervals by bootstrap."""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.judging.benchmark.cases import Direction
from proof_of_talent.judging.benchmark.outcomes import JudgedCase

SAME_WITHIN = 3  # points

Figure = float | None
"""None where a set has nothing to measure it by."""


class BenchmarkFigure(NamedTuple):
    """One line of the table. With `lower` a smaller figure is a better one."""

    name: str
    title: str
    compute: Callable[[Sequence[JudgedCase]], Figure]
    must: float
    goal: float
    lower: bool = False


class Moved(NamedTuple):
    """How far a minimal pair moved, in points."""

    id: str
    kind: str
    direction: Direction
    points: int

    @property
    def is_right(self) -> bool:
        """Tell whether it moved as it has to."""
        if self.direction == "same":
            return abs(self.points) <= SAME_WITHIN
        return self.points > 0 if self.direction == "better" else self.points < 0


def share_true(values: Sequence[bool]) -> Figure:
    """Return the share of true ones, four decimals."""
    return round(sum(values) / len(values), 4) if values else None


def share_in_set(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how often the label, or its defensible neighbour, is among the bands named."""
    return share_true([any(o.case.label.allows(band) for band in o.answer.bands) for o in outcomes])


def mean_size(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how many bands are named; an abstention counts as all three."""
    sizes = [len(o.answer.bands) for o in outcomes]
    return round(sum(sizes) / len(sizes), 4) if sizes else None


def share_of_single_right(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how often an answer of one band is right."""
    single = [o for o in outcomes if len(o.answer.bands) == 1]
    return share_true([o.case.label.allows(o.answer.bands[0]) for o in single])


def share_of_exact(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how often the most likely band is the label itself."""
    return share_true([o.answer.recommendation == o.case.label.band for o in outcomes])


def share_in_order(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how often, of two in one field with different labels, the better one has more points."""
    return share_true(
        [
            (a.answer.score - b.answer.score) * (_rank(a) - _rank(b)) > 0
            for a, b in combinations(outcomes, 2)
            if a.case.application.field == b.case.application.field and _rank(a) != _rank(b)
        ]
    )


def share_of_dressed_below(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how often a dressed-up one has fewer points than a moderate or strong one of its field."""
    return share_true(
        [
            dressed.answer.score < other.answer.score
            for dressed in outcomes
            for other in outcomes
            if dressed.case.is_dressed
            and _rank(other) > 0
            and dressed.case.application.field == other.case.application.field
        ]
    )


def count_dressed_strong(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return how many dressed-up ones are called strong."""
    dressed = [o for o in outcomes if o.case.is_dressed]
    return float(sum(o.answer.recommendation == "strong" for o in dressed)) if dressed else None


def correlate_criteria(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return the rank correlation of criteria's scores with their labels."""
    pairs = [
        (level, o.answer.criteria[code])
        for o in outcomes
        for code, level in o.case.label.levels.items()
        if code in o.answer.criteria
    ]
    return correlate([float(level) for level, _ in pairs], [float(points) for _, points in pairs])


def measure_calibration(outcomes: Sequence[JudgedCase]) -> Figure:
    """Return the mean squared error of the bands' probabilities, summed over bands: 0 is best, 2 worst."""
    errors = [
        sum((o.answer.probability[band] - (band == o.case.label.band)) ** 2 for band in BANDS)
        for o in outcomes
        if o.answer.probability
    ]
    return round(sum(errors) / len(errors), 4) if errors else None


MEASURES = (
    BenchmarkFigure("in_set", "label or its neighbour among the bands", share_in_set, 0.8, 0.9),
    BenchmarkFigure("mean_size", "bands named", mean_size, 1.8, 1.4, lower=True),
    BenchmarkFigure("single_right", "answers of one band that are right", share_of_single_right, 0.8, 0.9),
    BenchmarkFigure("exact", "most likely band is the label", share_of_exact, 0.6, 0.8),
    BenchmarkFigure("order", "pairs with different labels in order", share_in_order, 0.75, 0.9),
    BenchmarkFigure("dressed_below", "dressed-up ones below better ones", share_of_dressed_below, 0.75, 0.95),
    BenchmarkFigure(
        "dressed_strong", "dressed-up ones called strong", count_dressed_strong, 0, 0, lower=True
    ),
    BenchmarkFigure("criteria", "rank correlation of criteria", correlate_criteria, 0.5, 0.7),
    BenchmarkFigure(
        "calibration", "squared error of probabilities", measure_calibration, 0.6, 0.4, lower=True
    ),
)


def correlate(first: Sequence[float], second: Sequence[float]) -> Figure:
    """Return Spearman's rank correlation; None where either side is all alike."""
    a, b = _rank_values(first), _rank_values(second)
    if len(set(a)) < 2 or len(set(b)) < 2:  # noqa: PLR2004
        return None
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    together = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    alone = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return float(round(together / alone**0.5, 4))


def _rank_values(values: Sequence[float]) -> list[float]:
    """Return ranks; equal values share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def _rank(outcome: JudgedCase) -> int:
    return BANDS.index(outcome.case.label.band)
