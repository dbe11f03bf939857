"""A language model behind the command line: repeated judging and evaluation over real HTTP."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.demo.samples import write_samples
from proof_of_talent.judging.benchmark.cases import LABEL_LEVELS
from tests.llm_server import KEY, Reply, ScriptedModel, judge_honestly, make_answer

NAME = "compatible:scripted-1"


@pytest.fixture
def cases(tmp_path):
    write_samples(tmp_path / "samples")
    return tmp_path / "samples" / "digital_technology"


@pytest.fixture
def invoke(tmp_path):
    def call(model, *arguments):
        environment = {
            "PROOF_OF_TALENT_DATA_DIR": str(tmp_path / "data"), "PROOF_OF_TALENT_LLM_BASE_URL": model.url,
            "PROOF_OF_TALENT_LLM_API_KEY": KEY, "PROOF_OF_TALENT_LLM_REVIEW": "false",
            "PROOF_OF_TALENT_LLM_BACKOFF_SECONDS": "0.01", "COLUMNS": "120",
        }  # fmt: skip
        done = CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)
        assert KEY not in done.output
        return done

    return call


def read_record(done):
    """The printed record; under the test runner log lines share its stream."""
    return json.loads(done.stdout[done.stdout.index("{\n") :])


def quote_levels(*levels):
    """A model that gives these levels to every criterion, one after another, with quotes from every paper."""

    def script(ask):
        level = levels[(ask.nth - 1) % len(levels)]
        telling = [line for line in ask.lines() if len(line[2]) > 40]
        firsts = {document: (document, page, text) for document, page, text in reversed(telling)}
        return Reply(make_answer(ask.criterion, level, list(firsts.values()) if level else []))

    return script


def test_repeat_reports_a_recommendation_that_flips_and_counts_the_median(cases, invoke):
    with ScriptedModel(quote_levels(4, 0, 4)) as model:
        done = invoke(model, "assess", cases / "strong", "--assessor", NAME, "--repeat", 3, "--json")
        assert done.exit_code == 0, done.output
        record = read_record(done)
        assert (
            record["usage"]["requests"] == len(model.asks) == 3 * len({ask.criterion for ask in model.asks})
        )
    stability = record["analysis_results"]["stability"]
    high, low, again = stability["scores"]
    assert high == again == record["overall_score"] > low
    assert stability["spread"] == high - low
    assert stability["flipped"] is True
    assert stability["recommendations"][0] == record["recommendation"] != stability["recommendations"][1]
    assert "recommendation_flipped" in record["analysis_results"]["notes"]
    assert "treat it with care" in record["analysis_results"]["analysis"]["overall_assessment"]


def test_a_steady_model_does_not_flip(cases, invoke):
    with ScriptedModel(quote_levels(3)) as model:
        done = invoke(model, "assess", cases / "strong", "--assessor", NAME, "--repeat", 2, "--json")
    results = read_record(done)["analysis_results"]
    assert (results["stability"]["runs"], results["stability"]["flipped"]) == (2, False)
    assert "recommendation_flipped" not in results["notes"]


def test_evaluate_compares_a_model_with_the_rubric(cases, invoke, tmp_path):
    report = tmp_path / "report.json"
    with ScriptedModel(judge_honestly) as model:
        done = invoke(
            model, "evaluate", cases, "--assessor", "rubric", "--assessor", NAME, "--out", report
        )  # fmt: skip
        asked = len(model.asks)
    assert done.exit_code == 0, done.output
    evaluation = json.loads(report.read_text())
    summaries = {summary["assessor"]: summary for summary in evaluation["assessors"]}
    assert summaries[NAME]["cases"] == 3
    assert summaries[NAME]["failed"] == 0
    assert summaries[NAME]["grounded_share"] == 1.0
    assert summaries[NAME]["cost_usd"] is None  # a model that no price table lists
    whole = next(c for c in evaluation["comparisons"] if c["criterion"] is None)
    assert {whole["first"], whole["second"]} == {"rubric", NAME}
    assert whole["judgements"] == asked
    assert {c["criterion"] for c in evaluation["comparisons"]} > {None, "MC"}


def test_evaluate_names_what_a_model_failed_on_and_ends_with_an_error(cases, invoke, tmp_path):
    report = tmp_path / "report.json"
    with ScriptedModel(lambda ask: Reply(status=401, text="no such key")) as model:
        done = invoke(model, "evaluate", cases / "strong", "--assessor", NAME, "--out", report)
    assert done.exit_code == 1
    assert json.loads(report.read_text())["assessors"][0]["failed"] == 1


SETS = Path(__file__).parents[1] / "judging" / "sets"


def read_as_labelled(cases):
    """A careful reader: it knows a case by its papers and gives the levels of its label, with quotes."""
    told = [
        ({line.strip() for _, text in case["docs"] for line in text.split("\n")}, case["label"]["criteria"])
        for case in cases
    ]

    def script(ask):
        lines = [line for line in ask.lines() if len(line[2]) > 40]
        seen = {text for _, _, text in lines}
        labels = max(told, key=lambda case: len(case[0] & seen))[1]
        level = LABEL_LEVELS[labels[ask.criterion]["level"]]
        firsts = {document: (document, page, text) for document, page, text in reversed(lines)}
        return Reply(make_answer(ask.criterion, level, list(firsts.values()) if level else []))

    return script


def test_evaluate_gives_the_whole_table_of_a_labelled_set_for_a_model(invoke, tmp_path):
    cases = json.loads((SETS / "cases_shown.json").read_text())["cases"]
    tiers = {case["tier"]: case for case in cases if case["field"] == "digital_technology"}
    chosen = list(tiers.values())
    (tmp_path / "set.json").write_text(json.dumps({"about": "some", "cases": chosen}))
    report = tmp_path / "table.json"
    with ScriptedModel(read_as_labelled(chosen)) as model:
        done = invoke(
            model, "evaluate", tmp_path / "set.json", "--assessor", NAME, "--assessor", "labels",
            "--no-behaviour", "--out", report,
        )  # fmt: skip
    assert done.exit_code == 0, done.output
    by_model, by_labels = json.loads(report.read_text())
    assert (by_model["assessor"], by_model["cases"], by_model["abstained"]) == (NAME, len(chosen), 0)
    assert by_model["figures"].keys() == by_labels["figures"].keys()
    ordered = [name for name, value in by_labels["figures"].items() if value is not None]
    assert all(by_model["figures"][name] is not None for name in ordered)
    assert by_model["controls"] == by_labels["controls"]
    assert sum(by_model["confusion"].values()) == len(by_model["answers"]) == len(chosen)
    assert by_model["figures"]["criteria"] > 0.7
