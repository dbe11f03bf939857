from collections import Counter
from datetime import timedelta
from statistics import pstdev
from typing import Any

import pytest
from hypothesis import given, settings

from proof_of_talent.analytics import quality
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from tests.analytics.analytics_store import (
    FAILURE,
    MODEL,
    NOW,
    RUBRIC,
    FoldedStore,
    filters,
    make_record,
    record_lists,
)


@settings(max_examples=60, deadline=None)
@given(record_lists, filters)
def test_figures_equal_those_counted_from_the_records(
    records: list[AnalysisRecord], wanted: AnalysisFilter
) -> None:
    found = quality(FoldedStore(records), wanted, NOW)

    meant = [record for record in records if wanted.matches(record)]
    failed = [record for record in meant if record.error is not None]
    assert (found.error_rate.count, found.error_rate.of) == (len(failed), len(meant))
    causes = {(cause.stage, cause.code): cause.count for cause in found.errors_by_cause}
    assert causes == Counter((record.error.stage, record.error.code) for record in failed)
    assert sum(point.count for point in found.errors_over_time) == len(failed)
    assert sum(point.of for point in found.errors_over_time) == len(meant)
    assert all(point.count == sum(s.count for s in point.stages) for point in found.errors_over_time)
    scores = [record.overall_score for record in meant if record.overall_score is not None]
    assert found.scores.count == sum(row.count for row in found.scores.bins) == len(scores)
    for row in found.scores.bins:
        assert row.count == sum(row.from_score <= score <= row.to_score for score in scores)
    if scores:
        assert found.scores.standard_deviation == pytest.approx(pstdev(scores), abs=0.006)
    likelihoods = [record.likelihood for record in meant if record.likelihood is not None]
    assert found.likelihoods.count == sum(row.count for row in found.likelihoods.bins) == len(likelihoods)
    balance = {(cell.strengths, cell.weaknesses): cell.count for cell in found.balance}
    assert balance == Counter(
        (record.strengths_count, record.weaknesses_count)
        for record in meant
        if record.processing_status == "completed"
    )
    assert found.grounded.of == sum(record.grounding.claims for record in meant)
    assert found.grounded.count == sum(record.grounding.grounded for record in meant)
    assert sum(assessor.total for assessor in found.by_assessor) == len(meant)
    assert sum(version.count for version in found.by_rules_version) == len(scores)


def judged(likelihood: float, result: str, **changes: Any) -> AnalysisRecord:
    outcome = {"result": result, "date": "2026-11-20", "reported_at": NOW}
    return make_record(likelihood=likelihood, outcome=outcome, **changes)


def test_brier_score_is_the_mean_squared_error_of_the_likelihoods() -> None:
    records = [judged(0.8, "endorsed") for _ in range(15)] + [judged(0.8, "refused") for _ in range(5)]
    records += [judged(0.1, "withdrawn"), make_record()]

    overall = quality(FoldedStore(records), AnalysisFilter(), NOW).calibration.overall

    assert (overall.count, overall.shown) == (20, True)
    assert overall.brier_score == round((15 * 0.2**2 + 5 * 0.8**2) / 20, 4)
    assert overall.reference_brier_score == 0.1875
    (point,) = overall.reliability
    assert (point.from_likelihood, point.to_likelihood, point.mean_likelihood) == (0.8, 0.9, 0.8)
    assert (point.count, point.of, point.share_percent) == (15, 20, 75.0)


@settings(max_examples=40, deadline=None)
@given(record_lists)
def test_calibration_groups_agree_with_the_records(records: list[AnalysisRecord]) -> None:
    found = quality(FoldedStore([*records] * 20), AnalysisFilter(), NOW).calibration

    decided = [
        (r.likelihood, int(r.outcome.result == "endorsed"), r)
        for r in records
        if r.outcome is not None and r.outcome.result != "withdrawn" and r.likelihood is not None
    ]
    assert found.overall.count == 20 * len(decided)
    assert found.overall.shown == bool(decided)
    if decided:
        brier = sum((likelihood - endorsed) ** 2 for likelihood, endorsed, _ in decided) / len(decided)
        assert found.overall.brier_score == pytest.approx(brier, abs=0.00006)
        assert sum(point.of for point in found.overall.reliability) == found.overall.count
        assert sum(point.count for point in found.overall.reliability) == 20 * sum(e for _, e, _ in decided)
    for groups, name in (
        (found.by_field, lambda r: r.field),
        (found.by_rules_version, lambda r: r.assessor.rules_version),
    ):
        assert {g.group: g.count for g in groups} == Counter(name(r) for *_, r in decided for _ in range(20))


