"""The report keeps the shape that clients read, and says what an applicant can do."""

import orjson
import pytest

from proof_of_talent.domain.record import SCHEMA_VERSION
from proof_of_talent.judging.reporting.report import DISCLAIMER
from tests.assessors.applications import CV, RULEBOOK, conclude_application, make_application, write_letters

ANALYSIS_KEYS = {
    "likelihood", "assessment_level", "evidence_present", "strengths", "gaps", "overall_assessment",
    "next_steps", "cv_feedback", "portfolio_summary",
}  # fmt: skip
MILESTONE_KEYS = {
    "code", "title", "description", "duration_weeks", "priority", "evidence_to_collect", "addresses_gaps",
}  # fmt: skip


@pytest.mark.parametrize("field", [field.id for field in RULEBOOK.fields])
@pytest.mark.parametrize("papers", [[], [("cv", CV)], None], ids=["nothing", "cv", "all"])
def test_the_shape_is_fixed_whatever_was_found(field, papers):
    scored, results = conclude_application(make_application(papers, field=field))
    assert SCHEMA_VERSION == 1
    assert set(results["analysis"]) == ANALYSIS_KEYS
    assert set(results["roadmap"]) == {"milestones", "total_weeks", "feasibility_assessment"}
    assert all(
        set(gap) == {"type", "severity", "description", "recommendation"}
        for gap in results["analysis"]["gaps"]
    )
    for milestone in results["roadmap"]["milestones"]:
        assert set(milestone) == MILESTONE_KEYS
        assert milestone["addresses_gaps"]
        RULEBOOK.code(milestone["code"])
    for finding in results["findings"]:
        assert set(finding) == {"kind", "code", "criterion", "text", "evidence", "grounded"}
        assert RULEBOOK.code(finding["code"]).kind == finding["kind"]
    assert [c["criterion"] for c in results["criteria"]] == [c.code for c in RULEBOOK.field(field).criteria]
    assert all({"score", "verdict"} <= set(criterion) for criterion in results["criteria"])
    assert 0 <= results["analysis"]["cv_feedback"]["score"] <= 10
    assert results["analysis"]["likelihood"] == scored.likelihood
    assert orjson.loads(orjson.dumps(results)) == results


def test_it_says_that_it_is_guidance():
    _, results = conclude_application(make_application())
    assert DISCLAIMER in results["analysis"]["overall_assessment"]
    assert "not legal advice" in DISCLAIMER


def test_what_blocks_an_application_comes_first():
    scored, results = conclude_application(make_application([("cv", CV), *write_letters(1)]))
    codes = [milestone["code"] for milestone in results["roadmap"]["milestones"]]
    gates = [code for code in codes if RULEBOOK.code(code).gate]
    assert set(gates) == set(scored.failed_gates)
    assert codes[: len(gates)] == gates
    assert results["analysis"]["next_steps"][0] == results["roadmap"]["milestones"][0]["title"]


def test_weeks_allow_for_two_steps_at_a_time():
    _, results = conclude_application(make_application([("cv", CV)]))
    weeks = [milestone["duration_weeks"] for milestone in results["roadmap"]["milestones"]]
    assert max(weeks) <= results["roadmap"]["total_weeks"] <= sum(weeks)


def test_nothing_at_all_earns_nothing():
    scored, results = conclude_application(make_application([]))
    assert scored.overall_score == 0
    assert results["analysis"]["portfolio_summary"] == "No documents were given."
