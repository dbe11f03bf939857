"""Stands between the client library and a server that speaks the OpenAI interface, and understands both.

Servers answer in forms that the library does not know: an error inside a 200, a stream nobody asked for,
arguments that are an object, calls without ids. Each answer is read here, errors become failures with a code
of ours, and what is left is put into the form that the library expects.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2

from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.meaning import read_error

_EVENT = "data:"
_FINISHES = {
    **dict.fromkeys(
        ("safety", "refusal", "sensitive", "content_filtered", "prohibited_content"), "content_filter"
    ),
    **dict.fromkeys(("max_tokens", "model_length", "length_limit", "max_length"), "length"),
}
"""Why an answer ended, in other servers' words."""

_ARGUMENTS = ("arguments", "parameters", "input")
_LONGEST_BODY = 16 * 1024 * 1024
"""Bytes of one answer; a stream of the longest sensible answer has a tenth of them."""


class MendingTransport(httpx2.AsyncBaseTransport):
    """Sends requests over another transport and mends the answers."""

    def __init__(self, transport: httpx2.AsyncBaseTransport, *, first: float, silence: float) -> None:
        """Prepare.

        Args:
            transport: what sends.
            first: seconds to wait for the first word of an answer.
            silence: seconds between two words of a stream.
        """
        self._transport = transport
        self._first = first
        self._silence = silence

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request.

        Raises:
            ModelFailureError: the answer tells of an error, whatever its status.
        """
        until = time.monotonic() + self._first
        try:
            async with asyncio.timeout(self._first):
                response = await self._transport.handle_async_request(request)
            try:
                body = await self._read(response, until)
            finally:
                await response.aclose()
        except TimeoutError:
            raise ModelFailureError("llm_timeout") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        failure = read_error(response.status_code, headers, find_error_event(body) or body, datetime.now(UTC))
        if failure is not None:
            raise failure
        return httpx2.Response(
            response.status_code, headers={"content-type": "application/json"}, content=mend(body, headers)
        )

    async def _read(self, response: httpx2.Response, until: float) -> bytes:
        """Read a body to its end. What only keeps the line open (a comment in a stream) is no word.

        Raises:
            TimeoutError: no word came for too long.
            ModelFailureError: it does not end.
        """
        body = bytearray()
        parts = response.aiter_bytes()
        while True:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                part = await anext(parts, None)
            if part is None:
                return bytes(body)
            body += part
            if len(body) > _LONGEST_BODY:
                raise ModelFailureError("llm_truncated")
            if not part.lstrip().startswith(b":"):
                until = time.monotonic() + self._silence

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._transport.aclose()


def find_error_event(body: bytes) -> bytes | None:
    """Return the error that a stream tells of in one of its events, if any."""
    if b"error" not in body or not _is_stream(body.decode("utf-8", "replace")):
        return None
    events = (line.removeprefix(b"data:").strip() for line in body.splitlines() if line.startswith(b"data:"))
    return next(
        (event for event in events if (_read_event(f"data:{event.decode()}") or {}).get("error")), None
    )


def _is_stream(text: str) -> bool:
    return text.lstrip().startswith((_EVENT, "event:", "id:", "retry:", ":"))


def mend(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return an answer as one chat completion in the library's form; what is none is returned as it is."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff")
    if "event-stream" in headers.get("content-type", "") or _is_stream(text):
        value: Any = _join_stream(text)
    else:
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            return body
    if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
        return body
    for number, choice in enumerate(value["choices"]):
        _mend_choice(choice, number)
    return json.dumps(_fill(value)).encode()


def _fill(value: dict[str, Any]) -> dict[str, Any]:
    value["id"] = value.get("id") or "none"
    value["object"] = "chat.completion"
    value["created"] = value["created"] if isinstance(value.get("created"), int) else 0
    if not isinstance(value.get("model"), str):
        value["model"] = ""
    value["usage"] = _fill_usage(value.get("usage"))
    return {key: part for key, part in value.items() if part is not None}


def _fill_usage(usage: Any) -> dict[str, Any] | None:
    """Return the counts of tokens with those that are missing as 0, or None where nothing was counted."""
    if not isinstance(usage, dict):
        return None
    counts = {name: _count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")}
    return {**usage, **counts, "total_tokens": _count(usage.get("total_tokens")) or sum(counts.values())}


def _count(value: Any) -> int:
    return int(value) if str(value).isdigit() else 0


def _mend_choice(choice: Any, number: int) -> None:
    if not isinstance(choice, dict):
        return
    choice["index"] = number
    said = str(choice.get("finish_reason")).lower()
    choice["finish_reason"] = _FINISHES.get(said, choice.get("finish_reason"))
    message = choice.get("message") or {"role": "assistant", "content": choice.pop("text", None)}
    choice["message"] = message
    if message.get("reasoning") and not message.get("reasoning_content"):
        message["reasoning_content"] = message.pop("reasoning")
    if isinstance(message.get("content"), list):
        message["content"] = "".join(
            part if isinstance(part, str) else str(part.get("text") or "") for part in message["content"]
        )
    elif isinstance(message.get("content"), dict):
        message["content"] = json.dumps(message["content"])
    calls = message.get("tool_calls")
    if isinstance(calls, dict):
        calls = [calls]
    if isinstance(message.get("function_call"), dict):
        calls = [*(calls or []), {"function": message.pop("function_call")}]
    message["tool_calls"] = [_mend_call(call, place) for place, call in enumerate(calls or [])] or None


def _mend_call(call: Any, place: int) -> dict[str, Any]:
    call = call if isinstance(call, dict) else {"arguments": call}
    function = call.get("function") if isinstance(call.get("function"), dict) else call
    arguments = next((function[name] for name in _ARGUMENTS if name in function), function)
    return {
        "id": str(call.get("id") or f"call_{place}"),
        "type": "function",
        "function": {
            "name": str(function.get("name") or ""),
            "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
        },
    }


def _join_stream(text: str) -> dict[str, Any] | None:
    """Join the pieces of a streamed answer into one."""
    joined: dict[str, Any] | None = None
    content: dict[str, str] = {}
    calls: dict[int, dict[str, str]] = {}
    finish = None
    for line in text.splitlines():
        piece = _read_event(line)
        if piece is None:
            continue
        joined = {**(joined or {}), **{key: piece[key] for key in ("id", "model", "usage") if piece.get(key)}}
        choice = (piece.get("choices") or [{}])[0]
        finish = choice.get("finish_reason") or finish
        delta = choice.get("delta") or choice.get("message") or {}
        for key in ("content", "reasoning_content", "reasoning"):
            if isinstance(delta.get(key), str):
                content[key] = content.get(key, "") + delta[key]
        for call in delta.get("tool_calls") or []:
            whole = calls.setdefault(call.get("index") or 0, {"name": "", "arguments": ""})
            for key in whole:
                said = (call.get("function") or {}).get(key) or ""
                whole[key] += said if isinstance(said, str) else json.dumps(said)
    if joined is None:
        return None
    message: dict[str, Any] = {"role": "assistant", "content": None, **content}
    if calls:
        message["tool_calls"] = [{"function": call} for call in calls.values()]
    return {**joined, "choices": [{"message": message, "finish_reason": finish}]}


def _read_event(line: str) -> dict[str, Any] | None:
    if not line.startswith(_EVENT):
        return None
    try:
        value = json.loads(line.removeprefix(_EVENT))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
