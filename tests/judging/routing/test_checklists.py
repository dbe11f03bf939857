"""Fast tracks are lists of requirements: each needs its own sentence, and there is no percentage."""

# ruff: noqa: E501 - papers as they are written

from datetime import date

import pytest

from proof_of_talent.domain.routing import ChecklistResult
from proof_of_talent.judging.routing.checklists import decide_checklist
from tests.assessors.applications import RULEBOOK, make_application

CV = "Ama Boateng\nPhysicist\nResearch fellow, University of Aldermoor, 2022 - present\nPhD, University of Accra, 2019\n"
AWARD = """The Royal Society, 4 May 2024
We are pleased to confirm that Dr Ama Boateng has been awarded a University Research Fellowship. The fellowship
runs from 1 October 2024 to 30 September 2029. She leads research on thin films at the University of Aldermoor.
"""
STATEMENT = """University of Aldermoor, Human Resources, statement of guarantee, 3 September 2026
The post of Lecturer in the Department of Physics was advertised and an open competition was held. Dr Ama Boateng
has accepted the offer of the post at the University of Aldermoor. Dr Boateng will direct a team research programme.
We received two references. The interview panel had three academic members. One expert in the field of thin films
was on the panel.
"""
DESCRIPTION = """Job description: Lecturer, Dr Ama Boateng
Main duties: the holder will lead research on thin films and supervise doctoral students.
"""
GRANT = """UK Research and Innovation, award letter
The Engineering and Physical Sciences Research Council has awarded a grant worth £420,000 to the project. The grant
covers the period from 2025 to 2029. It was won in open competition. Dr Ama Boateng is named on the grant application.
"""
DECLARATION = """Human Resources declaration, University of Aldermoor
Dr Ama Boateng has accepted the job offer. She will be a Researcher in the Department of Physics. Her employment
contract has 24 months remaining. She makes critical contributions to the work. She is essential to the execution of
the grant. At least 60% of her time will be spent on the award.
"""


def decide(route: str, *papers: str, cv: str = CV, field: str = "science_research", body=None, **answers):
    documents = [("cv", cv), *(("evidence", paper) for paper in papers)]
    answers.setdefault("active_researcher", True)
    application = make_application(documents, field=field, route=route, **answers)
    checklist = RULEBOOK.checklist(field, route, body)
    return decide_checklist(application, checklist, RULEBOOK)


def states(result: ChecklistResult) -> dict[str, str]:
    return {item.id: item.state for item in result.items}


def test_a_listed_fellowship_with_its_end_and_confirmation_shows_every_item():
    result = decide("fellowship", AWARD)
    assert (result.verdict, result.open) == ("every_item_shown", 0)
    assert result.look_up == 1  # today's list must be asked
    assert states(result)["award_on_list"] == "look_up"
    assert all(item.evidence for item in result.items)


def test_no_result_has_a_percentage():
    assert not {"score", "likelihood", "share"} & set(ChecklistResult.model_fields)


def test_a_rotary_club_fellowship_is_on_no_list():
    rotary = "Rotary Club of Leeds\nDr Ama Boateng enjoys the fellowship of our club and has been awarded its thanks.\n"
    result = decide("fellowship", rotary)
    assert result.verdict == "open"
    assert states(result)["award_on_list"] == "open"
    assert states(result)["held_within_five_years"] == "open"


@pytest.mark.parametrize("where", ["paper", "answer"])
def test_a_fellowship_that_ended_in_2009_is_excluded(where):
    old = AWARD.replace("1 October 2024 to 30 September 2029", "1 October 2004 to 30 September 2009")
    result = (
        decide("fellowship", old)
        if where == "paper"
        else decide("fellowship", AWARD, fellowship_end_year=2009)
    )
    assert result.verdict == "excluded"
    assert "2009" in result.text


def test_a_later_fellowship_mends_an_older_one():
    old = AWARD.replace("1 October 2024 to 30 September 2029", "1 October 2004 to 30 September 2009")
    assert decide("fellowship", old, AWARD).verdict == "every_item_shown"


def test_somebody_who_is_no_active_researcher_is_excluded():
    result = decide("fellowship", AWARD, active_researcher=False)
    assert result.verdict == "excluded"
    assert states(result)["active_researcher"] == "excluded"


def test_an_appointment_stays_open_at_the_text_that_we_have_not_seen():
    result = decide("appointment", STATEMENT, DESCRIPTION, uk_job_offer=True)
    assert {name for name, state in states(result).items() if state == "open"} == {"changed_text"}
    assert states(result)["host"] == "look_up"


