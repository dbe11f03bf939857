"""The verdict is a set of bands, with the share of each, or a reason why there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.assessment import Abstention
from proof_of_talent.domain.reading import ApplicationReading
from proof_of_talent.judging.reporting.wording import describe_bands, describe_likelihood, describe_verdict
from proof_of_talent.judging.scores.bands import REACH, judge_points, judge_reading, name_bands
from tests.assessors.applications import RULEBOOK

FIELD = RULEBOOK.field("digital_technology")
CUTS = FIELD.bands.model_copy(update={"strong": 80, "moderate": 50})
points = st.integers(0, 100)


@given(points)
def test_the_likeliest_band_is_the_one_that_the_cuts_give(score):
    expected = "weak" if score < 50 else "moderate" if score < 80 else "strong"
    assert judge_points(score, CUTS).recommendation == expected


@given(points)
def test_probabilities_have_four_decimals_and_add_up(score):
    shares = judge_points(score, CUTS).probabilities.model_dump()
    assert sum(round(share * 10_000) for share in shares.values()) == 10_000


@given(points, points)
def test_more_points_never_make_a_band_less_likely_to_be_reached(first, second):
    low, high = (judge_points(score, CUTS).probabilities for score in sorted((first, second)))
    assert low.strong <= high.strong
    assert low.weak >= high.weak


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (20, ("weak",)), (49, ("weak", "moderate")), (50, ("moderate", "weak")), (65, ("moderate",)),
        (79, ("moderate", "strong")), (81, ("strong", "moderate")), (100, ("strong",)),
    ],
)  # fmt: skip
def test_near_a_cut_both_bands_are_named_the_likelier_first(score, expected):
    assert judge_points(score, CUTS).band_set == expected


@given(points)
def test_without_the_mandatory_criterion_it_is_weak(score):
    assert judge_points(score, CUTS, mandatory_shown=False).band_set == ("weak",)


def test_only_scores_within_reach_of_a_cut_name_two_bands():
    unsure = [score for score in range(101) if len(judge_points(score, CUTS).band_set) > 1]
    assert all(min(abs(score - cut) for cut in (50, 80)) <= REACH for score in unsure)


def test_weak_or_strong_includes_what_lies_between():
    assert set(name_bands((4_500, 1_000, 4_500)).band_set) == {"weak", "moderate", "strong"}


def test_a_reading_says_itself_how_sure_it_is():
    verdict = judge_reading(ApplicationReading(score=77), (50, 400, 550))
    assert verdict.band_set == ("strong", "moderate")
    assert verdict.probabilities.strong == 0.55


def test_a_reading_that_is_in_doubt_names_no_band():
    verdict = judge_reading(ApplicationReading(abstained=("no_name_found",)), (50, 400, 550))
    assert (verdict.band_set, verdict.probabilities) == ((), None)
    assert verdict.abstained.code == "no_name_found"
    assert describe_bands((), verdict.abstained).startswith("Not judged: we could not tell")


def test_completeness_stands_beside_the_strength():
    said = describe_verdict(("strong",), None, ["Recommendation letters missing"])
    assert said == "Strong evidence; formally incomplete: recommendation letters missing"
    said = describe_verdict(
        ("strong",), None, ["Evidence over the limit"], ["Too few further criteria shown"]
    )
    assert said == (
        "Strong evidence; not shown well enough yet: too few further criteria shown; "
        "formally incomplete: evidence over the limit"
    )
    assert describe_verdict(("moderate", "strong"), None, []) == "Moderate evidence, could be strong"
    assert describe_verdict((), Abstention(code="x", text="no text"), []) == "Not judged: no text"


@pytest.mark.parametrize(
    ("likelihood", "words"),
    [
        (None, None),
        (0.05, "unlikely (0 to 15%)"),
        (0.5, "about even (40 to 60%)"),
        (0.95, "likely (85 to 100%)"),
    ],
)
def test_a_likelihood_is_said_in_words_and_whole_per_cent(likelihood, words):
    assert describe_likelihood(likelihood) == words
