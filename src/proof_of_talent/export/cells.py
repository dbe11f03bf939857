"""Values that nobody validated (answers, parts of an assessment), made to fit a column's type or left out."""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from proof_of_talent.domain.numbers import read_plain_number

_TRUE, _FALSE = {"yes", "true"}, {"no", "false"}


def as_number(value: Any) -> float | None:
    """Return a finite number, also from its text; None for anything else (`True` is not a number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = read_plain_number(value)
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_integer(value: Any) -> int | None:
    """Return a whole number that fits 64 bits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) and -(2**63) <= value < 2**63 else None


def as_boolean(value: Any) -> bool | None:
    """Return a truth value, also from `yes`, `no`, `true` and `false`; None for anything else."""
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else None
    return value if isinstance(value, bool) else None


def as_date(value: Any) -> str | None:
    """Return a date as `2026-11-22`; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def as_label(value: Any) -> str | None:
    """Return a text as it is; None for anything else."""
    return value if isinstance(value, str) else None


def only_labels(labels: Iterable[str]) -> Callable[[Any], str | None]:
    """Return a function that keeps one of these labels and gives None for anything else."""
    known = frozenset(labels)
    return lambda value: value if isinstance(value, str) and value in known else None


def join_codes(value: Any) -> str | None:
    """Return a list of codes as `a, b`; None for anything else."""
    return ", ".join(map(str, value)) if isinstance(value, list) else None


def count_items(value: Any) -> int | None:
    """Return the length of a list; None for anything else."""
    return len(value) if isinstance(value, list) else None


def count_decided(value: Any) -> int | None:
    """Return how many edges of a graph decided something; None for anything else."""
    if not isinstance(value, list):
        return None
    return sum(isinstance(edge, dict) and edge.get("decided") is True for edge in value)


def as_text(value: Any) -> str | None:
    """Return a text as it is, a list or object as JSON, a number or truth value as JSON writes it."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def join_unlisted(answers: Mapping[str, Any], fits: Mapping[str, Callable[[Any], Any]]) -> str | None:
    """Return the answers that fit no column as one JSON object, or None: a flat row loses none."""
    left = {
        name: answer
        for name, answer in answers.items()
        if answer is not None and (name not in fits or fits[name](answer) is None)
    }
    return orjson.dumps(left, option=orjson.OPT_SORT_KEYS).decode() if left else None
