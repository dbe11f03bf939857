"""Who is behind a paper: the applicant's own house, their home, a namesake, a work of theirs."""

import pytest

from proof_of_talent.domain.application import Application
from proof_of_talent.judging.evidence.reading import Draft, read_evidence
from tests.assessors.applications import make_application

CV = """Mira Oslo
Founder, Tarnwell Ltd
Skanstes iela 27-14, Riga. Born 1979. mira@home.example

Employment
2019 - now Founder and chief executive, Tarnwell Ltd
Recognition
2023 - 2026 Member of the jury, Baltic Founder Prize
Patents
EP 3 782 914, sealing of weight
Education
MSc, Riga, 2005
"""
PRIZE = """{issuer}
{address}
Notice of 3 June 2025
The prize for founders goes to Mira Oslo. Entries: 90. Chosen: 3.
"""
ACCOUNTS = """Tarnwell Ltd, annual report 2025
Signed: Mira Oslo
Marketing: 28,500 (Nordlyst Forum, main partner)
"""


def read(*papers: tuple[str, str]) -> Draft:
    return read_evidence(read_application(papers))


def read_application(papers: tuple[tuple[str, str], ...]) -> Application:
    return make_application([("cv", CV), *papers, ("evidence", "Mira Oslo spoke in Leeds.")])


def tell(draft: Draft, document: str) -> str:
    """Return why a paper is left out, or whose it is."""
    left = draft.left_out.get(document)
    return left.reason if left else draft.related[document].relation


@pytest.mark.parametrize(
    ("issuer", "address", "told"),
    [
        ("Nordic Prize Society", "Brivibas iela 3, Riga", "independent"),
        ("Nordic Prize Society", "Contact: hello@tarnwell.example", "own_organisation"),
        ("Baltic Founder Prize", "Brivibas iela 3, Riga", "own_organisation"),
        ("Nordlyst Forum", "Brivibas iela 3, Riga", "no_selection"),
    ],
)
def test_an_honour_of_ones_own_house_jury_or_partner_is_none(issuer, address, told):
    draft = read(("evidence", PRIZE.format(issuer=issuer, address=address)), ("evidence", ACCOUNTS))
    assert tell(draft, "d2") == told


def test_a_juror_of_later_years_may_have_won_before():
    notice = PRIZE.format(issuer="Baltic Founder Prize", address="Riga").replace("2025", "2021")
    assert tell(read(("evidence", notice)), "d2") == "independent"


def test_a_letter_from_the_address_of_the_applicant_is_no_stranger():
    letter = (
        "Levant Ventures\n{}\n\nDear panel,\nI recommend Mira Oslo. She is a leader.\n\nAnn Weir\nDirector"
    )
    at_home, elsewhere = (
        letter.format(one) for one in ("Skanstes iela 27-14, Riga", "12 High Street, Leeds")
    )
    relations = [read(("recommendation_letter", one)).related["d2"].relation for one in (at_home, elsewhere)]
    assert relations == ["commercial", "unclear"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Scopus\nOslo, Mira K.   Riga\nCitations 198", "independent"),
        ("Scopus\nOslo, Wilson M.   Dental School\nCitations 198", "about_a_namesake"),
        ("Winner 2022: M. Oslo (Riga; born 1979), for her seals of weight.", "independent"),
        ("Winner 2022: M. Oslo (Ulsan; born 1991), for her seals of weight.", "about_a_namesake"),
        ("Winners: Mira Oslo and Jan Berg (born 1991), for seals of weight.", "independent"),
        ("Register: EP 3782914, licence recorded, 56 units delivered in 2025.", "independent"),
        ("Register: EP 5550001, licence recorded, 56 units delivered in 2025.", "about_others"),
        ("Certificate of completion\nMira Oslo, online course, 17 total hours", "unrelated"),
    ],
)
def test_of_whom_a_paper_is(text, told):
    assert tell(read(("evidence", text)), "d2") == told


def test_a_cv_that_greets_is_a_cv_and_a_town_no_employer():
    cv = """Lara Robles
Singer
Cebu City, Philippines

About
Hello! I'm Lara and I write songs.
Experience
2025 to now: Friday set at Blue Door, Cebu City
2024: EP "Habagat"
2023: Opening act
Awards
2023: Second place
Training
2025: radio
Education
2024: BA
Languages
Cebuano
"""
    review = "Cebu Weekender, 15 August 2025, review\nLara Robles sang as nobody else does."
    papers = [("evidence", cv), ("evidence", review), ("evidence", "Blue Door\nLara Robles sings here.")]
    draft = read_evidence(make_application(papers, field="arts_culture"))
    assert [paper.is_cv for paper in draft.papers.papers] == [True, False, False]
    assert draft.related["d2"].relation == "independent"


def test_a_review_that_says_i_is_no_letter_and_one_that_hopes_plans_nothing():
    article = """Frame & Tick, issue 61, June 2025. Print 22,000 copies
By Orla Finnegan, pages 18-21
When I ask Mira Oslo why, she shrugs. I spoke to four developers.
It is she who will be remembered of this year.
"""
    draft = read(("evidence", article))
    assert (draft.frames[0].paper.role, draft.frames[0].status) == ("paper", "done")


def test_what_a_printout_counts_is_as_new_as_the_printout():
    printout = "Printed 9 Nov 2026\ntidelog by Mira Oslo, first release 2018, total downloads 9,412,806"
    assert read(("evidence", printout)).frames[0].year == 2026


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("Grey Ledger: tour record\n62 performances, 31,400 tickets", "independent"),
        ("Delft Prize: list of winners\n62 winners since 1990", "about_others"),
    ],
)
def test_a_record_of_a_work_that_others_name_beside_the_applicant_is_about_them(record, told):
    cv = CV.replace("Patents\n", "Works\nGrey Ledger, full evening\nDelft Prize, 2023\nPatents\n")
    review = "The jury gives the Delft Prize to Mira Oslo for Grey Ledger, first shown in Leeds in 2022."
    papers = [("cv", cv), ("evidence", review), ("evidence", record)]
    assert tell(read_evidence(make_application(papers, field="arts_culture")), "d3") == told


def test_a_town_in_common_makes_no_paid_partner_and_a_university_s_domain_no_business():
    accounts = ACCOUNTS.replace("main partner", "Valmiera")
    cv = CV.replace("Riga. Born", "Valmiera. Born")
    honour = PRIZE.format(issuer="Nordic Prize Society", address="Brivibas iela 3, Valmiera")
    letter = "Institute of Law\n\nDear panel,\nI recommend Mira Oslo.\n\nAnn Weir\nann@home.example"
    papers = [("cv", cv), ("evidence", honour), ("evidence", accounts), ("recommendation_letter", letter)]
    draft = read_evidence(make_application(papers))
    assert [tell(draft, document) for document in ("d2", "d4")] == ["independent", "unclear"]


@pytest.mark.parametrize(
    ("words", "status"),
    [("Please note that the award was withdrawn.", "withdrawn"), ("Kindly say if guests will come.", "done")],
)
def test_a_polite_word_hides_no_withdrawal(words, status):
    notice = f"Nordic Prize Society\nThe prize goes to Mira Oslo. {words}"
    assert read(("evidence", notice)).frames[0].status == status
