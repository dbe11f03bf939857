"""The same paper twice counts once; papers in other languages are said to be left out."""

from dataclasses import dataclass

import pytest

from proof_of_talent.judging.judge import judge
from proof_of_talent.judging.papers.copies import COPY_NOTE, FOREIGN_NOTE, TRANSLATION_NOTE, leave_out_copies
from tests.assessors.applications import (
    AWARD,
    CV,
    PATENT,
    PRESS,
    RUBRIC,
    RULEBOOK,
    make_application,
    write_letters,
)

GERMAN = """Hamburg, 14. März 2025
Die Hafenbehörde hat die Software von Maya Okafor ausgewählt, weil sie die Zeit der Planung um 31 Prozent
verkürzt hat und in 12 Häfen genutzt wird. Frau Okafor hat das Verfahren für die Tidewater Maps allein
entwickelt und es wird auch von der Reederei Brandt seit 2023 mit großem Erfolg eingesetzt."""
ENGLISH = """Translated from the German by L. Weber, sworn translator
Hamburg, 14 March 2025
The port authority chose the software by Maya Okafor because it shortened the time of planning by 31 per
cent and is used in 12 ports. Ms Okafor developed the method alone for Tidewater Maps, and the shipping line
Brandt has used it with great success since 2023."""


@dataclass
class Left:
    kept: list[str]
    gone: list[str]
    notes: tuple[str, ...]


def leave_out(*texts: str) -> Left:
    application = make_application([("evidence", text) for text in texts])
    papers = leave_out_copies(application)
    kept = [document.id for document in papers.application.documents]
    return Left(kept, [paper.document.id for paper in papers.left_out], papers.notes)


def test_different_papers_all_count():
    assert leave_out(PRESS, AWARD, PATENT) == Left(["d1", "d2", "d3"], [], ())


@pytest.mark.parametrize(
    "copy",
    [
        PRESS,
        PRESS.replace("\n", " "),
        PRESS.replace("14 March 2025", "15 March 2025"),
        PRESS + "\nPage 1 of 1",
        "Printed on 3 May 2026, 12:14\n" + PRESS,
        PRESS.upper(),
    ],
    ids=["same", "saved again", "other date", "page number", "printed", "capitals"],
)
def test_the_same_paper_counts_once(copy):
    assert leave_out(PRESS, AWARD, copy) == Left(["d1", "d2"], ["d3"], (COPY_NOTE,))


def test_papers_that_differ_in_a_year_or_a_figure_are_two():
    assert leave_out(PRESS, PRESS.replace("1.4 million", "2.9 million")).gone == []
    assert leave_out(AWARD, AWARD.replace("310 entries", "280 entries")).gone == []


def test_papers_without_words_are_no_copies_of_each_other():
    assert leave_out("", "—").gone == []


def test_a_paper_in_another_language_is_left_out_and_said_so():
    application = make_application([("cv", CV), ("evidence", GERMAN)])
    papers = leave_out_copies(application)
    (left,) = papers.left_out
    assert (left.document.id, left.language, left.translation) == ("d2", "German", None)
    assert papers.notes == (FOREIGN_NOTE,)


def test_an_original_and_its_translation_are_one_paper():
    application = make_application([("evidence", GERMAN), ("evidence", ENGLISH), ("evidence", AWARD)])
    papers = leave_out_copies(application)
    assert [document.id for document in papers.application.documents] == ["d2", "d3"]
    (left,) = papers.left_out
    assert left.translation == "d2"
    assert papers.notes == (TRANSLATION_NOTE,)


def test_a_translation_of_something_else_is_none():
    other = ENGLISH.replace("31", "44").replace("12", "9").replace("Okafor", "Brandt").replace("2023", "2019")
    application = make_application([("evidence", GERMAN), ("evidence", other.replace("Tidewater", "Halden"))])
    assert leave_out_copies(application).left_out[0].translation is None


def test_judging_counts_a_copy_once_and_says_so():
    papers = [("cv", CV), *write_letters(), *(("evidence", text) for text in (PRESS, AWARD, PRESS))]
    judged = judge(make_application(papers), assessor=RUBRIC, rulebook=RULEBOOK)
    once = judge(make_application(papers[:-1]), assessor=RUBRIC, rulebook=RULEBOOK)
    assert judged.scored == once.scored
    assert COPY_NOTE in judged.results.notes
    assert [(note.document, note.copy_of) for note in judged.results.papers] == [("d7", "d5")]
    assert "counts once" in judged.results.analysis.overall_assessment


def test_judging_says_in_which_language_a_paper_was_not_judged():
    judged = judge(make_application([("cv", CV), ("evidence", GERMAN)]), assessor=RUBRIC, rulebook=RULEBOOK)
    (gap,) = [finding for finding in judged.results.findings if finding.code == "translation_missing"]
    assert gap.text.startswith("German: not judged")
    assert gap.evidence[0].document == "d2"
