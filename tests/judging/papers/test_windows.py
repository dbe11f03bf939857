"""A paper's own date decides its age, gates ask for what is met, and peer review asks for no bundle."""

import pytest

from proof_of_talent.domain.assessment import Evidence, Finding, Judgement
from proof_of_talent.judging.checks import check
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.papers.windows import find_paper_date
from proof_of_talent.judging.reporting.report import compose
from proof_of_talent.judging.scores.factors import measure_recency
from proof_of_talent.judging.scores.scoring import score
from tests.assessors.applications import (
    CV,
    PRESS,
    RULEBOOK,
    judge,
    make_application,
    make_paper,
    write_letters,
)

OLD_PRESS = PRESS.replace("2025", "2016")


def find(application, code: str) -> list[Finding]:
    field = RULEBOOK.criteria_for(application)
    return [f for f in check(application, field, survey(application, field)) if f.code == code]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The Mapping Review, 14 March 2016\nShe will speak in 2030.", 2016),
        ("Award of 2012 and 2014\nText", 2014),
        ("No date here", None),
        ("Plans for 2031", None),
    ],
)
def test_the_head_of_a_paper_dates_it(text, year):
    found = find_paper_date(make_paper(1, "evidence", text), 2026)
    assert (found.year if found else None) == year


@pytest.mark.parametrize("field", ["digital_technology", "arts_culture"])
def test_an_old_paper_is_named_with_the_line_that_dates_it(field):
    (gap,) = find(make_application([("cv", CV), ("evidence", OLD_PRESS)], field=field), "evidence_outdated")
    assert "2016" in gap.text
    assert "14 March 2016" in gap.evidence[0].quote
    assert find(make_application([("cv", CV), ("evidence", PRESS)], field=field), "evidence_outdated") == []


@pytest.mark.parametrize(
    ("dated", "is_old"),
    [
        ("21 November 2021", True),  # the applications of these tests are of 22 November 2026
        ("22 November 2021", False),
        ("October 2021", True),
        ("November 2021", False),  # may be either, so nothing is said
        ("2021", False),
        ("2020", True),
        ("01/11/2021", True),
    ],
)
def test_five_years_are_counted_to_the_day_where_a_paper_gives_it(dated, is_old):
    paper = f"The Mapping Review, {dated}\nMaya Okafor designed the routing engine of the harbours.\n"
    found = find(make_application([("cv", CV), ("evidence", paper)]), "evidence_outdated")
    assert bool(found) is is_old


def test_a_recent_cv_makes_no_old_paper_younger():
    application = make_application([("cv", CV), ("evidence", OLD_PRESS)])
    field = RULEBOOK.field("digital_technology")
    press = Evidence(
        document="d2", page=1, quote="The keynote she gave at Geo Summit Berlin drew 900 people."
    )
    talk = Evidence(document="d1", page=1, quote="Judge of the Open Data Hackathon in Lisbon, 2025")
    alone = measure_recency(application, field, field.criterion("MC"), [press])
    together = measure_recency(application, field, field.criterion("MC"), [press, talk])
    assert alone == together < 0.7
    assert measure_recency(application, field, field.criterion("MC"), [talk]) == 1


def test_a_criterion_that_is_shown_in_part_does_not_count_as_met():
    application = make_application()
    field = RULEBOOK.field("digital_technology")

    def close(level: float) -> tuple[str, ...]:
        judgements = [
            Judgement(
                criterion=criterion.code,
                level=level,
                rationale="Because.",
                findings=tuple(f.findings[0] for f in judge(application).judgements if f.findings)[:1],
            )
            for criterion in field.criteria
        ]
        assessment = judge(application).model_copy(update={"judgements": tuple(judgements), "reading": None})
        return score(application, field, RULEBOOK, assessment, survey(application, field)).failed_gates

    assert "optional_criteria_short" in close(1.8)


def test_two_countries_are_a_gate_for_talent_in_the_arts():
    assert RULEBOOK.code("single_country_record").gate
    one = make_application(write_letters(3), field="arts_culture", countries_worked=1)
    assert find(one, "single_country_record")
    promise = make_application(write_letters(3), field="arts_culture", route="promise", countries_worked=1)
    assert not find(promise, "single_country_record")


def test_25_years_at_promise_in_the_arts_are_warned_of_and_the_number_is_called_ours():
    application = make_application([], field="arts_culture", route="promise", years_experience=25)
    (warning,) = find(application, "route_mismatch")
    assert "the number is ours" in warning.text
    technology = make_application([], route="promise", years_experience=25)
    assert "ours" not in find(technology, "route_mismatch")[0].text


def test_peer_review_asks_for_two_uk_letters_at_talent_and_one_at_promise():
    routes = RULEBOOK.field("science_research")
    assert [
        (routes.route(level).letters, routes.route(level).uk_letters) for level in ("talent", "promise")
    ] == [
        (2, 2),
        (1, 1),
    ]
    one = make_application(write_letters(1), field="science_research")
    assert "2 needed, 1 found" in find(one, "no_uk_letter")[0].text


def test_peer_review_says_that_it_looks_at_no_bundle_and_advises_none():
    application = make_application(
        [("cv", CV), *write_letters(2), ("evidence", PRESS)], field="science_research"
    )
    assert "looks at none" in find(application, "bundle_not_asked_for")[0].text
    field = RULEBOOK.field("science_research")
    surveyed = survey(application, field)
    assessment = judge(application)
    scored = score(application, field, RULEBOOK, assessment, surveyed, check(application, field, surveyed))
    results = compose(application, field, RULEBOOK, assessment, scored, surveyed)
    told = " ".join(
        " ".join((step.description, *step.evidence_to_collect)) for step in results.roadmap.milestones
    )
    assert "award letters" not in told.lower()
    assert "acceptance letters" not in told.lower()
    assert "programmes" not in told.lower()
    assert find(make_application([("cv", CV), ("evidence", PRESS)]), "bundle_not_asked_for") == []


def test_a_cv_alone_is_not_scaled_down_in_peer_review():
    factors = RULEBOOK.field("science_research").factors
    assert factors.cv_alone == factors.cv_share == factors.letter == factors.evidence == 1
