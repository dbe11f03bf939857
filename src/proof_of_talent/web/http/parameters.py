"""Which parameters an address may have: unknown names are refused, empty values mean that nothing is set."""

from collections import Counter
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args, get_origin
from urllib.parse import unquote_plus

from proof_of_talent.domain.errors import InvalidInputError

_SHOWN = 40
"""Letters of a name that somebody else made up which a message repeats."""


class Parameter(NamedTuple):
    """A parameter by its name, and whether it may be given several times."""

    name: str
    several: bool


def describe_parameter(name: str, annotation: Any) -> Parameter:
    """Return a parameter of this type; one that takes a list takes several."""
    parts = (annotation, *get_args(annotation))
    return Parameter(name, any(get_origin(part) in {list, tuple} for part in parts))


def check_query(query: str, known: Collection[Parameter]) -> str:
    """Return a query without its empty parts.

    Raises:
        InvalidInputError: a parameter has an unknown name, or several values where there can be one.
    """
    parts = [part for part in query.split("&") if part]
    names = [unquote_plus(part.partition("=")[0]) for part in parts]
    refuse_unknown(names, [parameter.name for parameter in known])
    kept = [(name, part) for name, part in zip(names, parts, strict=True) if part.partition("=")[2]]
    single = {parameter.name for parameter in known if not parameter.several}
    for name, times in Counter(name for name, _ in kept).items():
        if times > 1 and name in single:
            raise InvalidInputError(
                f"`{name}` is given {times} times and takes one value.", code="repeated_parameter", field=name
            )
    return "&".join(part for _, part in kept)


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Return if all names are known.

    Raises:
        InvalidInputError: one is not; the message says which known name is nearest.
    """
    for name in names:
        if name not in known:
            raise InvalidInputError(
                f"There is no parameter `{name[:_SHOWN]}` here. {_suggest(name, known)}",
                code="unknown_parameter",
                field=name[:_SHOWN],
            )


def _suggest(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean `{near[0]}`?"
    if not known:
        return "This address takes none."
    return f"It takes: {', '.join(sorted(known))}."
