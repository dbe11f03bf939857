"""Who the applicant is, whatever the CV's head looks like; what a paper is, whatever its file is called."""

# ruff: noqa: RUF001 - names in other scripts are what is read here

import pytest

from proof_of_talent.judging.evidence.applicant import find_applicant
from proof_of_talent.judging.evidence.papers import read_papers
from tests.assessors.applications import make_application

LETTERS = [
    "I have known Olena Kovalchuk since 2019. Dr Kovalchuk led the team.",
    "The prize went to O. Kovalchuk (Kyiv). Jury: Marta Silva, Jan Novak.",
    "Olena Kovalchuk gave the keynote. Marta Silva chaired.",
]
BODY = """
Education
2012 MSc, Kyiv
Employment
2019 - now Senior engineer, Dnipro Systems
"""
HEADS = {
    "after a title": "Dr.-Ing. habil. OLENA KOVALCHUK, MSc, MBA\nEngineer",
    "in fields": "CURRICULUM VITAE\nData\nSurname: Kovalchuk\nGiven names: Olena\nDate of birth: 1988",
    "in a table": "| Name | Olena Kovalchuk |\n| Born | 1988 |",
    "in a sentence": "Curriculum vitae of Olena Kovalchuk\nSoftware engineering",
    "between dashes": "Resume - Olena Kovalchuk - October 2026\nKyiv",
    "surname first": "KOVALCHUK Olena (Ms)\nKyiv",
    "with a comma": "Kovalchuk, Olena\nSenior engineer",
    "in two scripts": "Олена Ковальчук / Olena Kovalchuk\nКиїв",
    "in another script only": "Олена Ковальчук\nSoftware engineer, Kyiv",
    "in the address only": "Contact: olena.kovalchuk@mail.example, +380 44 000\nSoftware engineer",
    "in the footer": "Professional profile\nNine years of databases"
    + BODY
    + "\nOlena Kovalchuk, page 2 of 2",
    "letter by letter": "O L E N A   K O V A L C H U K\nsoftware engineer",
    "in small letters": "olena kovalchuk\nsoftware engineer, kyiv",
    "with a nickname": 'OLENA "LENA" KOVALCHUK\nEngineer',
    "in a long line": "OLENA KOVALCHUK | Staff Engineer, Distributed Databases | Kyiv | olena@mail.example",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_name_is_found_that_the_other_papers_repeat(head):
    found = find_applicant([head + BODY], LETTERS)
    assert found is not None
    assert {"olena", "kovalchuk"} <= set(found.words)


def test_nobody_is_the_applicant_whom_a_single_paper_names():
    assert find_applicant(["Software engineer\nKyiv" + BODY], LETTERS[:1]) is None


STATEMENT = "I build databases. I want to come to London because I have friends there and I like it."
LETTER = """Dnipro Systems, Kyiv
I was her manager from 2019 and I saw Olena Kovalchuk design the engine. She led six engineers.
Marta Silva, director"""
MAIL = """From: program team
To: O. Kovalchuk
Date: 9 Dec 2024
Subject: your talk

Hello Olena, we have accepted your proposal. We do not pay speakers and I look forward to it."""
REVIEW = """City Courier, 3 May 2025, review
I did not expect to like it, but Olena Kovalchuk knows her craft."""
PAPERS = (
    ("cv", "Olena Kovalchuk\nSoftware engineer, Kyiv\n" + BODY),
    ("personal_statement", STATEMENT),
    ("recommendation_letter", LETTER),
    ("evidence", MAIL),
    ("evidence", REVIEW),
)
ROLES = ["own", "own", "letter", "paper", "paper"]


def test_contents_say_what_a_paper_is_and_not_what_it_was_called():
    for kinds in ([kind for kind, _ in PAPERS], ["evidence"] * 5, ["recommendation_letter"] * 5):
        papers = [(kind, text) for kind, (_, text) in zip(kinds, PAPERS, strict=True)]
        read = read_papers(make_application(papers, field="digital_technology"))
        assert [paper.role for paper in read.papers] == ROLES
        assert [paper.is_cv for paper in read.papers] == [True, False, False, False, False]
