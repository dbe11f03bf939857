"""Reads the papers as such, before any judgement: which are letters and CVs in substance, and which limits
they exceed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.criteria import FieldCriteria, Route
from proof_of_talent.judging.letters.applicant import (
    Applicant,
    find_other_person,
    find_person,
    list_names,
    read_applicant,
)
from proof_of_talent.judging.letters.layout import lay_out
from proof_of_talent.judging.letters.points import find_unsuitable_author, list_missing_points
from proof_of_talent.judging.letters.reading import LetterReading, read_letter, take_stated_author
from proof_of_talent.judging.letters.sentences import Sentence
from proof_of_talent.judging.papers.stated import is_about_applicant, name_stated_author

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
_LEAST_CV_SIGNS = 2
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
    """What a reading of the papers found, before any judgement.

    `letters` has one letter for each author; `other_letters` are those that do not count: further ones by
    the same author and those about somebody else.
    """

    route: Route
    letters: tuple[Letter, ...]
    other_letters: tuple[Letter, ...]
    cvs: tuple[ApplicationDocument, ...]  # that read like CVs
    evidence: tuple[ApplicationDocument, ...]
    over_limit: tuple[str, ...]  # one sentence for each limit that is exceeded
    kinds: dict[str, DocumentKind]  # of each document in substance, by id: a bare confirmation is evidence
    applicant: Applicant | None = None
    about_others: Mapping[str, Sentence] = MappingProxyType({})  # by document: the words that name another

    @property
    def uk_letters(self) -> int:
        """How many letters come from the UK."""
        return sum(letter.reading.uk is not None for letter in self.letters)


def read_text(document: ApplicationDocument) -> str:
    """Return a document's whole text."""
    return "\n".join(page.text for page in document.pages)


def survey(application: Application, criteria: FieldCriteria) -> Survey:
    """Read the papers once: which are letters and CVs in substance, and which limits they exceed."""
    cvs = tuple(document for document in application.documents if _is_cv(document))
    applicant = read_applicant(document for document in application.documents if document.kind == "cv")
    read = [
        _read_letter(document, read_text(document), name_stated_author(application, document.id))
        for document in application.documents
        if document.kind == "recommendation_letter"
    ]
    recommending = [letter for letter in read if is_letter(letter, read_text(letter.document))]
    kinds = {document.id: document.kind for document in application.documents}
    for letter in read:
        if letter not in recommending:  # a letter that recommends nobody is evidence
            kinds[letter.document.id] = "evidence"
    about_others = {
        document: words
        for document, words in _list_about_others(recommending, applicant).items()
        if not is_about_applicant(application, document)
    }
    letters: dict[str, Letter] = {}
    others: list[Letter] = []
    for letter in recommending:
        if letter.reading.author_key in letters or letter.document.id in about_others:
            others.append(letter)
        else:
            letters[letter.reading.author_key] = letter
    evidence = tuple(document for document in application.documents if kinds[document.id] == "evidence")
    over = tuple(_list_excesses(application, criteria, evidence, [*letters.values(), *others]))
    route = criteria.route(application.route)
    return Survey(
        route=route,
        letters=tuple(letters.values()),
        other_letters=tuple(others),
        cvs=cvs,
        evidence=evidence,
        over_limit=over,
        kinds=kinds,
        applicant=applicant,
        about_others=about_others,
    )


def _is_cv(document: ApplicationDocument) -> bool:
    words = _WORD.findall(read_text(document).lower()) if document.kind == "cv" else ()
    return len(_CV_SIGNS.intersection(words)) >= _LEAST_CV_SIGNS


def _list_about_others(letters: list[Letter], applicant: Applicant | None) -> dict[str, Sentence]:
    """Return the letters that are about somebody else, by document, with the words that name that person.

    Whom one letter recommends by name, another may only mention: it is about the same person.
    """
    if applicant is None:
        return {}
    layouts = {letter.document.id: lay_out(letter.document) for letter in letters}
    found = {
        letter.document.id: other
        for letter in letters
        if (other := find_other_person(applicant, layouts[letter.document.id], _name_author(letter)))
    }
    names = frozenset(word for other in found.values() for word in list_names(other.text))
    for document, layout in layouts.items():
        is_named = applicant.is_named("\n".join(line.text for line in (*layout.head, *layout.body)))
        mention = find_person(layout, names - applicant.known) if names and not is_named else None
        if mention is not None:
            found.setdefault(document, mention)
    return found


def _name_author(letter: Letter) -> str | None:
    return letter.reading.author.value if letter.reading.author is not None else None


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


def _read_letter(document: ApplicationDocument, text: str, stated_author: str | None = None) -> Letter:
    reading = read_letter(document)
    if stated_author is not None:
        reading = take_stated_author(reading, document, stated_author)
    return Letter(document, reading, list_missing_points(reading, text), find_unsuitable_author(text))


def _list_excesses(
    application: Application,
    criteria: FieldCriteria,
    evidence: tuple[ApplicationDocument, ...],
    letters: list[Letter],
) -> list[str]:
    rules = criteria.documents
    papers = {document.id: len(document.pages) for document in application.documents}
    papers |= {letter.document.id: letter.reading.pages for letter in letters}  # credentials do not count
    excesses = []
    for kind, limit, name in (
        ("cv", rules.cv_pages, "A CV"),
        ("recommendation_letter", rules.letter_pages, "A letter"),
        ("evidence", rules.evidence_pages, "An evidence document"),
    ):
        longer = [
            d.id for d in application.documents if d.kind == kind and papers[d.id] > (limit or papers[d.id])
        ]
        excesses += [
            f"{name} ({each}) has {papers[each]} pages; at most {limit} are accepted." for each in longer
        ]
    if rules.evidence_documents is not None and len(evidence) > rules.evidence_documents:
        excesses.append(
            f"There are {len(evidence)} evidence documents; at most {rules.evidence_documents} are accepted."
        )
    return excesses