def test_likelihood_of_one_joins_the_last_bin() -> None:
    records = [judged(likelihood, "endorsed") for likelihood in (1.0, 0.95) for _ in range(10)]

    (point,) = quality(FoldedStore(records), AnalysisFilter(), NOW).calibration.overall.reliability

    assert (point.from_likelihood, point.to_likelihood, point.of) == (0.9, 1.0, 20)


def test_calibration_is_hidden_below_the_minimum_by_group() -> None:
    records = [judged(0.5, "endorsed", assessor=RUBRIC) for _ in range(19)]
    records.append(judged(0.5, "refused", assessor=MODEL, field="arts_culture"))

    found = quality(FoldedStore(records), AnalysisFilter(), NOW).calibration

    assert found.overall.shown
    assert {group.group: (group.count, group.shown) for group in found.by_assessor} == {
        "rubric": (19, False), "llm:m": (1, False),
    }  # fmt: skip
    hidden = found.by_field[1]
    assert (hidden.group, hidden.brier_score, hidden.reference_brier_score, hidden.reliability) == (
        "digital_technology", None, None, (),
    )  # fmt: skip


def test_outcomes_are_shares_of_completed_analyses() -> None:
    records = [judged(0.5, "withdrawn"), make_record(), make_record(error=FAILURE)]

    outcomes = quality(FoldedStore(records), AnalysisFilter(), NOW).calibration.outcomes

    assert {row.outcome: (row.count, row.of) for row in outcomes} == {
        "endorsed": (0, 2), "refused": (0, 2), "withdrawn": (1, 2),
    }  # fmt: skip


def test_errors_over_time_name_stages_and_keep_quiet_periods() -> None:
    records = [make_record(NOW - timedelta(days=2), error=FAILURE), make_record(NOW - timedelta(days=2))]

    wanted = AnalysisFilter(since=NOW.replace(hour=0) - timedelta(days=2))
    points = quality(FoldedStore(records), wanted, NOW).errors_over_time

    assert [(point.count, point.of, point.share_percent) for point in points] == [
        (1, 2, 50.0), (0, 0, None), (0, 0, None),
    ]  # fmt: skip
    assert [(stage.stage, stage.count) for stage in points[0].stages] == [("extraction", 1)]


def test_unknown_tokens_and_cost_are_null_and_known_ones_say_of_how_many() -> None:
    silent = quality(FoldedStore([make_record()]), AnalysisFilter(), NOW).consumption
    usage = {"input_tokens": 100, "output_tokens": 20, "cost_usd": 0.5}
    told = quality(FoldedStore([make_record(usage=usage), make_record()]), AnalysisFilter(), NOW).consumption

    assert (silent.input_tokens, silent.cost_usd, silent.avg_cost_usd) == (None, None, None)
    assert (told.input_tokens, told.output_tokens, told.cost_usd, told.avg_cost_usd) == (100, 20, 0.5, 0.5)
    assert (told.tokens_known.count, told.tokens_known.of) == (1, 2)


def test_prompt_versions_are_compared_apart_from_assessors() -> None:
    records = [
        make_record(assessor=MODEL.model_copy(update={"prompt_version": version}), overall_score=score)
        for version, score in (("p1", 60), ("p1", 70), ("p2", 90))
    ]

    found = quality(FoldedStore(records), AnalysisFilter(), NOW)

    assert [(v.version, v.count, v.avg_score) for v in found.by_prompt_version] == [
        ("p1", 2, 65.0), ("p2", 1, 90.0),
    ]  # fmt: skip
    assert [(a.assessor, a.total) for a in found.by_assessor] == [("llm:m", 3)]


def test_nothing_recorded_gives_zeros_and_nulls() -> None:
    found = quality(FoldedStore([]), AnalysisFilter(), NOW)

    assert (found.error_rate.of, found.error_rate.share_percent) == (0, None)
    assert (found.scores.mean, found.scores.standard_deviation) == (None, None)
    assert (found.errors_over_time, found.by_assessor, found.balance) == ((), (), ())
