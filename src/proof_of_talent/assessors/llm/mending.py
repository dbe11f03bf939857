"""Puts what a server answered into the one form that the client library expects.

Servers that speak the OpenAI interface leave out fields, add their own, stream although nobody asked, wrap
the answer, or answer in another provider's form. What a model said is found here; all else is dropped, since
the library refuses what it does not know.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from proof_of_talent.assessors.llm.repairs import is_in_thoughts

_FINISHES = {
    **dict.fromkeys(
        ("content_filter", "content_filtered", "safety", "refusal", "sensitive", "prohibited_content",
         "recitation", "blocklist", "spii", "guardrail_intervened", "image_safety"), "content_filter",
    ),
    **dict.fromkeys(("length", "max_tokens", "model_length", "length_limit", "max_length"), "length"),
    **dict.fromkeys(("tool_calls", "tool_use", "function_call"), "tool_calls"),
}  # fmt: skip
"""Why an answer ended, in servers' words; any other word is an end like any."""

_ARGUMENTS = ("arguments", "parameters", "input", "args")
_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
_WRAPPERS = ("data", "result", "response", "body")
_TEXTS = ("response", "generated_text", "output_text", "completion", "text")
_INPUTS = ("prompt_tokens", "input_tokens", "prompt_eval_count")
_OUTPUTS = ("completion_tokens", "output_tokens", "eval_count")


def split_events(body: bytes) -> list[Any]:
    """Return the JSON of a body: one value, or one for each line of a stream; none where it holds no JSON."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t\0")
    try:
        return (
            [json.JSONDecoder(strict=False).raw_decode(text)[0]]
            if text[:1] in "{[" and _is_one(text)
            else _split(text)
        )
    except (ValueError, RecursionError):
        return _split(text)


def _is_one(text: str) -> bool:
    """Whether a text is one value with nothing of another behind it."""
    _, end = json.JSONDecoder(strict=False).raw_decode(text)
    return "{" not in text[end:]


def _split(text: str) -> list[Any]:
    events = []
    for line in re.split(r"\r\n|\r|\n", text):
        try:
            events.append(json.loads(line.removeprefix("data:").strip("\ufeff \0"), strict=False))
        except (ValueError, RecursionError):
            continue
    return [event for event in events if isinstance(event, (dict, list))]


def mend(body: bytes) -> bytes:
    """Return an answer as one chat completion in the library's form; what is none is returned as it is."""
    said = _Said()
    for event in split_events(body):
        said.add(event)
    return json.dumps(said.complete()).encode() if said.is_answer else body


class _Said:
    """What a model said, gathered from one event or many."""

    def __init__(self) -> None:
        self.is_answer = False
        self._texts: list[str] = []
        self._thoughts: list[str] = []
        self._calls: dict[Any, dict[str, str]] = {}
        self._last_call: Any = 0
        self._refusal = ""
        self._finish = ""
        self._usage: dict[str, Any] | None = None
        self._head: dict[str, str] = {}

    def add(self, event: Any) -> None:
        """Add an event."""
        value = _unwrap(event)
        if value is None:
            return
        for name in ("id", "model"):
            if isinstance(value.get(name), (str, int)) and value[name]:
                self._head.setdefault(name, str(value[name]))
        usage = value.get("usage") or value.get("usageMetadata") or (value if "eval_count" in value else None)
        self._usage = usage if isinstance(usage, dict) else self._usage
        choices = _list_choices(value)
        if choices is None:
            return
        self.is_answer = True
        choice = next((one for one in choices if _has_words(one)), choices[0] if choices else {})
        if str(choice.get("index") or 0) == "0" or (not self._finish and not self._texts and not self._calls):
            self._add_choice(choice)

    def _add_choice(self, choice: dict[str, Any]) -> None:
        self._finish = str(choice.get("finish_reason") or self._finish)
        message = _find_message(choice)
        if isinstance(message, str):
            message = {"content": message}
        for part in _walk_parts(message.get("content")):
            self._add_part(part)
        for name in _THOUGHTS:
            for part in _walk_parts(message.get(name)):
                self._thoughts.append(part if isinstance(part, str) else _read_text(part))
        if isinstance(message.get("parsed"), dict):
            self._texts.append(json.dumps(message["parsed"]))
        if isinstance(message.get("refusal"), str):
            self._refusal += message["refusal"]
        for call in _list_calls(message):
            self._add_call(call)

    def _add_part(self, part: Any) -> None:
        if isinstance(part, str):
            self._texts.append(part)
        elif re.search("think|reason", str(part.get("type"))) or part.get("thought") is True:
            self._thoughts.append(_read_text(part))
        elif any(isinstance(part.get(name), dict) for name in ("input", "toolUse", "functionCall")):
            self._add_call(part.get("toolUse") or part.get("functionCall") or part)
        else:
            self._texts.append(_read_text(part))

    def _add_call(self, call: Any) -> None:
        call = call if isinstance(call, dict) else {"arguments": call}
        function = next(
            (call[name] for name in ("function", "custom") if isinstance(call.get(name), dict)), call
        )
        arguments = next((function[name] for name in _ARGUMENTS if name in function), function)
        if function is call and "function" in call and not any(name in call for name in _ARGUMENTS):
            return  # a call of nothing
        place = call.get("index", call.get("id"))
        if place is None:
            place = self._last_call if not call.get("name") and not function.get("name") else len(self._calls)
        self._last_call = place
        whole = self._calls.setdefault(place, {"name": "", "arguments": ""})
        whole["name"] += str(function.get("name") or "")
        if arguments is not None:
            whole["arguments"] += arguments if isinstance(arguments, str) else json.dumps(arguments)

    def complete(self) -> dict[str, Any]:
        """Return the chat completion."""
        calls = [
            {"id": f"call_{number}", "type": "function", "function": call}
            for number, call in enumerate(self._calls.values())
        ]
        finish = "content_filter" if self._refusal else _FINISHES.get(self._finish.lower(), "stop")
        text, thoughts = "".join(self._texts), "".join(self._thoughts)
        if finish == "length" and is_in_thoughts(text):
            text, thoughts = "", text
        message: dict[str, Any] = {"role": "assistant", "content": text or None}
        if thoughts:
            message["reasoning_content"] = thoughts
        if calls:
            message |= {"tool_calls": calls}
        whole: dict[str, Any] = {
            "id": "none", "model": "", **self._head, "object": "chat.completion", "created": 0,
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        }  # fmt: skip
        return whole | ({"usage": _fill_usage(self._usage)} if self._usage else {})


