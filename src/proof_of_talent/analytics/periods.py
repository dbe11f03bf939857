"""Time axes: which periods a range is cut into, and which range a range is compared with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import FIRST_YEAR, AnalysisFilter

TrendGrain = Literal["day", "week", "month"]
GrainChoice = Literal["auto", "day", "week", "month"]
ComparisonChoice = Literal["previous", "year", "off"]

MAX_POINTS = 2_000
"""More points than this are refused: a wish for days over a hundred years is a mistake."""

_AUTO_DAY_LIMIT = 92
_AUTO_WEEK_LIMIT = 731
_BEGINNING = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
_DAYS: dict[TrendGrain, int] = {"day": 1, "week": 7, "month": 28}


def choose_grain(first: date, last: date) -> TrendGrain:
    """Return days for up to a quarter, weeks for up to two years, else months."""
    days = (last - first).days + 1
    if days <= _AUTO_DAY_LIMIT:
        return "day"
    return "week" if days <= _AUTO_WEEK_LIMIT else "month"


def start_period(day: date, grain: TrendGrain) -> date:
    """Return the first day of the period that a day falls in; weeks begin on Monday (ISO 8601)."""
    if grain == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if grain == "week" else day


def next_period(start: date, grain: TrendGrain) -> date:
    """Return the first day of the period after the one that begins on this day."""
    if grain == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=_DAYS[grain])


def walk_periods(first: date, last: date, grain: TrendGrain) -> Iterator[date]:
    """Yield the first day of each period from that of `first` to that of `last`, without gaps.

    Raises:
        InvalidInputError: there would be more than `MAX_POINTS` periods.
    """
    if (last - first).days // _DAYS[grain] > MAX_POINTS:
        raise InvalidInputError(
            f"This range has more than {MAX_POINTS:,} points. Choose a coarser grain or a shorter range.",
            code="too_many_points",
            field="grain",
        )
    if first > last:
        return
    start = start_period(first, grain)
    while start <= last:
        yield start
        start = next_period(start, grain)


def read_period(period: str) -> date:
    """Return the first day of a rollup's period, `2026-11-22` or `2026-11`."""
    return date.fromisoformat(period if len(period) == len("2026-11-22") else f"{period}-01")


def start_of_day(moment: datetime) -> datetime:
    """Return the beginning of the UTC day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_day(now: datetime) -> datetime:
    """Return the end of the UTC day, exclusive."""
    return start_of_day(now) + timedelta(days=1)


def shift_filter(
    wanted: AnalysisFilter, now: datetime, comparison: ComparisonChoice
) -> AnalysisFilter | None:
    """Return the filter of the range to compare with, or None where there is nothing to compare.

    `previous` is the range of the same length right before, `year` the same dates a year earlier. A filter
    without `until` ends today; one without `since` has no length, so nothing lies before it. Nor does
    anything lie before the first year that a filter may name.
    """
    if comparison == "off" or wanted.since is None:
        return None
    until = wanted.until or end_of_day(now)
    if wanted.since >= until:
        return None
    if comparison == "previous":
        length = until - wanted.since
        if length > wanted.since - _BEGINNING:
            return None
        since, until = wanted.since - length, wanted.since
    else:
        since, until = _year_before(wanted.since), _year_before(until)
    return wanted.model_copy(update={"since": since, "until": until})


def _year_before(moment: datetime) -> datetime:
    """Return the same date and time a year earlier; 29 February becomes 28 February."""
    if (moment.month, moment.day) == (2, 29):
        moment = moment.replace(day=28)
    return moment.replace(year=moment.year - 1)
