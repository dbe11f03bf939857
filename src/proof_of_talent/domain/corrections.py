"""What applicants say of their own documents where we read them otherwise: their word, and kept as such.

A correction lets a paper be read, or leaves it out. It proves nothing and raises no score by itself.
"""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.base import Model, Moment

CorrectionSubject = Literal["visible", "author", "about", "kind", "same_as"]
CORRECTION_STATED = "correction_stated"
"""What the audit log calls a correction; its details name the subject and never what was said."""

MOST_STATED = 200
"""Corrections that one session has room for."""

ABOUT_ME, ABOUT_ANOTHER = "me", "another"


class Correction(Model):
    """One statement about one document.

    `value` depends on `subject`: for `visible` it is the id of a left-out passage that can be seen, for
    `author` who wrote a letter, for `about` "me" or "another", for `kind` what the document is (`was` says
    what we took it for), for `same_as` the id of the document that it repeats.
    """

    document: str
    subject: CorrectionSubject
    value: str = Field(min_length=1, max_length=200)
    was: str | None = None
    said_at: Moment

    def replaces(self, other: "Correction") -> bool:
        """Tell whether this says anew what the other said; several passages can be visible at once."""
        same = (self.document, self.subject) == (other.document, other.subject)
        return same and (self.subject != "visible" or self.value == other.value)


def find_corrections(
    corrections: tuple[Correction, ...], document: str, subject: CorrectionSubject
) -> tuple[str, ...]:
    """Return what was said of one document on one subject."""
    return tuple(one.value for one in corrections if one.document == document and one.subject == subject)


def add_correction(corrections: tuple[Correction, ...], new: Correction) -> tuple[Correction, ...]:
    """Return the corrections with a new one in place of what it says anew."""
    return (*(one for one in corrections if not new.replaces(one)), new)


def forget_document(corrections: tuple[Correction, ...], document: str) -> tuple[Correction, ...]:
    """Return the corrections without those that speak of a document."""
    return tuple(
        one
        for one in corrections
        if one.document != document and not (one.subject == "same_as" and one.value == document)
    )