def _unwrap(value: Any, depth: int = 3) -> dict[str, Any] | None:
    """Return the object of an answer that holds what was said."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, dict)), None)
    if not isinstance(value, dict):
        return None
    inner = (value.get(name) for name in _WRAPPERS)
    wrapped = next((one for one in inner if isinstance(one, (dict, list)) and one), None)
    return value if "choices" in value or wrapped is None or not depth else _unwrap(wrapped, depth - 1)


def _list_choices(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the choices of an answer, in whatever form it is; None where it is none."""
    if "choices" in value:
        choices = value["choices"] if isinstance(value["choices"], list) else [value["choices"]]
        return [one if isinstance(one, dict) else {"text": one} for one in choices if one is not None]
    if isinstance(value.get("candidates"), list):
        blocked = (value.get("promptFeedback") or {}).get("blockReason")
        listed = [
            {"content": (one.get("content") or {}).get("parts"), "finish_reason": one.get("finishReason")}
            for one in value["candidates"]
        ]
        return [{"message": one, "finish_reason": one["finish_reason"]} for one in listed] or [
            {"finish_reason": "safety" if blocked else None}
        ]
    ended = value.get("stop_reason") or value.get("stopReason") or value.get("done_reason")
    output = value.get("output")
    if isinstance(output, list):
        content = [
            part for item in output if isinstance(item, dict) for part in _list_of(item.get("content"))
        ]
        return [{"message": {"content": content}}]
    message = output.get("message") if isinstance(output, dict) else value.get("message")
    if isinstance(message, dict):
        return [{"message": message, "finish_reason": ended}]
    said = value.get("content") or next(
        (value[name] for name in _TEXTS if isinstance(value.get(name), str)), None
    )
    return [{"message": {"content": said}, "finish_reason": ended}] if said else None


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _find_message(choice: dict[str, Any]) -> Any:
    return next(
        (choice[name] for name in ("delta", "message", "text") if choice.get(name)),
        {"content": choice.get("content")},
    )


def _has_words(choice: dict[str, Any]) -> bool:
    message = _find_message(choice)
    return isinstance(message, str) or any(value for name, value in message.items() if name != "role")


def _walk_parts(content: Any) -> Iterator[Any]:
    """Yield the parts of a content, texts and objects."""
    if isinstance(content, list):
        for part in content:
            yield from _walk_parts(part)
    elif isinstance(content, dict) and not ({"type", "text", "toolUse", "functionCall"} & set(content)):
        yield json.dumps(content)  # the answer itself
    elif isinstance(content, (str, dict)):
        yield content


def _read_text(part: dict[str, Any]) -> str:
    for name in ("text", "thinking", "reasoning", "content", "summary", "json"):
        value = part.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return str(value["value"]) if "value" in value else json.dumps(value)
        if isinstance(value, list):
            return "".join(one if isinstance(one, str) else _read_text(one) for one in value)
    return ""


def _list_calls(message: dict[str, Any]) -> list[Any]:
    calls = message.get("tool_calls") or []
    if isinstance(calls, str):
        return [calls]
    listed = [calls] if isinstance(calls, dict) else [one for one in calls if one]
    return [*listed, *filter(None, [message.get("function_call")])]


def _fill_usage(usage: dict[str, Any]) -> dict[str, Any]:
    """Return the counts of tokens, those that are missing as 0."""
    asked, said = (next((_count(usage[n]) for n in names if n in usage), 0) for names in (_INPUTS, _OUTPUTS))
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    cached = _count(cached or usage.get("prompt_cache_hit_tokens") or usage.get("cache_read_input_tokens"))
    counts: dict[str, Any] = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
    return counts | ({"prompt_tokens_details": {"cached_tokens": cached}} if cached else {})


def _count(value: Any) -> int:
    try:
        return max(0, int(float(value or 0)))
    except (TypeError, ValueError, OverflowError):
        return 0
