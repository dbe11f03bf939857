"""Statistics of a comparison, and the command over real cases."""

import json

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.judging.evaluation import (
    CaseResult,
    compute_kappa,
    evaluate_results,
    find_regressions,
)
from proof_of_talent.judging.evaluation_page import render_markdown


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


def say(case: str, assessor: str, level: int, **more) -> CaseResult:
    return CaseResult(case=case, assessor=assessor, levels={"MC": level}, **more)


def test_an_assessor_is_measured_against_labels_with_bias_interval_confusion_and_pairs():
    labels = [say(str(n), "labels", n % 5, better_than="0" if n == 4 else None) for n in range(10)]
    high = [say(str(n), "x", min(4, n % 5 + 1), score=n * 10, requests=6, retries=1) for n in range(9)]
    failed = CaseResult(case="9", assessor="x", error="llm_timeout")
    evaluation = evaluate_results([*labels, *high, failed])
    whole = next(c for c in evaluation.comparisons if c.criterion is None)
    assert whole.bias == pytest.approx(8 / 9, abs=1e-3)
    assert whole.kappa_interval[0] <= whole.kappa <= whole.kappa_interval[1]
    assert whole.confusion == {"0/1": 2, "1/2": 2, "2/3": 2, "3/4": 2, "4/4": 1}
    summary = evaluation.assessors[0]
    assert (summary.failed, summary.failures) == (1, {"llm_timeout": 1})
    assert (summary.pairs, summary.pairs_right) == (1, 1)
    assert summary.requests is None  # the failed case does not tell
    page = render_markdown(evaluation)
    assert "1 (llm_timeout 1)" in page
    assert "| 3 |  |  |  |  | 2 |" in page


def test_what_got_worse_is_named():
    def evaluate(level: int, error: str | None = None):
        said = CaseResult(case="b", assessor="x", error=error) if error else say("b", "x", 3)
        return evaluate_results(
            [say("a", "labels", 1), say("b", "labels", 3), say("c", "labels", 4), say("a", "x", level), said,
             say("c", "x", 4)]
        )  # fmt: skip

    before = evaluate(1)
    assert find_regressions(before, before) == []
    losses = find_regressions(evaluate(4, "llm_timeout"), before)
    assert any("kappa" in loss for loss in losses)
    assert "x: 1 of 3 failed, were 0" in losses


@pytest.fixture
def labelled(tmp_path):
    from proof_of_talent.demo.samples import write_samples

    write_samples(tmp_path / "samples")
    (tmp_path / "cases").mkdir()
    (tmp_path / "samples" / "digital_technology").rename(tmp_path / "cases" / "digital_technology")
    return tmp_path / "cases"


def test_cases_one_level_deeper_are_found_results_are_kept_and_a_baseline_holds(labelled, tmp_path):
    strong = labelled / "digital_technology" / "strong" / "expected.json"
    strong.write_text(json.dumps({"criteria": {"MC": 4}, "better_than": "digital_technology/weak"}))
    kept, saved = tmp_path / "kept.ndjson", tmp_path / "before.json"

    def invoke(*more):
        return CliRunner().invoke(
            app, ["evaluate", str(labelled), "--assessor", "rubric", "--results", str(kept), *map(str, more)]
        )

    done = invoke("--save", saved)
    assert done.exit_code == 0, done.output
    assert len(kept.read_text().splitlines()) == 3
    evaluation = json.loads(saved.read_text())
    assert {r["case"] for r in evaluation["results"]} >= {"digital_technology/strong"}
    assert (evaluation["assessors"][0]["pairs"], evaluation["assessors"][0]["pairs_right"]) == (1, 1)
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    lines[0] |= {"score": 0}
    kept.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    better = evaluation["assessors"][0] | {"pairs_right": 2, "pairs": 2}
    saved.write_text(json.dumps(evaluation | {"assessors": [better]}))
    worse = [line for line in lines if line["case"].endswith("strong")]
    worse[0]["score"] = 0
    kept.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    again = invoke("--baseline", saved)
    assert again.exit_code == 1
    assert "pairs right" in again.output
    assert len(kept.read_text().splitlines()) == 3  # nothing was judged again


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ({"criteria": {"OC9": 1}}, "no label 'OC9'"),
        ({"criteria": {"MC": 7}}, "from 0 to 4"),
        ({"recomendation": "weak"}, "no label 'recomendation'"),
        ({"recommendation": "superb"}, "no recommendation 'superb'"),
        ({"better_than": "nobody"}, "no case 'nobody'"),
    ],
)
def test_labels_that_do_not_exist_are_refused(labels, problem, tmp_path):
    from proof_of_talent.commands.case_runs import read_expected
    from proof_of_talent.commands.cases import Case
    from proof_of_talent.domain.errors import InvalidInputError
    from tests.assessors.applications import RULEBOOK

    (tmp_path / "expected.json").write_text(json.dumps(labels))
    case = Case("a", "digital_technology", {}, [tmp_path / "cv.pdf"])
    with pytest.raises(InvalidInputError, match=problem):
        read_expected(case, RULEBOOK, ["a"])
