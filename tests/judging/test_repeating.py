"""Judging more than once: the median counts, the spread is reported, a flip is flagged."""

from itertools import cycle

import pytest

from proof_of_talent.commands.cases import collect_cases
from proof_of_talent.commands.evaluate import read_application
from proof_of_talent.demo.samples import load_sample, write_samples
from proof_of_talent.domain.assessment import Usage
from proof_of_talent.domain.errors import AssessmentError
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.judging.repeating import Repeats, add_usage, judge_repeatedly
from tests.assessors import applications as papers
from tests.assessors.applications import RUBRIC, RULEBOOK
from tests.assessors.test_llm_judging import make_application


class Wavering:
    """Judges by the rubric, with levels changed differently each time and without its reading."""

    name = "wavering"

    def __init__(self, *levels):
        self._levels = cycle(levels)

    def assess(self, application, criteria, sitting=None):
        level = next(self._levels)
        if level is None:
            raise AssessmentError("no", code="llm_timeout", usage=Usage(input_tokens=7, requests=1))
        assessment = RUBRIC.assess(application, criteria)
        changed = tuple(j.model_copy(update={"level": float(level)}) for j in assessment.judgements)
        usage = Usage(input_tokens=10, output_tokens=1, requests=5)
        return assessment.model_copy(update={"judgements": changed, "usage": usage, "reading": None})

    def close(self):
        pass


APPLICATION = make_application(
    papers.CV, papers.PRESS, papers.AWARD, papers.FUNDING, papers.PATENT, papers.STAFF
)


def judged(assessor, application=APPLICATION, **repeats):
    return judge_repeatedly(application, repeats=Repeats(**repeats), assessor=assessor, rulebook=RULEBOOK)


def test_one_run_has_no_stability():
    assert "stability" not in judged(RUBRIC).results.to_wire()


def test_the_median_run_counts_and_the_spread_is_reported():
    scores = [judged(Wavering(level)).scored.overall_score for level in (1, 4, 2)]
    result = judged(Wavering(1, 4, 2), times=3)
    assert result.scored.overall_score == sorted(scores)[1]
    stability = result.results.to_wire()["stability"]
    assert stability["scores"] == scores
    assert stability["spread"] == max(scores) - min(scores) > 0
    assert "judged 3 times" in result.results.to_wire()["analysis"]["overall_assessment"]
    assert result.assessment.usage.input_tokens == 30


def test_the_same_each_time_says_so():
    stability = judged(RUBRIC, times=3).results.to_wire()["stability"]
    assert (stability["spread"], stability["flipped"], stability["runs"]) == (0, False, 3)


def test_a_further_run_that_fails_is_counted_and_paid_for():
    result = judged(Wavering(2, None, 2), times=3)
    assert result.results.to_wire()["stability"]["failed_runs"] == 1
    assert result.results.to_wire()["stability"]["runs"] == 2
    assert result.assessment.usage.requests == 11


def test_a_first_run_that_fails_fails():
    with pytest.raises(AssessmentError):
        judged(Wavering(None, 2), times=3)


def test_only_borderline_applications_are_judged_again():
    score = judged(Wavering(2)).scored.overall_score
    bands = RULEBOOK.field("digital_technology").bands
    distance = min(abs(score - edge) for edge in (bands.moderate, bands.strong))
    near = judged(Wavering(2), borderline_points=distance + 1)
    assert near.results.to_wire()["stability"]["reason"] == "borderline"
    assert near.results.to_wire()["stability"]["runs"] == 3
    if distance > 1:
        assert "stability" not in judged(Wavering(2), borderline_points=distance - 1).results.to_wire()


def test_what_one_run_does_not_know_the_sum_does_not_know():
    total = add_usage([Usage(input_tokens=1, cost_usd=0.5), Usage(input_tokens=2)])
    assert total.input_tokens == 3
    assert total.cost_usd is None


@pytest.fixture(scope="module")
def strong(tmp_path_factory):
    """A whole application, letters and all, so that the gates hold and the level decides."""
    folder = tmp_path_factory.mktemp("samples")
    written = write_samples(folder, [load_sample("digital_technology/strong")])
    with GuardedExtractor() as extractor:
        return read_application(collect_cases(written, None, None)[0], RULEBOOK, extractor)


def test_a_recommendation_that_flips_is_flagged_in_the_results_the_notes_and_the_report(strong):
    low, high = (judged(Wavering(level), strong).scored for level in (0, 4))
    assert low.recommendation != high.recommendation
    result = judged(Wavering(0, 4, 4), strong, times=3)
    stability = result.results.to_wire()["stability"]
    assert stability["flipped"] is True
    assert stability["recommendations"] == [low.recommendation, high.recommendation, high.recommendation]
    assert result.scored.recommendation == high.recommendation
    assert "recommendation_flipped" in result.results.to_wire()["notes"]
    assert "not the same each time" in result.results.to_wire()["analysis"]["overall_assessment"]


def test_scores_that_differ_within_a_band_are_no_flip(strong):
    first, second = (judged(Wavering(level), strong).scored for level in (0, 0.4))
    assert first.recommendation == second.recommendation
    assert first.overall_score != second.overall_score
    result = judged(Wavering(0, 0.4), strong, times=2)
    assert result.results.to_wire()["stability"]["flipped"] is False
    assert "recommendation_flipped" not in result.results.to_wire()["notes"]
