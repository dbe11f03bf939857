from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from proof_of_talent.analytics import overview
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from tests.analytics.analytics_store import (
    FAILURE,
    NOW,
    FoldedStore,
    completed_records,
    failed_records,
    filters,
    make_record,
)


def average(values: list[float], digits: int) -> float | None:
    return round(sum(values) / len(values), digits) if values else None


@settings(max_examples=60, deadline=None)
@given(st.lists(completed_records | failed_records, max_size=25), filters)
def test_figures_equal_those_counted_from_the_records(
    records: list[AnalysisRecord], wanted: AnalysisFilter
) -> None:
    found = overview(FoldedStore(records), wanted, NOW)

    meant = [record for record in records if wanted.matches(record)]
    completed = [record for record in meant if record.processing_status == "completed"]
    assert found.total_analyses == len(meant)
    assert (found.completed, found.errors) == (len(completed), len(meant) - len(completed))
    assert found.success_rate == (round(100 * len(completed) / len(meant), 2) if meant else 0)
    by_field = {row.id: row for row in found.by_field}
    assert set(by_field) == {record.field for record in completed}
    for field, row in by_field.items():
        mine = [record for record in completed if record.field == field]
        assert row.count == len(mine)
        assert row.avg_score == average([r.overall_score for r in mine if r.overall_score is not None], 2)
        likelihoods = [round(r.likelihood * 10_000) for r in mine if r.likelihood is not None]
        expected = average(likelihoods, 6)
        assert row.avg_likelihood == (None if expected is None else round(expected / 10_000, 4))
    assert sum(row.count for row in found.by_recommendation) == len(completed)
    midnight = NOW.replace(hour=0)
    first, end = midnight - timedelta(days=29), midnight + timedelta(days=1)
    assert found.recent_30_days == sum(first <= record.created_at < end for record in meant)


def test_answer_has_exactly_the_fixed_keys() -> None:
    wire = overview(FoldedStore([make_record()]), AnalysisFilter(), NOW).model_dump(
        by_alias=True, mode="json"
    )

    assert wire == {
        "total_analyses": 1,
        "completed": 1,
        "errors": 0,
        "success_rate": 100.0,
        "by_field": [{"_id": "digital_technology", "count": 1, "avg_score": 70.0, "avg_likelihood": 0.6}],
        "by_recommendation": [{"_id": "moderate", "count": 1}],
        "recent_30_days": 1,
    }


def test_nothing_recorded_gives_zeros_and_no_rows() -> None:
    found = overview(FoldedStore([]), AnalysisFilter(), NOW)

    assert found.total_analyses == found.recent_30_days == 0
    assert found.success_rate == 0
    assert found.by_field == found.by_recommendation == ()


def test_failed_analyses_count_in_the_total_and_nowhere_else() -> None:
    found = overview(FoldedStore([make_record(error=FAILURE), make_record()]), AnalysisFilter(), NOW)

    assert (found.total_analyses, found.completed, found.errors, found.success_rate) == (2, 1, 1, 50.0)
    assert [row.count for row in found.by_field] == [1]


def test_recent_counts_thirty_days_with_today() -> None:
    records = [make_record(NOW - timedelta(days=days)) for days in (0, 29, 30)]

    assert overview(FoldedStore(records), AnalysisFilter(), NOW).recent_30_days == 2


def test_store_is_read_at_most_twice() -> None:
    store = FoldedStore([make_record()])
    overview(store, AnalysisFilter(), NOW)

    assert store.rollups.reads == 2


def test_an_analysis_that_was_not_scored_counts_as_completed_and_moves_no_average() -> None:
    scored = make_record(overall_score=80, likelihood=0.5, recommendation="strong")
    unscored = make_record(overall_score=None, likelihood=None, recommendation=None)
    found = overview(FoldedStore([scored, unscored]), AnalysisFilter(), NOW)
    assert (found.completed, found.errors) == (2, 0)
    assert {row.id: row.count for row in found.by_recommendation} == {"strong": 1, "none": 1}
    assert [(row.count, row.avg_score) for row in found.by_field] == [(2, 80.0)]
