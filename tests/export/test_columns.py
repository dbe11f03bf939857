"""The flat columns: each is pinned to its value, for a record that has everything and one that failed."""

import orjson
import pytest

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.view import view_record
from tests.export.exportable import make_failed_record, make_record

COMPLETED = {
    "_id": "000000000000000000000001",
    "session_id": "session_20261122_184000_00000000000000000000000000000001",
    "attempt": 1,
    "attempt_kind": "first",
    "rejudged_from.attempt": None,
    "rejudged_from.overall_score": None,
    "client": None,
    "field": "digital_technology",
    "route": "talent",
    "upload_date": "2026-11-22T18:40:51.123Z",
    "created_at": "2026-11-22T18:41:00.123Z",
    "completed_at": "2026-11-22T18:41:00.123Z",
    "processing_status": "completed",
    "error.stage": None,
    "error.code": None,
    "error_message": None,
    "overall_score": 78,
    "likelihood": 0.7311,
    "recommendation": "strong",
    "band_set": "strong, moderate",
    "band_probabilities.weak": 0.0,
    "band_probabilities.moderate": 0.25,
    "band_probabilities.strong": 0.75,
    "abstained.code": None,
    "strengths_count": 2,
    "weaknesses_count": 0,
    "evidence_gaps_count": 1,
    "grounding.claims": 4,
    "grounding.grounded": 3,
    "cv_feedback.score": 7.5,
    "roadmap.milestones": 2,
    "roadmap.total_weeks": 12.0,
    "document_score": 65,
    "failed_gates": "no_uk_letter, other",
    "connections": 1,
    "outcome.result": "endorsed",
    "outcome.date": "2026-12-24",
    "outcome.reported_at": "2026-11-22T18:41:00.123Z",
    "document_count": 2,
    "documents.cv": 1,
    "documents.recommendation_letter": 1,
    "documents.evidence": 0,
    "documents.personal_statement": 0,
    "documents.portfolio": 0,
    "documents.pages": 3,
    "documents.bytes": 1500,
    "assessor": "openai:gpt-5",
    "assessor.name": "openai",
    "assessor.model": "gpt-5",
    "assessor.version": "1",
    "assessor.prompt_version": "p3",
    "assessor.endpoint": None,
    "assessor.region": None,
    "assessor.rules_version": "2026.1",
    "usage.input_tokens": 1200,
    "usage.output_tokens": 300,
    "usage.cost_usd": 0.0125,
    "timing.queued_seconds": 0.5,
    "timing.extraction_seconds": 1.25,
    "timing.analysis_seconds": 6.0,
    "timing.total_seconds": 8.75,
    "schema_version": 1,
    "corrections": 0,
    "consents.training": True,
    "criterion.MC.score": 81,
    "criterion.MC.level": 3.5,
    "criterion.MC.verdict": "met",
    "criterion.OC1.score": 40,
    "criterion.OC1.level": 2.0,
    "criterion.OC1.verdict": "partly",
    "strength.quantified_impact": 2,
    "weakness.route_mismatch": 0,
    "gap.no_uk_letter": 1,
    "answers.years_experience": 7.0,
    "answers.has_founded_company": True,
    "answers.route_preference": "talent",
    "answers.portfolio_url": "https://github.com/ada-king",
    "answers.awards": "Prize from Dr Grace Hopper, write to grace@navy.mil or +44 20 7946 0958",
    "answers.nominations": None,
    "answers.unlisted": '{"extra":[1,2]}',
    "overall_assessment": "Ada is strong.",
    "strengths_text": "Numbers\nMore",
    "weaknesses_text": "",
    "gaps_text": "No letter",
    "quotes_text": "d1 p2: grew 40%",
}
FAILED = {
    **dict.fromkeys(COMPLETED),
    "_id": "000000000000000000000002",
    "session_id": "session_20261122_184000_00000000000000000000000000000002",
    "attempt": 1,
    "attempt_kind": "first",
    "client": None,
    "field": "digital_technology",
    "upload_date": "2026-11-22T18:41:51.123Z",
    "created_at": "2026-11-22T18:42:00.123Z",
    "completed_at": "2026-11-22T18:42:00.123Z",
    "processing_status": "error",
    "error.stage": "extraction",
    "error.code": "encrypted_document",
    "error_message": "The document is encrypted.",
    "grounding.claims": 0,
    "grounding.grounded": 0,
    "document_count": 0,
    "documents.cv": 0,
    "documents.recommendation_letter": 0,
    "documents.evidence": 0,
    "documents.personal_statement": 0,
    "documents.portfolio": 0,
    "documents.pages": 0,
    "documents.bytes": 0,
    "assessor": "none",
    "schema_version": 1,
    "corrections": 0,
    "consents.training": False,
}


@pytest.mark.parametrize(
    ("record", "expected"),
    [(make_record(1), COMPLETED), (make_failed_record(2), FAILED)],
    ids=["whole", "failed"],
)
def test_every_column_has_its_value(rulebook, record, expected):
    view = view_record(orjson.loads(record.to_json()))
    values = {column.name: column.read(view) for column in build_columns(rulebook)}
    assert values == expected


def test_column_names_are_unique_and_described(rulebook):
    columns = build_columns(rulebook)
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.description for column in columns)


def test_every_key_of_a_record_has_a_column(rulebook):
    """A field added to the record must not be forgotten here."""
    elsewhere = {"questionnaire_responses": "answers", "analysis_results": "criterion"}
    heads = {column.name.partition(".")[0] for column in build_columns(rulebook)}
    assert {elsewhere.get(key, key) for key in make_record().to_wire()} <= heads


@pytest.mark.parametrize(
    ("answer", "years", "founded"),
    [
        ("12", 12.0, None),
        (float("nan"), None, None),
        ("yes", None, True),
        ("NO ", None, False),
        (True, None, True),
    ],
)
def test_an_answer_that_fits_no_type_is_kept_as_unlisted(rulebook, answer, years, founded):
    record = make_record(questionnaire_responses={"years_experience": answer, "has_founded_company": answer})
    view = view_record(orjson.loads(record.to_json()))
    row = {column.name: column.read(view) for column in build_columns(rulebook)}
    assert row["answers.years_experience"] == years
    assert row["answers.has_founded_company"] == founded
    lost = answer == answer and (years is None or founded is None)  # noqa: PLR0124 - NaN is null in JSON
    assert (row["answers.unlisted"] is not None) == lost


def test_withheld_columns_need_personal(rulebook):
    columns = build_columns(rulebook)
    assert "quotes_text" not in {column.name for column in select_columns(columns, None, personal=False)}
    assert "quotes_text" in {column.name for column in select_columns(columns, None, personal=True)}
    with pytest.raises(InvalidInputError) as caught:
        select_columns(columns, ["quotes_text"], personal=False)
    assert caught.value.code == "personal_column"


def test_columns_come_in_the_order_asked(rulebook):
    chosen = select_columns(build_columns(rulebook), ["likelihood", "_id"], personal=False)
    assert [column.name for column in chosen] == ["likelihood", "_id"]


@pytest.mark.parametrize("names", [[], ["_id", "_id"], ["nope"]])
def test_bad_choices_are_refused(rulebook, names):
    with pytest.raises(InvalidInputError):
        select_columns(build_columns(rulebook), names, personal=False)
