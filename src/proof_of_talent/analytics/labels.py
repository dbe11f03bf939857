"""What people call things: labels from the rulebook, and codes for themselves where it knows none.

Records outlive rules, so a chart must be able to show a code that a newer rulebook has dropped.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

from proof_of_talent.analytics.figures import Share, metric, share
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook


class CodeShare(Share):
    """How many analyses show one code of the vocabulary of findings."""

    code: Annotated[str, metric("Stable code of the finding.", "name")]
    label: Annotated[
        str, metric("What people call it; the code itself where the rules no longer list it.", "text")
    ]


def rank_codes(
    rulebook: Rulebook,
    counts: Mapping[str, int],
    of: int,
    limit: int,
    label: Callable[[Rulebook, str], str] | None = None,
) -> tuple[CodeShare, ...]:
    """Return codes with their counts, commonest first, at most `limit`, named by `label_code` or `label`."""
    name = label or label_code
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(
        CodeShare(code=code, label=name(rulebook, code), **share(count, of)) for code, count in ranked
    )


def label_code(rulebook: Rulebook, code: str) -> str:
    """Return the label of a finding's code."""
    try:
        return rulebook.code(code).label
    except KeyError:
        return code


def label_action(rulebook: Rulebook, code: str) -> str:
    """Return the title of the action that a finding's code leads to."""
    try:
        action = rulebook.code(code).action
    except KeyError:
        return code
    return action.title if action else label_code(rulebook, code)


def find_field(rulebook: Rulebook, field: str) -> FieldCriteria | None:
    """Return a field's criteria, or None where the rulebook does not know it."""
    try:
        return rulebook.field(field)
    except KeyError:
        return None


def name_field(rulebook: Rulebook, field: str) -> str:
    """Return the name of a field."""
    criteria = find_field(rulebook, field)
    return criteria.name if criteria else field


def name_criteria(rulebook: Rulebook, field: str) -> dict[str, str]:
    """Return the names of a field's criteria by code, in the rulebook's order."""
    criteria = find_field(rulebook, field)
    return {criterion.code: criterion.name for criterion in criteria.criteria} if criteria else {}


def name_routes(rulebook: Rulebook, field: str) -> dict[str, str]:
    """Return the names of a field's routes by id, in the rulebook's order."""
    criteria = find_field(rulebook, field)
    return {route.id: route.name for route in criteria.routes} if criteria else {}


def order_fields(rulebook: Rulebook, present: Mapping[str, object]) -> list[str]:
    """Return the fields that are present, in the rulebook's order, unknown ones last."""
    known = [field.id for field in rulebook.fields]
    return [field for field in known if field in present] + sorted(set(present) - set(known))
