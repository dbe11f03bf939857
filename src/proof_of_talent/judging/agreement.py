"""How far judges agree on levels 0-4: Cohen's kappa for two, Krippendorff's alpha for any number. Pure."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TypeVar

Interval = tuple[float, float]
_Unit = TypeVar("_Unit")
_LEVELS = 5
_DRAWS = 500
_TAIL = 0.05
_SEED = 20261128


def compute_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa with quadratic weights over levels 0-4: 1 agreement, 0 as by chance.

    None without pairs, and where chance alone explains everything (both always say the same one level).
    """
    if not pairs:
        return None
    firsts = [sum(a == level for a, _ in pairs) / len(pairs) for level in range(_LEVELS)]
    seconds = [sum(b == level for _, b in pairs) / len(pairs) for level in range(_LEVELS)]
    observed = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    expected = sum(firsts[a] * seconds[b] * (a - b) ** 2 for a in range(_LEVELS) for b in range(_LEVELS))
    return None if expected == 0 else round(1 - observed / expected, 4)


def compute_alpha(units: Iterable[Sequence[float]]) -> float | None:
    """Return Krippendorff's alpha for levels as an interval scale: 1 agreement, 0 as by chance.

    Args:
        units: for each thing judged, the levels that were given; any number of judges, some may be missing.

    None where no two judged the same, and where everybody always says the same one level.
    """
    judged = [levels for levels in units if len(levels) > 1]
    values = [level for levels in judged for level in levels]
    if not values:
        return None
    within = sum(_sum_squares(levels) * 2 / (len(levels) - 1) for levels in judged) / len(values)
    between = _sum_squares(values) * 2 / (len(values) * (len(values) - 1))
    return None if between == 0 else round(1 - within / between, 4)


def _sum_squares(values: Sequence[float]) -> float:
    """Return the sum of squared differences over all pairs, each once."""
    total = sum(values)
    return len(values) * sum(value * value for value in values) - total * total


def estimate_interval(
    units: Sequence[_Unit], compute: Callable[[Sequence[_Unit]], float | None]
) -> Interval | None:
    """Return where nine of ten repetitions with other units of the same kind would have a figure.

    Whole units are drawn, because what stands in one (the criteria of a case) hangs together. None where the
    figure is never defined.
    """
    rng = Random(_SEED)  # noqa: S311 - repeatable, not secret
    drawn = sorted(
        figure
        for _ in range(_DRAWS if units else 0)
        if (figure := compute(rng.choices(units, k=len(units)))) is not None
    )
    return (drawn[int(_TAIL * len(drawn))], drawn[int((1 - _TAIL) * len(drawn)) - 1]) if drawn else None
