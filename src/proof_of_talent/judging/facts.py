"""What surrounds an application: dated facts by topic, and what a visa costs a family. Pure."""

from datetime import date

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.facts import Fees, Topic, VisaFact
from proof_of_talent.domain.routing_rules import Decision

TOPICS: dict[Topic, str] = {
    "fees": "What it costs",
    "times": "How long it takes",
    "stage_1": "What stage 1 does not do",
    "after_endorsement": "After an endorsement",
    "review": "After a refusal",
    "settlement": "Settlement",
    "advice": "Advice",
}
MOST_PEOPLE = 20
"""More partners or children than that are a slip of the keyboard."""


class FactLine(Model):
    """One fact with its source: `seen` is the day we read it, `is_overdue` when it should be read again."""

    text: str
    source: str
    seen: date
    valid_from: date
    link: str | None = None
    is_overdue: bool = False


class FactGroup(Model):
    """The facts of one topic, with a doubt where a change of it was announced."""

    topic: Topic
    title: str
    doubt: str | None = None
    facts: tuple[FactLine, ...]


class CostLine(Model):
    """One sum in pounds: how many times which fee."""

    label: str
    count: int
    each: int
    total: int


_FAMILY = "The visas of your family: we have not seen the fee. Look it up on GOV.UK."


class Costs(Model):
    """What is paid to the Home Office for a visa, in pounds, with the source of the fees.

    `not_known` names what is paid on top and stands in no rule that we have read.
    """

    years: int
    lines: tuple[CostLine, ...]
    total: int
    not_known: tuple[str, ...] = ()
    source: str
    seen: date
    link: str | None = None
    is_overdue: bool = False


class Household(Model):
    """For whom a visa is asked, and for how many years; `needs_endorsement` is false for a listed prize."""

    years: int = Field(default=5, ge=1, le=10)
    partners: int = Field(default=0, ge=0, le=MOST_PEOPLE)
    children: int = Field(default=0, ge=0, le=MOST_PEOPLE)
    needs_endorsement: bool = True


def tell_facts(
    rulebook: Rulebook,
    day: date,
    field_id: str | None = None,
    route_id: str | None = None,
    decision: Decision | None = None,
) -> tuple[FactGroup, ...]:
    """Return the facts that hold on a day for a field, route and decision (for all, where None), by topic."""
    groups = []
    for topic, title in TOPICS.items():
        facts = [
            _tell(rulebook, fact, day)
            for fact in rulebook.facts
            if fact.topic == topic and fact.holds_on(day) and _is_for(fact, field_id, route_id, decision)
        ]
        if facts:
            doubt = _find_doubt(rulebook, topic, day)
            groups.append(FactGroup(topic=topic, title=title, doubt=doubt, facts=tuple(facts)))
    return tuple(groups)


def estimate_costs(rulebook: Rulebook, household: Household, day: date) -> Costs:
    """Return what a household pays for the visa: fees once a person, the surcharge for every year at once.

    Raises:
        InvalidInputError: we hold no fees, or the visa is not given for that many years at a time.
    """
    fees = rulebook.fees
    if fees is None:
        raise InvalidInputError("The rules that are loaded hold no fees.")
    if household.years > fees.longest_years:
        raise InvalidInputError(
            f"A visa is given for at most {fees.longest_years} years at a time.", field="years"
        )
    lines = _list_costs(fees, household)
    source = rulebook.source(fees.source)
    return Costs(
        years=household.years,
        lines=lines,
        total=sum(line.total for line in lines),
        not_known=(_FAMILY,) if household.partners + household.children else (),
        source=source.title if source else fees.source,
        seen=fees.seen,
        link=source.link if source else None,
        is_overdue=fees.review_by < day,
    )


def _list_costs(fees: Fees, household: Household) -> tuple[CostLine, ...]:
    years, adults = household.years, 1 + household.partners
    listed = (
        ("Endorsement (stage 1), once", int(household.needs_endorsement), fees.endorsement),
        ("Your visa (stage 2)", 1, fees.visa),
        (f"Health surcharge of {years} years, adults", adults, fees.surcharge_adult * years),
        (f"Health surcharge of {years} years, children", household.children, fees.surcharge_child * years),
    )
    return tuple(
        CostLine(label=label, count=count, each=each, total=count * each)
        for label, count, each in listed
        if count
    )


def _is_for(fact: VisaFact, *of: str | None) -> bool:
    allowed = (fact.fields, fact.routes, fact.decisions)
    return all(not some or one is None or one in some for some, one in zip(allowed, of, strict=True))


def _tell(rulebook: Rulebook, fact: VisaFact, day: date) -> FactLine:
    source = rulebook.source(fact.source)
    return FactLine(
        text=fact.text,
        source=source.title if source else fact.source,
        seen=fact.seen,
        valid_from=fact.valid_from,
        link=source.link if source else None,
        is_overdue=fact.review_by < day,
    )


def _find_doubt(rulebook: Rulebook, topic: Topic, day: date) -> str | None:
    """Return the announced change of a topic that these facts do not have, or None."""
    changes = [
        change
        for change in rulebook.changes
        if not change.included and f"facts/{topic}" in change.affects and change.announced <= day
    ]
    if not changes:
        return None
    change, source = changes[-1], rulebook.source(changes[-1].source)
    return f"{change.title}. {change.text}" + (f" ({source.title}.)" if source else "")
