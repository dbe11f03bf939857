"""Rollups laid out along time: one sum a day, week or month, without gaps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from proof_of_talent.analytics.figures import Figures, sum_by
from proof_of_talent.analytics.periods import (
    GrainChoice,
    TrendGrain,
    choose_grain,
    next_period,
    read_period,
    start_period,
    walk_periods,
)
from proof_of_talent.domain.ports import RollupStore
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.domain.rollups import Rollup


def read_axis(
    rollups: RollupStore, wanted: AnalysisFilter, now: datetime, grain: GrainChoice
) -> tuple[list[Rollup], TrendGrain]:
    """Read the key figures that make up a time axis, and settle its grain.

    An open beginning is as long as the data, so months are read first; they may be all that is needed.
    """
    if grain == "auto" and wanted.since is not None:
        grain = choose_grain(*_bound_axis([], wanted, now))
    if grain in ("day", "week"):
        return rollups.read(wanted, grain="day", detail=False), grain
    months = rollups.read(wanted, grain="month", detail=False)
    chosen: TrendGrain = "month" if grain == "month" else choose_grain(*_bound_axis(months, wanted, now))
    if chosen == "month":
        return months, chosen
    return rollups.read(wanted, grain="day", detail=False), chosen


def _bound_axis(rollups: list[Rollup], wanted: AnalysisFilter, now: datetime) -> tuple[date, date]:
    """Return the first and last day of the axis.

    Days to come are left out, even where `until` lies in the future: they are not empty but unknown.
    """
    days = {read_period(period) for period in {rollup.key.period for rollup in rollups}}
    last = max([now.astimezone(UTC).date(), *days])
    if wanted.until is not None:
        last = min(last, (wanted.until - timedelta(microseconds=1)).date())
    first = wanted.since.date() if wanted.since is not None else min([last, *days])
    return first, last


def sum_by_period(rollups: list[Rollup], grain: TrendGrain) -> dict[date, Figures]:
    """Add up rollups by the first day of the day, week or month they fall in."""
    starts: dict[str, date] = {}
    for period in {rollup.key.period for rollup in rollups}:  # each is parsed once, not for each of its rows
        starts[period] = start_period(read_period(period), grain)
    return sum_by(rollups, lambda rollup: starts[rollup.key.period])


def walk_axis(
    rollups: list[Rollup], wanted: AnalysisFilter, now: datetime, grain: TrendGrain
) -> Iterator[tuple[str, str, Figures]]:
    """Yield the first day of each period, the first day after it, and its sums, oldest first.

    The axis runs from the filter's `since`, or the first analysis, to its `until`, or today
    where that is earlier (or the last analysis, should its date be later); without `since` and analyses there
    is none.

    Raises:
        InvalidInputError: the range holds too many points for this grain.
    """
    if not rollups and wanted.since is None:
        return
    sums = sum_by_period(rollups, grain)
    empty = Figures()
    for start in walk_periods(*_bound_axis(rollups, wanted, now), grain):
        yield start.isoformat(), next_period(start, grain).isoformat(), sums.get(start, empty)
