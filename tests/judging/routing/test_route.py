"""Sixty applicants: the route, the body, what stays open, and where we stop before any score."""

# ruff: noqa: E501, A002 - a table of cases
from datetime import date
from typing import Any, NamedTuple

import pytest

from proof_of_talent.domain.application import Application
from proof_of_talent.judging.checks import check
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.routing.route import Plan, plan_route
from tests.assessors.applications import RULEBOOK, make_application, write_letters
from tests.judging.routing.test_checklists import AWARD, DECLARATION, DESCRIPTION, GRANT, STATEMENT
from tests.judging.routing.test_checklists import CV as PHYSICIST

TODAY = date(2026, 11, 28)
TECH, ARTS, SCIENCE = "digital_technology", "arts_culture", "science_research"
ENGINEER = "Maya Okafor\nSoftware engineer\nExperience\nTidewater Maps, 2021 - present\n"
PAINTER = "Lena Quill\nPainter\nExhibitions\nTate Modern, 2025\n"
GATES = {"missing_recommendation_letters", "no_uk_letter", "single_country_record"}


def write_letters_for(name: str, count: int) -> list[tuple[str, str]]:
    """Return letters about the applicant of this name: letters about somebody else count for nothing."""
    return [(kind, text.replace("Maya Okafor", name)) for kind, text in write_letters(count)]


class Case(NamedTuple):
    """One applicant and what routing must say: decision, body, level, gates, open items of a checklist."""

    name: str
    field: str
    asked: str
    answers: dict[str, Any]
    papers: list[tuple[str, str]]
    decision: str
    body: str | None
    level: str
    gates: frozenset[str] = frozenset()
    open: int | None = None
    day: date = TODAY


def tech(
    name,
    asked,
    level,
    *,
    cv=ENGINEER,
    letters=3,
    day=TODAY,
    gates=(),
    decision="judged",
    body="tech_nation",
    **answers,
):
    papers = [("cv", cv), *write_letters(letters)]
    return Case(name, TECH, asked, answers, papers, decision, body, level, frozenset(gates), None, day)


def arts(
    name,
    asked,
    level,
    discipline,
    *,
    cv=PAINTER,
    letters=3,
    day=TODAY,
    gates=(),
    decision="judged",
    body="ace",
    open=None,
    **answers,
):
    answers = {"discipline": discipline, "countries_worked": 3} | answers
    papers = [("cv", cv), *write_letters_for("Lena Quill", letters)]
    return Case(name, ARTS, asked, answers, papers, decision, body, level, frozenset(gates), open, day)


def science(
    name,
    asked,
    level,
    *,
    papers=(),
    field="natural_sciences",
    day=TODAY,
    gates=(),
    decision="judged",
    body="royal_society",
    open=None,
    letters=2,
    **answers,
):
    answers = {"research_field": field, "active_researcher": True, "has_phd": True} | answers
    documents = [
        ("cv", PHYSICIST),
        *write_letters_for("Ama Boateng", letters),
        *(("evidence", paper) for paper in papers),
    ]
    return Case(name, SCIENCE, asked, answers, documents, decision, body, level, frozenset(gates), open, day)


