"""What a model server's error means: by its codes first, then by the words that servers use.

Servers put the same fault into different forms: an error inside an answer of 200, a number or a name as the
code, a page of HTML, another server's error inside theirs. `error_rows` says what which words mean.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from proof_of_talent.assessors.llm.error_rows import ERROR_ROWS, OUTPUT_LIMIT, PARAMETER_WORDS, ServerError
from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.mending import split_events
from proof_of_talent.assessors.llm.waits import find_wait

_LEAST_ERROR = 300
"""No model answers from here on: a redirect leads to another address."""

_VAGUE = (None, 400, 500, 502)
"""Statuses that a number inside the answer may put right."""

_WAITING = ("llm_rate_limited", "llm_unavailable")
_NAMED = ("code", "type", "param", "status", "__type", "error_type", "error_code")
_BROKEN_OFF = ("error", "insufficient_system_resource")
_NUMBER = r"(?<![\d,])(?<!by )(\d[\d,]{2,9})"  # "exceeded by 1203 tokens" names no limit
_LARGER = re.compile(rf"> {_NUMBER}")  # "198000 + 4000 > 200000"
_LIMITS = re.compile(
    rf"context (?:length|size|window)[^.\d]{{0,30}}{_NUMBER}"
    rf"|{_NUMBER} (?:tokens? )?(?:maximum|limit|context)|(?:<=|less than|limit:?(?: of| is)?) {_NUMBER}"
    rf"|\[\d+, ?(\d[\d,]{{2,9}})\]|n_ctx \({_NUMBER}|(?:up to|exceed|limit) {_NUMBER}"
    rf"|max(?:imum)?[^.\d]{{0,30}}{_NUMBER}"
)
_ANSWER_LIMITS = re.compile(r"(?<![-\w.])(\d{2,7})(?![\w-])")
_LETTERS_PER_TOKEN = 4
_SHORT = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def read_error(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime
) -> ModelFailureError | None:
    """Return what an HTTP answer of a model server means as a failure, or None where it is no error.

    Args:
        status: the HTTP status.
        headers: with names in lower case.
        body: the whole body.
        now: for moments until which to wait.
    """
    events = split_events(body)
    value, told = next(((e, one) for e in events if (one := _find_error(e)) is not None), (None, None))
    if status < _LEAST_ERROR and told is None:
        return None
    error = _describe(status, told, body, headers)
    if (wait := find_wait({}, value, "", now)) is not None:
        error = error._replace(words=f"{error.words} retry in {wait:g}s")
    row = next((row for row in ERROR_ROWS if row.fits(error)), None)
    unknown = "llm_unavailable" if error.status is None else "llm_rejected"
    failure = ModelFailureError(row.code if row is not None else unknown)
    failure.server_codes = _list_short(error.status or status, told)
    if failure.code in _WAITING:
        failure.retry_after = find_wait(headers, value, error.words, now)
    if failure.code == "llm_context_exceeded":
        failure.context_tokens = _read_limit(told, error.words)
    if failure.code == "llm_parameter_unsupported":
        failure.parameter = (row and row.parameter) or _find_parameter(error)
    if failure.parameter == OUTPUT_LIMIT:
        failure.output_tokens = _read_answer_limit(error.words)
    return failure


def _find_error(value: Any) -> dict[str, Any] | None:
    """Return the part of an answer that tells of an error: `error`, or what stands in its place."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return None
    if value.get("choices"):
        return _find_choice_error(value)
    told = value.get("error") or value.get("errors") or value.get("detail")
    spoken = any(isinstance(value.get(name), str) for name in ("message", "Message", "msg"))
    if told is None and (spoken or value.get("object") == "error"):
        told = value
    told = told[0] if isinstance(told, list) and told else told
    if isinstance(told, dict):
        return told
    return {**value, "message": str(told)} if told else None


def _find_choice_error(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return the error in the place of an answer."""
    choice = value["choices"][0] if isinstance(value["choices"], list) else None
    if not isinstance(choice, dict):
        return None
    if isinstance(choice.get("error"), dict):
        return dict(choice["error"])
    message = choice.get("message")
    said = message if isinstance(message, dict) else choice
    if choice.get("finish_reason") in _BROKEN_OFF and not said.get("content"):
        return {"type": str(choice["finish_reason"])}
    return None


def _describe(
    status: int, told: dict[str, Any] | None, body: bytes, headers: Mapping[str, str]
) -> ServerError:
    known = status if status >= _LEAST_ERROR else None
    if told is None:
        return ServerError(known, "", body[:2000].decode("utf-8", "replace").lower())
    told = {str(key).lower(): value for key, value in told.items()}
    named = [told.get(key) for key in _NAMED]
    inner = told.get("innererror") or told.get("inner_error")
    if isinstance(inner, dict):
        named.append(inner.get("code"))
    if known in _VAGUE:
        numbers = (int(str(name)) for name in named if re.fullmatch(r"[45]\d\d", str(name)))
        known = next(numbers, known)
    named.append(headers.get("x-amzn-errortype"))
    codes = " ".join(str(name) for name in named if name is not None)
    return ServerError(known, codes.lower(), _find_words(told))


def _find_words(told: dict[str, Any]) -> str:
    """Return what a server says, with what another server behind it said."""
    words = told.get("message") or told.get("msg") or told.get("error") or told.get("detail") or ""
    behind = told["metadata"].get("raw") if isinstance(told.get("metadata"), dict) else None
    parts = [
        part if isinstance(part, str) else json.dumps(part)
        for part in (words, behind, told.get("loc"))
        if part
    ]
    return " ".join(parts).strip().lower()


def _find_parameter(error: ServerError) -> str | None:
    """Return the setting of ours that was refused: the one named by a code, else the one spoken of first."""
    named = next((name for name in PARAMETER_WORDS if name in error.codes.split()), None)
    told_of = f"{error.codes} {error.words}"
    found = (
        (match.start(), name)
        for name, words in PARAMETER_WORDS.items()
        if (match := re.search(words, told_of))
    )
    return named or min(found, default=(0, None))[1]


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
    limit = int(next(number for number in found.groups() if number).replace(",", ""))
    return limit // _LETTERS_PER_TOKEN if "string" in words else limit


def _read_answer_limit(words: str) -> int | None:
    """Return the longest answer that the server allows: the smaller one of what was asked for and allowed."""
    named = [int(number) for number in _ANSWER_LIMITS.findall(words)]
    return min(named, default=None) if "exclusive" not in words else min(named, default=2) - 1
