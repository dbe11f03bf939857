"""Whether a difference is beyond chance: tests for shares, averages and counts, and for many at once.

All give the chance (0 to 1) of a difference at least as large where nothing differs, from the normal
approximation with a correction for continuity; it holds from some 30 cases on each side.
"""

from collections.abc import Sequence
from math import erfc, sqrt


class Spread:
    """Average and spread of a number of cases, from their count, sum and sum of squares."""

    def __init__(self, count: int, total: float, squares: float) -> None:
        self.count = count
        self.mean = total / count if count else 0.0
        spread = squares - count * self.mean**2
        self.variance = max(0.0, spread) / (count - 1) if count > 1 else 0.0


def compare_shares(count: float, of: float, other_count: float, other_of: float) -> float:
    """Test two proportions against each other."""
    pooled = (count + other_count) / (of + other_of)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / other_of))
    correction = (1 / of + 1 / other_of) / 2
    return _two_sided(abs(count / of - other_count / other_of) - correction, error)


def compare_means(one: Spread, other: Spread) -> float:
    """Test two averages against each other (Welch)."""
    error = sqrt(one.variance / one.count + other.variance / other.count)
    return _two_sided(abs(one.mean - other.mean), error)


def compare_counts(count: int, days: float, other_count: int, other_days: float) -> float:
    """Test two counts of independent events, each over a time, against each other (Poisson)."""
    total, part = count + other_count, days / (days + other_days)
    return _two_sided(abs(count - total * part) - 0.5, sqrt(total * part * (1 - part)))


def _two_sided(difference: float, error: float) -> float:
    if error == 0 or difference <= 0:
        return 1.0
    return erfc(difference / error / sqrt(2))


def choose_certain(chances: Sequence[float], false_share: float) -> set[int]:
    """Return the places of the differences that are beyond chance however many were looked at (Holm).

    Where nothing differs at all, the chance that any place is returned is at most `false_share`.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    certain: set[int] = set()
    for rank, place in enumerate(order):
        if chances[place] > false_share / (len(chances) - rank):
            break
        certain.add(place)
    return certain