LETTER_GATE = ("missing_recommendation_letters",)
CASES = [
    # ------------------------------------------------ digital technology
    tech("leader", "talent", "talent", years_experience=12),
    tech("early engineer", "promise", "promise", years_experience=3),
    tech("unsure with three years", "unsure", "promise", years_experience=3),
    tech("unsure with five years", "unsure", "promise", years_experience=5),
    tech("unsure with nine years", "unsure", "talent", years_experience=9),
    tech("unsure without years", "unsure", "talent"),
    tech("two letters", "talent", "talent", letters=2, gates=LETTER_GATE),
    tech("no letters", "promise", "promise", letters=0, gates=LETTER_GATE),
    tech("Turing Award", "talent", "talent", cv=ENGINEER + "2019 Turing Award, ACM\n", decision="no_endorsement_needed", body=None),
    tech("Turing Award, unsure", "unsure", "talent", cv=ENGINEER + "Turing Award, 2019\n", decision="no_endorsement_needed", body=None),
    tech("Turing Award of somebody else", "talent", "talent", cv=ENGINEER + "Worked with Turing Award winner Ann Lee\n"),
    tech("Turing Award denied by the answer", "talent", "talent", cv=ENGINEER + "Turing Award, 2019\n", listed_prize=False),
    tech("says yes to a prize, none named", "talent", "talent", listed_prize=True),
    tech("Lovelace lecture", "talent", "talent", cv=ENGINEER + "Lecture on the Lovelace Medal, 2024\n"),
    tech("ACM Prize in an answer", "promise", "promise", awards="ACM Prize in Computing, 2023", decision="no_endorsement_needed", body=None),
    tech("before the guide of 2025", "talent", "talent", day=date(2026, 1, 5)),
    # ------------------------------------------------ arts and culture
    arts("painter", "talent", "talent", "visual_arts"),
    arts("young painter", "promise", "promise", "visual_arts", years_experience=4),
    arts("musician unsure, young", "unsure", "promise", "music", years_experience=4),
    arts("musician unsure, 25 years", "unsure", "talent", "music", years_experience=25),
    arts("one country at talent", "talent", "talent", "dance", countries_worked=1, gates=("single_country_record",)),
    arts("one country at promise", "promise", "promise", "dance", countries_worked=1),
    arts("two letters", "talent", "talent", "theatre", letters=2, gates=LETTER_GATE),
    arts("no letters", "talent", "talent", "literature", letters=0, gates=(*LETTER_GATE, "no_uk_letter")),
    arts("Chopin winner", "talent", "talent", "music", cv="Lena Quill\nPianist\nFirst Prize, International Chopin Piano Competition, 2021\n", decision="no_endorsement_needed", body=None),
    arts("Chopin, second prize", "talent", "talent", "music", cv="Lena Quill\nPianist\nSecond prize, International Chopin Piano Competition, 2021\n"),
    arts("studio's Olivier", "talent", "talent", "theatre", cv="Lena Quill\nTheatre artist\nour studio won an Olivier for lighting\n"),
    arts("student BAFTA", "talent", "talent", "combined_arts", cv="Lena Quill\nArtist\nBAFTA Student Award, winner 2021\n"),
    arts("architect", "talent", "talent", "architecture", cv="Lena Quill\nArchitect\n", body="riba"),
    arts("young architect", "promise", "promise", "architecture", cv="Lena Quill\nArchitect\n", body="riba"),
    arts("architect unsure", "unsure", "promise", "architecture", cv="Lena Quill\nArchitect\n", body="riba", years_experience=6),
    arts("Pritzker Prize", "talent", "talent", "architecture", cv="Lena Quill\nArchitect\nPritzker Prize, 2020\n", decision="no_endorsement_needed", body=None),
    arts("fashion designer", "talent", "talent", "fashion", cv="Lena Quill\nFashion designer\n", body="bfc"),
    arts("young fashion designer", "promise", "promise", "fashion", cv="Lena Quill\nFashion designer\n", body="bfc"),
    arts("fashion, one country", "talent", "talent", "fashion", cv="Lena Quill\nFashion designer\n", body="bfc", countries_worked=1, gates=("single_country_record",)),
    arts("film editor at promise", "promise", "promise", "film_tv", cv="Lena Quill\nFilm editor\n", decision="no_rules", body=None),
    arts("film editor at talent", "talent", "talent", "film_tv", cv="Lena Quill\nFilm editor\n", decision="checklist", body="pact", open=1),
    arts("film editor unsure", "unsure", "talent", "film_tv", cv="Lena Quill\nFilm editor\n", decision="checklist", body="pact", open=1, years_experience=3),
    arts("film editor without letters", "talent", "talent", "film_tv", cv="Lena Quill\nFilm editor\n", letters=0, decision="checklist", body="pact", open=2),
    arts("commercial designer", "talent", "talent", "design", cv="Lena Quill\nDesigner\n", decision="no_rules", design_work="commercial"),
    arts("designer who says no more", "promise", "promise", "design", cv="Lena Quill\nDesigner\n", decision="no_rules"),
    arts("UX designer", "talent", "talent", "design", cv="Lena Quill\nDesigner\n", decision="no_rules", design_work="ux"),
    arts("gallery designer", "talent", "talent", "design", cv="Lena Quill\nDesigner\n", design_work="gallery"),
    arts("designer of homes", "talent", "talent", "design", cv="Lena Quill\nDesigner\n", decision="not_eligible", design_work="interiors"),
    arts("graphic designer as something else", "talent", "talent", "other", cv="Lena Quill\nGraphic designer\n", decision="no_rules"),
    arts("illustrator and graphic designer", "talent", "talent", "visual_arts", cv="Lena Quill\nIllustrator and graphic designer\n"),
    arts("designer before July 2026", "talent", "talent", "other", cv="Lena Quill\nGraphic designer\n", day=date(2026, 5, 1)),
    arts("DJ", "talent", "talent", "music", cv="Lena Quill\nDJ and host\n", decision="not_eligible"),
    arts("DJ and composer", "talent", "talent", "music", cv="Lena Quill\nDJ and composer\n"),
    arts("wedding photographer", "promise", "promise", "visual_arts", cv="Lena Quill\nWedding photographer\n", decision="not_eligible"),
    arts("lifestyle journalist", "talent", "talent", "literature", cv="Lena Quill\nJournalist\n", decision="not_eligible"),
    # ------------------------------------------------ science and research
    science("peer review, talent", "talent", "talent"),
    science("peer review, talent, one letter", "talent", "talent", letters=1, gates=("missing_recommendation_letters", "no_uk_letter")),
    science("peer review, promise, one letter", "promise", "promise", letters=1),
    science("engineer", "talent", "talent", field="engineering", body="raeng"),
    science("historian", "promise", "promise", field="humanities", body="british_academy"),
    science("unsure, early", "unsure", "promise", years_experience=4),
    science("unsure, late", "unsure", "talent", years_experience=20),
    science("Wolf Prize", "talent", "talent", prizes="Wolf Prize in Physics 2020", decision="no_endorsement_needed", body=None),
    science("team's Breakthrough Prize", "talent", "talent", prizes="Our team won the Breakthrough Prize in Fundamental Physics"),
    science("listed fellowship", "fellowship", "fellowship", papers=[AWARD], decision="checklist", open=0),
    science("listed fellowship, unsure", "unsure", "fellowship", papers=[AWARD], decision="checklist", open=0),
    science("Rotary fellowship", "fellowship", "fellowship", papers=["Rotary Club\nDr Ama Boateng enjoys the fellowship of the club.\n"], decision="checklist", open=3),
    science("fellowship ended in 2009", "fellowship", "fellowship", papers=[AWARD], decision="checklist", open=0, fellowship_end_year=2009),
    science("appointment", "appointment", "appointment", papers=[STATEMENT, DESCRIPTION], decision="checklist", open=1),
    science("appointment before March 2026", "appointment", "appointment", papers=[STATEMENT, DESCRIPTION], decision="checklist", open=0, day=date(2026, 3, 1)),
    science("endorsed funder", "endorsed_funder", "endorsed_funder", papers=[GRANT, DECLARATION], decision="checklist", body="ukri", open=0),
    science("endorsed funder, unsure", "unsure", "endorsed_funder", papers=[GRANT, DECLARATION], decision="checklist", body="ukri", open=0),
    science("endorsed funder without declaration", "endorsed_funder", "endorsed_funder", papers=[GRANT], decision="checklist", body="ukri", open=7),
]  # fmt: skip


