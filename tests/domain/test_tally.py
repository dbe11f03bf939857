"""The pure algebra of tallies, without a store."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.domain.rollups import fold, plan_rollups, rollup_keys
from proof_of_talent.domain.tally import add_counters, tally
from tests.factories import NOW, make_record, make_results, moments, records

_FIRST, _LAST = datetime(1970, 1, 2), datetime(2999, 12, 30)  # noqa: DTZ001 - hypothesis adds the zone
anytime = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
counters = st.dictionaries(st.sampled_from("abcd"), st.integers(-5, 5).filter(bool))


def test_a_completed_record_counts_what_it_found() -> None:
    counted = tally(make_record(score=72))
    expected = {
        "n": 1, "score_n": 1, "score_sum": 72, "score_sq_sum": 5184, "score/70": 1, "likelihood_n": 1,
        "likelihood_e4_sum": 7200, "likelihood/70": 1, "ms_n": 1, "ms_sum": 1234, "ms/1500": 1,
        "queue_ms_n": 1, "queue_ms_sum": 200, "queue_ms/200": 1, "documents/2": 1, "kind/cv": 1,
        "strength/founder_role": 1, "weakness/thin_evidence": 1, "gap/missing_recommendation_letters": 1,
        "criterion/MC/n": 1, "criterion/MC/score_sum": 72, "criterion/MC/met": 1, "balance/2-1": 1,
        "action/missing_recommendation_letters": 1, "answered/years_experience": 1, "claims": 4,
        "grounded": 3, "route/exceptional_talent": 1, "rules/2026-08/n": 1, "rules/2026-08/score_sum": 72,
        "rules/2026-08/claims": 4, "rules/2026-08/grounded": 3, "hour/6-11": 1,
    }  # fmt: skip
    assert counted == expected


def test_a_failed_record_counts_its_stage_and_code_but_no_result() -> None:
    counted = tally(make_record(status="error"))
    assert counted["error/extraction/encrypted_document"] == 1
    assert not [name for name in counted if name.startswith(("score", "likelihood", "balance", "claims"))]


def test_a_code_that_is_mentioned_twice_counts_once_an_analysis() -> None:
    results = make_results()
    results["findings"] *= 3
    assert tally(make_record(analysis_results=results))["strength/founder_role"] == 1


@pytest.mark.parametrize(("score", "bucket"), [(0, 0), (4, 0), (5, 5), (99, 95), (100, 100)])
def test_scores_fall_into_buckets_of_five_and_a_hundred_has_its_own(score: int, bucket: int) -> None:
    assert tally(make_record(score=score))[f"score/{bucket}"] == 1


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.0, 100), (0.1, 100), (0.1004, 100), (0.101, 200), (3600, 3_600_000), (1e4, 7_200_000)],
)
def test_times_are_counted_by_their_upper_bound(seconds: float, bucket: int) -> None:
    assert tally(make_record(timing={"total_seconds": seconds}))[f"ms/{bucket}"] == 1


def test_unknown_consumption_is_not_counted_as_zero() -> None:
    assert "tokens_n" not in tally(make_record())
    counted = tally(make_record(usage={"input_tokens": 0, "output_tokens": 5, "cost_usd": 0.0000015}))
    assert (counted["tokens_n"], counted["output_tokens"], counted["cost_n"]) == (1, 5, 1)
    assert counted["cost_microusd"] == 2


def test_the_day_and_month_of_creation_are_the_keys() -> None:
    day, month = rollup_keys(make_record(at=datetime(2026, 2, 28, 23, 59, 59, 999_000, tzinfo=UTC)))
    assert (day.period, month.period) == ("2026-02-28", "2026-02")
    assert day[2:] == month[2:] == ("digital_technology", "completed", "strong", "rubric")


@given(first=counters, second=counters)
def test_subtracting_undoes_adding(first: dict[str, int], second: dict[str, int]) -> None:
    total = dict(first)
    add_counters(total, second)
    assert 0 not in total.values()
    add_counters(total, second, -1)
    assert total == first


@given(st.lists(records(), max_size=8), st.randoms())
def test_a_fold_does_not_depend_on_order(made: list[AnalysisRecord], chance: object) -> None:
    shuffled = sorted(made, key=lambda _: chance.random())
    assert fold(made) == fold(shuffled)


@given(records())
def test_counters_are_whole_numbers_other_than_zero(record: AnalysisRecord) -> None:
    assert all(type(value) is int and value for value in tally(record).values())
    assert tally(AnalysisRecord.from_json(record.to_json())) == tally(record)


def covers(wanted: AnalysisFilter, moment: datetime, grain: str) -> int:
    """Return how many parts of the plan a record of this moment is counted in."""
    plan = plan_rollups(wanted, grain)
    day, month = f"{moment:%Y-%m-%d}", f"{moment:%Y-%m}"

    def inside(period: str, bounds: tuple[str | None, str | None]) -> bool:
        return (bounds[0] or period) <= period <= (bounds[1] or period)

    return (
        sum(inside(month, it) for it in plan.months)
        + sum(inside(day, it) for it in plan.days)
        + sum(since <= moment < until for since, until in plan.instants)
    )


@given(
    moments(),
    st.none() | moments() | anytime,
    st.none() | moments() | anytime,
    st.sampled_from(("day", "month")),
)
def test_a_plan_covers_each_moment_of_the_range_once_and_no_other(
    moment: datetime, since: datetime | None, until: datetime | None, grain: str
) -> None:
    wanted = AnalysisFilter(since=since, until=until)
    inside = wanted.matches(make_record(at=moment))
    assert covers(wanted, moment, grain) == int(inside)


def test_a_long_range_is_months_and_two_part_months() -> None:
    wanted = AnalysisFilter(since=datetime(2025, 1, 15, 6, tzinfo=UTC), until=NOW)
    plan = plan_rollups(wanted, "month")
    assert plan.months == (("2025-02", "2026-10"),)
    assert plan.days == (("2025-01-16", "2025-01-31"), ("2026-11-01", "2026-11-21"))
    assert plan.instants == (
        (wanted.since, wanted.since + timedelta(hours=18)),
        (datetime(2026, 11, 22, tzinfo=UTC), NOW),
    )
