"""What is not weighed ends completed, with a route and no figures; a level left open is judged for each."""

# ruff: noqa: E501 - papers as they are written

import pytest

from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.judging.decide import Decided, decide
from proof_of_talent.judging.repeating import ONCE
from tests.assessors.applications import CV, RUBRIC, RULEBOOK, make_application, write_letters
from tests.judging.routing.test_checklists import AWARD
from tests.judging.routing.test_checklists import CV as PHYSICIST


def run(papers, **changes) -> Decided:
    application = make_application(papers, **changes)
    return decide(application, repeats=ONCE, assessor=RUBRIC, rulebook=RULEBOOK)


def assert_unscored(decided: Decided) -> None:
    assert decided.scored is None
    assert decided.assessment.assessor.name == "rules"
    assert decided.assessment.assessor.rules_version
    results = decided.results
    assert results.analysis.likelihood is None
    assert results.criteria == ()
    assert "%" not in results.analysis.overall_assessment
    assert AnalysisResults.model_validate(results.to_wire()) == results


def test_a_turing_winner_is_told_that_no_endorsement_may_be_needed():
    decided = run([("cv", "Maya Okafor\nComputer scientist\n2019 Turing Award, ACM\n")])
    assert_unscored(decided)
    assert decided.results.route.decision == "no_endorsement_needed"
    assert decided.results.analysis.overall_assessment.startswith("No endorsement may be needed")
    assert [finding.code for finding in decided.results.findings] == ["prestigious_prize"]


def test_a_film_editor_at_promise_is_told_that_the_route_does_not_exist():
    papers = [("cv", "Maya Okafor\nFilm editor\n"), *write_letters(3)]
    decided = run(papers, field="arts_culture", route="promise", discipline="film_tv")
    assert_unscored(decided)
    assert decided.results.route.decision == "no_rules"
    assert "PACT" in decided.results.analysis.overall_assessment


def test_a_shown_fast_track_is_a_list_without_figures():
    papers = [("cv", PHYSICIST), ("evidence", AWARD)]
    decided = run(papers, field="science_research", route="fellowship", active_researcher=True)
    assert_unscored(decided)
    assert decided.results.route.checklist.verdict == "every_item_shown"
    assert [finding.code for finding in decided.results.findings] == ["fast_track_eligible"]


def test_open_items_are_gaps_with_what_to_do():
    decided = run([("cv", PHYSICIST)], field="science_research", route="fellowship", active_researcher=True)
    assert_unscored(decided)
    gaps = decided.results.analysis.gaps
    assert len(gaps) == decided.results.route.checklist.open
    assert all(gap.recommendation for gap in gaps)


def test_who_is_not_sure_is_judged_at_each_level_side_by_side():
    decided = run([("cv", CV), *write_letters(3)], route_preference="unsure", years_experience=4)
    assert decided.scored is not None
    route = decided.results.route
    assert (route.route, route.is_unsure) == ("promise", True)
    (other,) = route.alternatives
    assert (other.route, other.decision) == ("talent", "judged")
    assert other.score is not None
    assert other.recommendation is not None


def test_no_percentage_is_given_while_a_change_of_the_rules_is_not_included():
    decided = run([("cv", CV), *write_letters(3)])
    assert decided.scored.likelihood is None
    assert decided.results.analysis.likelihood is None
    assert "%" not in decided.results.analysis.overall_assessment
    assert "out of date" in decided.results.analysis.overall_assessment


def test_fashion_is_judged_by_the_criteria_of_its_own_body():
    papers = [("cv", "Maya Okafor\nFashion designer\n"), *write_letters(3)]
    decided = run(papers, field="arts_culture", discipline="fashion", countries_worked=2)
    names = [criterion.name for criterion in decided.results.criteria]
    assert names[2:] == ["Awards and nominations", "Catwalk shows and exhibitions", "Distribution and sales"]
    promise = run(papers, field="arts_culture", route="promise", discipline="fashion", countries_worked=1)
    assert "Support scheme" in [criterion.name for criterion in promise.results.criteria]


