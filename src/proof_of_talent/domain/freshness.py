"""How old the rules are: what was announced and is not in them, and what should have been read again."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.facts import EVERYWHERE, Notice
from proof_of_talent.domain.provenance import Dated


class RuleRow(NamedTuple):
    """One rule as lists show it: its address, what it says, and where in the product it acts."""

    id: str
    text: str
    acts: str
    rule: Dated


def list_rules(rulebook: Rulebook, day: date | None = None) -> list[RuleRow]:
    """Return every rule with its address, in the order of the files.

    A field may have several sets of rules, each from a day on: all of them are listed, a later one with its
    day in the address, or only the set that is in force on `day`.
    """
    rows = [row for name, field in _list_editions(rulebook, day) for row in _list_field(name, field)]
    rows += [
        RuleRow(
            f"prizes/{table.number}", f"{table.name}: {len(table.prizes)} prizes", "route: no score", table
        )
        for table in rulebook.prize_tables
    ]
    rows += [RuleRow(f"bodies/{body.id}", body.name, "route: who assesses", body) for body in rulebook.bodies]
    rows += [RuleRow(f"stops/{stop.id}", stop.title, "route: no score", stop) for stop in rulebook.stops]
    for checklist in rulebook.checklists:
        address = f"checklists/{checklist.route}" + (f"/{checklist.body}" if checklist.body else "")
        rows += [
            RuleRow(f"{address}/{item.id}", item.label, "checklist: an item", item)
            for item in checklist.items
        ]
    rows += [
        RuleRow(f"lists/{named.id}", f"{named.name}: {len(named.entries)} names", "checklist: names", named)
        for named in rulebook.named_lists
    ]
    rows += [
        RuleRow(f"codes/{code.code}", code.label, f"{code.kind} among findings", code)
        for code in rulebook.codes
    ]
    rows += _list_lists(rulebook)
    if rulebook.fees is not None:
        rows.append(RuleRow("facts/fees", "Fees and health surcharge", "facts: costs", rulebook.fees))
    rows += [
        RuleRow(f"facts/{fact.id}", fact.text, f"facts: {fact.topic.replace('_', ' ')}", fact)
        for fact in rulebook.facts
    ]
    return rows


def _list_editions(rulebook: Rulebook, day: date | None) -> Iterator[tuple[str, FieldCriteria]]:
    editions = rulebook.editions or rulebook.fields
    if day is not None:
        yield from ((field.id, rulebook.edition(field.id, day)) for field in rulebook.fields)
        return
    for at, field in enumerate(editions):
        is_later = at > 0 and editions[at - 1].id == field.id
        yield f"{field.id}@{field.valid_from}" if is_later else field.id, field


def _list_lists(rulebook: Rulebook) -> Iterator[RuleRow]:
    """Yield what letters should say, why applications are refused, and what to have before paying."""
    for point in rulebook.letter_points:
        acts = f"letters: asked of {point.of} ({', '.join(point.asked_by)})"
        address = f"letters/{point.code}/{'+'.join(point.asked_by)}"
        yield RuleRow(address, f"{point.label}. {point.mend}", acts, point)
    for reason in rulebook.refusal_reasons:
        acts = f"warned of by {', '.join(reason.seen_as)}" if reason.seen_as else "told as out of our sight"
        text = f"{reason.label}. {reason.unseen}" if reason.unseen else reason.label
        yield RuleRow(f"refusals/{reason.code}", text, acts, reason)
    for item in rulebook.paying_items:
        acts = f"checklist before paying: {item.subject}"
        yield RuleRow(f"before_paying/{item.code}", f"{item.label}. {item.mend}", acts, item)


def _list_field(name: str, field: FieldCriteria) -> Iterator[RuleRow]:
    for route in field.routes:
        acts = "checklist" if route.checklist else "letters, countries and level of the route"
        yield RuleRow(f"{name}/routes/{route.id}", f"{route.name}. {route.summary}", acts, route)
    for criterion in field.criteria:
        text = f"{criterion.name}. {criterion.summary}"
        yield RuleRow(f"{name}/criteria/{criterion.code}", text, "score of the criterion", criterion)
    for variant in field.variants:
        for criterion in variant.criteria:
            address = f"{name}/{variant.body}/{variant.route}/{criterion.code}"
            text = f"{criterion.name}. {criterion.summary}"
            yield RuleRow(address, text, "score of the criterion at this body and level", criterion)
    yield RuleRow(f"{name}/documents", "Limits on documents and pages", "gap: limits", field.documents)
    for part, rule, acts in (
        ("weights", field.weights, "how criteria add up"),
        ("bands", field.bands, "bands and verdicts"),
        ("likelihood", field.likelihood, "the likelihood, where one is shown"),
        ("factors", field.factors, "how papers weigh"),
        ("settings", field.settings, "word lists of the checks"),
    ):
        yield RuleRow(f"{name}/{part}", f"{part.capitalize()} of the score", acts, rule)


def find_notices(rulebook: Rulebook, field: FieldCriteria, route_id: str, day: date) -> tuple[Notice, ...]:
    """Return the doubts about the age of the rules of a route on a day, the gravest first."""
    scope = f"{field.id}/{route_id}"
    notices = [
        Notice(
            code="change_not_included", text=f"{change.title}. {change.text}", link=_link(rulebook, change)
        )
        for change in rulebook.changes
        if not change.included
        and (change.announced <= day or (change.effective is not None and change.effective <= day))
        and {scope, EVERYWHERE} & set(change.affects)
    ]
    route = field.route(route_id)
    if route.valid_to is not None and route.valid_to < day:
        text = f"The rules for “{route.name}” held until {_say(route.valid_to)}. We hold no later ones."
        notices.append(Notice(code="no_longer_in_force", text=text, link=_link(rulebook, route)))
    overdue = [rule for rule in _list_route(field, route_id) if rule.review_by < day]
    if overdue:
        oldest = min(overdue, key=lambda rule: rule.review_by)
        text = (
            f"These rules should have been read again by {_say(oldest.review_by)}, and nobody has. They were "
            f"last read on {_say(oldest.seen)}."
        )
        notices.append(Notice(code="review_overdue", text=text, link=_link(rulebook, oldest)))
    return tuple(notices)


def list_overdue(rulebook: Rulebook, day: date) -> list[RuleRow]:
    """Return the rules that should have been read again before a day, the longest overdue first."""
    late = [row for row in list_rules(rulebook, day) if row.rule.review_by < day]
    return sorted(late, key=lambda row: (row.rule.review_by, row.id))


def _list_route(field: FieldCriteria, route_id: str) -> list[Dated]:
    """Return the rules that a route of a field rests on."""
    return [field.route(route_id), field.documents, *field.criteria]


def _link(rulebook: Rulebook, rule: Dated) -> str | None:
    source = rulebook.source(rule.source)
    return source.link if source is not None else None


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
