"""The quotes that are shown: each once, each a fact about the applicant, none of them a programme's line."""

import re

import pytest

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Judgement
from proof_of_talent.judging.evidence.papers import read_papers
from proof_of_talent.judging.evidence.telling import list_telling
from tests.assessors.applications import conclude_application, judge, make_application
from tests.assessors.test_samples import extractor, samples

__all__ = ["extractor", "samples"]  # fixtures

CV = "Maya Quill\nProgrammer, Leeds\n2019 to date: Northgate Systems, principal engineer\n"
PROGRAMME = re.compile(r"\b\d{1,2}[:.]\d\d\b(?! ?%)|\bseats\b|\bHall [A-Z]\b|\bRoom \d", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:she|he|her|his|him|hers|you|your)\b", re.IGNORECASE)
GENERAL = "What others write speaks to this in general; no single sentence states it."


def list_quotes(judgement: Judgement) -> list[str]:
    return [" ".join(e.quote.split()) for f in judgement.findings for e in f.evidence]


@pytest.fixture(scope="module")
def judgements(samples: dict[str, Application]) -> dict[str, tuple[Judgement, ...]]:
    return {name: judge(application).judgements for name, application in samples.items()}


def test_no_sentence_is_quoted_twice_and_three_are_enough(judgements):
    for name, judged in judgements.items():
        quotes = [quote for judgement in judged for quote in list_quotes(judgement)]
        assert len(quotes) == len(set(quotes)), name
        assert all(len(list_quotes(judgement)) <= 3 for judgement in judged), name
    assert sum(len(list_quotes(j)) for j in judgements["digital_technology/strong"]) >= 8


def test_every_quote_is_about_the_applicant(samples, judgements):
    for name, judged in judgements.items():
        applicant = read_papers(samples[name]).applicant
        for quote in (quote for judgement in judged for quote in list_quotes(judgement)):
            assert (applicant and applicant.find(quote)[0]) or PRONOUN.search(quote), quote


def test_no_quote_is_a_line_of_a_programme(judgements):
    quotes = [quote for judged in judgements.values() for j in judged for quote in list_quotes(j)]
    assert quotes
    assert [quote for quote in quotes if PROGRAMME.search(quote)] == []


def test_a_criterion_that_no_sentence_states_says_so_and_keeps_its_points(samples, judgements):
    bare = [
        (name, judgement)
        for name, judged in judgements.items()
        for judgement in judged
        if judgement.level and not judgement.findings
    ]
    assert bare
    for name, judgement in bare:
        assert judgement.rationale == GENERAL
        scored, _ = conclude_application(samples[name])
        result = next(r for r in scored.criteria if r.criterion == judgement.criterion)
        assert result.score > 0


def tell(text: str) -> bool:
    application = make_application(
        [("cv", CV), ("evidence", f"Northern Prize\nLeeds, 3 May 2025\n\n{text}\n")]
    )
    (paper,) = read_papers(application).by_others()
    return bool(list_telling(paper))


@pytest.mark.parametrize(
    "text",
    [
        "The jury of nine chose Maya Quill as the winner of the prize from 318 entries.",
        "Maya Quill wrote the matching engine, which 240 hospitals now use.",
        "Maya Quill spoke first. She founded the library that 4,000 companies use.",
    ],
)
def test_a_fact_about_the_applicant_is_worth_quoting(text):
    assert tell(text)


@pytest.mark.parametrize(
    "text",
    [
        "Monday 7 July, Festival Hall, 9.00: Plenary lecture of Maya Quill on the papers that she published.",
        "Maya Quill agrees, and has published the list of cases in which she would not use it.",
        "Maya Quill, from Leeds by way of Lyon, has been spoken of on the Continent for some years.",
        "Maya Quill does not look like somebody who has upset a whole industry by herself.",
        "I was chair of the jury of the prize in 2025 and have met Maya Quill on that occasion, at dinner.",
        "Maya Quill came late. Dr Jon Harrow gave the keynote, and he won the prize from 318 entries.",
    ],
)
def test_talk_programmes_and_other_people_are_not_quoted(text):
    assert not tell(text)


def test_where_no_sentence_states_a_criterion_the_telling_line_of_a_form_is_quoted_once():
    cv = "Ines Costa\nWriter, Porto\nNovels\n2022 Well Water\nEducation\n2001 BA\nLanguages\nPortuguese\n"
    contract = (
        "Edinburgh Book Festival 2026\nAUTHOR AGREEMENT\nAuthor: Ines Costa. Event 218, solo.\n"
        "Venue: main theatre, 480 seats.\nBox office (added 1.9.2026): 471 sold.\nhelp@edbook.example"
    )
    review = "The Guardian, 17 June 2023, Review p. 54\nWell Water by Ines Costa\nA man walks forty streets."
    papers = [("cv", cv), ("evidence", contract), ("evidence", review)]
    judged = judge(make_application(papers, field="arts_culture")).judgements
    quotes = [quote for judgement in judged for quote in list_quotes(judgement)]
    assert "Box office (added 1.9.2026): 471 sold." in quotes
    assert any("The Guardian" in quote or "Well Water" in quote for quote in quotes)
    assert len(quotes) == len(set(quotes))
    assert not any("@" in quote for quote in quotes)
