"""What an eye tells apart. All figures are heuristics."""

from collections.abc import Sequence

SEEN_DIFFERENCES = (45, 18, 30)
"""Of 255, in blue, green and red: the least differences that an eye finds without searching. An eye tells
apart greens best and blues worst."""

FAINT_DIFFERENCES = (15, 6, 10)
"""The same for an eye that is led there, by letters of the same text that it sees."""


def are_told_apart(one: Sequence[float], other: Sequence[float]) -> bool:
    """Return whether an eye tells two colours (blue, green, red) apart."""
    return any(
        abs(first - second) >= least
        for first, second, least in zip(one, other, SEEN_DIFFERENCES, strict=True)
    )
