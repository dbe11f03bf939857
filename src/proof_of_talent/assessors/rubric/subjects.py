"""Tells whom a paper by others is about: by the names in the CV's head and the works that the CV lists."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from proof_of_talent.assessors.folding import fold_text
from proof_of_talent.domain.application import Application

_HEAD_LINES = 6
_TITLE = re.compile(
    r"^(?:(?:Dr|med|Prof|Professor|Mr|Mrs|Ms|Mx|Sir|Dame|Engr?|Maestr[oa])\.? )+", re.IGNORECASE
)
_NICKNAME = re.compile(r" [\"“'‘(][^\"”'’)]{1,20}[\"”'’)]")
_PART = re.compile(
    r"\s{2,}|\t|\s*[|:,;·•★*(]\s*| [-–—] |(?<=\w{4})\. "
)  # what stands between a name and the rest of its line
_UNDIVIDED = str.maketrans("đĐłŁøØıİ", "dDlLoOiI")  # letters that Unicode does not take apart
_SHARE = 0.5  # of the papers that name another candidate: the first line with so many is the name
_HEADING_NAME = re.compile(r"^[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]*){1,3}$")
_NOT_A_NAME = frozenset(
    {
        "academy", "artist", "award-winning", "central", "centre", "clinic", "college", "company",
        "curriculum", "cv", "department", "designer", "director", "engineer", "hospital", "institute",
        "international", "laboratory", "last", "london", "museum", "page", "personal", "profile",
        "researcher", "resume", "studio", "summary", "theatre", "university", "updated", "vitae",
    }
)  # fmt: skip
_LONGEST_LINE = 120  # characters; no name is longer
_MOST_WORKS = 30
_SHORTEST_NAME = 4  # letters of a given name; shorter ones are too often something else
_WORK = re.compile(
    r"[\"“]([^\"”\n]{5,60})[\"”]"
    r"|(?:^[^\w\n]{0,8}|[:,;] )([^\W\d_a-z][^\n.,;:()]{4,59}?) \((?:19|20)\d\d(?:\)|, | at )",
    re.MULTILINE,
)

_SHORT_TITLE = re.compile(r"(?!The |An? |On |In )[^\W\d_]\S+ [^\W\d_]\S+(?= \S)")
_OWNER = re.compile(
    r"\b(?:(?:co-?)?found(?:er|ed)|label|studio|company|creator|(?:co-?)?author|maintainer"
    r"|owner|artistic director)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"^\W{0,4}([^\W\d_a-z]\w{4,}), (?:(?:co-?)?founder|(?:co-?)?creator|(?:(?:lead|core|sole) )?maintainer"
    r"|(?:co-?)?author|owner)\b",
    re.MULTILINE,
)
"""An entry that begins with what the applicant made: "Sluice, creator and lead maintainer"."""
_VENTURE = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}|\b[A-Z]{4,}\b")
_KIND = re.compile(
    r"(?: (?:Games|Studios?|Labs?|Technologies|Tech|Software|Systems|Ltd|Limited|LLC|Inc|GmbH|SARL|Co))+$"
)
_SHORTEST_WORK = 5  # letters of a title or a venture


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
        found = [
            (subject, naming)
            for line in document.pages[0].text.split("\n")[:_HEAD_LINES]
            for subject in _read_names(line)
            if (naming := _list_naming(subject, others))
        ]
        # The town in the head is named by papers, too: the most named is not always the name.
        most = max((len(naming) for _, naming in found), default=0)
        for subject, naming in found:
            if len(naming) >= _SHARE * most:
                return subject._replace(works=_find_works(document.pages[0].text, naming))
    return None


def _list_naming(subject: Subject, others: list[str]) -> list[str]:
    naming = [text for text in others if subject.names.search(text)]
    return naming or [text for text in others if subject.surname in fold_text(text)]


def _read_names(line: str) -> Iterator[Subject]:
    """Yield what may be a name on a line: it may share it with a label, degrees, a trade, a town."""
    for part in _PART.split(_NICKNAME.sub("", line.strip()[:_LONGEST_LINE])):
        subject = _read_name(part)
        if subject is not None:
            yield subject


def _read_name(part: str) -> Subject | None:
    name = _TITLE.sub("", part.strip())
    if not _HEADING_NAME.match(name) or _NOT_A_NAME & set(name.lower().split()):
        return None
    words = name.split(" ")
    capitals = [word for word in words if word.isupper() and len(word) > 2]  # noqa: PLR2004 - not initials
    family = capitals[0] if len(capitals) == 1 else words[-1]  # SEO Ji-won
    named = {word for word in words if len(word) >= _SHORTEST_NAME} or {family}
    named |= {_drop_accents(word) for word in named | {family}}
    forms = {form for word in named for form in (word.title(), word.upper(), word)}
    names = "|".join(map(re.escape, sorted(forms)))
    return Subject(fold_text(family), re.compile(rf"\b(?:{names})\b"))


def _drop_accents(word: str) -> str:
    """Papers from abroad often write Nguyen for Nguyễn."""
    plain = unicodedata.normalize("NFKD", word.translate(_UNDIVIDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _find_works(cv: str, naming: list[str]) -> tuple[str, ...]:
    """Return, folded, the works and ventures of the CV that a paper mentions which names the applicant.

    A long title is often cut to its first two words once it is known, and a venture called without its kind
    of company, or in one word.
    """
    titles = {match.group(1) or match.group(2) for match in islice(_WORK.finditer(cv), _MOST_WORKS)}
    short = {match.group() for title in titles if (match := _SHORT_TITLE.match(title))}
    owned = {name for line in cv.split("\n") if _OWNER.search(line) for name in _VENTURE.findall(line)}
    owned |= {_KIND.sub("", name) for name in owned}
    titles |= {match.group(1) for match in islice(_OWN.finditer(cv), _MOST_WORKS)}
    known = {
        name
        for name in titles | short | owned
        if len(name) >= _SHORTEST_WORK and any(name in text for text in naming)
    }
    joined = {name.replace(" ", "") for name in known & owned if " " in name}
    return tuple(sorted({fold_text(name) for name in known | joined}))
