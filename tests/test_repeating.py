"""Judging more than once: the median counts, the spread is reported, a flip is flagged."""

from itertools import cycle

import pytest

from proof_of_talent.assessment import Usage
from proof_of_talent.errors import AssessmentError
from proof_of_talent.repeating import Repeats, add_usage, judge_repeatedly
from tests.assessors import applications as papers
from tests.assessors.applications import RUBRIC, RULEBOOK
from tests.assessors.test_llm_judging import make_application


class Wavering:
    """Judges by the rubric, with levels changed differently each time."""

    name = "wavering"

    def __init__(self, *levels):
        self._levels = cycle(levels)

    def assess(self, application, criteria):
        level = next(self._levels)
        if level is None:
            raise AssessmentError("no", code="llm_timeout", usage=Usage(input_tokens=7, requests=1))
        assessment = RUBRIC.assess(application, criteria)
        changed = tuple(j.model_copy(update={"level": float(level)}) for j in assessment.judgements)
        usage = Usage(input_tokens=10, output_tokens=1, requests=5)
        return assessment.model_copy(update={"judgements": changed, "usage": usage})

    def close(self):
        pass


APPLICATION = make_application(
    papers.CV, papers.PRESS, papers.AWARD, papers.FUNDING, papers.PATENT, papers.STAFF
)


def judged(assessor, **repeats):
    return judge_repeatedly(APPLICATION, repeats=Repeats(**repeats), assessor=assessor, rulebook=RULEBOOK)


def test_one_run_has_no_stability():
    assert "stability" not in judged(RUBRIC).results


def test_the_median_run_counts_and_the_spread_is_reported():
    scores = [judged(Wavering(level)).scored.overall_score for level in (1, 4, 2)]
    result = judged(Wavering(1, 4, 2), times=3)
    assert result.scored.overall_score == sorted(scores)[1]
    stability = result.results["stability"]
    assert stability["scores"] == scores
    assert stability["spread"] == max(scores) - min(scores) > 0
    assert "judged 3 times" in result.results["analysis"]["overall_assessment"]
    assert result.assessment.usage.input_tokens == 30


def test_the_same_each_time_says_so():
    stability = judged(RUBRIC, times=3).results["stability"]
    assert (stability["spread"], stability["flipped"], stability["runs"]) == (0, False, 3)


def test_a_further_run_that_fails_is_counted_and_paid_for():
    result = judged(Wavering(2, None, 2), times=3)
    assert result.results["stability"]["failed_runs"] == 1
    assert result.results["stability"]["runs"] == 2
    assert result.assessment.usage.requests == 11


def test_a_first_run_that_fails_fails():
    with pytest.raises(AssessmentError):
        judged(Wavering(None, 2), times=3)


def test_only_borderline_applications_are_judged_again():
    score = judged(Wavering(2)).scored.overall_score
    bands = RULEBOOK.field("digital_technology").bands
    distance = min(abs(score - edge) for edge in (bands.moderate, bands.strong))
    near = judged(Wavering(2), borderline_points=distance + 1)
    assert near.results["stability"]["reason"] == "borderline"
    assert near.results["stability"]["runs"] == 3
    if distance > 1:
        assert "stability" not in judged(Wavering(2), borderline_points=distance - 1).results


def test_what_one_run_does_not_know_the_sum_does_not_know():
    total = add_usage([Usage(input_tokens=1, cost_usd=0.5), Usage(input_tokens=2)])
    assert total.input_tokens == 3
    assert total.cost_usd is None
