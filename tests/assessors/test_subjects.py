"""Whose application it is: read from the head of the CV, whatever else stands there."""

import pytest

from proof_of_talent.assessors.folding import fold_text
from proof_of_talent.assessors.rubric.subjects import find_subject
from tests.assessors.applications import make_application

PRESS = "The Evening Ledger, 3 May 2025. A portrait of {name}, who was born in Cebu City."


def find(head, *papers):
    return find_subject(make_application([("cv", head), *(("evidence", paper) for paper in papers)]))


def is_named(subject, text):
    return subject is not None and subject.is_named(text, fold_text(text))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Ada Quill", "Ada Quill"),
        ("CURRICULUM VITAE\nName: Ada Brook Quill      Nationality: Irish", "Ada Quill"),
        ("ADA QUILL-BROOK       choreographer, lives in Dakar and Lyon", "Quill-Brook"),
        ("Prof. Ada Quill  MBChB, MMed, PhD\nEpidemiology; trials", "A. Quill"),
        ("ENGR. DR. ADA C. QUILL, MNSChE\nChemical engineering", "Ada Quill"),
        ("ADA “AQ” QUILL\nFilmmaker | Director\nCebu City, Philippines", "Ada Quill"),
        ("LÊ HOÀNG YẾN — game designer\nĐà Nẵng, Việt Nam", "Le Hoang Yen"),
        ("Ana MARTÍNEZ\nEconomist", "Ana Martinez"),
        ("★ MAESTRO ADA “AQ” QUILL ★\nInternational Award-Winning Visual Artist", "Ada Quill"),
        ("Dr. med. Ada QUILL, PhD\nFirst Central Clinic, liver ward", "A. Quill"),
        ("Ada Quill. Poet, translator", "Ada Quill"),
    ],
)
def test_the_name_is_read_beside_titles_degrees_trades_and_towns(head, name):
    paper = PRESS.format(name=name)
    subject = find(head, paper)
    assert is_named(subject, paper)
    assert not is_named(
        subject,
        "Da Nang and Cebu City celebrate a filmmaker, a poet and a visual artist "
        "of the First Central Clinic in Nationality Street.",
    )


def test_a_town_that_more_papers_name_is_not_taken_for_the_name():
    papers = ["Ada Quill won.", "Cebu City, fair.", "Fair of Cebu City.", "Ms Quill of Cebu City spoke."]
    assert is_named(find("Ada Quill\nCebu City", *papers), "Quill")
    assert not is_named(find("Ada Quill\nCebu City", *papers), "The town of Cebu City")


def test_a_venture_and_a_shortened_title_stand_for_the_name_once_a_paper_ties_them_to_it():
    head = 'Ada Quill\nPaper Lantern Games, co-founder, 2022\n"Ferry Woman of the Long River", released 2024'
    letter = "I have worked with Ada Quill at Paper Lantern Games since we signed Ferry Woman."
    subject = find(head, letter)
    assert is_named(subject, "Store: Harbour. Ferry Woman, lifetime units 23,418")
    assert is_named(subject, "Paper Lantern Games, turnover 2025")
    assert not is_named(find(head, "I have worked with Ada Quill."), "Paper Lantern Games, turnover 2025")


def test_a_venture_is_known_without_its_kind_of_company_and_in_one_word():
    games = "Games: Tide Clock (2024, PC), Rice Train (2022 at Bien)"
    head = f"Ada Quill\n2023 founder, Paper Lantern Games\n{games}"
    letter = "Ada Quill of Paper Lantern Games showed me Tide Clock."
    subject = find(head, letter)
    for paper in ("Tide Clock (Paper Lantern): 7/10", "paperlantern / godot-water, 486 stars"):
        assert is_named(subject, paper)
    assert not is_named(subject, "Rice Train, 600,000 installs")


def test_what_an_entry_of_the_cv_says_they_made_is_a_work_of_theirs():
    head, paper = (
        "Ada Quill\nSluice, creator and lead maintainer · 2019 –",
        "Sluice: statistics, 14,200 stars",
    )
    assert is_named(find(head, "Ada Quill. Sluice is hers."), paper)
    assert not is_named(find(head, "Ada Quill is known to me."), paper)


def test_an_employer_is_no_work_of_theirs():
    subject = find("Ada Quill\nCoral Systems, senior engineer · 2021 – present", "Ada Quill of Coral Systems")
    assert not is_named(subject, "Coral Systems wins an award")
