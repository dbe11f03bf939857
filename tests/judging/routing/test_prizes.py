"""A listed prize counts for its named holder, and for nobody else."""

# ruff: noqa: E501 - lines as they are written

import pytest

from proof_of_talent.judging.routing.prizes import find_prize
from proof_of_talent.judging.routing.route import plan_route
from tests.assessors.applications import RULEBOOK, make_application

HEAD = "Maya Okafor\nComposer and researcher\nAwards\n"


def find(line: str, kind: str = "cv", **answers):
    papers = [("cv", HEAD + line + "\n")] if kind == "cv" else [("cv", HEAD), (kind, line)]
    hit = find_prize(make_application(papers, **answers), RULEBOOK.prize_tables)
    return None if hit is None or hit.by_group else hit


def test_the_six_tables_are_there_with_their_categories():
    assert [(table.number, len(table.prizes) > 0) for table in RULEBOOK.prize_tables] == [
        (number, True) for number in range(1, 7)
    ]
    assert sum(len(table.prizes) for table in RULEBOOK.prize_tables) > 170
    assert all(table.source == "prestigious_prizes" for table in RULEBOOK.prize_tables)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2019 Turing Award, Association for Computing Machinery", "Turing Award"),
        ("Winner of the Lovelace Medal, 2025", "BCS Lovelace Medal"),
        (
            "First Prize, International Chopin Piano Competition, Warsaw 2021",
            "International Chopin Piano Competition, First place",
        ),
        ("Wolf Prize in Mathematics, 2020", "Wolf Prize"),
        ("Breakthrough Prize in Life Sciences (2022)", "Breakthrough Prize"),
        ("Nobel Prize in Physiology or Medicine 2019", "Nobel Prize, Medicine"),
        ("Olivier Award for Best Actress, 2018", "Olivier Award, Best Actress"),
        ("Won the Academy Award for Best Director", "Academy Awards, Directing"),
        ("Awarded the BAFTA for Leading Actress (Television)", "BAFTA, Leading Actress (Television)"),
        ("Gold Medal, Institution of Civil Engineers, 2010", "Gold Medal"),
    ],
)
def test_a_prize_of_ones_own_is_found(line, name):
    hit = find(line)
    assert hit is not None
    assert hit.name == name
    assert hit.evidence[0].quote == line


@pytest.mark.parametrize(
    "line",
    [
        "BAFTA Student Award, winner 2021",
        "our studio won an Olivier for lighting",
        "Our studio won the Olivier Award for Best Director",
        "Part of the team awarded the Breakthrough Prize in Fundamental Physics",
        "Second prize, International Chopin Piano Competition",
        "Nobel Peace Prize 2019",
        "I did not win the Lovelace Medal in 2025",
        "Lecture on the Turing Award, 2024",
        "Shortlisted for the Booker Prize 2020",
        "Worked with Turing Award winner John Smith",
        "Supervised by Fields Medal laureate Peter Weiss",
        "Olivier Award for Best Lighting Design, 2016",
        "Gold Medal at the school olympiad 2010",
        "Oscar Wilde prize for young writers",
    ],
)
def test_what_is_not_a_prize_of_ones_own_is_not(line):
    assert find(line) is None


def test_an_answer_names_a_prize_too():
    assert find("", prizes="Fields Medal, 2018, International Mathematical Union") is not None


def test_a_letters_author_may_hold_a_prize_without_giving_it_to_the_applicant():
    assert find("I am a winner of the Turing Award and recommend her.", "recommendation_letter") is None
    assert find("Maya Okafor was awarded the Turing Award in 2019.", "recommendation_letter") is not None


def test_a_short_name_in_a_cv_is_asked_about_and_the_case_is_judged_all_the_same():
    cv = "Curriculum Vitae\nAmara Osei\nExperience\n2019 - 2024 Engineer\nAwards\n{}\n"
    short = plan_route(make_application([("cv", cv.format("Lovelace Medal 2022"))]), RULEBOOK).verdict
    assert short.decision == "judged"
    assert "if your “Lovelace Medal” is the “BCS Lovelace Medal”" in short.reasons[0].text
    whole = plan_route(make_application([("cv", cv.format("BCS Lovelace Medal 2022"))]), RULEBOOK).verdict
    assert whole.decision == "no_endorsement_needed"


WON = [
    (
        "evidence",
        "Press release. The 2021 Fields Medal has been awarded to Maya Okafor for her work on flows.",
    ),
    ("evidence", "Maya Okafor, winner of the 2023 Turing Award, speaks in Leeds."),
    ("evidence", "The Shaw Prize in Astronomy 2024 was awarded jointly to Maya Okafor and Ann Lee."),
    ("cv", "Pritzker Architecture Prize (laureate), 2020"),
    ("cv", "2022   Holberg Prize"),
    ("cv", "Copley Medal 2021, Royal Society"),
    (
        "evidence",
        "Okafor receives Marconi Prize\nThe Marconi Society presented Maya Okafor with the Marconi Prize in 2022.",
    ),
]
NOT_WON = [
    ("evidence", "Chioma Okafor won the Turing Award in 2021. Her cousin is a composer."),
    ("cv", "My father won the Nobel Prize in Physics in 1999"),
    ("cv", "Awarded a research grant by the Japan Prize Foundation, 2020"),
    ("cv", "Applied for the Humboldt Research Award, 2026"),
    ("cv", "Turing Award (declined)"),
    ("cv", "Member of the selection panel of the Holberg Prize"),
    ("cv", "Humboldt Research Award: under consideration"),
    ("cv", "Student of a Fields Medal winner, 2011"),
    ("cv", "Nobel Prize in Literature 2011 (translator of the winner)"),
    ("cv", "Documentary about the Abel Prize, 2022"),
    ("cv", "Honorary Oscar 2020"),
    ("evidence", "Maya Okafor attended the ceremony at which Ann Lee was awarded the Abel Prize."),
    ("evidence", "Maya Okafor was a guest when the Turing Award was won by Ann Lee."),
    ("cv", "Gruber Cosmology Prize 2018, as one of 300 members of the Planck team"),
    ("cv", "Nominated for the Pritzker Prize 2019"),
    ("cv", "Grant of the Wolf Foundation"),
    ("cv", "Crafoord Prize symposium, invited speaker, Stockholm 2020"),
    ("cv", "Blue Planet Prize 2019 (with the institute)"),
]


@pytest.mark.parametrize(("kind", "line"), WON)
def test_a_win_is_read_in_the_words_of_those_who_give_it(kind, line):
    assert find(line, kind) is not None


@pytest.mark.parametrize(("kind", "line"), NOT_WON)
def test_what_others_won_or_nobody_yet_is_not_the_applicants(kind, line):
    assert find(line, kind) is None
