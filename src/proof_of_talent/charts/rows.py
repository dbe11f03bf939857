"""Rows that several charts share: bars with a note, and the sentences that name a sample."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from proof_of_talent.analytics.figures import SMALL_SAMPLE, Share
from proof_of_talent.analytics.quality import BalancePoint, ErrorPoint
from proof_of_talent.analytics.trends import TrendPoint
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import ChartRow
from proof_of_talent.charts.wording import format_number, format_percent
from proof_of_talent.domain.record import parse_bound


def write_share(count: int, of: int, percent: float | None) -> str:
    """Return a share in words: `35.5%`, and the numbers themselves where there are few."""
    if percent is None:
        return "none counted"
    return f"{count:,} of {of:,}" if of < SMALL_SAMPLE else format_percent(percent)


def share_row(label: str, part: Share, **more: Any) -> ChartRow:
    """Return a bar of a share, with count and denominator for the table."""
    return {
        "label": label,
        "value": part.share_percent or 0,
        "note": f"{part.count:,} · {write_share(part.count, part.of, part.share_percent)}",
        "small": part.small_sample,
        "count": part.count,
        "of": part.of,
        "share_percent": part.share_percent,
        **more,
    }


def count_row(label: str, part: Share, **more: Any) -> ChartRow:
    """Return a column of a count, with its share for the table."""
    return {
        "label": label,
        "value": part.count,
        "count": part.count,
        "of": part.of,
        "share_percent": part.share_percent,
        **more,
    }


def average_row(label: str, value: float | None, count: int, text: str, **more: Any) -> ChartRow:
    """Return a bar of an average over `count` cases."""
    note = f"{text} · n = {format_number(count)}"
    return {
        "label": label,
        "value": value,
        "note": note,
        "small": count < SMALL_SAMPLE,
        "count": count,
        **more,
    }


def to_epoch_milliseconds(day: str) -> int:
    """Return a UTC day as milliseconds since 1970, the form in which drawings take time."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


TimePoint = ErrorPoint | TrendPoint | BalancePoint
PeriodState = Literal["", "part", "so far"]
"""Whether a period is whole, cut by the range, or still running."""


def grade_periods(answers: Answers, points: Sequence[TimePoint]) -> list[PeriodState]:
    """Tell of each period whether it is whole. What is not would look like a fall, so it is drawn lighter."""
    asked, now = answers.question.wanted, answers.question.now
    states: list[PeriodState] = []
    for point in points:
        start, end = parse_bound(point.period, is_until=False), parse_bound(point.until, is_until=False)
        runs = start <= now < end and (asked.until is None or asked.until > now)
        is_cut = (asked.since is not None and asked.since > start) or (
            asked.until is not None and asked.until < end
        )
        states.append("so far" if runs else "part" if is_cut else "")
    return states


def period_row(point: TimePoint, grain: str, state: PeriodState) -> ChartRow:
    """Return what rows over time have in common; `light` marks a period that is not whole."""
    return {
        "label": name_period(point.period, grain) + (f" ({state})" if state else ""),
        "light": bool(state),
        "time": to_epoch_milliseconds(point.period),
        "period": point.period,
        "until": point.until,
    }


def name_period(period: str, grain: str) -> str:
    """Return a period in words: `22 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`."""
    day = date.fromisoformat(period)
    if grain == "month":
        return f"{day:%b %Y}"
    return f"{'week of ' if grain == 'week' else ''}{day.day} {day:%b %Y}"


def narrow_period(row: ChartRow) -> dict[str, str]:
    """Return the filter that shows one period only; `until` names its last day."""
    last = date.fromisoformat(row["until"]) - timedelta(days=1)
    return {"period": "custom", "since": row["period"], "until": last.isoformat()}


def grade_strength(rows: Iterable[ChartRow]) -> list[ChartRow]:
    """Give each cell its `strength`, 0 to 1: its value against the largest."""
    found = list(rows)
    largest = max((row["value"] or 0 for row in found), default=0) or 1
    return [{**row, "strength": (row["value"] or 0) / largest} for row in found]
