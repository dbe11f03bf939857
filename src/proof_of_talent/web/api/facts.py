"""What surrounds an application, for programs: facts by topic, costs, and the rules with their sources."""

from datetime import date
from typing import Annotated

from fastapi import Query

from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.facts import RuleChange
from proof_of_talent.domain.freshness import list_rules
from proof_of_talent.domain.provenance import Source
from proof_of_talent.judging.facts import Costs, FactGroup, Household, estimate_costs, tell_facts
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.routers import make_router

router = make_router("/api", tags=["rules"], responses=document_errors(422))


class Facts(Model):
    """Facts by topic as they hold on a day."""

    day: date
    groups: tuple[FactGroup, ...]


class RuleEntry(Model):
    """One rule with its source and dates; `acts` says where the product applies it."""

    id: str
    text: str
    acts: str
    source: str
    basis: str
    seen: date
    valid_from: date
    valid_to: date | None
    review_by: date
    is_overdue: bool


class Rules(Model):
    """Every rule, the sources, and the changes of the rules, as of a day."""

    day: date
    rules: tuple[RuleEntry, ...]
    sources: tuple[Source, ...]
    changes: tuple[RuleChange, ...]


@router.get("/facts")
def get_facts(
    services: ServicesDep,
    field: FieldId | None = None,
    route: Annotated[str | None, Query(max_length=100)] = None,
) -> Facts:
    """Fees, times, deadlines, review and settlement, each dated and with its source."""
    today = services.clock().date()
    return Facts(day=today, groups=tell_facts(services.rulebook, today, field, route))


@router.get("/facts/costs")
def get_costs(services: ServicesDep, household: Annotated[Household, Query()]) -> Costs:
    """What the visa costs a household: fees, and the health surcharge for every year at once."""
    return estimate_costs(services.rulebook, household, services.clock().date())


@router.get("/rules")
def get_rules(services: ServicesDep) -> Rules:
    """Every rule that is applied, with where and when it was read, and what is due to be read again."""
    today = services.clock().date()
    entries = tuple(
        RuleEntry(
            id=row.id,
            text=row.text,
            acts=row.acts,
            source=row.rule.source,
            basis=row.rule.basis,
            seen=row.rule.seen,
            valid_from=row.rule.valid_from,
            valid_to=row.rule.valid_to,
            review_by=row.rule.review_by,
            is_overdue=row.rule.review_by < today,
        )
        for row in list_rules(services.rulebook)
    )
    return Rules(
        day=today, rules=entries, sources=services.rulebook.sources, changes=services.rulebook.changes
    )
