from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof_of_talent.analytics import overview, trends
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, parse_bound
from tests.analytics.analytics_store import (
    FAILURE,
    NOW,
    FoldedStore,
    completed_records,
    failed_records,
    filters,
    make_record,
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(completed_records | failed_records, max_size=25),
    filters,
    st.sampled_from(("auto", "day", "week", "month")),
)
def test_points_add_up_to_the_overview_and_follow_without_gaps(
    records: list[AnalysisRecord], wanted: AnalysisFilter, grain: str
) -> None:
    store = FoldedStore(records)
    found = trends(store, wanted, NOW, grain=grain, compare="off")

    total = overview(store, wanted, NOW)
    assert sum(point.total for point in found.points) == found.figures.total == total.total_analyses
    assert sum(point.errors for point in found.points) == total.errors
    assert all(
        point.until == following.period
        for point, following in zip(found.points, found.points[1:], strict=False)
    )


def test_days_without_analyses_are_zero_with_unknown_averages() -> None:
    store = FoldedStore([make_record(day("2026-11-01")), make_record(day("2026-11-03"), error=FAILURE)])
    wanted = AnalysisFilter(since=day("2026-11-01"), until=day("2026-11-04"))

    points = trends(store, wanted, NOW).points

    assert [(p.period, p.total, p.completed, p.errors) for p in points] == [
        ("2026-11-01", 1, 1, 0), ("2026-11-02", 0, 0, 0), ("2026-11-03", 1, 0, 1),
    ]  # fmt: skip
    assert [(p.avg_score, p.success_rate) for p in points] == [(70.0, 100.0), (None, None), (None, 0.0)]


def test_weeks_begin_on_monday() -> None:
    store = FoldedStore([make_record(day("2026-11-15")), make_record(day("2026-11-16"))])

    points = trends(store, AnalysisFilter(), NOW, grain="week").points

    assert [(p.period, p.total) for p in points] == [("2026-11-09", 1), ("2026-11-16", 1)]
    assert all(date.fromisoformat(p.period).weekday() == 0 for p in points)


@pytest.mark.parametrize(
    ("days", "grain"), [(1, "day"), (92, "day"), (93, "week"), (731, "week"), (732, "month")]
)
def test_grain_grows_with_the_range(days: int, grain: str) -> None:
    until = day("2026-11-23")
    bounded = AnalysisFilter(since=until - timedelta(days=days), until=until)

    assert trends(FoldedStore([]), bounded, NOW).grain == grain


def test_open_beginning_takes_the_grain_of_the_data() -> None:
    old, recent = make_record(day("2020-05-05")), make_record(day("2026-11-05"))

    assert trends(FoldedStore([old, recent]), AnalysisFilter(), NOW).grain == "month"
    assert trends(FoldedStore([recent]), AnalysisFilter(), NOW).grain == "day"


def test_open_range_without_analyses_has_no_points() -> None:
    assert trends(FoldedStore([]), AnalysisFilter(), NOW).points == ()


def test_range_that_ends_before_it_begins_is_empty() -> None:
    wanted = AnalysisFilter(since=day("2026-11-20"), until=day("2026-11-10"))
    found = trends(FoldedStore([make_record()]), wanted, NOW, grain="month")

    assert (found.points, found.figures.total, found.comparison) == ((), 0, None)


def test_too_many_points_are_refused_by_name() -> None:
    wanted = AnalysisFilter(since=day("1990-01-01"))

    with pytest.raises(InvalidInputError, match="coarser grain") as caught:
        trends(FoldedStore([]), wanted, NOW, grain="day")
    assert caught.value.code == "too_many_points"


def test_previous_range_is_as_long_and_right_before() -> None:
    records = [
        make_record(day(f"2026-11-{d:02}"), overall_score=score) for d, score in ((3, 60), (8, 80), (9, 70))
    ]
    wanted = AnalysisFilter(since=day("2026-11-06"), until=day("2026-11-11"))

    found = trends(FoldedStore(records), wanted, NOW).comparison

    assert found is not None
    assert (found.since, found.until) == ("2026-11-01T00:00:00.000Z", "2026-11-06T00:00:00.000Z")
    changes = {change.figure: change for change in found.changes}
    assert (changes["total"].absolute, changes["total"].relative_percent) == (1, 100)
    assert (changes["avg_score"].absolute, changes["avg_score"].relative_percent) == (15, 25)
    assert changes["success_rate"].absolute == 0
    assert changes["errors"].relative_percent is None


def test_year_before_keeps_the_dates() -> None:
    wanted = AnalysisFilter(since=day("2024-02-29"), until=day("2024-03-31"))

    found = trends(FoldedStore([]), wanted, NOW, compare="year").comparison

    assert found is not None
    assert (found.since[:10], found.until[:10]) == ("2023-02-28", "2023-03-31")


@pytest.mark.parametrize("comparison", ["off", "previous"])
def test_nothing_is_compared_when_off_or_without_a_beginning(comparison: str) -> None:
    wanted = AnalysisFilter(since=None if comparison == "previous" else day("2026-11-01"))

    assert trends(FoldedStore([make_record()]), wanted, NOW, compare=comparison).comparison is None


def test_analysis_dated_after_today_is_still_on_the_axis() -> None:
    store = FoldedStore([make_record(NOW), make_record(NOW + timedelta(days=2))])

    points = trends(store, AnalysisFilter(), NOW, grain="day").points

    assert [point.total for point in points] == [1, 0, 1]


def test_days_to_come_are_left_out() -> None:
    wanted = AnalysisFilter(since=day("2026-11-21"), until=day("2026-12-01"))

    assert [p.period for p in trends(FoldedStore([]), wanted, NOW).points] == ["2026-11-21", "2026-11-22"]


def test_nothing_lies_before_the_first_year() -> None:
    wanted = AnalysisFilter(since=day("1980-01-01"), until=day("2020-01-01"))

    assert trends(FoldedStore([]), wanted, NOW).comparison is None


@pytest.mark.parametrize(
    "text", ["0001-01-01", "1969-12-31", "3000-01-01", "9999-12-31", "9999-12-31T23:59:59Z"]
)
def test_bounds_outside_the_years_of_records_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1970 to 2999"):
        AnalysisFilter(until=parse_bound(text, is_until=True))


@settings(max_examples=100, deadline=None)
@given(
    *[st.none() | st.integers(0, 376_000).map(lambda days: day("1970-01-01") + timedelta(days=days))] * 2,
    st.sampled_from(("auto", "day", "week", "month")),
    st.sampled_from(("previous", "year", "off")),
)
def test_any_range_is_answered_or_has_too_many_points(
    since: datetime | None, until: datetime | None, grain: str, compare: str
) -> None:
    wanted = AnalysisFilter(since=since, until=until)
    store = FoldedStore([make_record()])
    try:
        found = trends(store, wanted, NOW, grain=grain, compare=compare)
    except InvalidInputError:
        days = {"day": 1, "week": 7}.get(grain, 28)
        assert (NOW - since).days / days > 2_000
    else:
        assert found.figures.total == sum(point.total for point in found.points)
