"""What the reading process says of a file, and how it crosses the pipe."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from proof_of_talent.domain.reading_gaps import Place, UnreadKind, UnseenReason

MOST_SPANS = 200
"""Left-out spans that are shown; further ones are only counted."""

LONGEST_SPAN = 500
"""Characters of a span that are shown."""

LONGEST_NAME = 200


class Unseen(NamedTuple):
    """Text that no reader can see; `page` counts from 1."""

    page: int
    reason: UnseenReason
    text: str
    place: Place | None = None

    @property
    def characters(self) -> int:
        """How many characters there are, without spaces."""
        return sum(not character.isspace() for character in self.text)


class Unread(NamedTuple):
    """A part of a file that was not read; `page` counts from 1."""

    kind: UnreadKind
    name: str = ""
    page: int | None = None


class ReadFile(NamedTuple):
    """The pages of a file as they were read, and what was not. `scans` are the numbers of pages on which
    more may stand than could be read, because it is a picture.
    """

    pages: list[str]
    unseen: list[Unseen]
    unread: list[Unread]
    scans: Sequence[int] = ()

    @property
    def hidden_characters(self) -> int:
        """How many characters no reader can see."""
        return sum(span.characters for span in self.unseen)


def describe_unseen(spans: list[Unseen]) -> list[dict[str, Any]]:
    """Return spans as they cross the pipe: storable, and not more than a person reads."""
    return [
        {
            "page": span.page,
            "reason": span.reason,
            "characters": span.characters,
            "text": _clean(span.text)[:LONGEST_SPAN],
            "place": span.place,
        }
        for span in spans[:MOST_SPANS]
        if span.characters
    ]


def describe_unread(parts: list[Unread]) -> list[dict[str, Any]]:
    """Return unread parts as they cross the pipe."""
    return [
        {"kind": part.kind, "name": _clean(part.name)[:LONGEST_NAME], "page": part.page}
        for part in dict.fromkeys(parts[:MOST_SPANS])
    ]


def _clean(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
