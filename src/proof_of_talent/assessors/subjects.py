"""Tells whom a paper by others is about: by the names in the CV's head and the works that the CV lists."""

import re
from itertools import islice
from typing import NamedTuple

from proof_of_talent.application import Application
from proof_of_talent.assessors.folding import fold_text

_HEAD_LINES = 6
_TITLE = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.? ")
_AFTER_NAME = re.compile(r"\s*(?:\(.*|,.*)$")
_HEADING_NAME = re.compile(r"^[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]*){1,3}$")
_NOT_A_NAME = frozenset(
    {
        "curriculum",
        "vitae",
        "resume",
        "cv",
        "profile",
        "personal",
        "summary",
        "last",
        "updated",
        "page",
        "london",
    }
)
_LONGEST_LINE = 120  # characters; no name is longer
_MOST_WORKS = 30
_SHORTEST_NAME = 4  # letters of a given name; shorter ones are too often something else
_WORK = re.compile(
    r"[\"“]([^\"”\n]{5,60})[\"”]|^[^\w\n]{0,8}([^\W\d_a-z][^\n.,;:()]{4,59}?) \((?:19|20)\d\d\)", re.MULTILINE
)


class Subject(NamedTuple):
    """The applicant as papers by others name them: a surname (folded), any name, and works of theirs."""

    surname: str
    names: re.Pattern[str]
    works: tuple[str, ...] = ()

    def is_named(self, text: str, folded: str) -> bool:
        """Tell whether a text (and the same folded) names the applicant or a work of theirs."""
        return (
            self.surname in folded
            or self.names.search(text) is not None
            or any(work in folded for work in self.works)
        )


def find_subject(application: Application) -> Subject | None:
    """Return the applicant's names if the CV's head states one that another document repeats.

    A paper that does not name the applicant proves nothing about them. Where no other paper carries the
    name we may have guessed it wrongly, so nothing is concluded. A work that the CV names counts like the
    applicant's name once a paper that names the applicant mentions it too.
    """
    others = [
        "\n".join(page.text for page in document.pages)
        for document in application.documents
        if document.kind in ("recommendation_letter", "evidence")
    ]
    for document in application.documents:
        if document.kind != "cv" or not document.pages or not others:
            continue
        for line in document.pages[0].text.split("\n")[:_HEAD_LINES]:
            subject = _read_name(line)
            if subject is None:
                continue
            naming = [text for text in others if subject.names.search(text)]
            if not naming:
                naming = [text for text in others if subject.surname in fold_text(text)]
            if naming:
                return subject._replace(works=_find_works(document.pages[0].text, naming))
    return None


def _read_name(line: str) -> Subject | None:
    name = _AFTER_NAME.sub("", _TITLE.sub("", line.strip()[:_LONGEST_LINE]))
    if not _HEADING_NAME.match(name) or _NOT_A_NAME & set(name.lower().split()):
        return None
    words = name.split(" ")
    capitals = [word for word in words if word.isupper() and len(word) > 2]  # noqa: PLR2004 - not initials
    family = capitals[0] if len(capitals) == 1 else words[-1]  # SEO Ji-won
    given = {
        form for word in words if len(word) >= _SHORTEST_NAME for form in (word.title(), word.upper(), word)
    }
    names = "|".join(map(re.escape, sorted(given or {family})))
    return Subject(fold_text(family), re.compile(rf"\b(?:{names})\b"))


def _find_works(cv: str, naming: list[str]) -> tuple[str, ...]:
    found = islice(_WORK.finditer(cv), _MOST_WORKS)
    works = {match.group(1) or match.group(2) for match in found}
    return tuple(sorted(fold_text(work) for work in works if any(work in text for text in naming)))
