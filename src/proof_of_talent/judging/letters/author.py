"""Finds the author of a letter: the best placed of the names in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from proof_of_talent.judging.letters.layout import SUBJECT_LINE, LetterLayout, Line, split_cells
from proof_of_talent.judging.letters.names import fold_name, list_surnames, read_name, read_name_after_role

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]+)+")
_TITLE = r"(?:(?:Dr|Prof(?:essor)?|Sir|Dame|Mr|Mrs|Ms)\.? )?"
_NAME = r"([^\W\d_a-z][\w'’.-]*(?: (?:van|von|der|de|del|da|di|la|el|al|bin|y|[^\W\d_a-z][\w'’.-]*)){1,4})"
_INTRODUCES = re.compile(
    rf"\b(?:[Mm]y name is|I am|I['’]m|I, (?:the undersigned,? )?|I,|[Tt]he undersigned,?) ?{_TITLE}{_NAME}"
)
_NAMED_IN_HEAD = re.compile(r"^\W*(?:from|name|author|dr|prof|sir|dame)\b", re.IGNORECASE)


class Author(NamedTuple):
    """A name that may be the author's, the line it stands on, and how much speaks for it."""

    name: str
    line: Line
    points: int


def find_author(layout: LetterLayout) -> Author | None:
    """Return the name after the closing, at the end, in "my name is" or over the paper; None without any.

    A mailbox of that name and a second mention in head or signature speak for a name; that the text speaks of
    the person as of somebody else speaks against it.
    """
    mail = " ".join(EMAIL.findall("\n".join(line.text for line in layout.frame))).lower()
    spoken_of = _INTRODUCES.sub(" ", "\n".join(line.text for line in layout.body))
    found = [
        candidate._replace(points=candidate.points + _corroborate(candidate.name, mail, spoken_of, layout))
        for candidate in (*_list_signers(layout), *_list_introduced(layout), *_list_in_head(layout))
    ]
    likely = [candidate for candidate in found if candidate.points > 0]
    best = max(likely, key=lambda candidate: candidate.points, default=None)
    return _spell_out(best, likely) if best is not None else None


def _spell_out(best: Author, others: list[Author]) -> Author:
    """Return the name in full where it is signed with an initial and stands in full elsewhere."""
    initial, _, surname = fold_name(best.name).partition(" ")
    if len(initial.strip(".")) > 1:
        return best
    for other in others:
        first, _, last = fold_name(other.name).partition(" ")
        if last == surname and first[:1] == initial[:1] and len(first) > len(initial):
            return best._replace(name=other.name, line=other.line)
    return best


def _list_signers(layout: LetterLayout) -> Iterator[Author]:
    own = set(layout.frame)
    for at, line in enumerate(layout.tail):
        for cell in split_cells(line.text) if line in own else ():
            name = read_name(cell) or read_name_after_role(cell)
            if name is not None:
                yield Author(name, line, (4 if layout.has_closing else 3) - min(at, 3) // 2)


def _list_introduced(layout: LetterLayout) -> Iterator[Author]:
    for line in layout.body:
        for match in _INTRODUCES.finditer(line.text):
            name = read_name(match.group(1))
            if name is not None:
                yield Author(name, line, 3)


def _list_in_head(layout: LetterLayout) -> Iterator[Author]:
    own = set(layout.frame)
    for line in layout.head:
        for cell in split_cells(line.text) if line in own and not SUBJECT_LINE.match(line.text) else ():
            name = read_name(cell)
            if name is not None and not cell.isupper():
                yield Author(name, line, 1 if _NAMED_IN_HEAD.match(cell) else 0)
            elif (name := read_name_after_role(cell)) is not None:
                yield Author(name, line, 2)


def _corroborate(name: str, mail: str, spoken_of: str, layout: LetterLayout) -> int:
    surnames = list_surnames(name)
    in_mail = any(part in mail for part in surnames) or name.split(maxsplit=1)[0].lower() in mail
    key = fold_name(name)
    again = sum(fold_name(read_name(line.text) or "") == key for line in (*layout.head, *layout.tail)) > 1
    is_spoken_of = re.search(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b", spoken_of) is not None
    return 2 * in_mail + again - 3 * is_spoken_of
