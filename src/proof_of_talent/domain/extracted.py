"""What was read of a document and what was not: the contract between reading it and showing it."""

from hashlib import sha256
from typing import NamedTuple

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.reading_gaps import Place, UnreadKind, UnseenReason


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
