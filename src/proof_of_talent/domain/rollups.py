"""Rollups: tallies added up by day and month, and which of them make up a time range.

Stores add a record's tally to the rollups of its day and month in the same transaction as the record, and
subtract the same counters when the record is erased, so rollups always equal a fold over all records.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, label_assessor, name_ending
from proof_of_talent.domain.tally import KEY_FIGURES, Counters, add_counters, tally

Grain = Literal["day", "month"]
PeriodRange = tuple[Grain, str | None, str | None]
"""A grain with the first and the last period of an inclusive range; None is open."""


class RollupKey(NamedTuple):
    """What one rollup adds up over. `period` is `2026-11-22` or `2026-11`, of `created_at` in UTC."""

    grain: Grain
    period: str
    field: str
    status: str  # see `record.Ending`
    recommendation: str  # "none" for a failed analysis
    assessor: str


class Rollup(NamedTuple):
    """The counters of one key; counters that are zero are left out."""

    key: RollupKey
    counters: Counters


def rollup_keys(record: AnalysisRecord) -> tuple[RollupKey, RollupKey]:
    """Return the day key and the month key that a record's tally is added to."""
    rest = (
        record.field,
        name_ending(record),
        record.recommendation or "none",
        label_assessor(record.assessor),
    )
    day = record.created_at.date().isoformat()
    return RollupKey("day", day, *rest), RollupKey("month", day[:7], *rest)


def as_month(key: RollupKey) -> RollupKey:
    """Return the key of the month that a day, or a month, belongs to."""
    return key._replace(grain="month", period=key.period[:7])


def fold(records: Iterable[AnalysisRecord]) -> dict[RollupKey, Counters]:
    """Return the rollups of these records from scratch: what a store's rollups must equal."""
    rollups: dict[RollupKey, Counters] = {}
    for record in records:
        counters = tally(record)
        for key in rollup_keys(record):
            add_counters(rollups.setdefault(key, {}), counters)
    return rollups


def add_up_rollups(
    wanted: AnalysisFilter,
    grain: Grain,
    *,
    detail: bool,
    read_stored: Callable[[list[PeriodRange]], Iterable[tuple[RollupKey, Counters]]],
    read_records: Callable[[AnalysisFilter], Iterable[AnalysisRecord]],
) -> list[Rollup]:
    """Return the rollups of exactly the filter's records, by key.

    Args:
        wanted: the filter.
        grain: what the answer is grouped by.
        detail: whether all counters are wanted, or the key figures only.
        read_stored: yields the stored rollups of these ranges, all counters or the key figures as wanted.
        read_records: yields the records of a filter, for the parts of days at both ends.
    """
    plan = plan_rollups(wanted, grain)
    totals: dict[RollupKey, Counters] = {}
    for key, counters in read_stored(plan.list_ranges()):
        # Part months come as days; a caller who asked for months gets one rollup a month.
        add_counters(totals.setdefault(key if key.grain == grain else as_month(key), {}), counters)
    for since, until in plan.instants:
        for record in read_records(wanted.model_copy(update={"since": since, "until": until})):
            counters = tally(record)
            if not detail:
                counters = {name: counters[name] for name in KEY_FIGURES if name in counters}
            add_counters(totals.setdefault(rollup_keys(record)[grain == "month"], {}), counters)
    return [Rollup(key, counters) for key, counters in sorted(totals.items()) if counters]


class RollupPlan(NamedTuple):
    """Which rollups and which single records together make up a time range exactly.

    `months` and `days` are inclusive ranges of periods (None bounds are open); `instants` are half-open
    ranges of `created_at` inside part days, to be tallied from the records themselves.
    """

    months: tuple[tuple[str | None, str | None], ...]
    days: tuple[tuple[str | None, str | None], ...]
    instants: tuple[tuple[datetime, datetime], ...]

    def list_ranges(self) -> list[PeriodRange]:
        """Return the ranges of stored rollups to read, months first."""
        months: list[PeriodRange] = [("month", *span) for span in self.months]
        return [*months, *(("day", *span) for span in self.days)]


def plan_rollups(wanted: AnalysisFilter, grain: Grain) -> RollupPlan:
    """Split a filter's time range into whole months, whole days and part days.

    Args:
        wanted: the filter; only `since` and `until` matter.
        grain: `month` uses month rollups where a whole month fits (fewest rows, for totals and monthly
            charts); `day` uses days throughout (for daily charts).
    """
    since, until = wanted.since, wanted.until
    if since is not None and until is not None and since >= until:
        return RollupPlan((), (), ())
    instants: list[tuple[datetime, datetime]] = []
    first = _ceil_day(since) if since is not None else None
    last = _floor_day(until) if until is not None else None
    if since is not None and until is not None and first is not None and last is not None and first > last:
        return RollupPlan((), (), ((since, until),))
    if since is not None and first is not None and since < first:
        instants.append((since, first))
    if until is not None and last is not None and last < until:
        instants.append((last, until))
    if grain == "day":
        return RollupPlan((), _day_range(first, last), tuple(instants))
    return _plan_months(first, last, tuple(instants))


def _plan_months(
    first: datetime | None, last: datetime | None, instants: tuple[tuple[datetime, datetime], ...]
) -> RollupPlan:
    """Cover the whole days [first, last) with whole months and at most two part months of days."""
    month_start = _ceil_month(first) if first is not None else None
    month_end = last.replace(day=1) if last is not None else None
    if month_start is not None and month_end is not None and month_start >= month_end:
        if month_start > month_end:
            return RollupPlan((), _day_range(first, last), instants)
        return RollupPlan((), _day_range(first, month_start) + _day_range(month_end, last), instants)
    months = (
        (
            f"{month_start:%Y-%m}" if month_start is not None else None,
            f"{month_end - timedelta(days=1):%Y-%m}" if month_end is not None else None,
        ),
    )
    days: tuple[tuple[str | None, str | None], ...] = ()
    if first is not None:
        days += _day_range(first, month_start)
    if last is not None:
        days += _day_range(month_end, last)
    return RollupPlan(months, days, instants)


def _day_range(first: datetime | None, end: datetime | None) -> tuple[tuple[str | None, str | None], ...]:
    """Return [first, end) as one inclusive range of day periods, or nothing where it is empty."""
    if first is not None and end is not None and first >= end:
        return ()
    return (
        (
            f"{first:%Y-%m-%d}" if first is not None else None,
            f"{end - timedelta(days=1):%Y-%m-%d}" if end is not None else None,
        ),
    )


def _floor_day(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _ceil_day(moment: datetime) -> datetime:
    floor = _floor_day(moment)
    return floor if floor == moment else floor + timedelta(days=1)


def _ceil_month(day: datetime) -> datetime:
    if day.day == 1:
        return day
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
