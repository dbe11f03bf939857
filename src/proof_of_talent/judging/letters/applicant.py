"""Whether a letter is about the applicant: by the names in the head of the CV, spelt this way or that."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.judging.letters.layout import LetterLayout, split_cells
from proof_of_talent.judging.letters.names import ROLE, read_name, simplify_name
from proof_of_talent.judging.letters.sentences import Sentence

_HEAD_LINES = 6
_LABEL = re.compile(
    r"^\W*(?:(?:curriculum vitae|cv|résumé|resume|name|full name)\b\W*(?:of )?)+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SHORTEST = 3  # letters of a name that tell anything
_SAME = 82  # of 100: Nguyen and Nguyễn, Mohamed and Muhammad
_KNOWN = re.compile(
    r"\b(?:knowing|known?|met|meet|taught|supervised|hired|engaged|mentored) (?:of )?"
    r"(?P<name>[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?)"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?)\.? (?P<name>[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,3})"
)
_RECOMMENDED = re.compile(
    r"\b(?i:recommend(?:ation)?|reference|endors(?:e|ement)|support|regarding|re|behalf)\b:?(?: of| for"
    r"| to)?:? "
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?)\.? )?"
    r"(?P<name>[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?)"
)


class Applicant(NamedTuple):
    """The words that may be the applicant's names, folded, and every word of the CV with a capital."""

    names: frozenset[str]
    known: frozenset[str]

    def is_named(self, text: str) -> bool:
        """Tell whether a text has one of the names, in one spelling or another."""
        words = list_names(text)
        return bool(self.names & words) or any(
            fuzz.ratio(name, word) >= _SAME for name in self.names for word in words if name[0] == word[0]
        )


def read_applicant(cvs: Iterable[ApplicationDocument]) -> Applicant | None:
    """Return the names in the CVs' heads; None where no CV states one that we can read."""
    names: set[str] = set()
    known: set[str] = set()
    for cv in cvs:
        for page in cv.pages:
            known |= list_names(page.text)
        for line in (cv.pages[0].text if cv.pages else "").split("\n")[:_HEAD_LINES]:
            names |= {word for name in _read_names(line) for word in list_names(name)}
    names = {word for word in names if len(word) >= _SHORTEST}
    return Applicant(frozenset(names), frozenset(known)) if names else None


def find_other_person(
    applicant: Applicant | None, layout: LetterLayout, author: str | None
) -> Sentence | None:
    """Return the words that name somebody else than the applicant as the one who is recommended.

    None where the letter names the applicant, names nobody, or names somebody whom the CV knows too.
    """
    text = "\n".join(line.text for line in (*layout.head, *layout.body, *layout.tail))
    if applicant is None or applicant.is_named(text):
        return None
    others = applicant.known | list_names(author or "")
    named = [
        (match["name"], Sentence(line.page, match.group()))
        for pattern, lines in (
            (_RECOMMENDED, (*layout.head, *layout.body)),
            (_KNOWN, layout.body),
            (_TITLED, layout.body),
        )
        for line in lines
        for match in pattern.finditer(line.text)
        if match["name"][0].isupper() and not list_names(match["name"]) & others
    ]
    counts = Counter(name for name, _ in named)
    return next((sentence for name, sentence in named if counts[name] == max(counts.values())), None)


def find_person(layout: LetterLayout, words: frozenset[str]) -> Sentence | None:
    """Return the line of a letter's text that has one of these folded words as a name."""
    return next((Sentence(*line) for line in layout.body if words & list_names(line.text)), None)


def _read_names(line: str) -> Iterator[str]:
    for cell in split_cells(_LABEL.sub("", line)):
        name = read_name(cell)
        if name is not None and not ROLE.search(name):
            yield name


def list_names(text: str) -> frozenset[str]:
    """Return the folded words that begin with a capital; a double name counts whole and in parts."""
    words = [word for word in _WORD.findall(text) if word[0].isupper()]
    parts = [part for word in words for part in (word, *word.split("-"))]
    return frozenset(simplify_name(part) for part in parts if part)
