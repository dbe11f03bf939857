"""How the key figures develop: one point a day, week or month, and the change against an earlier range."""

from datetime import datetime
from typing import Annotated, Literal

from proof_of_talent.analytics.axis import read_axis, walk_axis
from proof_of_talent.analytics.figures import KeyFigures, divide, metric, sum_rollups
from proof_of_talent.analytics.periods import ComparisonChoice, GrainChoice, TrendGrain, shift_filter
from proof_of_talent.domain.base import Model, format_moment
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter

FigureName = Literal["total", "completed", "errors", "success_rate", "avg_score", "avg_likelihood"]
FIGURE_NAMES: tuple[FigureName, ...] = (
    "total", "completed", "errors", "success_rate", "avg_score", "avg_likelihood",
)  # fmt: skip


class TrendPoint(KeyFigures):
    """The key figures of one period; a period without analyses has zero counts and null averages."""

    period: Annotated[str, metric("First day of the day, ISO week or month.", "date, UTC")]
    until: Annotated[str, metric("First day after the period.", "date, UTC")]


class Change(Model):
    """How one key figure differs from the range compared with."""

    figure: Annotated[FigureName, metric("Which key figure.", "name")]
    absolute: Annotated[
        float | None,
        metric("Now minus before; null where either is unknown.", "unit of the figure (percentage points)"),
    ]
    relative_percent: Annotated[
        float | None,
        metric("Change against before; null where before is 0 or unknown.", "per cent, 2 decimals", "before"),
    ]


class ComparisonResult(Model):
    """The range compared with, its key figures and the changes."""

    mode: Annotated[Literal["previous", "year"], metric("previous: as long, right before. year.", "name")]
    since: Annotated[str, metric("Start of the range compared with, inclusive.", "moment, UTC")]
    until: Annotated[str, metric("End of the range compared with, exclusive.", "moment, UTC")]
    figures: Annotated[KeyFigures, metric("Key figures of the range compared with.", "object")]
    changes: Annotated[tuple[Change, ...], metric("One change for each key figure.", "list")]


class Trends(Model):
    """Key figures over time."""

    grain: Annotated[TrendGrain, metric("The grain used, also where `auto` was asked for.", "name")]
    figures: Annotated[KeyFigures, metric("Key figures of the whole range.", "object")]
    points: Annotated[tuple[TrendPoint, ...], metric("One point a period, oldest first, no gaps.", "list")]
    comparison: Annotated[
        ComparisonResult | None,
        metric("Change against an earlier range; null when off or the range has no beginning.", "object"),
    ]


def trends(
    store: Store,
    wanted: AnalysisFilter,
    now: datetime,
    *,
    grain: GrainChoice = "auto",
    compare: ComparisonChoice = "previous",
) -> Trends:
    """Return the key figures over time.

    Points run from the filter's `since`, or the first analysis where there is none, to its `until`, or
    today (or the last analysis, should that be later). The first and last period may be cut by the filter.

    Raises:
        InvalidInputError: the range holds too many points for this grain.
    """
    rollups, chosen = read_axis(store.rollups, wanted, now, grain)
    before = shift_filter(wanted, now, compare)
    figures = KeyFigures(**sum_rollups(rollups).key_figures())
    return Trends(
        grain=chosen,
        figures=figures,
        points=tuple(
            TrendPoint(period=period, until=until, **point.key_figures())
            for period, until, point in walk_axis(rollups, wanted, now, chosen)
        ),
        comparison=None if before is None or compare == "off" else _compare(store, before, compare, figures),
    )


def _compare(
    store: Store, before: AnalysisFilter, mode: Literal["previous", "year"], figures: KeyFigures
) -> ComparisonResult:
    """Return the key figures of an earlier range and how the present ones differ."""
    earlier = KeyFigures(**sum_rollups(store.rollups.read(before, detail=False)).key_figures())
    return ComparisonResult(
        mode=mode,
        since=format_moment(before.since) if before.since else "",
        until=format_moment(before.until) if before.until else "",
        figures=earlier,
        changes=tuple(
            _measure_change(name, getattr(figures, name), getattr(earlier, name)) for name in FIGURE_NAMES
        ),
    )


def _measure_change(name: FigureName, now: float | None, before: float | None) -> Change:
    if now is None or before is None:
        return Change(figure=name, absolute=None, relative_percent=None)
    return Change(
        figure=name,
        absolute=round(now - before, 4),
        relative_percent=divide(100 * (now - before), before, 2),
    )
