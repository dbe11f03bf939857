"""The reader's patterns, compiled once from `domain/rules/reading.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from proof_of_talent.domain.criteria import Criterion

MASK = "ǁ"
"""Stands, as often as the name has characters, for the applicant's name in a masked text."""

_WORD_LISTS = ("words", "serves", "money")  # no patterns
_THEY = (
    rf"(?:him|her|them|she|he|they|you|{MASK}+|the (?:artist|author|applicant|speaker|laureate|winner|nominee"
    r"|entrant|exhibitor|recipient|candidate|honouree|film maker|filmmaker|composer|performer|inventor))"
)
_THEIR = (
    rf"(?:her|his|their|your|{MASK}+(?:'s|s')?|the (?:artist|author|applicant|speaker|laureate|winner)'s)"
)
_MONEY = (
    r"(?:(?:eur|gbp|usd|us\$|chf|sek|nok|dkk|pln|huf|czk|inr|jpy|ttd|ngn|[£$€¥])\s?\d[\d,.]*"
    r"|\d[\d,.]*\s?(?:euros?|pounds?|dollars?|crowns|pesos|francs|kr))"
)


@cache
def _read_file() -> dict[str, Any]:
    text = (files("proof_of_talent.domain") / "rules" / "reading.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_vocabulary() -> Mapping[tuple[str, str], re.Pattern[str]]:
    """Return the compiled patterns by (section, list); each is tried at the beginnings of words only."""
    return {
        (section, name): _compile(entries)
        for section, lists in _read_file().items()
        if section not in _WORD_LISTS
        for name, entries in lists.items()
    }


def _compile(entries: list[str]) -> re.Pattern[str]:
    whole = "|".join(entries)
    whole = whole.replace("{they}", _THEY).replace("{their}", _THEIR).replace("{money}", _MONEY)
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)")


def look_for(section: str, name: str) -> re.Pattern[str]:
    """Return one compiled list of patterns, for masked and folded text."""
    return load_vocabulary()[section, name]


def speaks_of(low: str, field: str, criterion: Criterion) -> bool:
    """Tell whether folded text names what a criterion is about; anything does where no words are listed."""
    if criterion.proof:
        return speaks_of_proof(low, criterion)
    pattern = load_vocabulary().get(("subject", f"{field}_{criterion.code}"))
    return pattern is None or pattern.search(low) is not None


def speaks_of_proof(text: str, criterion: Criterion) -> bool:
    """Tell whether words name the certain thing that a criterion asks for; any do where it names none."""
    return not criterion.proof or compile_proof(criterion.proof).search(text) is not None


@cache
def compile_proof(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return the patterns of the certain thing that a criterion asks for as one."""
    return re.compile("|".join(patterns), re.IGNORECASE)


@cache
def list_words(name: str) -> frozenset[str]:
    """Return one plain list of words, such as titles or the words that are no part of a name."""
    return frozenset(_read_file()["words"][name].split())


def list_kind_patterns(
    field: str, criterion: Criterion, *, inside: bool = False
) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the kinds of facts that show a criterion: its own, or lists of `kind`; of a
    paper from inside the applicant's organisation only those that need no word of others.
    """
    if criterion.proof:
        return (compile_proof(criterion.proof),)
    by_others = list_words("by_others") if inside else frozenset[str]()
    return tuple(look_for("kind", kind) for kind in list_kinds(field, criterion) if kind not in by_others)


def list_kinds(field: str, criterion: Criterion) -> tuple[str, ...]:
    """Return which lists of `kind` show a criterion; none where it names a certain thing."""
    if criterion.proof:
        return ()
    kinds: str = _read_file()["serves"][f"{field}_{criterion.code}"]
    return tuple(kinds.split())


@cache
def list_rates() -> tuple[tuple[int, str], ...]:
    """Return how many units of which currencies make about a pound, the currencies as alternatives."""
    return tuple((int(rate), "|".join(names)) for rate, names in _read_file()["money"].items())
