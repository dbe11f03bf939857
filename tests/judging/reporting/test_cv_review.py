"""The CV as a document: each statement is true of the CV that it is about."""

import pytest

from proof_of_talent.judging.judge import judge
from tests.assessors.applications import CV, RUBRIC, RULEBOOK, make_application, write_letters


def review(cv: str, field="digital_technology", **answers):
    papers = [("cv", cv), *write_letters(2)]
    return judge(
        make_application(papers, field=field, **answers), assessor=RUBRIC, rulebook=RULEBOOK
    ).results.analysis.cv_feedback


BARE = "Maya Okafor\nExperience\nEngineer at Tidewater Maps\nEducation\nUniversity of Lagos\n"
MONTHS = (
    "Maya Okafor\nExhibitions\nMay 2025 Salt, Bergen\nJune 2025 Nets, Oslo\nMarch 2026 Tide, Leeds\nAwards\n"
)


def test_a_sound_cv_is_told_what_is_sound():
    feedback = review(CV)
    assert feedback.score == 10
    assert feedback.weaknesses == feedback.improvement_recommendations == ()
    assert "It gives results in figures." in feedback.strengths


@pytest.mark.parametrize(
    ("weakness", "field", "cv"),
    [
        ("Few of its entries have dates.", "digital_technology", BARE),
        ("It gives few results in figures.", "digital_technology", BARE),
        ("It does not seem to come up to the present.", "digital_technology", BARE),
        ("Its entries have few months.", "arts_culture", MONTHS.replace("May ", "").replace("June ", "")),
        ("Your CV has none of the headings by which we know a CV.", "arts_culture", "Maya Okafor, painter"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(weakness, field, cv):
    feedback = review(cv, field)
    assert weakness in feedback.weaknesses
    assert len(feedback.improvement_recommendations) == len(feedback.weaknesses)


def test_figures_are_asked_for_in_the_words_of_the_field():
    assert any("grants" in advice for advice in review(BARE, "science_research").improvement_recommendations)
    assert "Its entries have months." in review(MONTHS, "arts_culture").strengths


def test_a_contradiction_with_the_answers_is_told():
    feedback = review(CV, years_experience=40)
    assert "Your papers do not bear out all your answers." in feedback.weaknesses
