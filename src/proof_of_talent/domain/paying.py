"""The shape of the rules of the checklist before paying: what to have in hand before stage 1 is paid for."""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.provenance import Dated
from proof_of_talent.domain.routing_rules import Decision

PayingSubject = Literal["route", "papers", "letters", "criteria", "files", "form"]
PayingCheck = Literal[
    "cv", "letter_count", "uk_letters", "letters_alike", "evidence_count", "evidence_pages", "evidence_age",
    "no_bundle", "statement", "unique_papers", "merged", "translations", "links", "full_pages", "empty_pages",
    "copies", "prize", "no_rules", "unseen",
]  # fmt: skip
"""How an item is looked at; `unseen` says that no paper can show it to us."""


class PayingRule(Dated):
    """One item of the checklist.

    `label` may name limits of the route, such as {cv_pages}; `limit` is one of the item's own. `rests_on`
    names the rule whose source counts where the item only repeats it. `fields`, `routes` and `decisions` say
    where it is asked; empty fields or routes mean everywhere.
    """

    code: str
    subject: PayingSubject
    check: PayingCheck
    label: str
    mend: str
    rests_on: Literal["itself", "documents", "route"] = "itself"
    limit: int | None = Field(default=None, ge=1)
    fields: tuple[FieldId, ...] = ()
    routes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ("judged",)

    def is_asked(self, field: FieldId, route: str, decision: Decision) -> bool:
        """Tell whether the item is asked on a route that was decided in this way."""
        return (
            decision in self.decisions
            and (not self.fields or field in self.fields)
            and (not self.routes or route in self.routes)
        )
