"""Checks that the rules fit together: every code, question, route and list that one names exists."""

import re

from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.facts import EVERYWHERE
from proof_of_talent.domain.routing_rules import Checklist


def check_references(rulebook: Rulebook) -> None:
    """Check that every code, question, route and weight that a rule names exists, and every pattern works.

    Raises:
        SetupError: naming the field and the missing reference.
    """
    codes = {code.code for code in rulebook.codes}
    for field in rulebook.editions or rulebook.fields:
        _check_field(field, codes)
    _check_routing(rulebook)
    _check_places(rulebook)
    for reason in rulebook.refusal_reasons:
        for missing in sorted(set(reason.seen_as) - codes):
            raise SetupError(f"refusals.toml: {reason.code} names unknown finding {missing!r}.")
        if not reason.seen_as and reason.unseen is None:
            raise SetupError(f"refusals.toml: {reason.code} must say what warns of it, or why nothing can.")


def _check_places(rulebook: Rulebook) -> None:
    """Check that rules for a field, a body or a route name ones that exist: others would act nowhere."""
    routes = {field.id: {route.id for route in field.routes} for field in rulebook.fields}
    places = {*routes, *(f"{field}/{route}" for field, named in routes.items() for route in named)}
    named: list[tuple[str, str]] = [
        *((f"letters.toml: {r.code}", place) for r in rulebook.letter_points for place in r.asked_by),
        *((f"bodies.toml: {b.id}", f"{b.field}/{level}") for b in rulebook.bodies for level in b.levels),
        *((f"bodies.toml: {s.id}", f"{s.field}/{route}") for s in rulebook.stops for route in s.routes),
        *(
            (f"variants.toml: {v.body}", f"{field.id}/{v.route}")
            for field in rulebook.fields
            for v in field.variants
        ),
    ]
    for where, place in named:
        if place not in places:
            raise SetupError(f"{where}: there is no field or route {place!r}.")
    for field in rulebook.fields:
        for variant in field.variants:
            if rulebook.body(variant.body) is None:
                raise SetupError(f"variants.toml: body {variant.body!r} is not in bodies.toml.")


def _check_field(field: FieldCriteria, codes: set[str]) -> None:
    every: tuple[Criterion, ...] = (*field.criteria, *(c for v in field.variants for c in v.criteria))
    for criterion in every:
        if criterion.weak_gap not in codes:
            raise SetupError(f"{field.id}: {criterion.code} names unknown gap {criterion.weak_gap!r}.")
    for code in sorted(set(field.actions) - codes):
        raise SetupError(f"{field.id}: actions name unknown code {code!r}.")
    questions = {question.id for question in field.questions}
    asked = {
        *(claim.question for claim in field.settings.claims),
        *(answer.question for answer in field.settings.required_answers),
    }
    for missing in sorted(asked - questions):
        raise SetupError(f"{field.id}: question {missing!r} is named but not asked.")
    for code in field.weights.criteria:
        if code not in {criterion.code for criterion in field.criteria}:
            raise SetupError(f"{field.id}: weights name unknown criterion {code!r}.")
    total = sum(field.weights.criteria.values()) + field.weights.best_optional * field.weights.optional_count
    if total != 100:  # noqa: PLR2004 - weights are points of a hundred
        raise SetupError(f"{field.id}: weights add up to {total}, not 100.")


def _check_routing(rulebook: Rulebook) -> None:
    questions = {field.id: {question.id for question in field.questions} for field in rulebook.fields}
    for stop in rulebook.stops:
        for question in sorted({*stop.when, *stop.unless} - questions[stop.field]):
            raise SetupError(f"bodies.toml: {stop.id} names question {question!r}, which is not asked.")
    for checklist in rulebook.checklists:
        _check_list(rulebook, checklist, questions[checklist.field])
    for change in rulebook.changes:
        for scope in change.affects:
            if scope != EVERYWHERE and "/" not in scope:
                raise SetupError(f"facts.toml: {change.id} affects {scope!r}; write field/route or *.")


def _check_list(rulebook: Rulebook, checklist: Checklist, questions: set[str]) -> None:
    where = f"checklists.toml: {checklist.route}"
    if checklist.route not in {route.id for route in rulebook.field(checklist.field).routes}:
        raise SetupError(f"{where}: {checklist.field} has no such route.")
    if checklist.body is not None and rulebook.body(checklist.body) is None:
        raise SetupError(f"{where}: body {checklist.body!r} is not in bodies.toml.")
    lists = {listed.id for listed in rulebook.named_lists}
    for item in checklist.items:
        if item.question and item.question not in questions:
            raise SetupError(f"{where}: question {item.question!r} is named but not asked.")
        if item.names and item.names not in lists:
            raise SetupError(f"{where}: list {item.names!r} does not exist.")
        for pattern in (*item.about, *item.says, *item.excluded_by, *item.spoiled_by):
            _check_pattern(pattern, f"{where}: {item.id}")


def _check_pattern(pattern: str, where: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise SetupError(f"{where}: the pattern {pattern!r} is not valid: {error}.") from error
