"""What was read of a document, as whoever handed it in is shown it: text, what was left out, what we took it
for.
"""

from datetime import date
from typing import Literal

from proof_of_talent.domain.application import (
    ApplicationDocument,
    Document,
    DocumentKind,
    ExtractedText,
    Page,
)
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.corrections import Correction
from proof_of_talent.domain.reading_gaps import UNREAD_KINDS, UNSEEN_REASONS, Place, UnreadKind, UnseenReason
from proof_of_talent.judging.letters.reading import LetterPart, LetterReading, Signature, read_letter
from proof_of_talent.judging.papers.languages import UNDERSTOOD, name_language
from proof_of_talent.judging.papers.stated import read_as_stated


class LeftOutText(Model):
    """A passage that was left out: `text` is its beginning, `why` the reason in words, `place` is left, top,
    right and bottom as shares of the page. `is_read` says that it is read because the applicant can see it.
    """

    id: str
    page: int
    reason: UnseenReason
    why: str
    characters: int
    text: str
    place: Place | None = None
    is_read: bool = False


class NotReadPart(Model):
    """A part of the file that was not read, and what to do about it."""

    kind: UnreadKind
    name: str
    page: int | None
    what_to_do: str


class ShownLetter(Model):
    """What a letter was found to say of itself; null means that we did not find it."""

    author: str | None
    role: str | None
    organisation: str | None
    date: date | None
    signature: Signature | None


class ShownDocument(Model):
    """What was read of one document.

    `language` is null where it could not be told; `language_is_read` says whether text in it is judged.
    `attachments` are the names of files inside this one, which were not read. `has_pictures` says whether
    there are pictures of its pages.
    """

    id: str
    kind: DocumentKind
    media_type: Literal[
        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]
    pages: tuple[Page, ...]
    left_out: tuple[LeftOutText, ...]
    not_read: tuple[NotReadPart, ...]
    attachments: tuple[str, ...]
    language: str | None
    language_is_read: bool
    letter: ShownLetter | None
    warnings: tuple[str, ...]
    has_pictures: bool
    corrections: tuple[Correction, ...]


def show_document(
    document: Document, found: ExtractedText, corrections: tuple[Correction, ...] = ()
) -> ShownDocument:
    """Return what was read of a document, and what was said of it.

    Args:
        document: as the session knows it.
        found: what reading its file yields.
        corrections: of the session's documents.
    """
    extracted = read_as_stated(found, document.id, corrections)
    language = name_language("\n".join(page.text for page in extracted.pages))
    return ShownDocument(
        id=document.id,
        kind=document.kind,
        media_type=document.media_type,
        pages=extracted.pages,
        left_out=_list_left_out(found, {span.id for span in extracted.unseen}),
        not_read=tuple(
            NotReadPart(kind=part.kind, name=part.name, page=part.page, what_to_do=UNREAD_KINDS[part.kind])
            for part in extracted.unread
        ),
        attachments=tuple(
            part.name for part in extracted.unread if part.kind in ("attachment", "embedded_file")
        ),
        language=language,
        language_is_read=language in (UNDERSTOOD, None),
        letter=_show_letter(document, extracted) if document.kind == "recommendation_letter" else None,
        warnings=extracted.warnings,
        has_pictures=extracted.media_type == "application/pdf",
        corrections=tuple(one for one in corrections if one.document == document.id),
    )


def _list_left_out(found: ExtractedText, unread: set[str]) -> tuple[LeftOutText, ...]:
    return tuple(
        LeftOutText(
            id=span.id,
            page=span.page,
            reason=span.reason,
            why=f"This text was left out because {UNSEEN_REASONS[span.reason]}.",
            characters=span.characters,
            text=span.text,
            place=span.place,
            is_read=span.id not in unread,
        )
        for span in found.unseen
    )


def _show_letter(document: Document, extracted: ExtractedText) -> ShownLetter:
    reading: LetterReading = read_letter(
        ApplicationDocument(
            id=document.id,
            kind=document.kind,
            media_type=extracted.media_type,
            bytes=document.bytes,
            pages=extracted.pages,
        )
    )
    return ShownLetter(
        author=_value(reading.author),
        role=_value(reading.role),
        organisation=_value(reading.organisation),
        date=reading.date.value if reading.date is not None else None,
        signature=reading.signature,
    )


def _value(part: LetterPart | None) -> str | None:
    return part.value if part is not None else None
