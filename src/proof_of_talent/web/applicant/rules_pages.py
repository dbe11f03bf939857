"""Pages for everybody: where the rules come from and how old they are, and what a visa costs a family."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from proof_of_talent.domain.freshness import list_overdue, list_rules
from proof_of_talent.judging.facts import MOST_PEOPLE, Household, estimate_costs, tell_facts
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router

router = make_page_router()


@router.get("/rules")
def show_rules(request: Request, services: ServicesDep) -> HTMLResponse:
    """Sources, changes and every rule with its dates."""
    today = services.clock().date()
    rulebook = services.rulebook
    return render_page(
        request,
        "rules.html",
        title="Where the rules come from",
        today=today,
        sources=rulebook.sources,
        changes=sorted(rulebook.changes, key=lambda change: change.announced, reverse=True),
        rows=list_rules(rulebook),
        overdue=list_overdue(rulebook, today),
    )


@router.get("/costs")
def show_costs(
    request: Request, services: ServicesDep, household: Annotated[Household, Query()]
) -> HTMLResponse:
    """What the visa costs, with the facts around it."""
    today = services.clock().date()
    longest = services.rulebook.fees.longest_years if services.rulebook.fees else 1
    return render_page(
        request,
        "costs.html",
        title="What the visa costs",
        household=household,
        longest=longest,
        most=MOST_PEOPLE,
        costs=estimate_costs(services.rulebook, household, today),
        facts=tell_facts(services.rulebook, today),
    )
