"""Reads the papers as such, before any judgement: which are letters and CVs in substance, and which limits
they exceed.
"""

import re
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.criteria import FieldCriteria, Route
from proof_of_talent.judging.letters.points import find_unsuitable_author, list_missing_points
from proof_of_talent.judging.letters.reading import LetterReading, read_letter

_FIRST_PERSON = re.compile(r"\b(?:I|we|We|me|us)\b")
_LEAST_WORDS = 40  # a shorter paper is no letter of recommendation
_LEAST_WORDS_OUTRIGHT = 30  # where it recommends in so many words
_RECOMMENDS = re.compile(
    r"\b(?:recommends?|endorses?|supports?) (?:\w+ ){0,2}(?:her|him|them|his|their|Dr|Mr|Ms|Mrs|Prof)\b"
    r"|\b(?:I|[Ww]e)(?: \w+){0,3} (?:recommend|endorse)\b|\bin recommending\b"
)
_MOST_MISSING = 4  # of the seven points; a paper that lacks more is something else
_CV_SIGNS = frozenset(
    {
        "vitae", "cv", "résumé", "resume", "education", "experience", "employment", "skills", "publications",
        "exhibitions", "performances", "award", "awards", "honours", "honors", "grants", "position",
        "positions", "appointment", "appointments", "qualifications", "career", "projects", "engagements",
        "training", "profile", "discography", "repertoire", "residencies", "works",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


class Letter(NamedTuple):
    """One letter of recommendation: what was read of it, the points it leaves out, and a sign that the author
    may not be suitable (the words that say so).
    """

    document: ApplicationDocument
    reading: LetterReading
    missing: tuple[str, ...]
    unsuitable: str | None


class Survey(NamedTuple):
    """What a reading of the papers found, before any judgement."""

    route: Route
    letters: tuple[Letter, ...]  # that read like letters, one for each author
    cvs: tuple[ApplicationDocument, ...]  # that read like CVs
    evidence: tuple[ApplicationDocument, ...]
    over_limit: tuple[str, ...]  # one sentence for each limit that is exceeded
    kinds: dict[str, DocumentKind]  # of each document in substance, by id: a bare confirmation is evidence

    @property
    def uk_letters(self) -> int:
        """How many letters come from the UK."""
        return sum(letter.reading.uk is not None for letter in self.letters)


def read_text(document: ApplicationDocument) -> str:
    """Return a document's whole text."""
    return "\n".join(page.text for page in document.pages)


def survey(application: Application, criteria: FieldCriteria) -> Survey:
    """Read the papers once: which are letters and CVs in substance, and which limits they exceed."""
    letters: dict[str, Letter] = {}
    cvs = []
    kinds: dict[str, DocumentKind] = {}
    for document in application.documents:
        kinds[document.id] = document.kind
        text = read_text(document)
        if document.kind == "recommendation_letter":
            letter = _read_letter(document, text)
            if is_letter(letter, text):
                letters.setdefault(letter.reading.author_key, letter)
            else:  # a letter that recommends nobody is evidence
                kinds[document.id] = "evidence"
        elif document.kind == "cv" and len(_CV_SIGNS.intersection(_WORD.findall(text.lower()))) >= 2:  # noqa: PLR2004
            cvs.append(document)
    evidence = tuple(document for document in application.documents if kinds[document.id] == "evidence")
    over = tuple(_list_excesses(application, criteria, evidence))
    route = criteria.route(application.route)
    return Survey(route, tuple(letters.values()), tuple(cvs), evidence, over, kinds)


def is_letter(letter: Letter, text: str) -> bool:
    """Tell a personal recommendation from a bare confirmation or something else altogether."""
    outright = _RECOMMENDS.search(text) is not None
    missing = len(letter.missing)
    if letter.reading.author is not None and letter.reading.signed is None:
        missing -= 1  # a letter without a signature is a letter, if it is somebody's
    return (
        len(text.split()) >= (_LEAST_WORDS_OUTRIGHT if outright else _LEAST_WORDS)
        and len(_FIRST_PERSON.findall(text)) >= (1 if outright else 2)
        and missing <= _MOST_MISSING + outright
    )


def _read_letter(document: ApplicationDocument, text: str) -> Letter:
    reading = read_letter(document)
    return Letter(document, reading, list_missing_points(reading, text), find_unsuitable_author(text))


def _list_excesses(
    application: Application, criteria: FieldCriteria, evidence: tuple[ApplicationDocument, ...]
) -> list[str]:
    rules = criteria.documents
    excesses = []
    for kind, limit, name in (
        ("cv", rules.cv_pages, "CV"),
        ("recommendation_letter", rules.letter_pages, "letter"),
        ("evidence", rules.evidence_pages, "evidence document"),
    ):
        longest = max((len(d.pages) for d in application.documents if d.kind == kind), default=0)
        if limit is not None and longest > limit:
            excesses.append(f"A {name} has {longest} pages; at most {limit} are accepted.")
    if rules.evidence_documents is not None and len(evidence) > rules.evidence_documents:
        excesses.append(
            f"There are {len(evidence)} evidence documents; at most {rules.evidence_documents} are accepted."
        )
    return [excess.replace("A evidence", "An evidence") for excess in excesses]
