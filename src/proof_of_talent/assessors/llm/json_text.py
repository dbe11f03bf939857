"""Finds the JSON objects that a model's answer holds, whatever stands around them."""

import json
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
"""Takes line breaks inside strings as they are, which many models write."""

_MOST_STARTS = 300
"""Braces at which an object is tried; an answer of a few sentences has far fewer."""

_MOST_LAYERS = 6


def find_objects(answer: Any, key: str, layers: int = _MOST_LAYERS) -> Iterator[dict[str, Any]]:
    """Yield the objects in an answer that have a key, in the order in which they stand.

    Understands an object, a list, JSON as a string (also encoded twice), text with objects in it (prose, code
    fences, unclosed thoughts), and objects wrapped in others, such as a tool call written as text.

    Args:
        answer: what a model sent: text, or JSON that is already read.
        key: what an object must have to be yielded; one without is searched for others inside it.
        layers: how deep to look.
    """
    if layers == 0:
        return
    if isinstance(answer, dict):
        if key in answer:
            yield answer
            return
        for value in answer.values():
            yield from find_objects(value, key, layers - 1)
    elif isinstance(answer, list):
        for item in answer:
            yield from find_objects(item, key, layers - 1)
    elif isinstance(answer, str) and "{" in answer:
        for value in decode(answer):
            yield from find_objects(value, key, layers - 1)


def decode(text: str) -> Iterator[Any]:
    """Yield the text as one JSON value, or each whole object in it, the outer ones only."""
    text = text.strip().lstrip("\ufeff")
    try:
        yield _DECODER.decode(text)
    except (ValueError, RecursionError):
        yield from _decode_parts(text)


def _decode_parts(text: str) -> Iterator[dict[str, Any]]:
    start = text.find("{")
    for _ in range(_MOST_STARTS):
        if start < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield value
        start = text.find("{", end)
