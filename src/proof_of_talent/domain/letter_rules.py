"""The shape of two lists of rules: what a letter should say, and why applications are refused."""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.provenance import Dated
from proof_of_talent.domain.routing_rules import Decision


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
    paper can show it to us, and `unseen` then says why and what to check. `of_criteria` says that it is about
    papers that are put to criteria, which lists of requirements and peer review do not ask for.
    """

    code: str
    label: str
    seen_as: tuple[str, ...] = ()
    unseen: str | None = None
    of_criteria: bool = False

    def is_told(self, decision: Decision, *, puts_papers_to_criteria: bool) -> bool:
        """Tell whether an applicant is told of it as one that we cannot see."""
        if self.unseen is None or decision == "no_endorsement_needed":
            return False
        return not self.of_criteria or (decision == "judged" and puts_papers_to_criteria)
