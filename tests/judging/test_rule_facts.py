"""Each row of the facts that the rules rest on: a small application of ours, and what has to be said of it."""

# ruff: noqa: E501 - a table of cases

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proof_of_talent.judging.checks import check
from proof_of_talent.judging.facts import Household, estimate_costs, tell_facts
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.routing.route import plan_route
from tests.assessors.applications import CV, RULEBOOK, make_application, write_letters
from tests.judging.routing.test_checklists import AWARD, DESCRIPTION, GRANT, STATEMENT
from tests.judging.routing.test_checklists import CV as PHYSICIST

DAY = date(2026, 11, 28)
TECH, ARTS, SCIENCE = "digital_technology", "arts_culture", "science_research"
OLD = ("evidence", "The Mapping Review, 14 March 2016\nMaya Okafor was named a leading figure.")
ROTARY = "Rotary Club\nDr Ama Boateng enjoys the fellowship of the club.\n"
ENDED = AWARD.replace("1 October 2024 to 30 September 2029", "1 October 2004 to 30 September 2009")
TEACHING = DESCRIPTION.replace(
    "will lead research on thin films and supervise doctoral students", "has a teaching-only post"
)


def route(field: str, asked: str, *papers: tuple[str, str], cv: str = CV, **answers: Any) -> str:
    """Return everything that is decided before any judgement, as text."""
    application = make_application(
        [("cv", cv), *papers], field=field, route=asked, route_preference=asked, **answers
    )
    verdict = plan_route(application.model_copy(update={"as_of": DAY}), RULEBOOK).verdict
    return f"{verdict.decision} {verdict.body} {verdict.model_dump_json()}"


def track(asked: str, *papers: str, **answers: Any) -> str:
    return route(
        SCIENCE,
        asked,
        *(("evidence", paper) for paper in papers),
        cv=PHYSICIST,
        research_field="natural_sciences",
        active_researcher=True,
        **answers,
    )


def findings(
    field: str, asked: str, *papers: tuple[str, str], body: str | None = None, **answers: Any
) -> str:
    """Return what the checks of papers and answers find."""
    application = make_application([("cv", CV), *papers], field=field, route=asked, **answers)
    application = application.model_copy(update={"body": body, "as_of": DAY})
    criteria = RULEBOOK.criteria_for(application)
    found = check(application, criteria, survey(application, criteria))
    return " ".join(f"[{one.code}] {one.text} {[quote.quote for quote in one.evidence]}" for one in found)


def criteria(field: str, level: str, body: str | None) -> str:
    adapted = RULEBOOK.field(field).adapt(RULEBOOK.body(body), level)
    return f"{adapted.minimum_optional} of {sum(c.role == 'optional' for c in adapted.criteria)} {adapted.model_dump_json()}"


def asked_of_letters(field: str, level: str) -> str:
    return " ".join(rule.code for rule in RULEBOOK.letter_points if rule.is_asked(field, level))


def before_paying(field: str, level: str) -> str:
    items = [item for item in RULEBOOK.paying_items if item.is_asked(field, level, "judged")]
    return " ".join(f"[{item.code} {item.limit}] {item.label} {item.mend}" for item in items)


def facts() -> str:
    return " ".join(
        f"{group.doubt} {fact.text}" for group in tell_facts(RULEBOOK, DAY) for fact in group.facts
    )


def limits(field: str, level: str) -> str:
    rules = RULEBOOK.field(field)
    at = rules.route(level)
    documents = rules.documents
    return f"CV {documents.cv_pages}, letters {at.letters} ({at.uk_letters} UK), evidence {documents.evidence_documents} of {documents.evidence_pages} pages, {documents.evidence_years} years, countries {at.minimum_countries}"