FASHION_CV = "Maya Okafor\nCurriculum vitae\nFashion designer, founder of Okafor Coats, 2023 - present\n"
CERTAIN_THINGS = {
    "Support scheme": ("promise", "British Fashion Council, 3 March 2026\nThe panel selected Maya Okafor among 212 applicants for NEWGEN, our support scheme, which gives her a place on the schedule and £50,000.\n"),
    "Order by a luxury retailer": ("promise", "Liberty London, 3 March 2026\nWe placed a wholesale order of 240 coats with Maya Okafor, which makes hers one of the leading labels of the season.\n"),
    "Graduate collection": ("promise", "Graduate Fashion Foundation, London, 14 June 2026\nThe jury of twelve buyers and editors chose the graduate collection of Maya Okafor as the best among 312 entries from 40 countries.\n"),
    "Catwalk shows and exhibitions": ("talent", "Paris Fashion Week, 3 March 2026\nThe committee selected Maya Okafor among 300 applicants for a catwalk show on the official schedule, which 900 guests from 40 countries saw.\n"),
    "Distribution and sales": ("talent", "Liberty London, 3 March 2026\nThe collection of Maya Okafor sold 4,200 coats in our stores in 12 countries in 2025; wholesale turnover reached £1.9 million.\n"),
}  # fmt: skip
OF_OTHERS = """Harbour Museum, 3 March 2026
The jury selected Maya Okafor among 300 applicants for the museum's craft prize. Elsewhere the museum sponsored
a bursary, ordered chairs from retailers, sold tickets, and showed the graduate collections of a school.
"""


def judge_fashion(route, paper):
    papers = [("cv", FASHION_CV), ("evidence", paper), *write_letters(3)]
    decided = run(papers, field="arts_culture", route=route, discipline="fashion", countries_worked=2)
    return {criterion.name: criterion.score for criterion in decided.results.criteria}


@pytest.mark.parametrize("name", CERTAIN_THINGS)
def test_fashion_counts_a_certain_thing_where_a_paper_says_it_of_the_applicant(name):
    route, paper = CERTAIN_THINGS[name]
    scores = judge_fashion(route, paper)
    others = [other for other in CERTAIN_THINGS if other in scores and other != name]
    assert scores[name] > 0
    assert [scores[other] for other in others] == [0] * len(others)


@pytest.mark.parametrize("route", ["talent", "promise"])
def test_words_about_others_in_a_paper_show_no_certain_thing(route):
    scores = judge_fashion(route, OF_OTHERS)
    assert {name: scores[name] for name in CERTAIN_THINGS if scores.get(name)} == {}


def test_no_likelihood_stands_beside_what_would_change_the_verdict():
    decided = run([("cv", CV)])
    assert decided.results.prospects
    assert all(prospect.likelihood is None for prospect in decided.results.prospects)


def test_peer_review_is_told_to_use_the_cv_and_the_referees():
    decided = run([("cv", PHYSICIST)], field="science_research", route="promise")
    titles = [prospect.title for prospect in decided.results.prospects if prospect.criterion]
    assert titles
    assert all("referee" in title and "papers" not in title for title in titles)


def test_a_stop_says_what_it_is_once_and_keeps_the_name_as_it_is_written():
    decided = run(
        [("cv", "Maya Okafor\nUX designer\n")], field="arts_culture", discipline="design", design_work="ux"
    )
    said = decided.results.analysis.overall_assessment
    assert said.count("UX and digital product design is assessed by Tech Nation") == 1
    assert "uX" not in said


def test_who_is_excluded_is_told_what_to_do_if_that_is_wrong():
    decided = run([("cv", PHYSICIST)], field="science_research", route="fellowship", active_researcher=False)
    assert "not open" in decided.results.route.checklist.text
    excluded = [item for item in decided.results.route.checklist.items if item.state == "excluded"]
    assert excluded
    assert all("If this is wrong" in item.mend for item in excluded)
