"""A page of a document as it was read: picture, text, what was left out, and what was said of it."""

from dataclasses import dataclass
from typing import NamedTuple

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.corrections import ABOUT_ME, Correction
from proof_of_talent.domain.errors import DocumentError, NotFoundError
from proof_of_talent.domain.extracted import PagePicture
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES
from proof_of_talent.domain.reading_gaps import Place
from proof_of_talent.judging.marking import mark_picture, mark_quote, split_marked
from proof_of_talent.judging.papers.shown import LeftOutText, ShownDocument, show_document
from proof_of_talent.wiring.bootstrap import Services

Pieces = tuple[tuple[str, bool], ...]


class Outline(NamedTuple):
    """A place on a picture in per cent."""

    x: float
    y: float
    width: float
    height: float


class Said(NamedTuple):
    """A correction in words after “You said:” and what takes it back; `of_them` stands after “They said:”."""

    subject: str
    value: str
    text: str
    of_them: str


@dataclass(frozen=True)
class ReadPage:
    """Everything that the page shows; a line is pieces of text, each with whether it is marked.

    `mark_missing` says that a quote was asked for and is not on this page.
    """

    document: Document
    shown: ShownDocument
    number: int
    pages: int
    lines: tuple[Pieces, ...]
    picture: PagePicture | None
    marked: tuple[Outline, ...]
    unseen: tuple[tuple[int, Outline], ...]
    left_out: tuple[LeftOutText, ...]
    said: tuple[Said, ...]
    others: tuple[Document, ...]
    mark_missing: bool


def describe_read_page(
    session: Session, document: Document, number: int, quote: str | None, services: Services
) -> ReadPage:
    """Return a page of a document as it was read.

    Args:
        session: the session it belongs to.
        document: the document.
        number: the page, from 1.
        quote: what to mark on it, if anything.
        services: for reading it.

    Raises:
        NotFoundError: there is no such page, or the content is no longer kept.
        DocumentError: the document cannot be read (any more).
    """
    shown = show_document(document, services.reader.read(session, document), session.corrections)
    if not 1 <= number <= len(shown.pages):
        raise NotFoundError("This document has no such page.", code="page_not_found")
    text = shown.pages[number - 1].text
    spans = mark_quote(text, quote) if quote else []
    picture = _find_picture(session, document, number, services)
    places = mark_picture(picture, quote) if picture is not None and quote else []
    return ReadPage(
        document=document,
        shown=shown,
        number=number,
        pages=len(shown.pages),
        lines=_split_lines(text, spans),
        picture=picture,
        marked=tuple(map(_box, places)),
        unseen=tuple(
            (place, _box(span.place))
            for place, span in enumerate(shown.left_out, 1)
            if span.page == number and span.place is not None and not span.is_read
        ),
        left_out=shown.left_out,
        said=tuple(_say(one, session) for one in shown.corrections),
        others=tuple(one for one in session.documents if one.id != document.id),
        mark_missing=bool(quote) and not spans,
    )


def _find_picture(
    session: Session, document: Document, number: int, services: Services
) -> PagePicture | None:
    """Return the picture of a page; the text is shown without it where there is none."""
    try:
        return services.reader.picture(session, document, number)
    except (DocumentError, NotFoundError):
        return None


def _split_lines(text: str, spans: list[tuple[int, int]]) -> tuple[Pieces, ...]:
    """Return a text line by line, each in marked and unmarked pieces."""
    lines = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        lines.append(tuple(split_marked(line, inside)))
        start = end + 1
    return tuple(lines)


def _box(place: Place) -> Outline:
    left, top, right, bottom = (round(100 * share, 2) for share in place)
    return Outline(left, top, round(right - left, 2), round(bottom - top, 2))


def _say(correction: Correction, session: Session) -> Said:
    value = correction.value
    names = {document.id: f"“{document.filename}”" for document in session.documents}
    subject = {
        "visible": "a passage that we had left out can be seen. It is read.",
        "author": f"this is a letter by {value}.",
        "about": "this paper is about somebody else.",
        "kind": f"this is: {DOCUMENT_KIND_NAMES.get(value, value)}.",
        "same_as": f"this is the same as {names.get(value, 'another document')}.",
    }[correction.subject]
    if (correction.subject, value) == ("about", ABOUT_ME):
        return Said("about", value, "this paper is about you.", "this paper is about them.")
    return Said(correction.subject, value, subject, subject)
