"""Document rules, letters, and answers that the papers do not bear out."""

import pytest

from proof_of_talent.domain.assessment import Finding
from proof_of_talent.judging.checks import check
from proof_of_talent.judging.papers.survey import survey
from tests.assessors.applications import (
    CV,
    FUNDING,
    LETTER,
    PRESS,
    RULEBOOK,
    make_application,
    make_paper,
    write_letters,
)


def run(application) -> dict[str, list[Finding]]:
    field = RULEBOOK.field(application.field)
    found: dict[str, list[Finding]] = {}
    for finding in check(application, field, survey(application, field)):
        found.setdefault(finding.code, []).append(finding)
    return found


def test_three_letters_by_three_authors_are_enough():
    assert "missing_recommendation_letters" not in run(make_application())


def test_too_few_letters_are_counted_against_the_answer():
    found = run(make_application([("cv", CV), *write_letters(1)], recommendation_letters=3))
    (gap,) = found["missing_recommendation_letters"]
    assert "1 found" in gap.text
    assert "You answered that you have 3" in gap.text


def test_one_author_counts_once():
    letters = write_letters(1) * 3
    assert "missing_recommendation_letters" in run(make_application([("cv", CV), *letters]))


def test_a_confirmation_is_evidence_and_not_a_recommendation():
    application = make_application([("recommendation_letter", FUNDING)])
    surveyed = survey(application, RULEBOOK.field(application.field))
    assert surveyed.kinds == {"d1": "evidence"}
    assert surveyed.letters == ()


@pytest.mark.parametrize("place", ["The Maltings, Aldermere, Suffolk", "Wrexham", "Winchester, Hampshire"])
def test_a_county_or_a_city_says_that_a_letter_comes_from_the_uk(place):
    letters = write_letters(3, place=place, name="Ada Bello")
    assert "no_uk_letter" not in run(make_application(letters, field="arts_culture"))


@pytest.mark.parametrize("place", ["Concord, New Hampshire", "Almaty"])
def test_a_place_elsewhere_does_not(place):
    letters = write_letters(3, place=place, name="Ada Bello")
    abroad = [(kind, text.replace("United Kingdom", "country")) for kind, text in letters]
    assert "no_uk_letter" in run(make_application(abroad, field="arts_culture"))


def test_a_missing_uk_letter_is_a_gap_where_the_route_asks_for_one():
    letters = write_letters(3, place="Lagos, Nigeria", name="Ada Bello, Abuja")
    abroad = [(kind, text.replace("\n\nYours", "\nYours")) for kind, text in letters]
    assert "no_uk_letter" in run(make_application(abroad, field="arts_culture"))
    assert "no_uk_letter" not in run(make_application(write_letters(3), field="arts_culture"))
    assert "no_uk_letter" not in run(make_application(abroad))  # technology does not ask


def test_a_friend_is_not_a_suitable_author():
    text = LETTER.format(
        org="Ordnance Works", place="UK", email="a@b.example", year="2019", cut="3", name="Helen Marsh"
    ).replace("She is an", "She is my dear friend and an")
    (gap,) = run(make_application([("recommendation_letter", text)]))["letter_author_unsuitable"]
    assert gap.evidence[0].quote == "my dear friend"


def test_too_many_and_too_long_documents_are_named():
    papers = [("evidence", PRESS.replace("2025", str(1990 + n))) for n in range(11)]
    application = make_application(papers)
    long = make_paper(12, "evidence", "one", "two", "three", "four")
    application = application.model_copy(update={"documents": (*application.documents, long)})
    texts = [finding.text for finding in run(application)["evidence_over_limit"]]
    assert any("12 evidence documents" in text for text in texts)
    assert any("4 pages" in text for text in texts)


def test_the_level_is_compared_with_experience():
    assert "route_mismatch" in run(make_application(route="promise", years_experience=12))
    assert "route_mismatch" in run(make_application(route="talent", years_experience=1))
    assert "route_mismatch" not in run(make_application(route="talent", years_experience=9))


def test_one_country_is_too_few_for_talent_in_the_arts():
    assert "single_country_record" in run(make_application([], field="arts_culture", countries_worked=1))
    promise = make_application([], field="arts_culture", route="promise", countries_worked=1)
    assert "single_country_record" not in run(promise)


def test_a_consultancy_is_named_as_excluded():
    assert "ineligible_role" in run(make_application(employer_type="consultancy"))


def test_answers_that_papers_bear_out_are_no_contradiction():
    found = run(make_application(years_experience=5, speaking_engagements=2, has_founded_company=True))
    assert "cv_inconsistent" not in found


def test_a_no_to_a_required_question_fails_the_mandatory_requirement():
    found = run(make_application([("cv", CV)], field="science_research", active_researcher=False))
    assert found["mandatory_not_evidenced"][0].criterion == "MC"
