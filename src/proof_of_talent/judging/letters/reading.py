"""Who wrote a letter, in which capacity, when, and whether it is signed: each with the words that say so.

It is read from letterhead, signature block and text. A copy line, a delivery service's footer and the
author's CV behind the letter are not asked.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.base import Model
from proof_of_talent.judging.letters.author import EMAIL, Author, find_author
from proof_of_talent.judging.letters.dates import find_dates
from proof_of_talent.judging.letters.layout import (
    SUBJECT_LINE,
    LetterLayout,
    Line,
    is_prose,
    lay_out,
    split_cells,
)
from proof_of_talent.judging.letters.names import ORGANISATION, ROLE, fold_name, read_name
from proof_of_talent.judging.letters.places import FROM_UK

Signature = Literal["digital", "marked", "typed"]
"""How a letter is signed: by a signing service, with a mark such as "[signed]", or with a typed name only."""

_PHONE = re.compile(
    r"(?:\+|\b00)\d[\d ()./-]{7,}\d|\b(?:tel|phone|mob)\w*\.?:? ?[\d (][\d ()./-]{6,}\d", re.IGNORECASE
)
_DIGITAL = re.compile(
    r"\b(?:digitally signed|signed (?:electronically|digitally|with|via|using)|electronically signed"
    r"|docusigned|signature (?:certificate|id))\b.{0,60}",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"[\[(](?:signed|signature|sgd|firmado|signé|unterschrift|gez)\b[^\])]{0,30}[\])]|/s/|^sd/-"
    r"|^signed\b.{0,60}",
    re.IGNORECASE,
)
_SAYS_ROLE = re.compile(
    r"\b(?:I|We) (?:(?:am|was|have been|served? as|currently|presently|now|work(?:ed)? as|write as"
    r"|write to you as|act as) )+(?:(?:the|a|an|one of the|your|its|their) )?(?P<role>[^.;:()\n]{3,120})"
)
_LEADS = re.compile(
    r"\b(?:I|We) (?P<role>(?:chair|direct|lead|run|head|edit|own|manage|founded|coordinate|curate|teach"
    r"|programme|conduct) [^.;:()\n]{3,90})"
)
_ROLE_ENDS = re.compile(r"\S+@\S+|[(\[]|\. ")
_OF = re.compile(
    r"\b(?:of|at|for|with)\s+(?:the\s+)?"
    r"(?P<name>[^\W\d_a-z][\w&'’.-]*(?: (?:of|and|for|the|&|de|[^\W\d_a-z][\w&'’.-]*))*)"
)
_PARTS = re.compile(r"\s{2,}|\t| ?[|·•] ?|, | [–—-] ")
_DEPARTMENT = re.compile(
    r"(?:department|faculty|school|institut\w* für|lehrstuhl|division|office)\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]?,? [^\W\d_]|\b(?:street|road|avenue|lane|square|rue|strasse|straße|calle|via|wharf|quay"
    r"|close|row)\b|\b[A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?\b|\b\d{4,6}\b",
    re.IGNORECASE,
)


class LetterPart(Model):
    """One thing that a letter says of itself: what we take from it, and the words that say so."""

    value: str
    evidence: Evidence


class LetterDate(Model):
    """The day a letter was written, from its head or its end; the first of the month if it names no day."""

    value: date
    evidence: Evidence


class LetterReading(Model):
    """What was read of a letter. None means that we did not find it, never that it is not there.

    `author` is a name without titles, `signature` how the letter is signed with the words in `signed`,
    `contacts` the author's own addresses and telephones, `uk` a sign that the letter comes from the UK,
    `author_key` tells one author's letter from another's.
    """

    document: str
    author: LetterPart | None = None
    role: LetterPart | None = None
    organisation: LetterPart | None = None
    letterhead: LetterPart | None = None
    date: LetterDate | None = None
    signature: Signature | None = None
    signed: LetterPart | None = None
    contacts: tuple[LetterPart, ...] = ()
    uk: LetterPart | None = None
    pages: int = 0  # with words of the letter itself; the author's credentials behind it do not count
    credentials: LetterPart | None = None
    author_key: str = ""


def read_letter(document: ApplicationDocument) -> LetterReading:
    """Read a letter's author, role, organisation, date, signature and addresses from where they stand."""
    layout = lay_out(document)
    author = find_author(layout)
    contacts = tuple(_list_contacts(layout, document.id))
    signature, signed = _find_signature(layout, document.id, author)
    role = _find_role(layout, document.id, author)
    organisation = _find_organisation(layout, document.id, author, role)
    own = {line.page for part in (layout.head, layout.body, layout.tail) for line in part}
    behind = layout.credentials[0] if layout.credentials else None
    return LetterReading(
        document=document.id,
        author=_part(document.id, author.name, author.line, author.name) if author else None,
        role=role,
        organisation=organisation,
        letterhead=_find_letterhead(layout, document.id, author),
        date=_find_date(layout, document.id),
        signature=signature,
        signed=signed,
        contacts=contacts,
        uk=_find_uk(layout, document.id),
        pages=len(own),
        credentials=_part(document.id, behind.text[:80], behind, behind.text[:200]) if behind else None,
        author_key=_name_key(author, contacts, layout),
    )


