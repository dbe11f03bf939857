"""The shape of two lists of rules: what a letter should say, and why applications are refused."""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.provenance import Dated


class LetterPointRule(Dated):
    """A point that letters are asked for.

    `asked_by` are fields ("arts_culture") or routes of one ("science_research/talent"). `label` is words that
    go with "we found" or "we did not find"; `mend` says what to ask the author. A point `of` one is asked of
    at least one letter, not of each.
    """

    code: str
    label: str
    mend: str
    asked_by: tuple[str, ...] = Field(min_length=1)
    of: Literal["each", "one"] = "each"

    def is_asked(self, field: FieldId, route: str) -> bool:
        """Tell whether a route of a field asks for the point."""
        return field in self.asked_by or f"{field}/{route}" in self.asked_by


class RefusalReason(Dated):
    """A reason for refusals, as applicants report them.

    `seen_as` are codes of findings that warn of it, with a quote where papers can show it; empty where no
    paper can show it to us, and `unseen` then says why and what to check.
    """

    code: str
    label: str
    seen_as: tuple[str, ...] = ()
    unseen: str | None = None
