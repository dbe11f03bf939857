"""Statistics of a comparison, and the command over real cases."""

import json

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.judging.evaluation import CaseResult, compute_kappa, evaluate_results


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([(2, 2), (2, 2)], None),
        ([(0, 0), (4, 4), (2, 2)], 1.0),
        ([(0, 4), (4, 0)], -1.0),
        ([(0, 0), (0, 4), (4, 0), (4, 4)], 0.0),
    ],
)
def test_kappa_of_known_tables(pairs, kappa):
    assert compute_kappa(pairs) == kappa


def test_two_assessors_are_compared_over_the_cases_that_both_judged():
    results = [
        CaseResult(case="a", assessor="x", score=60, recommendation="moderate", levels={"MC": 3, "OC1": 1}),
        CaseResult(case="a", assessor="y", score=70, recommendation="strong", levels={"MC": 3, "OC1": 2}),
        CaseResult(case="b", assessor="x", score=10, recommendation="weak", levels={"MC": 0, "OC1": 0}),
        CaseResult(case="b", assessor="y", error="llm_timeout"),
    ]
    evaluation = evaluate_results(results)
    whole = next(c for c in evaluation.comparisons if c.criterion is None)
    assert (whole.judgements, whole.agreement, whole.score_difference) == (2, 0.5, 10.0)
    assert whole.same_recommendation == 0.0
    assert {c.criterion: c.agreement for c in evaluation.comparisons} == {None: 0.5, "MC": 1.0, "OC1": 0.0}
    assert [summary.failed for summary in evaluation.assessors] == [0, 1]


def test_the_command_compares_an_assessor_with_the_labels(tmp_path):
    from proof_of_talent.demo.samples import write_samples

    write_samples(tmp_path)
    cases = tmp_path / "digital_technology"
    (cases / "weak" / "expected.json").write_text(
        json.dumps({"score": 10, "recommendation": "weak", "criteria": {"MC": 0, "OC1": 0}})
    )
    report = tmp_path / "report.json"
    done = CliRunner().invoke(app, ["evaluate", str(cases), "--assessor", "rubric", "--out", str(report)])
    assert done.exit_code == 0, done.output
    evaluation = json.loads(report.read_text())
    assert evaluation["assessors"][0]["cases"] == 3
    assert evaluation["assessors"][0]["grounded_share"] == 1.0
    whole = next(c for c in evaluation["comparisons"] if c["criterion"] is None)
    assert (whole["first"], whole["second"], whole["judgements"]) == ("labels", "rubric", 2)