def take_stated_author(reading: LetterReading, document: ApplicationDocument, name: str) -> LetterReading:
    """Return the reading with the author whom the applicant names, if the name stands in the letter."""
    for page in document.pages:
        for text in page.text.split("\n"):
            if name.casefold() in text.casefold():
                part = _part(document.id, name, Line(page.number, text), text.strip())
                return reading.model_copy(update={"author": part, "author_key": name.casefold()})
    return reading


def _part(document: str, value: str, line: Line, quote: str) -> LetterPart:
    return LetterPart(
        value=value, evidence=Evidence(document=document, page=line.page, quote=quote, grounded=True)
    )


def _find_signature(
    layout: LetterLayout, document: str, author: Author | None
) -> tuple[Signature | None, LetterPart | None]:
    """Return how the letter is signed. A closing formula alone is no signature."""
    kinds: tuple[tuple[Signature, re.Pattern[str]], ...] = (("digital", _DIGITAL), ("marked", _MARKED))
    last = layout.body[-1:] if not layout.has_closing else ()
    for kind, pattern in kinds:
        for line in (*layout.tail, *last):
            match = pattern.search(line.text)
            if match:
                return kind, _part(document, kind, line, line.text[:200])
    if author is not None and author.line in layout.tail:
        return "typed", _part(document, "typed", author.line, author.name)
    return None, None


def _find_role(layout: LetterLayout, document: str, author: Author | None) -> LetterPart | None:
    for line in _list_author_lines(layout, author):
        for cell in split_cells(line.text):
            rest = cell.split(author.name.split()[-1], 1)[-1] if author and line == author.line else cell
            said = _trim_role(rest)
            if said and not is_prose(said):
                return _part(document, said, line, said)
    for line in layout.body:
        for pattern in (_SAYS_ROLE, _LEADS):
            match = pattern.search(line.text)
            if match and (pattern is _LEADS or ROLE.search(match["role"])):
                return _part(document, match["role"].strip(" ,"), line, match.group().strip())
    return None


def _trim_role(text: str) -> str | None:
    """Return the part of a line that names a role, without honours before it and addresses behind it."""
    parts = [part.strip(" ;–—-") for part in _ROLE_ENDS.split(text)[0].split(",")]
    roles = [at for at, part in enumerate(parts) if ROLE.search(part)]
    return ", ".join(part for part in parts[roles[0] :] if part) if roles else None


def _list_author_lines(layout: LetterLayout, author: Author | None) -> Sequence[Line]:
    """Return the author's line and those after it, in the signature block or in the head."""
    for block in (layout.tail, layout.head):
        if author is not None and author.line in block:
            at = block.index(author.line)
            return block[at : at + 4]
    return ()