def test_before_the_change_every_item_of_an_appointment_can_be_shown():
    documents = [("cv", CV), ("evidence", STATEMENT), ("evidence", DESCRIPTION)]
    application = make_application(
        documents, field="science_research", route="appointment", active_researcher=True
    )
    early = application.model_copy(update={"as_of": date(2026, 3, 1)})
    result = decide_checklist(early, RULEBOOK.checklist("science_research", "appointment"), RULEBOOK)
    assert result.verdict == "every_item_shown"


def test_a_teaching_only_lecturer_is_excluded_with_the_sentence_that_says_so():
    teaching = DESCRIPTION.replace("Main duties:", "This is a teaching-only post. Main duties:").replace(
        "lead research on thin films and supervise", "give lectures and supervise"
    )
    result = decide("appointment", STATEMENT, teaching, uk_job_offer=True)
    assert result.verdict == "excluded"
    assert "teaching-only" in result.text


def test_a_lecturer_whose_papers_say_nothing_of_leading_is_open():
    plain = "Offer letter\nUniversity of Aldermoor is pleased to offer Dr Ama Boateng the post of Lecturer.\n"
    result = decide("appointment", plain, uk_job_offer=True)
    assert result.verdict == "open"
    assert states(result)["leads_research"] == "open"


@pytest.mark.parametrize(
    "missing",
    [
        "two references",
        "three academic members",
        "One expert in the field",
        "advertised and an open competition",
    ],
)
def test_each_part_of_the_hr_statement_is_an_item_of_its_own(missing):
    whole = decide("appointment", STATEMENT, DESCRIPTION).open
    assert decide("appointment", STATEMENT.replace(missing, "some"), DESCRIPTION).open == whole + 1


def test_an_endorsed_funder_with_declaration_and_award_shows_every_item():
    result = decide("endorsed_funder", GRANT, DECLARATION, body="ukri")
    assert result.verdict == "every_item_shown", states(result)


def test_a_bachelor_is_enough_for_a_specialist():
    cv = CV.replace("PhD, University of Accra, 2019", "BSc, University of Accra, 2016")
    result = decide("endorsed_funder", GRANT, DECLARATION, cv=cv, body="ukri", has_phd=False)
    assert result.verdict == "every_item_shown", states(result)


@pytest.mark.parametrize(
    ("before", "after", "item", "state"),
    [
        ("£420,000", "£12,000", "grant_size", "excluded"),
        ("from 2025 to 2029", "from May 2025 to June 2026", "grant_term", "excluded"),
        ("24 months remaining", "6 months remaining", "year_remaining", "excluded"),
        ("60% of her time", "20% of her time", "share_of_time", "open"),  # several grants may add up
        ("has awarded a grant", "has rejected a grant", "grant_size", "open"),
        ("is named on the grant application", "is a physicist", "recruited", "open"),
    ],
)
def test_figures_that_fall_short_are_named(before, after, item, state):
    papers = [paper.replace(before, after) for paper in (GRANT, DECLARATION)]
    assert states(decide("endorsed_funder", *papers, body="ukri"))[item] == state


def test_a_paper_about_somebody_else_shows_nothing():
    assert decide("fellowship", AWARD.replace("Boateng", "Mensah")).verdict == "open"


def test_the_applicants_own_word_shows_no_award():
    own = "University Research Fellowship awarded by the Royal Society, 2024 to 2029"
    assert states(decide("fellowship", cv=CV + own))["award_on_list"] == "open"


def test_film_and_television_ask_for_one_kind_of_recognition_with_cv_and_letters():
    nomination = "BAFTA, 2024\nThe film editor Lena Marsh was nominated for a BAFTA for Editing in 2024.\n"
    letters = [("recommendation_letter", f"Lena Marsh, letter {n}. I know her work.") for n in range(3)]
    application = make_application(
        [("cv", "Lena Marsh\nFilm editor\n"), *letters, ("evidence", nomination)], field="arts_culture"
    )
    result = decide_checklist(application, RULEBOOK.checklist("arts_culture", "talent", "pact"), RULEBOOK)
    assert result.verdict == "every_item_shown", states(result)
    student = nomination.replace("BAFTA for", "BAFTA Student Award for").replace("BAFTA, 2024", "Students")
    poor = application.model_copy(
        update={"documents": make_application([("cv", "Lena Marsh\n"), ("evidence", student)]).documents}
    )
    result = decide_checklist(poor, RULEBOOK.checklist("arts_culture", "talent", "pact"), RULEBOOK)
    assert states(result)["recognition"] == "open"
    assert states(result)["three_letters"] == "open"
