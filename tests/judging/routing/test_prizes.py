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
    ("cv", "ACM A.M. Turing Award (2021)"),
    ("cv", "A. M. Turing Award, 2021"),
    ("cv", "Turing Award Laureate 2020"),
    ("cv", "2020 — ACM Turing Award"),
    ("cv", "Fields Medallist (2018)"),
    ("cv", "Nobel Laureate in Chemistry, 2020"),
    ("cv", "The Nobel Prize in Chemistry 2020"),
    ("cv", "Nobel Prize (Physics), 2019"),
    ("cv", "Booker Prize Winner 2019"),
    ("cv", "Man Booker Prize, 2015"),
    ("cv", "International Booker Prize 2023"),
    ("cv", "Oscar for Best Cinematography, 2020"),
    ("cv", "Academy Award® — Best Actress in a Supporting Role, 2019"),
    ("cv", "Recipient of the Gödel Prize 2022"),
    ("cv", "Godel Prize 2022"),
    ("cv", "1st Prize, Chopin International Piano Competition, Warsaw, 2015"),
    ("cv", "Queen Elisabeth Competition, First Prize (piano), 2016"),
    ("cv", "Tony Award – Best Choreography 2017"),
    ("cv", "Laurence Olivier Award for Best Theatre Choreographer"),
    ("cv", "Tony Award: Best Leading Actor in a Play"),
    ("cv", "BAFTA for Best Director (Film), 2020"),
    ("cv", "BAFTA Film Award, Best Director"),
    ("cv", "Golden Globe for Best Actor – Drama"),
    ("cv", "• Millennium Technology Prize (2018)"),
    ("cv", "Awarded the Kavli Prize in Nanoscience"),
    ("cv", "Royal Society Copley Medal"),
    (
        "evidence",
        "The Committee has decided to award the 2022 Abel Prize to Maya Okafor of the University of Leeds.",
    ),
    ("evidence", "Maya Okafor has been named the recipient of the 2022 Turing Award."),
    ("evidence", "The 2022 Turing Award goes to Maya Okafor."),
    ("evidence", "This year's Turing Award laureate is Maya Okafor."),
    ("cv", "Awarded the Turing Award together with Ann Lee"),
    ("cv", "Crafoord Prize in Astronomy, 2020 (shared)"),
    ("cv", "Breakthrough Prize 2016 in Mathematics"),
    ("cv", "Awards: Turing Award, 2020"),
    ("cv", "Awards & honours: Kavli Prize in Astrophysics 2022"),
    ("cv", "I won the Gödel Prize in 2019."),
    ("cv", "In 2019 I received the Crafoord Prize in Geosciences."),
    ("cv", "She won the Pritzker Prize in 2019"),
    ("cv", "Maya Okafor was awarded the Booker Prize in 2021."),
    ("cv", "2021 The Booker Prize (for the novel Salt)"),
    ("cv", "Winner - Dorothy and Lillian Gish Prize - 2019"),
    ("cv", "Holberg Prize laureate"),
    ("cv", "Kyoto Prize in Arts and Philosophy 2019"),
    ("cv", "Grammy Award, Lifetime Achievement Award 2020"),
    ("cv", "Olivier Award (Best Director), 2017"),
    ("cv", "Best Director, Olivier Awards 2017"),
    ("cv", "Best Actress, Olivier Awards, 2017"),
    ("cv", "Academy Awards 2019 – Best Director"),
    ("cv", "Oscar winner (Best Director, 2019)"),
    ("cv", "Two-time Oscar winner, Best Cinematography"),
    ("cv", "Won: International Dublin Literary Award (2018)"),
    ("evidence", "Turing Award 2020: Maya Okafor (winner)"),
    ("evidence", "Winner: Maya Okafor, Turing Award 2020"),
    ("evidence", "We are delighted to confirm that Dr Maya Okafor received the Copley Medal in 2020."),
    ("evidence", "The Royal Society awarded the Copley Medal 2020 to Maya Okafor."),
    ("recommendation_letter", "I was present when Maya Okafor won the Turing Award in 2020."),
]
NOT_WON = [
    ("cv", "Talk: how the Turing Award changed computing, winner of best talk"),
    ("cv", "Built the website of the Booker Prize"),
    ("cv", "Producer, Olivier Awards broadcast, best director category"),
    ("cv", "Technician at the Nobel Prize award ceremony in physics"),
    ("cv", "Turing Award lecture series organiser"),
    ("cv", "Reading list: Booker Prize winners 2010-2020"),
    ("cv", "Scored the film that won the Oscar for Best Cinematography"),
    ("cv", "Editor of a film that won an Oscar for directing"),
    ("cv", "Costume team for Olivier Award winning Best Actress"),
    ("cv", "Played in the orchestra for Grammy Award lifetime achievement award concert"),
    ("cv", "Founder of start-up backed by Turing Award recipient"),
    ("cv", "Co-author: Ann Lee (Turing Award 2019)"),
    ("cv", "Referee: Prof. Ann Lee, Turing Award 2019"),
    ("cv", "PhD supervisor: Ann Lee, Fields Medal 2010"),
    ("cv", "Advisor: Fields Medal winner 2010"),
    ("cv", "Supervisor: Prof. Peter Weiss (Nobel Prize in Physics 2011)"),
    ("cv", "References\nProf. Ann Lee, Turing Award laureate"),
    ("cv", "Employer: Halden Ltd (Marconi Prize 2015)"),
    ("cv", "Halden Ltd, winner of the Marconi Prize, 2019-2022, engineer"),
    ("evidence", "Ann Lee (Turing Award 2019) and Maya Okafor speak."),
    ("evidence", "Speakers: Maya Okafor; Ann Lee, Turing Award winner."),
    ("evidence", "Maya Okafor interviews Ann Lee, winner of the Booker Prize."),
    ("evidence", "Ann Lee, winner of the Booker Prize, in conversation with Maya Okafor."),
    (
        "evidence",
        "Maya Okafor designed the set for the production that won the Olivier Award for Best Director.",
    ),
    ("evidence", "Maya Okafor's teacher won the Fields Medal."),
    ("evidence", "Maya Okafor missed out on the Turing Award, which was awarded to others."),
    ("evidence", "Maya Okafor was beaten to the Turing Award, received by Ann Lee."),
    ("evidence", "Maya Okafor received a letter from the Turing Award winner."),
    ("evidence", "Maya Okafor received a grant named after Turing Award winners."),
    ("cv", "Turing Scheme grant, British Council, 2023"),
    ("cv", "Alan Turing Institute Fellowship 2022"),
    ("cv", "Turing Scheme award, 2022"),
    ("cv", "Turing Fellow, 2021"),
    ("cv", "Turing AI Fellowship, 2021"),
    ("cv", "My employer, Halden Ltd, won the Olivier Award for Best Director"),
    ("cv", "Assistant to the director, production won Olivier Award for Best Director 2019"),
    ("cv", "Worked at Studio X (winner, Academy Award for Cinematography 2019)"),
    ("cv", "Runner-up, Turing Award 2020"),
    ("cv", "Turing Award runner up"),
    ("cv", "Booker Prize longlist 2019"),
    ("cv", "Fields Medal contender"),
    ("cv", "Nobel Prize nominee"),
    ("cv", "Pritzker Prize-winning practice, associate"),
    ("cv", "Associate at a Pritzker Prize winning office"),
    ("cv", "Ig Nobel Prize in Physics 2019"),
    ("cv", 'Right Livelihood Award (the "Alternative Nobel Prize") in Chemistry 2020'),
    ("cv", "Nobel Prize Teacher Summit 2020"),
    ("cv", "Nobel Prize Dialogue on medicine, speaker 2020"),
    ("cv", "Booker Prize book club, host, 2020"),
    ("cv", "Finalist, Chopin Competition 2021"),
    ("cv", "3rd prize Chopin Competition"),
    ("cv", "Chopin Competition for Children, first prize"),
    ("cv", "National Chopin Piano Competition, Miami, first prize"),
    ("cv", "Turing Award for Schools 2014"),
    ("cv", "Winner of the Turing Award (internal prize of Halden Ltd)"),
    ("cv", "Company Oscars 2020: Best Director"),
    ("cv", "Student Academy Award, 2019, best director"),
    ("cv", "Local Oscar night, best director"),
    ("cv", "Daytime Emmy"),
    ("cv", "Reviewed for the Kavli Prize committee"),
    ("cv", "Nominator for the Shaw Prize"),
    ("cv", "Postdoc with Nobel Prize winner in chemistry"),
    ("cv", "Research associate in the group of Nobel laureate in Chemistry Ann Lee"),
    ("cv", "PhD in the laboratory of the 2014 Nobel Prize in Chemistry laureate"),
    ("cv", "Wrote the obituary of a Turing Award winner"),
    ("cv", "Exhibition: Nobel Prize in Physics 1921, Science Museum, curator"),
    ("cv", "Author of 'The Turing Award: a history', 2019"),
    ("cv", "Software that was used by a Turing Award winner, 2020"),
    ("cv", "Sponsored by the Wolf Prize"),
    ("evidence", "Maya Okafor was congratulated by Turing Award winner Ann Lee, who received it in 2019."),
    ("evidence", "Maya Okafor won the runner-up place for the Turing Award."),
    (
        "evidence",
        "Halden Ltd, employer of Maya Okafor, won the Royal Gold Medal of the Royal Institute of British Architects.",
    ),
    ("evidence", "Maya Okafor works for Halden Ltd, which won the Turing Award in 2020."),
    ("evidence", "Maya Okafor, whose supervisor won the Turing Award, speaks."),
    ("recommendation_letter", "As a winner of the Turing Award I can say that Maya Okafor is exceptional."),
    ("recommendation_letter", "Maya Okafor will one day win the Turing Award."),
    ("recommendation_letter", "Maya Okafor deserves to be awarded the Turing Award."),
    ("recommendation_letter", "Maya Okafor could have won the Turing Award."),
    ("recommendation_letter", "I, Ann Lee, recipient of the Turing Award, recommend Maya Okafor."),
    ("cv", "Golden Globe Race 2018 winner, best actor drama"),
    ("cv", "Wolf Prize in Medicine (team)"),
    ("cv", "Employee of the year; company awarded Marconi Prize"),
    ("cv", "Marconi Prize Young Scholar 2019"),
    ("cv", "Fashion Award, Graduate Fashion Week, Designer of the Year"),
    ("cv", "Lovelace Medal, ceremony host 2024"),
    ("cv", "Grammy nomination, lifetime achievement award"),
    ("cv", "Royal Gold Medal at the rowing club"),
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
