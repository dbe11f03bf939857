"""The type of `analysis_results`: what records of any version hold is read, kept and written as it is."""

import contextlib
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.domain.tally import tally
from proof_of_talent.export.view import at_result
from tests.assessors.applications import RULEBOOK, conclude_application, make_application
from tests.factories import NOW, make_record, make_results

STABILITY = {
    "runs": 2, "scores": [60, 70], "spread": 10, "recommendations": ["moderate", "strong"], "flipped": True,
    "failed_runs": 0, "reason": "requested",
}  # fmt: skip


@pytest.mark.parametrize("field", [field.id for field in RULEBOOK.fields])
def test_what_was_written_is_read_and_written_again_byte_for_byte(field):
    _, wire = conclude_application(make_application(field=field))
    wire["stability"] = STABILITY
    assert json.dumps(AnalysisResults.model_validate(wire).to_wire()) == json.dumps(wire)


def test_demonstrations_are_read_whole():
    for record in make_records(40, seed=5, days=30, now=NOW, rulebook=RULEBOOK):
        results = record.read_results()
        assert (results is None) == (record.processing_status == "error")
        if results is not None:
            assert json.dumps(results.to_wire()) == json.dumps(record.analysis_results)


def test_an_older_record_reads_as_empty_where_it_says_nothing():
    results = make_record(analysis_results={"analysis": {"likelihood": 0.7}, "roadmap": {}}).read_results()
    assert results is not None
    assert (results.analysis.likelihood, results.findings, results.roadmap.milestones) == (0.7, (), ())


@pytest.mark.parametrize(
    "misfits",
    [
        {"analysis": None}, {"analysis": "good"}, {"analysis": {"gaps": ["no letters"], "strengths": "many"}},
        {"analysis": {"cv_feedback": {"score": {"of": 10}}}}, {"roadmap": {"total_weeks": "many"}},
        {"roadmap": {"milestones": [{"title": 5}, "wait"]}}, {"findings": None}, {"notes": [1, "note"]},
        {"findings": [{"kind": "gap", "code": "x", "evidence": [{"page": "?"}]}]},
        {"left_out": [{}]}, {"failed_gates": "none"}, {"document_score": [1]},
        {"stability": {**STABILITY, "scores": "many", "runs": "two"}},
    ],
)  # fmt: skip
def test_a_part_of_the_wrong_kind_is_left_out_of_the_reading_and_kept_in_the_record(misfits):
    record = make_record(analysis_results=make_results() | misfits)
    sound = {name: value for name, value in make_results().items() if name not in misfits}
    results = record.read_results()
    assert results is not None
    for name in sound:
        assert getattr(results, name) == getattr(AnalysisResults.model_validate(sound), name)
    tally(record)
    assert AnalysisRecord.from_json(record.to_json()).analysis_results == make_results() | misfits


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("findings", "kind", "score", "analysis", "gaps")), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(tuple(AnalysisResults.model_fields)), json_values, max_size=4))
def test_no_json_object_is_read_for_ever(wire):
    with contextlib.suppress(ValidationError):
        AnalysisResults.model_validate(wire)


@pytest.mark.parametrize(
    "uncountable", [{"findings": [{"kind": "gap"}]}, {"criteria": [{"criterion": "MC", "score": "high"}]}]
)
def test_what_figures_are_counted_from_has_to_be_there(uncountable):
    with pytest.raises(ValidationError, match="required"):
        tally(make_record(analysis_results=uncountable))


def test_a_column_reads_only_what_results_have():
    view = {"results": {"analysis": {"cv_feedback": {"score": 7}}}}
    assert at_result("analysis", "cv_feedback", "score", fit=lambda value: value)(view) == 7
    with pytest.raises(KeyError):
        at_result("analysis", "cv_points", fit=lambda value: value)


def test_results_are_plain_json():
    _, wire = conclude_application(make_application())
    assert orjson.loads(orjson.dumps(wire)) == wire
