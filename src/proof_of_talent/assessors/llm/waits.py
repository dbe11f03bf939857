"""For how long a model's server asks us to wait: in headers, in fields of its answer, or in words."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_SPAN = re.compile(
    r"(?:(\d+)\s*(?:d|days?))?\s*(?:(\d+)\s*(?:h|hours?|hrs?))?\s*(?:(\d+(?:\.\d+)?)\s*(?:m(?!s)|minutes?|mins?))?"
    r"\s*(?:(\d+(?:\.\d+)?)\s*(?:s|seconds?|secs?))?\s*(?:(\d+(?:\.\d+)?)\s*(?:ms|milliseconds?))?"
)
_UNITS = (86_400_000, 3_600_000, 60_000, 1_000, 1)  # milliseconds
_LEAST_MOMENT = 10**8
"""A number from here on is a moment since 1970, in seconds or milliseconds, and no span."""

_LEAST_MILLISECONDS = 10**11
_NO_MOMENT = 10**13
_LONGEST = 10**7
_DATE = r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(?:\.\d+)?(?:z| ?utc|[+-]\d\d:\d\d)?"
_SAID = re.compile(
    rf"(?:try again|retry|wait|resets?|regain access)[^.\d]{{0,24}}(?:({_DATE})"
    r"|((?:\d+(?:\.\d+)?\s*[a-z]*\s*)+))"
)
_FIELDS = {"retry_after": 1.0, "retryafter": 1.0, "retry_after_seconds": 1.0, "retry_after_ms": 0.001,
           "estimated_time": 1.0}  # fmt: skip


def find_wait(headers: Mapping[str, str], value: Any, words: str, now: datetime) -> float | None:
    """Return for how many seconds a server asks us to wait, or None where it does not say.

    Args:
        headers: of the answer, with names in lower case.
        value: the answer's JSON.
        words: what the server says, in small letters.
        now: for moments.
    """
    if (milliseconds := read_span(f"{headers.get('retry-after-ms', '')}ms", now)) is not None:
        return milliseconds
    if (wait := read_span(headers.get("retry-after", ""), now)) is not None:
        return wait
    said = (_read_field(name, field, now) for name, field in _walk(value))
    if (wait := next((one for one in said if one is not None), None)) is not None:
        return wait
    if (found := _SAID.search(words)) and (wait := read_span(found[1] or found[2], now)) is not None:
        return wait
    resets = (read_span(headers[name], now) for name in _list_resets(headers))
    return next((one for one in resets if one is not None), None)


def read_span(text: str, now: datetime) -> float | None:
    """Return the seconds of a span ("1m30s", "0.5", "2 hours") or until a moment, past ones as 0."""
    text = text.strip().lower()
    try:
        number = float(text)
    except ValueError:
        return _read_units(text) if text[4:5] != "-" and not text[:1].isalpha() else _read_moment(text, now)
    if number < _LEAST_MOMENT or number >= _NO_MOMENT:
        return number if 0 <= number < _LONGEST else None
    return max(0.0, number / (1000 if number >= _LEAST_MILLISECONDS else 1) - now.timestamp())


def _read_units(text: str) -> float | None:
    found = _SPAN.match(text)
    if found is None or not any(found.groups()):
        number = re.match(r"\d+(?:\.\d+)?(?![\d:-])", text)
        return float(number[0]) if number and float(number[0]) < _LONGEST else None
    return sum(float(part or 0) * unit for part, unit in zip(found.groups(), _UNITS, strict=True)) / 1000


def _read_moment(text: str, now: datetime) -> float | None:
    try:
        at = datetime.fromisoformat(re.sub(r" ?utc$", "z", text).upper())
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _list_resets(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield the headers that tell when a limit is lifted, first those of limits that are used up."""
    resets = [name for name in headers if "ratelimit" in name and "reset" in name]
    yield from sorted(resets, key=lambda name: headers.get(name.replace("reset", "remaining"), "0") != "0")


def _walk(value: Any, depth: int = 5) -> Iterator[tuple[str, Any]]:
    """Yield every field of JSON with its name."""
    if depth and isinstance(value, dict):
        for name, field in value.items():
            yield str(name).lower().replace("-", "_"), field
            yield from _walk(field, depth - 1)
    elif depth and isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)


def _read_field(name: str, field: Any, now: datetime) -> float | None:
    if isinstance(field, bool) or not isinstance(field, (int, float, str)):
        return None
    if name in ("retrydelay", "x_ratelimit_reset", "retry_after") and isinstance(field, str):
        return read_span(field, now)
    scale = _FIELDS.get(name)
    return scale * float(field) if scale is not None and not isinstance(field, str) and field >= 0 else None
