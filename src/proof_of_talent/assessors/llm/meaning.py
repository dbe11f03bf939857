"""What a model server's error means: by its codes first, then by the words that servers use.

Servers put the same fault into different forms: an error inside an answer of 200, a number or a name as the
code, a page of HTML. The rows below are read from top to bottom; the first that fits names the failure.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any, NamedTuple

from proof_of_talent.assessors.llm.failures import ModelFailureError

_LEAST_ERROR = 400


class ServerError(NamedTuple):
    """An error as a server told it: HTTP status, its short codes, and its words (never passed on)."""

    status: int
    codes: str
    words: str


class _Row(NamedTuple):
    """One meaning: what the codes or the words must match, at which statuses (all where empty)."""

    code: str
    codes: str = ""
    words: str = ""
    statuses: tuple[int, ...] = ()


_PARAMETERS = {
    "max_completion_tokens": "max_completion_tokens", "max_tokens": "max_tokens",
    "temperature": "temperature", "stream_options": "stream_options", "stream": r"\bstream(?:ing)?\b",
    "system": "system (?:role|message)|user and assistant roles|developer instruction",
}  # fmt: skip
"""Settings of ours that a server may refuse, with the words for them; a longer name comes before its part."""

_NAMES = "|".join(_PARAMETERS.values())

_ROWS = (
    _Row("llm_rate_limited", r"throttl"),
    _Row("llm_rate_limited", words=r"(?:retry|try again) (?:in|after) \d", statuses=(429,)),
    _Row("llm_context_exceeded", r"exceed_context_size|context_length|context_window|string_above_max_length"
         r"|input_too_long",
         r"context (?:length|size|window|limit)|maximum context|prompt (?:is )?too long|input is too long"
         r"|too many (?:input )?tokens|reduce the length|longer than the maximum"
         r"|token (?:count|limit)s? .{0,40}exceed"
         r"|exceeds? .{0,40}(?:\bn_ctx\b|max_model_len|maximum number of tokens)|input length .{0,40}exceed"
         r"|\binputs\b.{0,60}must (?:be|have)|range of input length"),
    _Row("llm_context_exceeded", statuses=(413,)),
    _Row("llm_quota_exceeded", r"insufficient_quota|billing|insufficient_balance|credit",
         r"exceeded your current quota|insufficient (?:balance|credit|funds)|billing|out of credits"
         r"|credit balance|payment required|top up|key limit exceeded|spend(?:ing)? limit"),
    _Row("llm_quota_exceeded", statuses=(402,)),
    _Row("llm_refused", r"content_filter|content_policy|responsibleai|safety|moderation|sensitive"
         r"|data_inspection|invalid_prompt",
         r"content (?:management )?policy|content filter|safety (?:system|filter|settings)|moderation"
         r"|flagged (?:by|as|for)|content exists risk|inappropriate content|prohibited_content"),
    _Row("llm_region_refused", r"unsupported_country|region|location_not_supported",
         r"(?:country|region|territory|location).{0,40}(?:not supported|not available|unsupported)"
         r"|not (?:supported|available) in (?:your|this) (?:country|region|location)"
         r"|unsupported (?:countr|region)"),
    _Row("llm_output_unsupported", r"invalid_json_schema|tool_use_failed|json_validate_failed",
         r"(?:tool|function)(?:s|_choice| call\w*| choice| use)?\b.{0,60}"
         r"(?:not support|unsupported|not enabled|is not available|requires)"
         r"|(?:not|n't) support.{0,30}\b(?:tools?|function)|unsupported.{0,20}tool"
         r"|endpoints .{0,20}support tool"
         r"|(?:response_format|json_schema|structured output|guided|grammar).{0,80}"
         r"(?:not support|unsupported|unavailable|invalid|fail|not valid|error|must be)"
         r"|(?:not|n't) support.{0,40}(?:response_format|json.?schema|structured output|grammar)"
         r"|json mode.{0,40}not|invalid schema|word 'json'|invalid tool_choice|tool error"
         r"|tool.choice.{0,20}(?:must be|forces)|failed to (?:call a function|generate json)"
         r"|failed to (?:parse|compile|initialize).{0,20}(?:grammar|schema)|--jinja",
         (400, 404, 405, 415, 422, 500, 501)),
    _Row("llm_parameter_unsupported", r"unsupported_parameter|unsupported_value|extra_forbidden",
         rf"(?:unsupported|unknown|unrecognized|unexpected|extra|not permitted|not support|n't support)"
         rf".{{0,60}}(?:{_NAMES})"
         rf"|(?:{_NAMES}).{{0,80}}(?:not support|unsupported|not permitted|not enabled|unknown|deprecated"
         r"|only the default)|only user and assistant roles|temperature: input should be", (400, 422, 500)),
    _Row("llm_address_wrong", words=r"^file not found|invalid url|unexpected endpoint|cannot post"),
    _Row("llm_model_not_found", r"model_not_found|not_found_error|unknown_model|deploymentnotfound"
         r"|invalid_model",
         r"models?\b.{0,80}(?:not found|does not exist|not exist|isn't available)|no such model|unknown model"
         r"|try pulling it|not a valid model|invalid model|model identifier is invalid|no endpoints found for"
         r"|models? (?:not )?loaded", (400, 404, 422)),
    _Row("llm_address_wrong", statuses=(404, 405)),
    _Row("llm_authentication", r"invalid_api_key|authentication", r"api key|unauthori[sz]ed",
         (400, 401, 403)),
    _Row("llm_authentication", statuses=(401, 403)),
    _Row("llm_rate_limited", r"rate_?limit|too_many_requests|resource_exhausted|quota",
         r"rate limit|too many requests|slow down|requests per (?:minute|second|day)|tokens per minute"),
    _Row("llm_rate_limited", statuses=(429,)),
    _Row("llm_timeout", r"deadline_exceeded", r"timed? ?out\b", tuple(range(500, 600))),
    _Row("llm_timeout", statuses=(408, 504, 524)),
    _Row("llm_unavailable", r"overloaded|unavailable|loading|server_error",
         r"overloaded|loading model|model is loading|temporarily unavailable|no (?:healthy|available)"
         r"|out of memory|unable to process your request"),
    _Row("llm_unavailable", statuses=(424, *range(500, 600))),
    _Row("llm_rejected"),
)  # fmt: skip

_NUMBER = r"(?<![\d,])(?<!by )(\d[\d,]{2,9})"  # "exceeded by 1203 tokens" names no limit
_LARGER = re.compile(rf"> {_NUMBER}")  # "198000 + 4000 > 200000"
_LIMITS = re.compile(
    rf"context (?:length|size|window)[^.\d]{{0,30}}{_NUMBER}"
    rf"|{_NUMBER} (?:tokens? )?(?:maximum|limit|context)|(?:<=|less than|limit:?(?: of| is)?) {_NUMBER}"
    rf"|\[\d+, ?(\d[\d,]{{2,9}})\]|max(?:imum)?[^.\d]{{0,30}}{_NUMBER}"
)
_WAIT = re.compile(
    r"(?:try again|retry|wait)[^.\d]{0,20}(?:(\d+)m(?!s))? ?(\d+(?:\.\d+)?) ?(ms|millisecond|s\b|sec|min)?"
)
_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_SHORT = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def read_error(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime
) -> ModelFailureError | None:
    """Return what an HTTP answer of a model server means as a failure, or None where it is no error.

    Args:
        status: the HTTP status.
        headers: with names in lower case.
        body: the whole body.
        now: for dates in `Retry-After`.
    """
    told = _find_error(body)
    if status < _LEAST_ERROR and told is None:
        return None
    error = _describe(status, told, body)
    row = next(row for row in _ROWS if _fits(row, error))
    failure = ModelFailureError(row.code, retry_after=_read_wait(row.code, headers, error.words, now))
    failure.server_codes = _list_short(error.status, told)
    if row.code == "llm_context_exceeded":
        failure.context_tokens = _read_limit(told, error.words)
    if row.code == "llm_parameter_unsupported":
        told_of = f"{error.codes} {error.words}"
        named = (name for name in _PARAMETERS if name in error.codes.split())
        meant = (name for name, words in _PARAMETERS.items() if re.search(words, told_of))
        failure.parameter = next(chain(named, meant), None)
    return failure


def _find_error(body: bytes) -> Any:
    """Return the part of a body that tells of an error: the value of `error`, or what stands in its place."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict) or value.get("choices"):
        return None
    told = value.get("error") or value.get("errors") or value.get("detail")
    if told is None and ("message" in value or value.get("object") == "error"):
        told = value
    told = told[0] if isinstance(told, list) and told else told
    return value | {"message": told} if isinstance(told, str) else told