def _find_organisation(
    layout: LetterLayout, document: str, author: Author | None, role: LetterPart | None
) -> LetterPart | None:
    """Return the organisation of the letterhead, of the signature, or of the role ("Director of …")."""
    for block in (layout.head, layout.tail):
        found = _list_organisations(layout, block, author)
        if found:
            name, line = found[0]
            return _part(document, name, line, name)
    match = _OF.search(role.value) if role is not None else None
    if match is not None and role is not None:
        return LetterPart(value=match["name"].strip(" ."), evidence=role.evidence)
    first = _find_plain_head(layout, author)
    return _part(document, first.text[:120], first, first.text[:120]) if first is not None else None


def _list_organisations(
    layout: LetterLayout, block: Sequence[Line], author: Author | None
) -> list[tuple[str, Line]]:
    """Return names with a word such as Institute or Ltd; departments come after their houses."""
    own = set(layout.frame)
    names = [
        (part.strip(), line)
        for line in block
        if line in own and not SUBJECT_LINE.match(line.text) and not is_prose(line.text)
        for part in _PARTS.split(line.text)
        if ORGANISATION.search(part)
        and not ROLE.search(part)
        and not EMAIL.search(part)
        and not _is_author(part, author)
    ]
    return sorted(names, key=lambda found: _DEPARTMENT.match(found[0]) is not None)


def _find_plain_head(layout: LetterLayout, author: Author | None) -> Line | None:
    """Return the first line of the head if it may be a name without such a word."""
    own = set(layout.frame)
    first = next((line for line in layout.head if line in own and not SUBJECT_LINE.match(line.text)), None)
    if first is None or is_prose(first.text) or _is_author(first.text, author) or ROLE.search(first.text):
        return None
    is_something_else = EMAIL.search(first.text) or any(find_dates(first.text)) or ":" in first.text
    return None if is_something_else or first.text[0].isdigit() else first


def _is_author(text: str, author: Author | None) -> bool:
    return author is not None and fold_name(read_name(text) or "") == fold_name(author.name)


def _find_letterhead(layout: LetterLayout, document: str, author: Author | None) -> LetterPart | None:
    """Return the letterhead: an organisation's name over the text, with an address or a way to reach it."""
    around = "\n".join(one.text for one in layout.head)
    if not (EMAIL.search(around) or _PHONE.search(around) or _ADDRESS.search(around)):
        return None
    named = _list_organisations(layout, layout.head, author)
    line = named[0][1] if named else _find_plain_head(layout, author)
    return _part(document, line.text[:120], line, line.text[:120]) if line is not None else None


def _find_date(layout: LetterLayout, document: str) -> LetterDate | None:
    near = layout.body[:1] if layout.body else ()
    for line in (*layout.head, *layout.tail, *near):
        for found in find_dates(line.text):
            quote = Evidence(document=document, page=line.page, quote=found.words, grounded=True)
            return LetterDate(value=found.value, evidence=quote)
    return None


def _list_contacts(layout: LetterLayout, document: str) -> Iterator[LetterPart]:
    seen: set[str] = set()
    for line in (*layout.frame, *layout.body):
        for match in (*EMAIL.finditer(line.text), *_PHONE.finditer(line.text)):
            value = match.group().strip()
            if value.lower() not in seen:
                seen.add(value.lower())
                yield _part(document, value, line, value)


def _find_uk(layout: LetterLayout, document: str) -> LetterPart | None:
    for line in layout.frame:
        match = FROM_UK.search(line.text)
        if match:
            return _part(document, match.group(), line, line.text[:200])
    return None


def _name_key(author: Author | None, contacts: Sequence[LetterPart], layout: LetterLayout) -> str:
    """Return the author's name, or else their address, or else the text itself."""
    if author is not None:
        return fold_name(author.name)
    own = [part.value.lower() for part in contacts if "@" in part.value]
    return own[0] if own else " ".join(" ".join(line.text for line in layout.body).split()).lower()
