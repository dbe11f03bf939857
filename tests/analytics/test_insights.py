from collections import Counter
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof_of_talent.analytics import insights
from proof_of_talent.domain.ports import SessionCounts
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from tests.analytics.analytics_store import (
    FAILURE,
    NOW,
    FoldedStore,
    filters,
    make_record,
    make_rulebook,
    record_lists,
)

RULEBOOK = make_rulebook()


@settings(max_examples=60, deadline=None)
@given(record_lists, filters)
def test_figures_equal_those_counted_from_the_records(
    records: list[AnalysisRecord], wanted: AnalysisFilter
) -> None:
    found = insights(FoldedStore(records), wanted, RULEBOOK)

    meant = [record for record in records if wanted.matches(record)]
    hours = Counter((record.upload_date.weekday(), record.upload_date.hour) for record in meant)
    assert {(h.weekday, h.hour): h.count for h in found.uploads_by_hour if h.count} == hours
    assert len(found.uploads_by_hour) == 168
    assert {d.documents: d.count for d in found.document_counts} == Counter(r.document_count for r in meant)
    actions = Counter(
        code
        for record in meant
        if record.analysis_results
        for code in {step["code"] for step in record.analysis_results["roadmap"]["milestones"]}
    )
    assert {action.code: action.count for action in found.actions} == actions
    durations = [r.timing.total_seconds for r in meant if r.timing.total_seconds is not None]
    assert found.processing_time.count == len(durations)
    assert sum(bucket.count for bucket in found.processing_time.buckets) == len(durations)
    if durations:
        assert found.processing_time.avg_seconds == pytest.approx(sum(durations) / len(durations), abs=0.001)
    assert sum(route.count for route in found.routes) == sum(record.route is not None for record in meant)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 8_000_000), min_size=1, max_size=40))
def test_percentiles_lie_in_the_bucket_of_the_true_value(milliseconds: list[int]) -> None:
    records = [make_record(timing={"total_seconds": ms / 1000}) for ms in milliseconds]

    found = insights(FoldedStore(records), AnalysisFilter(), RULEBOOK).processing_time

    for estimate in found.percentiles:
        rank = ceil(estimate.percentile * len(milliseconds) / 100)
        true = sorted(milliseconds)[rank - 1] / 1000
        upper = estimate.to_seconds or float("inf")
        assert estimate.from_seconds <= true <= upper
        assert estimate.from_seconds <= estimate.seconds <= upper
    assert [e.seconds for e in found.percentiles] == sorted(e.seconds for e in found.percentiles)


def test_percentile_is_interpolated_within_its_bucket() -> None:
    records = [make_record(timing={"total_seconds": 1.8}) for _ in range(10)]

    median = insights(FoldedStore(records), AnalysisFilter(), RULEBOOK).processing_time.percentiles[0]

    assert (median.percentile, median.from_seconds, median.to_seconds) == (50, 1.5, 2.0)
    assert median.seconds == 1.75


def test_open_bucket_gives_its_lower_bound_and_no_upper_one() -> None:
    store = FoldedStore([make_record(timing={"total_seconds": 9999})])

    median = insights(store, AnalysisFilter(), RULEBOOK).processing_time.percentiles[0]

    assert (median.seconds, median.to_seconds) == (3600, None)


def test_unknown_durations_have_no_average_and_no_percentiles() -> None:
    found = insights(FoldedStore([make_record()]), AnalysisFilter(), RULEBOOK).processing_time

    assert (found.count, found.avg_seconds, found.percentiles) == (0, None, ())


def test_question_completion_is_of_the_fields_that_ask_it() -> None:
    records = [
        make_record(questionnaire_responses={"years": 3, "talks": ""}),
        make_record(field="arts_culture", questionnaire_responses={"years": 0, "talks": "never asked"}),
        make_record(field="arts_culture", error=FAILURE),
        make_record(field="science_research", questionnaire_responses={"years": 1}),
    ]

    years, talks = insights(FoldedStore(records), AnalysisFilter(), RULEBOOK).questions

    assert (years.id, years.count, years.of, years.required) == ("years", 2, 3, True)
    assert years.fields == ("digital_technology", "arts_culture")
    assert (talks.id, talks.count, talks.of, talks.required) == ("talks", 0, 1, False)


def test_actions_carry_their_titles() -> None:
    steps = [{"code": "letters_missing"}, {"code": "cv_missing"}, {"code": "unheard_of"}]
    store = FoldedStore([make_record(analysis_results={"roadmap": {"milestones": steps}})])

    actions = insights(store, AnalysisFilter(), RULEBOOK).actions

    assert {action.code: action.label for action in actions} == {
        "letters_missing": "Get letters", "cv_missing": "The cv_missing", "unheard_of": "unheard_of",
    }  # fmt: skip


def test_document_kinds_are_shares_of_all_documents() -> None:
    documents = [
        {"kind": kind, "media_type": "application/pdf", "pages": 1, "bytes": 1}
        for kind in ("cv", "evidence", "evidence", "evidence")
    ]
    store = FoldedStore([make_record(documents=documents)])

    kinds = insights(store, AnalysisFilter(), RULEBOOK).document_kinds

    assert [(kind.kind, kind.count, kind.of, kind.share_percent) for kind in kinds] == [
        ("evidence", 3, 4, 75.0), ("cv", 1, 4, 25.0),
    ]  # fmt: skip


def test_funnel_is_of_the_sessions_created() -> None:
    store = FoldedStore([make_record(NOW)], SessionCounts(8, 6, 4, 4, 2))

    funnel = insights(store, AnalysisFilter(), RULEBOOK).funnel

    assert [(step.step, step.count, step.of, step.share_percent) for step in funnel] == [
        ("created", 8, 8, 100.0), ("with_answers", 6, 8, 75.0), ("with_documents", 4, 8, 50.0),
        ("submitted", 4, 8, 50.0), ("finished", 2, 8, 25.0),
    ]  # fmt: skip


def test_funnel_without_sessions_has_no_rates() -> None:
    funnel = insights(FoldedStore([]), AnalysisFilter(), RULEBOOK).funnel

    assert {step.share_percent for step in funnel} == {None}