def _describe(status: int, told: Any, body: bytes) -> ServerError:
    if not isinstance(told, dict):
        words = body[:2000].decode("utf-8", "replace")
        return ServerError(status if status >= _LEAST_ERROR else 500, "", words.lower())
    named = [told.get(key) for key in ("code", "type", "param", "status", "__type", "error_type")]
    if isinstance(told.get("innererror"), dict):
        named.append(told["innererror"].get("code"))
    if status < _LEAST_ERROR:
        inner = (int(str(name)) for name in named if str(name).isdigit() and len(str(name)) == 3)  # noqa: PLR2004
        status = next(inner, 500)
    words = told.get("message") or told.get("msg") or told.get("error") or ""
    words = f"{words if isinstance(words, str) else json.dumps(words)} {told.get('loc') or ''}"
    codes = " ".join(str(name) for name in named if name is not None)
    return ServerError(status, codes.lower(), words.strip().lower())


def _fits(row: _Row, error: ServerError) -> bool:
    if row.statuses and error.status not in row.statuses:
        return False
    if not row.codes and not row.words:
        return True
    return bool(
        (row.codes and re.search(row.codes, error.codes))
        or (row.words and re.search(row.words, error.words, re.DOTALL))
    )


def _list_short(status: int, told: Any) -> dict[str, str]:
    """Return the server's short codes, which may be logged; anything that could be a sentence is left out."""
    named = {"status": str(status)}
    if isinstance(told, dict):
        for key in ("code", "type", "param"):
            value = str(told.get(key))
            if told.get(key) is not None and _SHORT.fullmatch(value):
                named[key] = value
    return named


