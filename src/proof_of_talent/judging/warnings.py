"""Warns of what applications are refused for and what a paper can show, each with a quote.

The phrases are English and ours (heuristic). Each warning asks or tells what to check; none lowers a score.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, FieldId
from proof_of_talent.domain.assessment import Evidence, Finding
from proof_of_talent.judging.evidence.subjects import find_other_field
from proof_of_talent.judging.evidence.vocabulary import look_for
from proof_of_talent.judging.letters.layout import Line
from proof_of_talent.judging.letters.sentences import Sentence, split_sentences
from proof_of_talent.judging.papers.survey import Letter, Survey, read_text
from proof_of_talent.judging.text.folding import fold_text

_OWN_PAPER = re.compile(
    r"\b(?:I (?:have )?(?:compiled|collected|put together|prepared|made) (?:this|these|the following)"
    r"|compiled by me"
    r"|prepared by the applicant|my own (?:screenshots?|summary|list)|list of (?:my )?links"
    r"|summary of my (?:work|evidence|achievements|contributions))\b",
    re.IGNORECASE,
)
_JUDGES: dict[FieldId, str] = {
    "digital_technology": "digital technology",
    "arts_culture": "the arts",
    "science_research": "research",
}
_LINK = re.compile(r"https?://|www\.")
_LINK_SHARE = 0.5  # of the lines of a paper
_MENTORS = re.compile(r"\b(?:mentor(?:ed|ing|s)?|coached)\b", re.IGNORECASE)
_STRUCTURED = re.compile(
    r"\b(?:programme|program|scheme|selected|selection|accelerator|cohort|in person|weekly|fortnight\w*"
    r"|monthly"
    r"|curriculum|applications?|foundation|charity)\b",
    re.IGNORECASE,
)
_PANEL = re.compile(
    r"\b(?:panell?ist|panel discussion|guest talk|gave a talk|lightning talk|on a panel)\b", re.IGNORECASE
)
_YEARS = re.compile(r"\b(20\d\d)\b")
_SALARY = re.compile(
    r"\b(?:(?:base|annual|gross|monthly) salary|salary of|total compensation|payslip|remuneration)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:percentile|survey|benchmark|median|average (?:salary|pay)|top \d+ ?%|market rate"
    r"|compared (?:with|to))\b",
    re.IGNORECASE,
)
_HEADINGS = re.compile(
    r"^\W*(?:exhibit|appendix|annex|evidence|document|item|attachment) (?:\d{1,2}|[A-H])\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_MERGED_FROM = 3  # headings such as "Exhibit 2" in one file
_STUDENT = re.compile(
    r"\b(?:student (?:award|prize|newspaper|magazine|competition|film|festival)|best student\b|amateur\b"
    r"|university (?:newspaper|magazine)|school (?:prize|award|newspaper)|youth competition)",
    re.IGNORECASE,
)
_STUDIES = re.compile(
    r"\b(?:graduation|degree|student|school|coursework|diploma) (?:show|work|project|production|film|piece"
    r"|concert)s?\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{4}|\b\d{1,2}/20\d\d\b"
)
_YEAR_ENTRY = re.compile(
    r"^\W*(?:19|20)\d\d\b(?!.*\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))", re.MULTILINE
)
_LEAST_ENTRIES = 3
_PRESS = re.compile(
    r"\b(?:by our|correspondent|reporter|review of|newspaper|magazine|interview|journalist|press|edition)\b",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    code: str
    text: str
    evidence: tuple[Evidence, ...]


def warn(application: Application, surveyed: Survey) -> Iterator[Finding]:
    """Yield a warning for each reason for refusals of which a paper shows a sign."""
    for found in _find_all(application, surveyed):
        yield Finding(
            kind="weakness",
            code=found.code,
            text=found.text,
            evidence=found.evidence,
            grounded=bool(found.evidence),
        )


def _find_all(application: Application, surveyed: Survey) -> Iterator[_Found]:
    evidence = surveyed.evidence
    everything = [d for d in application.documents if surveyed.kinds[d.id] != "recommendation_letter"]
    yield from _warn_once(
        "self_documented_evidence", "A paper seems to be put together by you. Is there one by others?",
        (_find_own(document) for document in evidence),
    )  # fmt: skip
    yield from _warn_alone(
        "mentoring_unstructured", "Mentoring is named; we found nothing on a programme, selection or place.",
        everything, _MENTORS, _STRUCTURED,
    )  # fmt: skip
    yield from _warn_alone(
        "salary_alone", "A salary is shown; we found nothing that compares it with the sector.",
        everything, _SALARY, _COMPARED,
    )  # fmt: skip
    yield from _warn_once(
        "single_recent_activity", "This is a single panel or talk of the last year. Is there earlier "
        "work of the kind?",
        (_find_recent_panel(everything, application.as_of),),
    )  # fmt: skip
    yield from _warn_once(
        "papers_merged", "A file seems to hold several pieces. Assessors may read one paper only.",
        (_find_merged(document) for document in evidence),
    )  # fmt: skip
    yield from _warn_once(
        "student_or_amateur", "This seems to be recognition of students or amateurs, which does not count.",
        (_find_first(document, _STUDENT) for document in everything),
    )  # fmt: skip
    yield from _warn_once(
        "paper_does_not_name_you", "A piece of press names neither you nor, as far as we see, your work.",
        (_find_unnamed(document, surveyed) for document in evidence),
    )  # fmt: skip
    yield from _warn_of_other_field(application, [*surveyed.letters, *surveyed.other_letters], evidence)
    if application.field == "arts_culture":
        yield from _warn_once(
            "arts_cv_unclear", "The CV gives years without months, or mixes studies with professional work.",
            (_find_undated(cv) or _find_first(cv, _STUDIES) for cv in surveyed.cvs),
        )  # fmt: skip


def _warn_of_other_field(
    application: Application, letters: list[Letter], evidence: tuple[ApplicationDocument, ...]
) -> Iterator[_Found]:
    """Yield a warning where the papers by others, taken together, are about another field."""
    papers = [*(letter.document for letter in letters), *evidence]
    said = fold_text(" ".join(read_text(document) for document in papers))
    other = find_other_field(said, application.field)
    if other is not None:
        foreign = look_for("other_field", other.words)
        yield from _warn_once(
            "papers_of_another_field",
            f"The papers by others speak of {other.name}, and this route judges "
            f"{_JUDGES[application.field]}. Did you choose the right field and body?",
            (_find_first(document, foreign, fold=True) for document in papers),
        )


def _warn_once(
    code: str, text: str, quotes: "Iterator[Evidence | None] | tuple[Evidence | None, ...]"
) -> Iterator[_Found]:
    found = tuple(quote for quote in quotes if quote is not None)
    if found:
        yield _Found(code, text, found[:3])


def _warn_alone(
    code: str, text: str, documents: list[ApplicationDocument], said: re.Pattern[str], beside: re.Pattern[str]
) -> Iterator[_Found]:
    """Yield a warning where some paper says a thing and none says the other beside it."""
    quotes = [_find_first(document, said) for document in documents]
    speaking = [document for document, quote in zip(documents, quotes, strict=True) if quote is not None]
    if speaking and not any(beside.search(read_text(document)) for document in speaking):
        yield from _warn_once(code, text, tuple(quotes))


def _list_sentences(document: ApplicationDocument) -> Iterator[Sentence]:
    for page in document.pages:
        for line in page.text.split("\n"):
            yield from split_sentences((Line(page.number, line),))


def _find_first(
    document: ApplicationDocument, pattern: re.Pattern[str], *, fold: bool = False
) -> Evidence | None:
    return next(
        (
            one.quote(document.id)
            for one in _list_sentences(document)
            if pattern.search(fold_text(one.text) if fold else one.text)
        ),
        None,
    )


def _find_own(document: ApplicationDocument) -> Evidence | None:
    lines = [line for line in _list_sentences(document) if line.text.strip()]
    links = [line for line in lines if _LINK.search(line.text)]
    if len(links) >= _LEAST_ENTRIES and len(links) >= _LINK_SHARE * len(lines):
        return links[0].quote(document.id)
    return _find_first(document, _OWN_PAPER)


def _find_recent_panel(documents: list[ApplicationDocument], as_of: date) -> Evidence | None:
    """Return the only panel or talk there is, if it is of this year or the last."""
    found = [
        (document, one)
        for document in documents
        for one in _list_sentences(document)
        if _PANEL.search(one.text)
    ]
    if len(found) != 1:
        return None
    document, sentence = found[0]
    years = [int(year) for year in _YEARS.findall(sentence.text)]
    return sentence.quote(document.id) if years and min(years) >= as_of.year - 1 else None


def _find_merged(document: ApplicationDocument) -> Evidence | None:
    headings = {match.group().strip() for page in document.pages for match in _HEADINGS.finditer(page.text)}
    return _find_first(document, _HEADINGS) if len(headings) >= _MERGED_FROM else None


def _find_unnamed(document: ApplicationDocument, surveyed: Survey) -> Evidence | None:
    text = read_text(document)
    if surveyed.applicant is None or surveyed.applicant.is_named(text) or not _PRESS.search(text):
        return None
    return _find_first(document, _PRESS)


def _find_undated(cv: ApplicationDocument) -> Evidence | None:
    text = read_text(cv)
    if _MONTH.search(text) or len(_YEAR_ENTRY.findall(text)) < _LEAST_ENTRIES:
        return None
    return _find_first(cv, _YEAR_ENTRY)
