"""What surrounds an application (fees, deadlines, settlement), and announced changes of the rules."""

from datetime import date as Date  # noqa: N812 - `date` is also a field's name here
from typing import Literal

from pydantic import Field

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.provenance import Dated
from proof_of_talent.domain.routing_rules import Decision

Topic = Literal["fees", "times", "after_endorsement", "review", "stage_1", "settlement", "advice"]

EVERYWHERE = "*"
"""In `RuleChange.affects`: every route, because what the change is about is not known."""


class VisaFact(Dated):
    """One thing to know, in a sentence or two, told where `fields`, `routes` and `decisions` allow it."""

    id: str
    topic: Topic
    text: str
    fields: tuple[FieldId, ...] = ()
    routes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Fees(Dated):
    """What is paid to the Home Office, in pounds; the surcharge for each year of the visa, all at once."""

    endorsement: int = Field(ge=0)
    visa: int = Field(ge=0)
    surcharge_adult: int = Field(ge=0)
    surcharge_child: int = Field(ge=0)
    longest_years: int = Field(ge=1)


class RuleChange(Dated):
    """A change of the rules. `affects` names "field/route", "facts/topic", or `EVERYWHERE`.

    `announced` is the first day on which we know it was public; `effective` the day from which it holds.
    `included` says whether these files have it; while they have not, results say so and show no percentages.
    """

    id: str
    title: str
    text: str
    announced: Date
    effective: Date | None = None
    affects: tuple[str, ...]
    included: bool


class Notice(Model):
    """A doubt about the age of rules, shown beside a score. `hides_percentages` leaves likelihoods out."""

    code: Literal["change_not_included", "review_overdue", "no_longer_in_force"]
    text: str
    link: str | None = None
    hides_percentages: bool = True
