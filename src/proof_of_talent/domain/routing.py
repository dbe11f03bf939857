"""What routing says of an application: who would judge it at which level, or why it is not scored."""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.facts import Notice
from proof_of_talent.domain.routing_rules import Decision

ItemState = Literal["shown", "look_up", "open", "excluded"]
"""`look_up`: a paper states it, but today's official list must be asked; `excluded`: a paper or an answer
says the opposite.
"""


class Reason(Model):
    """One reason for a decision, with the words it rests on."""

    text: str
    evidence: tuple[Evidence, ...] = ()


class ItemResult(Model):
    """One requirement of a checklist and what the papers show of it."""

    id: str
    label: str
    state: ItemState
    text: str
    mend: str | None = None
    evidence: tuple[Evidence, ...] = ()


class ChecklistResult(Model):
    """How far a checklist is shown. There is no percentage: every item is needed."""

    route: str
    name: str
    verdict: Literal["every_item_shown", "open", "excluded"]
    text: str
    open: int = Field(ge=0)
    look_up: int = Field(ge=0)
    items: tuple[ItemResult, ...]


class Alternative(Model):
    """Another route that was tried: how it came out, in words and, where it was weighed, in figures."""

    route: str
    name: str
    decision: Decision
    text: str
    score: int | None = Field(default=None, ge=0, le=100)
    recommendation: Literal["strong", "moderate", "weak"] | None = None
    failed_gates: tuple[str, ...] = ()
    open: int | None = None


class RouteVerdict(Model):
    """The route of an application, with reasons; `known` and `ask` where we stop and do not score.

    `is_unsure` is true where the applicant left the level open, so that every level was tried.
    """

    decision: Decision
    title: str
    body: str | None = None
    body_name: str | None = None
    route: str
    route_name: str
    is_unsure: bool = False
    reasons: tuple[Reason, ...] = ()
    known: str | None = None
    ask: str | None = None
    source: str | None = None
    link: str | None = None
    rules_version: str
    notices: tuple[Notice, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    checklist: ChecklistResult | None = None
