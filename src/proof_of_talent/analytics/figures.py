"""Sums of rollups, and the arithmetic that all figures share: averages, rates, shares of a named whole."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, TypeVar

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.rollups import Rollup

SMALL_SAMPLE = 5
"""Rates and averages of fewer cases than this are marked `small_sample`: they say little."""

_Key = TypeVar("_Key", bound=Hashable)
_Part = TypeVar("_Part", bound=Hashable)


def metric(meaning: str, unit: str, denominator: str | None = None) -> Any:
    """Describe one figure of a response: shown in OpenAPI, in `docs/analytics.md` and in the dashboard.

    Args:
        meaning: one sentence for a reader who has not seen the code.
        unit: what the number counts or is measured in.
        denominator: for a rate or an average, what it is taken over.
    """
    return Field(description=meaning, json_schema_extra={"unit": unit, "denominator": denominator})


class Share(Model):
    """A part of a whole that names its whole."""

    count: Annotated[int, metric("How many have the property.", "count")]
    of: Annotated[int, metric("How many were looked at: the denominator.", "count")]
    share_percent: Annotated[
        float | None, metric("count in per cent of `of`; null when `of` is 0.", "per cent, 2 decimals", "of")
    ]
    small_sample: Annotated[
        bool, metric(f"True when `of` is below {SMALL_SAMPLE}: the share then says little.", "true/false")
    ]


def share(count: int, of: int) -> dict[str, Any]:
    """Return the keys of a `Share`, to build it or a type that extends it."""
    return {
        "count": count,
        "of": of,
        "share_percent": divide(100 * count, of, 2),
        "small_sample": of < SMALL_SAMPLE,
    }


def divide(numerator: float, denominator: float, digits: int) -> float | None:
    """Return a rounded quotient, or None where there is nothing to divide by."""
    return round(numerator / denominator, digits) if denominator else None


class KeyFigures(Model):
    """The figures every breakdown starts with."""

    total: Annotated[int, metric("Analyses, completed or failed.", "count")]
    completed: Annotated[int, metric("Analyses that ended with a result.", "count")]
    errors: Annotated[int, metric("Analyses that failed.", "count")]
    success_rate: Annotated[
        float | None,
        metric(
            "Share of analyses that ended with a result; null without any.", "per cent, 2 decimals", "total"
        ),
    ]
    avg_score: Annotated[
        float | None,
        metric("Average overall score; null without any.", "points 0-100, 2 decimals", "completed"),
    ]
    avg_likelihood: Annotated[
        float | None,
        metric("Average likelihood of endorsement; null without any.", "0-1, 4 decimals", "completed"),
    ]
    small_sample: Annotated[
        bool,
        metric(f"True when fewer than {SMALL_SAMPLE} analyses: rates and averages say little.", "true/false"),
    ]


class Figures:
    """Counters added up over some rollups, split into families by name on first use."""

    def __init__(self) -> None:
        self.counters: dict[str, int] = {}
        self.completed = 0

    def add(self, rollup: Rollup) -> None:
        """Add one rollup."""
        counters = self.counters
        for name, value in rollup.counters.items():
            counters[name] = counters.get(name, 0) + value
        if rollup.key.status in ("completed", "rejudged"):
            self.completed += rollup.counters.get("n", 0)

    def merge(self, other: "Figures") -> None:
        """Add another sum."""
        counters = self.counters
        for name, value in other.counters.items():
            counters[name] = counters.get(name, 0) + value
        self.completed += other.completed

    def __getitem__(self, name: str) -> int:
        return self.counters.get(name, 0)

    @property
    def total(self) -> int:
        """Analyses of any status."""
        return self["n"]

    @property
    def errors(self) -> int:
        """Analyses that failed."""
        return self.total - self.completed

    @property
    def avg_score(self) -> float | None:
        """Average overall score with 2 decimals, over completed analyses that have one."""
        return divide(self["score_sum"], self["score_n"], 2)

    @property
    def avg_likelihood(self) -> float | None:
        """Average likelihood with 4 decimals, over completed analyses that have one."""
        return divide(self["likelihood_e4_sum"] / 10_000, self["likelihood_n"], 4)

    def key_figures(self) -> dict[str, Any]:
        """Return the keys of `KeyFigures`, to build it or a type that extends it."""
        return {
            "total": self.total,
            "completed": self.completed,
            "errors": self.errors,
            "success_rate": divide(100 * self.completed, self.total, 2),
            "avg_score": self.avg_score,
            "avg_likelihood": self.avg_likelihood,
            "small_sample": self.total < SMALL_SAMPLE,
        }

    def family(self, prefix: str) -> Mapping[str, int]:
        """Return the counters below a prefix, by the rest of their name: `gap/x` is `x` of family `gap`."""
        return self._families.get(prefix, {})

    @cached_property
    def _families(self) -> dict[str, dict[str, int]]:
        families: dict[str, dict[str, int]] = {}
        for name, value in self.counters.items():
            prefix, slash, rest = name.partition("/")
            if slash:
                families.setdefault(prefix, {})[rest] = value
        return families


def sum_rollups(rollups: Iterable[Rollup]) -> Figures:
    """Add up rollups."""
    figures = Figures()
    for rollup in rollups:
        figures.add(rollup)
    return figures


def sum_by(rollups: Iterable[Rollup], key: Callable[[Rollup], _Key]) -> dict[_Key, Figures]:
    """Add up rollups in groups, in the order in which the groups first appear."""
    groups: dict[_Key, Figures] = {}
    for rollup in rollups:
        groups.setdefault(key(rollup), Figures()).add(rollup)
    return groups


def merge_by(parts: Mapping[_Part, Figures], key: Callable[[_Part], _Key]) -> dict[_Key, Figures]:
    """Add up sums in groups, so that rollups are gone through once however many groupings are wanted."""
    groups: dict[_Key, Figures] = {}
    for part, figures in parts.items():
        groups.setdefault(key(part), Figures()).merge(figures)
    return groups
