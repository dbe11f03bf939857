"""The benchmark: scoring gets the labels' own levels right, figures are what they say, losses are noticed."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.benchmark import assemble, make_judge, read_set
from proof_of_talent.commands.cli import app
from proof_of_talent.judging.benchmark.behaviour import PAPER_CHANGES, measure_behaviour
from proof_of_talent.judging.benchmark.cases import CaseLabel, LabelledCase, WrittenApplication
from proof_of_talent.judging.benchmark.figures import (
    Moved,
    correlate,
    correlate_criteria,
    count_dressed_strong,
    mean_size,
    share_in_order,
    share_in_set,
    share_of_dressed_below,
    share_of_single_right,
)
from proof_of_talent.judging.benchmark.outcomes import JudgedCase, JudgedVerdict
from tests.assessors.applications import RUBRIC, RULEBOOK

SETS = Path(__file__).parent / "sets"
CASES = SETS / "cases_shown.json"


def run(*arguments: object):
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture(scope="module")
def by_labels(tmp_path_factory):
    """The labels' own levels, judged once: the report and the figures saved as a baseline."""
    folder = tmp_path_factory.mktemp("labels")
    done = run(
        CASES, "--assessor", "labels", "--out", folder / "report.json", "--save", folder / "saved.json"
    )
    assert done.exit_code == 0, done.output
    return folder


def test_from_the_labels_of_criteria_scoring_finds_the_band(by_labels):
    """Reading and weighing apart: what is wrong here would be the fault of weights, gates and bands."""
    (measured,) = orjson.loads((by_labels / "report.json").read_bytes())
    assert measured["cases"] == 15
    assert measured["figures"]["exact"] >= 0.9
    assert measured["figures"]["in_set"] == 1
    assert measured["figures"]["mean_size"] <= 1.4
    assert measured["figures"]["dressed_strong"] == 0


@pytest.mark.parametrize(("size", "code"), [(None, 0), (1.0, 1)], ids=["the same", "worse"])
def test_a_figure_that_got_worse_fails_the_command(by_labels, tmp_path, size, code):
    baseline = tmp_path / "baseline.json"
    saved = orjson.loads((by_labels / "saved.json").read_bytes())
    if size:
        saved["labels/cases_shown"]["mean_size"] = size
    baseline.write_bytes(orjson.dumps(saved))
    done = run(CASES, "--assessor", "labels", "--no-behaviour", "--baseline", baseline)
    assert done.exit_code == code
    assert "bands named" in done.output


def test_the_shown_cases_are_judged_no_worse_than_the_committed_baseline():
    """Where a figure rose for a reason, save it anew: `evaluate` with `--no-behaviour --save`."""
    done = run(CASES, "--assessor", "rubric", "--no-behaviour", "--baseline", SETS / "baseline.json")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("content", ["{", "[]", '{"cases": [{"id": "x"}]}'])
def test_what_is_no_labelled_set_is_refused_with_what_it_should_be(tmp_path, content):
    path = tmp_path / "set.json"
    path.write_text(content)
    done = run(path, "--assessor", "labels")
    assert done.exit_code != 0
    assert "cases" in done.output + str(done.exception)


def test_the_level_applied_for_comes_from_the_application():
    for case in read_set(CASES).cases:
        assert assemble(case.application, RULEBOOK).route == case.application.answers["route_preference"]


def test_pairs_differ_in_what_the_change_says():
    for pair in read_set(SETS / "pairs_shown.json").pairs:
        assert pair.before != pair.after
        assert pair.before.answers == pair.after.answers


def make_outcome(band, score, bands, *, dressed=False, neighbour=None) -> JudgedCase:
    case = LabelledCase(
        f"{band}{score}", WrittenApplication("arts_culture", {}, (("cv.txt", "MIRA NOVAK\nPotter"),)),
        CaseLabel(band, neighbour, {"MC": 3}), dressed,
    )  # fmt: skip
    return JudgedCase(case, JudgedVerdict(score, bands, bands[0], {"MC": score}, {}))


OUTCOMES = [
    make_outcome("strong", 90, ("strong",)),
    make_outcome("moderate", 70, ("strong", "moderate")),
    make_outcome("moderate", 60, ("weak",), neighbour="weak"),
    make_outcome("weak", 80, ("strong",), dressed=True),
]


def test_the_figures_of_a_small_set():
    assert share_in_set(OUTCOMES) == 0.75
    assert mean_size(OUTCOMES) == 1.25
    assert share_of_single_right(OUTCOMES) == pytest.approx(2 / 3, abs=0.0001)
    assert share_in_order(OUTCOMES) == 0.6
    assert share_of_dressed_below(OUTCOMES) == pytest.approx(1 / 3, abs=0.0001)
    assert count_dressed_strong(OUTCOMES) == 1


def test_a_set_without_cases_has_no_figures():
    assert share_in_set([]) is None
    assert mean_size([]) is None


@pytest.mark.parametrize(
    ("direction", "points", "right"),
    [("better", 1, True), ("better", 0, False), ("worse", -2, True), ("same", -3, True), ("same", 4, False)],
)
def test_a_pair_is_right_where_it_moves_as_it_has_to(direction, points, right):
    assert Moved("x", "role", direction, points).is_right is right


def test_rank_correlation_knows_order_reverse_and_nothing():
    assert correlate([1, 2, 3], [10, 20, 30]) == 1
    assert correlate([1, 2, 3], [3, 2, 1]) == -1
    assert correlate([1, 2, 3], [5, 5, 5]) is None


def test_behaviour_judges_each_change_and_says_whether_it_holds():
    cases = [outcome.case for outcome in OUTCOMES]

    def count_superlatives(written: WrittenApplication) -> JudgedVerdict:
        text = " ".join(text for _, text in written.papers)
        return JudgedVerdict(text.count("acclaimed") * 10 + 1, ("weak",), "weak", {}, {})

    found = measure_behaviour(cases, count_superlatives, lambda w: ["cv"] * len(w.papers))
    by_title = {one.title: one for one in found}
    assert len(found) == len(PAPER_CHANGES) + 1
    assert not by_title["boasting added to the CV"].holds
    assert by_title["boasting added to the CV"].mean == 10
    assert by_title["American spelling"].holds
    assert not by_title["letters drafted for own staff"].holds  # it did not fall


def test_a_set_by_another_author_stays_above_the_line():
    """It was read while the reader was mended: what it holds is that nothing falls behind."""
    judge_text = make_judge(RUBRIC, RULEBOOK)
    cases = read_set(SETS / "cases_second.json").cases
    outcomes = [JudgedCase(case, judge_text(case.application)) for case in cases]
    assert share_in_set(outcomes) >= 0.85
    assert mean_size(outcomes) <= 1.7
    assert share_in_order(outcomes) >= 0.85
    assert share_of_dressed_below(outcomes) == 1
    assert count_dressed_strong(outcomes) == 0
    assert correlate_criteria(outcomes) >= 0.6
    assert not [one.case.id for one in outcomes if one.answer.abstained]
    named_otherwise = cases[-2].application  # of science, where nothing but CV and letters is read
    papers = tuple((f"scan_{at}.pdf", text) for at, (_, text) in enumerate(named_otherwise.papers))
    assert judge_text(named_otherwise._replace(papers=papers)) == judge_text(named_otherwise)
