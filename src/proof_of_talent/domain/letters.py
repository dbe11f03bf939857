"""What was found in recommendation letters, point by point, each with the words that show it."""

from datetime import date
from typing import Literal

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.base import Model

PointStatus = Literal["found", "not_found", "unclear", "against"]
"""`not_found` says that we did not find it, not that it is not there; `against`, that words speak against."""


class LetterPoint(Model):
    """One point that is looked for in a letter. `note` says what is unclear or what to ask the author."""

    code: str
    status: PointStatus
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None


class LetterCheck(Model):
    """One letter, with every point that its route asks for. `counted` is false for a letter that is not about
    the applicant or by an author who has another letter. `author`, `role`, `organisation` and `written` are
    what the letter says of itself, None where we did not find it.
    """

    document: str
    counted: bool
    points: tuple[LetterPoint, ...]
    author: str | None = None
    role: str | None = None
    organisation: str | None = None
    written: date | None = None

    def list_codes(self, *statuses: PointStatus) -> tuple[str, ...]:
        """Return the codes of the points in one of these states, in the order in which they are asked for."""
        return tuple(point.code for point in self.points if point.status in statuses)


class SharedSentence(Model):
    """A sentence that two papers have in nearly the same words: the words of each."""

    first: Evidence
    second: Evidence


class LettersCheck(Model):
    """All letters, and the sentences that they share with one another or with the applicant's own papers."""

    letters: tuple[LetterCheck, ...] = ()
    shared: tuple[SharedSentence, ...] = ()
