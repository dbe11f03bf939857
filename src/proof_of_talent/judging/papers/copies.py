"""Papers that are there twice: one file renamed, saved again or printed on another day, and translations.

A copy is left out before anything is judged, so that it neither counts nor costs; the applicant is told.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence, Finding
from proof_of_talent.domain.corrections import ABOUT_ANOTHER
from proof_of_talent.domain.results import PaperNote
from proof_of_talent.judging.letters.dates import find_dates
from proof_of_talent.judging.papers.languages import UNDERSTOOD, name_language

COPY_NOTE = "copy_counted_once"
FOREIGN_NOTE = "language_not_judged"
TRANSLATION_NOTE = "translation_read"

_ABOUT_ANOTHER = ("about", ABOUT_ANOTHER)
_WORD = re.compile(r"[^\W_]+")
_FURNITURE = re.compile(
    r"^\W*(?:page \d+(?: of \d+)?|\d{1,3}(?: ?/ ?\d{1,3})?|printed (?:on|at)?.{0,40}|downloaded .{0,60})\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b")
_TRANSLATES = re.compile(
    r"\btranslat(?:ed|ion|or)\b[^\n]{0,60}?\b(?:from|of)\b|\b(?:certified|sworn|true|official) translation\b"
    r"|\(translat(?:ed|ion)\)",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 200  # characters
_LEAST_SHARED = 0.5  # of an original's numbers and names that its translation has, too


class Paper(NamedTuple):
    """What a document is besides its content: its language, and the document that it repeats."""

    document: ApplicationDocument
    language: str | None
    copy_of: str | None
    translation: str | None  # the document in English that translates it
    about_another: bool = False  # in the applicant's own words

    @property
    def is_foreign(self) -> bool:
        """Whether it is left out for nothing but its language."""
        return self.copy_of is None and self.translation is None and not self.about_another


class Papers(NamedTuple):
    """An application without copies and without what is not understood, and what was left out of it."""

    application: Application
    left_out: tuple[Paper, ...]
    notes: tuple[str, ...]


def leave_out_copies(application: Application) -> Papers:
    """Return the application with every paper once and in English, and what was left out and why."""
    papers = list_papers(application)
    left_out = tuple(p for p in papers if p.copy_of is not None or p.about_another or not _is_understood(p))
    gone = {paper.document.id for paper in left_out}
    kept = tuple(document for document in application.documents if document.id not in gone)
    notes = {
        COPY_NOTE: any(paper.copy_of is not None for paper in left_out),
        TRANSLATION_NOTE: any(paper.translation is not None for paper in left_out),
        FOREIGN_NOTE: any(paper.is_foreign for paper in left_out),
    }
    found = tuple(note for note, present in notes.items() if present)
    return Papers(application.model_copy(update={"documents": kept}), left_out, found)


def describe_left_out(papers: Papers) -> Iterator[Finding]:
    """Yield a gap for each paper in a language that is not read, with its first words."""
    for paper in papers.left_out:
        if paper.is_foreign:
            page = next(page for page in paper.document.pages if page.text.strip())
            quote = Evidence(
                document=paper.document.id,
                page=page.number,
                quote=page.text.strip()[:_LONGEST_QUOTE],
                grounded=True,
            )
            text = f"{paper.language}: not judged. We found no translation of this paper into English."
            yield Finding(kind="gap", code="translation_missing", text=text, evidence=(quote,), grounded=True)


def list_paper_notes(papers: Papers) -> tuple[PaperNote, ...]:
    """Return what was left out as results keep it."""
    return tuple(
        PaperNote(
            document=paper.document.id,
            language=paper.language,
            copy_of=paper.copy_of,
            translation=paper.translation,
            about_another=paper.about_another,
        )
        for paper in papers.left_out
    )


def list_papers(application: Application) -> list[Paper]:
    """Return every document with its language, the earlier document that it repeats, and its translation."""
    first: dict[str, str] = {}
    stated = _list_stated_copies(application)
    others = {one.document for one in application.corrections if (one.subject, one.value) == _ABOUT_ANOTHER}
    papers = []
    for document in application.documents:
        text = _join(document)
        found = first.setdefault(_fold(text) or document.id, document.id)
        copy_of = stated.get(document.id, None if found == document.id else found)
        papers.append(Paper(document, name_language(text), copy_of, None, document.id in others))
    english = [paper for paper in papers if paper.language in (UNDERSTOOD, None)]
    return [
        paper if _is_understood(paper) else paper._replace(translation=_find_translation(paper, english))
        for paper in papers
    ]


def _list_stated_copies(application: Application) -> dict[str, str]:
    """Return what the applicant says is there twice: the later document's id, with the earlier one's."""
    places = {document.id: place for place, document in enumerate(application.documents)}
    pairs = [
        sorted((one.document, one.value), key=places.__getitem__)
        for one in application.corrections
        if one.subject == "same_as" and one.document in places and one.value in places
    ]
    return {later: earlier for earlier, later in pairs if earlier != later}


def _is_understood(paper: Paper) -> bool:
    """A paper whose language is not known is read like one in English: it may be a list or a form."""
    return paper.language in (UNDERSTOOD, None)


def _join(document: ApplicationDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def _fold(text: str) -> str:
    """Return a text without what differs between prints of one paper: whole dates, times, page numbers."""
    for found in list(find_dates(text)):
        text = text.replace(found.words, " ")
    words = _WORD.findall(_FURNITURE.sub(" ", _CLOCK.sub(" ", text)).casefold())
    return " ".join(words)


def _find_translation(original: Paper, english: list[Paper]) -> str | None:
    """Return the English paper that has the original's figures and names and calls itself a translation.

    Without such a word it has to have nearly all of them.
    """
    marks = _list_marks(_join(original.document))
    if not marks:
        return None
    best, share = None, 0.0
    for paper in english:
        text = _join(paper.document)
        shared = len(marks & _list_marks(text)) / len(marks)
        needed = _LEAST_SHARED if _TRANSLATES.search(text) else 1.6 * _LEAST_SHARED
        if shared >= needed and shared > share:
            best, share = paper.document.id, shared
    return best


def _list_marks(text: str) -> frozenset[str]:
    """Return what a translation keeps: figures, and words with a capital within a sentence."""
    figures = re.findall(r"\d[\d.,]*\d|\d", text)
    names = re.findall(r"(?<=[^\W\d_][ ,])[^\W\d_a-z][\w'’-]{2,}", text)
    return frozenset(
        [*(figure.strip(".,").replace(",", "") for figure in figures), *map(str.casefold, names)]
    )
