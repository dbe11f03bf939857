"""What was read of a document and what was not: the contract between reading it and showing it."""

from hashlib import sha256
from typing import Literal, NamedTuple

from pydantic import Field

from proof_of_talent.domain.base import Model

Place = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of a page's width and height; 0 is left and top."""

UnseenReason = Literal["invisible", "tiny", "off_page", "marked_hidden"]
UNSEEN_REASONS: dict[UnseenReason, str] = {
    "invisible": "it cannot be seen: the page looks the same without it",
    "tiny": "it cannot be seen: it is smaller than 2 points",
    "off_page": "it cannot be seen: it lies outside the page",
    "marked_hidden": "it cannot be seen: the document marks it as hidden",
}
"""Why text was left out, to follow "This text was left out because"."""

UnreadKind = Literal[
    "attachment", "embedded_file", "unreadable_page", "picture_page", "late_page", "chart", "other_part"
]
UNREAD_KINDS: dict[UnreadKind, str] = {
    "attachment": "A file attached to this document was not read. Upload it as a document of its own.",
    "embedded_file": "A file inside this document was not read. Upload it as a document of its own.",
    "unreadable_page": "The text of this page cannot be read because its fonts do not say what their letters "
    "mean. Print the page to a new PDF, "
    "or upload the original document.",
    "picture_page": "This page is a picture; what the picture shows was not read. Upload the original "
    "document, or type out what it says.",
    "late_page": "This page is a scan that has not been read (yet): reading scans takes long. Look again in "
    "a minute; if this stays, upload fewer scanned pages in one file.",
    "chart": "A chart in this document was not read. Say in the text what it shows.",
    "other_part": "A part of this document was not read. Save the document as a PDF and upload that.",
}
"""What is in a document but was not read, in words for the person who uploaded it."""


class UnseenText(Model):
    """Text of a document that was left out because no reader can see it.

    `text` (its beginning) is for the applicant's eyes only. `place` is known for most of it.
    """

    page: int = Field(ge=1)
    reason: UnseenReason
    characters: int = Field(ge=1)
    text: str
    place: Place | None = None

    @property
    def id(self) -> str:
        """What names this passage within its document; it tells nothing of the text."""
        return sha256(f"{self.page}\0{self.text}".encode()).hexdigest()[:12]


class UnreadPart(Model):
    """Something in a document that was not read. `name` is the document's own word for it; personal data."""

    kind: UnreadKind
    name: str = ""
    page: int | None = None


class DoubtfulWord(Model):
    """A word of which text recognition is not sure; `confidence` is 0-1."""

    word: str
    confidence: float = Field(ge=0, le=1)


class Recognised(Model):
    """How well a page that is a picture was read by text recognition (OCR).

    `confidence` is the mean over its words, 0-1; `doubtful` the words to check, in their order.
    """

    confidence: float = Field(ge=0, le=1)
    doubtful: tuple[DoubtfulWord, ...] = ()


class PlacedWord(NamedTuple):
    """A word of a page and where it stands on the picture of it."""

    text: str
    place: Place


class PagePicture(NamedTuple):
    """A page as a reader sees it: a PNG, its size in pixels, and the words on it in the order of the file."""

    png: bytes
    width: int
    height: int
    words: tuple[PlacedWord, ...]