def build(case: Case) -> Application:
    route = case.asked if case.asked != "unsure" else RULEBOOK.field(case.field).default_route
    answers = {"route_preference": case.asked, **case.answers}
    application = make_application(case.papers, field=case.field, route=route, **answers)
    return application.model_copy(update={"as_of": case.day})


def plan(case: Case) -> Plan:
    return plan_route(build(case), RULEBOOK)


def test_there_are_at_least_sixty_applicants():
    assert len(CASES) >= 60
    assert len({(case.field, case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.field}-{case.name}")
def test_each_applicant_gets_the_expected_route_gates_and_open_items(case):
    planned = plan(case)
    verdict = planned.verdict
    assert (verdict.decision, verdict.route) == (case.decision, case.level), verdict
    if case.decision in ("judged", "checklist"):
        assert verdict.body == case.body
    assert (verdict.checklist.open if verdict.checklist else None) == case.open, verdict.checklist
    if case.decision == "judged":
        assert planned.application.body == case.body
        criteria = RULEBOOK.criteria_for(planned.application)
        findings = check(planned.application, criteria, survey(planned.application, criteria))
        assert {finding.code for finding in findings} & GATES == case.gates
    if case.decision in ("no_rules", "not_eligible", "no_endorsement_needed"):
        assert verdict.known
        assert verdict.ask
        assert verdict.link or verdict.source


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.asked == "unsure"], ids=lambda case: case.name
)
def test_who_is_not_sure_hears_of_every_level_that_exists(case):
    planned = plan(case)
    assert planned.verdict.is_unsure
    if planned.verdict.decision == "judged":
        levels = {planned.application.route, *(other.route for other in planned.others)}
        assert levels == {"talent", "promise"}
        assert all(other.body == planned.application.body for other in planned.others)
    if case.name == "film editor unsure":
        (other,) = planned.verdict.alternatives
        assert (other.route, other.decision) == ("promise", "no_rules")