def _read_limit(told: Any, words: str) -> int | None:
    """Return how many tokens the server can take, where it says so."""
    if isinstance(told, dict) and isinstance(told.get("n_ctx"), int):
        return int(told["n_ctx"])
    found = _LARGER.search(words) or _LIMITS.search(words)
    if found is None:
        return None
    return int(next(number for number in found.groups() if number).replace(",", ""))


def _read_wait(code: str, headers: Mapping[str, str], words: str, now: datetime) -> float | None:
    """Return for how many seconds a server asks us to wait, from its headers or its words."""
    if code not in ("llm_rate_limited", "llm_unavailable"):
        return None
    if (milliseconds := _to_float(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    if (after := headers.get("retry-after")) is not None and (wait := _read_after(after, now)) is not None:
        return wait
    for name in ("x-ratelimit-reset-requests", "x-ratelimit-reset-tokens", "x-ratelimit-reset"):
        if name in headers and (wait := _read_span(headers[name])) is not None:
            return wait
    return _read_words(words) if code == "llm_rate_limited" else None


def _read_after(text: str, now: datetime) -> float | None:
    seconds = _to_float(text)
    if seconds is not None:
        return max(0.0, seconds)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return _read_span(text)


def _read_span(text: str) -> float | None:
    """Read a span such as `1m30s` or `350ms`; a bare number could be a moment and is not read."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds, milliseconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _read_words(words: str) -> float | None:
    found = _WAIT.search(words)
    if found is None:
        return None
    minutes, number, unit = found.groups()
    scale = {"m": 60.0}.get((unit or "s")[:1], 1.0) if unit not in ("ms", "millisecond") else 0.001
    return float(minutes or 0) * 60 + float(number) * scale


def _to_float(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value < 10**7 else None
