"""The checklist before paying as clients read it."""

from datetime import date
from typing import Literal

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.facts import Notice
from proof_of_talent.domain.paying import PayingSubject
from proof_of_talent.domain.provenance import OURS, Dated, Source
from proof_of_talent.domain.results import ResultQuote
from proof_of_talent.judging.facts import FactGroup

PayingState = Literal["ticked", "open", "cannot_be_seen"]
"""`ticked`: we found it in the papers; `open`: we did not, or found the opposite; `cannot_be_seen`: only the
applicant can tell.
"""


class PayingItem(Model):
    """One item: what is asked for, what we found, and how to mend it. Documents are named by id in texts.

    `source` is the title of where the item was read, on the day `seen`; None marks our own choice.
    """

    code: str
    label: str
    state: PayingState
    found: str
    mend: str | None = None
    quotes: tuple[ResultQuote, ...] = ()
    source: str | None = None
    seen: date | None = None
    link: str | None = None


class PayingGroup(Model):
    """The items of one subject. `document` is the letter that they are about, where they are about one."""

    subject: PayingSubject
    title: str
    document: str | None = None
    items: tuple[PayingItem, ...]


class PayingChecklist(Model):
    """Everything that the body asks for on a route, with how much of it we found; nothing here is weighed.

    `is_outdated` says that answers or documents changed after the analysis that it was made from.
    """

    day: date
    field: str
    route: str
    route_name: str
    body: str
    ticked: int = Field(ge=0)
    open: int = Field(ge=0)
    cannot_be_seen: int = Field(ge=0)
    groups: tuple[PayingGroup, ...]
    facts: tuple[FactGroup, ...] = ()
    notices: tuple[Notice, ...] = ()
    is_outdated: bool = False


def cite(item: PayingItem, rule: Dated, source: Source | None) -> PayingItem:
    """Return an item with where and when its rule was read; our own choices name no source."""
    if source is None or rule.source == OURS:
        return item
    return item.model_copy(update={"source": source.title, "seen": rule.seen, "link": source.link})
