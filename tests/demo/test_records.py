"""Synthetic records are sound, repeatable, marked as synthetic and shaped like real use."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest

from proof_of_talent.demo.records import DEMO_MARK, make_records
from proof_of_talent.domain.criteria import Rulebook, load_rulebook
from proof_of_talent.domain.failures import ANALYSIS_FAILURES
from proof_of_talent.domain.record import AnalysisRecord, label_assessor
from proof_of_talent.domain.tally import tally

NOW = datetime(2026, 11, 22, 12, 34, tzinfo=UTC)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def records(rulebook: Rulebook) -> list[AnalysisRecord]:
    return list(make_records(4000, seed=7, now=NOW, rulebook=rulebook))


def completed(records: list[AnalysisRecord]) -> list[AnalysisRecord]:
    return [record for record in records if record.processing_status == "completed"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_sessions(rulebook: Rulebook) -> None:
    def make(seed: int) -> list[AnalysisRecord]:
        return list(make_records(50, seed=seed, now=NOW, rulebook=rulebook))

    assert [r.to_json() for r in make(1)] == [r.to_json() for r in make(1)]
    assert not {r.session_id for r in make(1)} & {r.session_id for r in make(2)}


def test_no_records_are_made_when_none_are_asked_for(rulebook: Rulebook) -> None:
    assert list(make_records(0, seed=1, now=NOW, rulebook=rulebook)) == []


def test_every_record_reads_back_equal(records: list[AnalysisRecord]) -> None:
    for record in records[::20]:
        assert AnalysisRecord.from_json(record.to_json()) == record


def test_ids_and_attempts_are_unique(records: list[AnalysisRecord]) -> None:
    assert len({record.id for record in records}) == len(records)
    assert len({(record.session_id, record.attempt) for record in records}) == len(records)


def test_attempts_of_a_session_are_numbered_without_holes(records: list[AnalysisRecord]) -> None:
    attempts: dict[str, list[int]] = {}
    for record in records:
        attempts.setdefault(record.session_id, []).append(record.attempt)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in attempts.values())
    assert any(len(numbers) > 1 for numbers in attempts.values())


def test_every_record_is_marked_as_synthetic(records: list[AnalysisRecord]) -> None:
    assert all("_demo" in record.session_id for record in records)
    judged = [record.assessor for record in records if record.assessor is not None]
    assert all(assessor.version.endswith(DEMO_MARK) for assessor in judged)
    assert all(record.assessor is not None for record in completed(records))


def test_records_lie_within_the_days_asked_for_and_end_before_now(records: list[AnalysisRecord]) -> None:
    assert records[0].upload_date >= NOW - timedelta(days=701)
    assert all(r.upload_date <= r.created_at <= r.completed_at < NOW for r in records)
    assert [r.upload_date for r in records] == sorted(r.upload_date for r in records)


def test_counts_agree_with_results(records: list[AnalysisRecord]) -> None:
    for record in completed(records):
        results: Any = record.analysis_results
        kinds = Counter(finding["kind"] for finding in results["findings"])
        assert record.strengths_count == kinds["strength"]
        assert record.weaknesses_count == kinds["weakness"]
        assert record.evidence_gaps_count == kinds["gap"]
        assert results["analysis"]["likelihood"] == record.likelihood
        assert record.document_count == len(record.documents)
        assert record.grounding.grounded <= record.grounding.claims


def test_codes_and_answers_come_from_the_rulebook(records: list[AnalysisRecord], rulebook: Rulebook) -> None:
    for record in completed(records)[:300]:
        field = rulebook.field(record.field)
        assert set(record.questionnaire_responses) == {question.id for question in field.questions}
        results: Any = record.analysis_results
        assert [c["criterion"] for c in results["criteria"]] == [c.code for c in field.criteria]
        assert {f["code"] for f in results["findings"]} <= {code.code for code in rulebook.codes}
        for question in field.questions:
            answer = record.questionnaire_responses[question.id]
            if question.type == "choice" and answer is not None:
                assert answer in {choice.value for choice in question.choices}


def test_quotes_name_a_document_and_page_of_the_record(records: list[AnalysisRecord]) -> None:
    for record in completed(records)[:300]:
        pages = {document.id: document.pages for document in record.documents}
        results: Any = record.analysis_results
        for finding in results["findings"]:
            assert all(1 <= quote["page"] <= pages[quote["document"]] for quote in finding["evidence"])


def test_better_recommendations_have_better_scores(records: list[AnalysisRecord]) -> None:
    def average(recommendation: str) -> float:
        return mean(r.overall_score or 0 for r in records if r.recommendation == recommendation)

    assert average("weak") < average("moderate") < average("strong")


def test_use_grows_and_rests_at_weekends_and_at_night(records: list[AnalysisRecord]) -> None:
    middle = NOW - timedelta(days=350)
    assert sum(r.upload_date >= middle for r in records) > 1.3 * sum(r.upload_date < middle for r in records)
    weekdays = Counter(r.upload_date.weekday() for r in records)
    assert weekdays[5] + weekdays[6] < weekdays[1]
    hours = Counter(r.upload_date.hour for r in records)
    assert hours[3] + hours[4] < hours[10]


def test_all_fields_assessors_and_outcomes_occur_and_failures_name_their_stage(
    records: list[AnalysisRecord],
) -> None:
    assert {r.field for r in records} == {"digital_technology", "arts_culture", "science_research"}
    assert len({label_assessor(r.assessor) for r in completed(records)}) == 4
    assert {r.outcome.result for r in records if r.outcome} == {"endorsed", "refused", "withdrawn"}
    failed = [r for r in records if r.processing_status == "error"]
    assert 0.02 * len(records) < len(failed) < 0.12 * len(records)
    assert {"extraction", "analysis", "queue"} <= {r.error.stage for r in failed if r.error}
    assert all(ANALYSIS_FAILURES[r.error.code].stage in (r.error.stage, None) for r in failed if r.error)
    assert all(r.analysis_results is None and r.overall_score is None for r in failed)


def test_cost_is_unknown_where_a_price_is_unknown(records: list[AnalysisRecord]) -> None:
    costs: dict[str, set[bool]] = {}
    for record in completed(records):
        costs.setdefault(label_assessor(record.assessor), set()).add(record.usage.cost_usd is None)
    assert costs["rubric"] == costs["local:demo-open"] == {True}
    assert costs["openai:demo-large"] == costs["anthropic:demo-swift"] == {False}


def test_every_record_can_be_tallied(records: list[AnalysisRecord]) -> None:
    assert sum(tally(record)["n"] for record in records) == len(records)