ROWS: dict[str, list[tuple[Callable[[], str], str]]] = {
    "Fast tracks need": [
        (lambda: track("fellowship", ROTARY), '"state":"open"'),
        (lambda: track("fellowship", ENDED), '"verdict":"excluded"'),
        (lambda: track("appointment", STATEMENT.replace("direct a team research programme", "teach"), TEACHING), '"verdict":"excluded"'),
        (lambda: track("fellowship", AWARD), '"state":"look_up"'),
    ],
    "Endorsed funder": [(lambda: track("endorsed_funder", GRANT, has_phd=False), '"verdict":"open"')],
    "Peer review, talent": [(lambda: limits(SCIENCE, "talent"), "letters 2 (2 UK)"), (lambda: limits(SCIENCE, "promise"), "letters 1 (1 UK)"), (lambda: asked_of_letters(SCIENCE, "talent"), "objectivity")],
    "Peer review is decided": [(lambda: findings(SCIENCE, "talent", ("evidence", "A diploma of Maya Okafor.")), "Peer review looks at none of them")],
    "Referee of peer review": [(lambda: before_paying(SCIENCE, "talent"), "recognised across countries")],
    "Letters (technology)": [(lambda: asked_of_letters(TECH, "talent"), point) for point in ("standing", "credentials", "acquaintance", "plans", "written_for_this", "date", "signature")],
    "Technology promise": [(lambda: criteria(TECH, "promise", "tech_nation"), words) for words in ("senior executive does not count here", "executive and board roles are not asked for", "research that an expert endorses")],
    "Technology: personal statement": [(lambda: before_paying(TECH, "talent"), "1000"), (lambda: before_paying(TECH, "talent"), "links")],
    "Technology OC2": [(lambda: criteria(TECH, "talent", "tech_nation"), "unpaid, in person, and not at your own university")],
    "Five-year window": [(lambda: findings(TECH, "talent", OLD), "[evidence_outdated] A paper is of 14 March 2016"), (lambda: limits(TECH, "talent"), "5 years")],
    "Founders": [(lambda: criteria(TECH, "talent", "tech_nation"), "signed accounts of twelve months or more, income beyond your own salary, and your shareholding")],
    "Arts": [
        (lambda: limits(ARTS, "talent"), "letters 3 (1 UK), evidence 10 of 2 pages, 5 years, countries 2"),
        (lambda: findings(ARTS, "talent", *write_letters(), countries_worked=1), "[single_country_record]"),
        (lambda: findings(ARTS, "promise", *write_letters(), years_experience=25), "[route_mismatch] You answered that you have 25 years"),
    ],
    "Fashion (BFC)": [(lambda: criteria(ARTS, "talent", "bfc"), "2 of 4"), (lambda: criteria(ARTS, "talent", "bfc"), "a nomination counts for talent, too")],
    "Architecture (RIBA) promise": [(lambda: criteria(ARTS, "promise", "riba"), "publications or exhibitions of the last five years")],
    "Film and TV (PACT)": [(lambda: route(ARTS, "promise", discipline="film_tv"), "no_rules None"), (lambda: route(ARTS, "talent", discipline="film_tv"), "checklist pact")],
    "Prizes": [
        (lambda: route(TECH, "talent", cv=CV + "Turing Award, 2019\n"), "no_endorsement_needed"),
        (lambda: route(ARTS, "talent", cv=CV + "First Prize, International Chopin Piano Competition, 2021\n", discipline="music"), "no_endorsement_needed"),
        (lambda: route(SCIENCE, "talent", prizes="Wolf Prize in Physics 2020", research_field="natural_sciences"), "no_endorsement_needed"),
        (lambda: route(ARTS, "talent", cv=CV + "BAFTA Student Award, winner 2021\n", discipline="music"), "judged ace"),
        (lambda: route(ARTS, "talent", cv=CV + "our studio won an Olivier for lighting\n", discipline="theatre"), "judged ace"),
    ],
    "Design industry": [
        (lambda: route(ARTS, "talent", discipline="design", design_work="commercial"), "Design Business Association"),
        (lambda: route(ARTS, "talent", discipline="design", design_work="ux"), "assessed by Tech Nation"),
        (lambda: route(ARTS, "talent", discipline="design", design_work="gallery"), "judged ace"),
        (lambda: route(ARTS, "talent", discipline="design", design_work="interiors"), "not_eligible"),
    ],
    "Appointment route changed": [(lambda: track("appointment", STATEMENT), "changed on 26 March 2026"), (lambda: route(TECH, "talent"), "edited on 8 April 2026")],
    "Settlement": [(facts, "do not plan on three or five years"), (facts, "level B1. B2 is not asked before 26 March 2027. A partner needs five years")],
    "Fees": [(facts, "£561"), (facts, "£1,035"), (lambda: str(estimate_costs(RULEBOOK, Household(years=5, partners=1, children=1), DAY).total), str(561 + 205 + 5 * (2 * 1035 + 776)))],
    "Endorsed →": [(facts, words) for words in ("three months after", "up to eight weeks", "three weeks from abroad and eight weeks inside", "once for a review, within 28 days", "no new evidence", "does not extend your permission")],
    "Technology CV 3": [(lambda: limits(TECH, "talent"), "CV 3, letters 3 (0 UK), evidence 10 of 3 pages"), (lambda: criteria(TECH, "talent", "tech_nation"), "2 of 4"), (lambda: criteria(TECH, "talent", "tech_nation"), '"minimum_documents":2')],
}  # fmt: skip
"""By the title of a row in `fact_titles.txt`: what is looked at, and words that have to stand in it."""


@pytest.mark.parametrize(
    ("look", "words"),
    [pytest.param(look, words, id=f"{row}: {words}") for row, cases in ROWS.items() for look, words in cases],
)
def test_a_fact_decides_what_is_said(look, words):
    assert words in look()


TITLES = (Path(__file__).parent / "fact_titles.txt").read_text().split("\n\n")


def test_no_row_of_the_facts_is_left_out():
    titles = TITLES[0].splitlines()[1:]
    assert len(titles) == len(ROWS)
    for title in titles:
        assert len([row for row in ROWS if title.startswith(row)]) == 1, title


def test_no_reason_for_refusals_is_left_out():
    reported = [line.partition(":")[0] for line in TITLES[1].strip().splitlines()[1:]]
    assert reported == [reason.code for reason in RULEBOOK.refusal_reasons]