def test_a_yes_to_a_prize_that_no_paper_names_is_told():
    case = next(case for case in CASES if case.name == "says yes to a prize, none named")
    assert "listed prize" in plan(case).verdict.reasons[0].text


def test_a_groups_prize_is_told_with_the_line():
    case = next(case for case in CASES if case.name == "team's Breakthrough Prize")
    assert "group" in plan(case).verdict.reasons[0].text


def test_a_fast_track_that_an_answer_speaks_for_is_told_beside_peer_review():
    application = make_application(
        [("cv", PHYSICIST)], field=SCIENCE, uk_job_offer=True, research_field="medicine"
    )
    (track,) = plan_route(application, RULEBOOK).verdict.alternatives
    assert track.route == "appointment"
    assert track.open


def test_every_route_says_that_edits_were_not_seen_and_hides_percentages():
    for case in CASES:
        if case.day >= date(2026, 4, 8):
            notices = plan(case).verdict.notices
            assert any("8 April 2026" in notice.text for notice in notices)
            assert all(notice.hides_percentages for notice in notices)


@pytest.mark.parametrize(
    ("field", "answers", "head", "asked"),
    [
        (ARTS, {"discipline": "visual_arts"}, "Architect", "Royal Institute of British Architects"),
        (ARTS, {"discipline": "other"}, "UX designer", "Tech Nation"),
        (ARTS, {"discipline": "combined_arts"}, "Animator", "PACT"),
        (ARTS, {"discipline": "theatre"}, "Fashion designer", "British Fashion Council"),
        (SCIENCE, {"research_field": "natural_sciences"}, "Archaeologist", "British Academy"),
        (SCIENCE, {"research_field": "engineering"}, "Economist", "British Academy"),
        (ARTS, {"discipline": "architecture"}, "Architect", None),
        (ARTS, {"discipline": "visual_arts"}, "Painter", None),
        (SCIENCE, {"research_field": "humanities"}, "Archaeologist", None),
        (SCIENCE, {"research_field": "other"}, "Economist", None),
        (TECH, {}, "Game developer", None),
    ],
)
def test_a_profession_that_another_body_takes_is_asked_about(field, answers, head, asked):
    papers = [("cv", f"Lena Quill\n{head}\nExperience\n")]
    verdict = plan_route(make_application(papers, field=field, **answers), RULEBOOK).verdict
    told = [reason for reason in verdict.reasons if "right body for your work?" in reason.text]
    assert verdict.decision == "judged"
    assert [asked in reason.text for reason in told] == ([True] if asked else [])
    assert all(reason.evidence[0].quote == head for reason in told)
