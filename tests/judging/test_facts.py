"""Facts are dated and have sources; costs add up."""

# ruff: noqa: E501 - a table of cases

from datetime import date

import pytest

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.judging.facts import Household, estimate_costs, tell_facts
from tests.assessors.applications import RULEBOOK

TODAY = date(2026, 11, 28)


def tell(field: str, route: str) -> str:
    groups = tell_facts(RULEBOOK, TODAY, field, route)
    return " ".join(fact.text for group in groups for fact in group.facts)


@pytest.mark.parametrize(
    ("household", "total"),
    [
        (Household(years=5), 561 + 205 + 5 * 1035),
        (Household(years=1, needs_endorsement=False), 205 + 1035),
        (Household(years=3, partners=1, children=2), 561 + 205 + 3 * (2 * 1035 + 2 * 776)),
    ],
)
def test_costs_add_up(household, total):
    costs = estimate_costs(RULEBOOK, household, TODAY)
    assert costs.total == total == sum(line.total for line in costs.lines)
    assert costs.link
    assert not costs.is_overdue


def test_a_visa_of_six_years_is_not_given():
    with pytest.raises(InvalidInputError, match="at most 5 years"):
        estimate_costs(RULEBOOK, Household(years=6), TODAY)


@pytest.mark.parametrize(
    ("field", "route", "words"),
    [
        ("digital_technology", "talent", ["£561", "£205", "£1,035", "£776", "three months", "28 days", "not extend"]),
        ("arts_culture", "promise", ["eight weeks", "three years for talent and five for promise", "B2", "partner"]),
        ("science_research", "fellowship", ["about a week", "three years in science and research", "eight weeks inside the UK"]),
        ("science_research", "talent", ["five weeks"]),
    ],
)  # fmt: skip
def test_each_route_hears_its_facts(field, route, words):
    told = tell(field, route)
    assert [word for word in words if word not in told] == []


def test_settlement_is_doubted_because_a_change_was_announced():
    (settlement,) = [group for group in tell_facts(RULEBOOK, TODAY) if group.topic == "settlement"]
    assert "2 November 2026" in settlement.doubt
    assert "do not plan" in settlement.doubt  # said once, beside the figures of December 2025
    assert not any("do not plan" in fact.text for fact in settlement.facts)
    (early,) = [group for group in tell_facts(RULEBOOK, date(2026, 10, 1)) if group.topic == "settlement"]
    assert early.doubt is None


def test_every_fact_has_a_source_and_the_day_it_was_read():
    for group in tell_facts(RULEBOOK, TODAY):
        assert all(fact.source and fact.seen <= TODAY and not fact.is_overdue for fact in group.facts)
    late = tell_facts(RULEBOOK, date(2028, 1, 1))
    assert all(fact.is_overdue for group in late for fact in group.facts)
