"""Minimal pairs: one fact of a paper changes, and the strength moves as a careful reader expects."""

import pytest

from proof_of_talent.assessors.rubric.assessor import RubricAssessor
from proof_of_talent.judging.evidence.reading import conclude_reading, read_evidence
from tests.assessors.applications import RULEBOOK, make_application

CV = """Lena Horvat
Sculptor, Graz

Exhibitions
2025 "Ballast", Kunsthaus Murfeld, Graz
2024 Open sculpture prize of the Adriatic museums
Employment
2019 to date: Atelier Brandt, Graz, sculptor
"""
LETTER = """Kunsthaus Murfeld
Graz, 3 September 2026

Dear assessors,

I am the director of this museum. {tie} I chose Lena Horvat for our exhibition "Ballast" in 2025, which
41,000 people saw. I would place her among the five strongest sculptors in Europe.

Yours faithfully,
Petra Novak, Director
"""
PRIZE = """Adriatic Sculpture Prize
Trieste, 12 June 2024

The jury of seven directors of {who} museums read {pool} applications and resolved that the first prize of
EUR 20,000 {verb} Lena Horvat. {more}
"""
SHOP = """Galleria Sestiere, Venice
Statement, 4 May 2026

Between January and December {year} we sold {number} prints of {name} Horvat to collectors in six
countries. {paid}
"""
SOUND = {
    "tie": "I have never worked with her and have no share in her sales.",
    "who": "European", "pool": "1,310", "verb": "be given to", "more": "",
    "year": "2025", "number": "6,200", "name": "Lena", "paid": "The gallery paid her.",
}  # fmt: skip


def make_case(**changes):
    values = SOUND | changes
    papers = [
        ("cv", CV + values.pop("cv", "")),
        ("recommendation_letter", LETTER.format(**values)),
        ("evidence", PRIZE.format(**values)),
        ("evidence", SHOP.format(**values)),
    ]
    return make_application(papers, field="arts_culture")


def read(application):
    return conclude_reading(read_evidence(application), application)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Luka"},
        {"verb": "not be given to"},
        {"pool": "8", "more": "Seven prizes were given."},
        {"more": "The prize was withdrawn on 2 August 2024."},
        {"more": "The certificate was sent as soon as the entry fee of EUR 400 had been received from her."},
        {"who": "its own"},
        {"year": "2009"},
        {"number": "2"},
        {"paid": "She paid EUR 900 for the wall."},
        {"tie": "I am her husband."},
        {"tie": "She has been my line manager since 2019."},
        {"tie": "This letter was prepared for a fee under my agreement with the applicant."},
    ],
    ids=str,
)
def test_a_fact_that_speaks_against_it_lowers_the_score(change):
    assert read(make_case(**change)).score < read(make_case()).score


@pytest.mark.parametrize(
    "change",
    [
        {"cv": "World-renowned visionary, winner of nine medals, keynote before 5,000 people in Dubai\n"},
        {"more": "It was a truly splendid, unforgettable, dazzling evening."},
        {"more": "This message is confidential and intended for the addressee only."},
    ],
    ids=str,
)
def test_words_without_a_fact_change_next_to_nothing(change):
    assert abs(read(make_case(**change)).score - read(make_case()).score) <= 1


@pytest.mark.parametrize(
    ("change", "document", "reason", "words"),
    [
        ({"name": "Luka"}, "d4", "about_a_namesake", "Luka Horvat"),
        ({"paid": "She paid EUR 900 for the wall."}, "d4", "paid_by_applicant", "She paid EUR 900"),
        ({"tie": "I am her husband."}, "d2", "letter_by_family", "I am her husband"),
    ],
)
def test_what_is_left_out_says_why_in_words_of_the_paper(change, document, reason, words):
    application = make_case(**change)
    paper = next(paper for paper in read(application).papers if paper.document == document)
    assert (paper.admitted, paper.reason) == (False, reason)
    assert words in paper.quote.quote
    text = next(d.pages[0].text for d in application.documents if d.id == document)
    assert paper.quote.quote in text


def test_the_relation_of_an_author_is_read_with_its_negation():
    def relate(tie):
        return read(make_case(tie=tie)).papers[1].relation

    assert relate("I have never worked with her.") == "independent"
    assert relate("She has worked for me since 2019.") == "employer"
    assert relate("I am not related to her.") == "independent"
    assert relate("The weather was fine.") == "unclear"


def test_a_fact_carries_its_slots():
    (fact,) = read(make_case()).papers[2].facts
    assert (fact.chosen, fact.pool, fact.level, fact.status, fact.year) == (
        1, 1310, "international", "done", 2024,
    )  # fmt: skip


def test_order_of_papers_and_probabilities_hold():
    application = make_case()
    turned = application.model_copy(update={"documents": application.documents[::-1]})
    first, second = read(application), read(turned)
    assert (first.score, first.band_probabilities) == (second.score, second.band_probabilities)
    assert sum(first.band_probabilities) == 1000


def test_without_a_name_or_in_another_language_no_band_is_named():
    nameless = make_application([("evidence", PRIZE.format(**SOUND))], field="arts_culture")
    assert "no_name_found" in read(nameless).abstained
    foreign = make_application(
        [("cv", "Lena Horvat\n" + "Die Ausstellung wurde von vielen Menschen besucht und gelobt. " * 20)],
        field="arts_culture",
    )
    assert "language_not_understood" in read(foreign).abstained


def test_every_quote_of_a_judgement_stands_in_its_page():
    application = make_case()
    assessment = RubricAssessor().assess(application, RULEBOOK.field("arts_culture"))
    pages = {document.id: document.pages[0].text for document in application.documents}
    quotes = [e for j in assessment.judgements for f in j.findings for e in f.evidence]
    assert quotes
    assert all(quote.quote in pages[quote.document] for quote in quotes)
