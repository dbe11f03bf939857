"""What the texts of single bodies and levels say: one test for each rule that they differ by."""

from datetime import date

import pytest

from proof_of_talent.domain.criteria import FieldCriteria, load_rulebook

RULEBOOK = load_rulebook(day=date(2026, 11, 28))


def adapt(field: str, body: str, route: str) -> FieldCriteria:
    return RULEBOOK.field(field).adapt(RULEBOOK.body(body), route)


def say(field: str, body: str, route: str, code: str) -> str:
    criterion = adapt(field, body, route).criterion(code)
    return " ".join((criterion.name, criterion.summary, *criterion.good, *criterion.insufficient))


@pytest.mark.parametrize(
    ("code", "talent", "promise"),
    [
        ("OC1", "founder or senior executive", "senior executive does not count"),
        ("OC3", "a board role", "board roles are not asked for"),
        ("OC4", "published or endorsed", "research that an expert endorses"),
    ],
)
def test_technology_has_texts_of_its_own_at_promise(code, talent, promise):
    assert talent in say("digital_technology", "tech_nation", "talent", code)
    assert promise in say("digital_technology", "tech_nation", "promise", code)
    assert talent not in say("digital_technology", "tech_nation", "promise", code)


def test_technology_counts_mentoring_that_is_unpaid_structured_and_in_person_and_judging_as_mandatory():
    beyond = say("digital_technology", "tech_nation", "talent", "OC2")
    assert "unpaid, in person, and not at your own university" in beyond
    assert "counts for the mandatory criterion" in beyond
    assert "Judging other people's work" in say("digital_technology", "tech_nation", "talent", "MC")


def test_founders_hear_of_accounts_income_and_shares():
    said = say("digital_technology", "tech_nation", "talent", "OC1")
    assert all(words in said for words in ("signed accounts of twelve months", "own salary", "shareholding"))


def test_the_statement_of_technology_is_limited_and_warned_of_ai_and_templates():
    (statement,) = [item for item in RULEBOOK.paying_items if item.code == "statement"]
    assert (statement.limit, statement.fields) == (1000, ("digital_technology",))
    assert all(words in statement.mend for words in ("four questions", "text by AI", "templates"))


def test_technology_takes_ten_papers_of_three_pages_and_two_for_each_of_two_further_criteria():
    field = RULEBOOK.field("digital_technology")
    limits = field.documents
    assert (limits.cv_pages, limits.letter_pages, limits.evidence_documents, limits.evidence_pages) == (
        3,
        3,
        10,
        3,
    )
    assert (field.minimum_optional, limits.unique_documents) == (2, 6)
    assert all(criterion.minimum_documents == 2 for criterion in field.criteria)


def test_the_arts_take_ten_papers_of_two_pages_and_three_letters_one_from_the_uk():
    field = RULEBOOK.field("arts_culture")
    assert (field.documents.evidence_documents, field.documents.evidence_pages) == (10, 2)
    for level, countries in (("talent", 2), ("promise", 1)):
        route = field.route(level)
        assert (route.letters, route.uk_letters, route.minimum_countries) == (3, 1, countries)


def test_fashion_has_four_choices_and_nominations_count_at_talent():
    talent = adapt("arts_culture", "bfc", "talent")
    assert [c.code for c in talent.criteria] == ["MC", "OC1", "OC2", "OC3", "OC4"]
    assert talent.minimum_optional == 2
    assert "nomination counts for talent" in talent.criterion("OC2").summary
    assert not any("Nominations" in text for text in talent.criterion("OC2").insufficient)
    assert any("Nominations" in text for text in RULEBOOK.field("arts_culture").criterion("OC2").insufficient)
    promise = [c.name for c in adapt("arts_culture", "bfc", "promise").criteria]
    assert promise[2:] == ["Support scheme", "Order by a luxury retailer", "Graduate collection"]


def test_architecture_at_promise_wants_awards_and_exhibitions_of_five_years():
    for code in ("OC2", "OC3"):
        assert "last five years" in say("arts_culture", "riba", "promise", code)
        assert adapt("arts_culture", "riba", "promise").criterion(code).window_years == 5


OF_OTHER_ARTS = ("opera", "novel", "album", "tour", "gallery, or a publishing", "festival headline")


@pytest.mark.parametrize("body", ["riba", "bfc"])
@pytest.mark.parametrize("level", ["talent", "promise"])
def test_architects_and_fashion_designers_are_asked_for_no_proof_of_other_arts(body, level):
    for criterion in adapt("arts_culture", body, level).criteria:
        said = " ".join(criterion.good)
        assert [words for words in OF_OTHER_ARTS if words in said] == []


def test_film_and_television_exist_at_talent_only():
    assert RULEBOOK.body("pact").levels == ("talent",)
    assert RULEBOOK.checklist("arts_culture", "talent", "pact")
    assert RULEBOOK.checklist("arts_culture", "promise", "pact") is None


def test_no_route_promises_settlement_after_a_number_of_years():
    for field in RULEBOOK.fields:
        assert not any("ettlement" in route.summary for route in field.routes)
