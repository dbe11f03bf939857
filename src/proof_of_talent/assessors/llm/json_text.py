"""Finds the JSON objects that a model's answer holds, whatever stands around them."""

import json
from collections.abc import Iterator
from typing import Any

from proof_of_talent.assessors.llm.loose_json import read_parameters, tidy_json

_DECODER = json.JSONDecoder(strict=False)
"""Takes line breaks inside strings as they are, which many models write."""

_MOST_STARTS = 300
"""Braces at which an object is tried; an answer of a few sentences has far fewer."""

_MOST_LAYERS = 6
_LONGEST_LOOSE = 60_000  # characters of a text that is tidied; answers have a tenth of them


def find_objects(answer: Any, key: str, layers: int = _MOST_LAYERS) -> Iterator[dict[str, Any]]:
    """Yield the objects in an answer that have a key, in the order in which they stand.

    Understands an object, a list, JSON as a string (also encoded twice), text with objects in it (prose, code
    fences, unclosed thoughts), and objects wrapped in others, such as a tool call written as text. Keys may
    be in capitals. A schema that is repeated has the key too; it is no answer.

    Args:
        answer: what a model sent: text, or JSON that is already read.
        key: what an object must have to be yielded; one without is searched for others inside it.
        layers: how deep to look.
    """
    if layers == 0:
        return
    if isinstance(answer, dict):
        folded = {str(name).strip().lower(): value for name, value in answer.items()}
        if key in folded and not isinstance(folded[key], dict):
            yield {name: _fold_keys(value) for name, value in folded.items()}
            return
        for value in answer.values():
            yield from find_objects(value, key, layers - 1)
    elif isinstance(answer, list):
        for item in answer:
            yield from find_objects(item, key, layers - 1)
    elif isinstance(answer, str):
        for value in decode(answer):
            yield from find_objects(value, key, layers - 1)


def _fold_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name).strip().lower(): _fold_keys(inner) for name, inner in value.items()}
    return [_fold_keys(inner) for inner in value] if isinstance(value, list) else value


def decode(text: str) -> list[Any]:
    """Return the text as one JSON value, or each whole object in it, the outer ones only.

    Where more can be read once the text is tidied, that is meant.
    """
    text = text.strip().lstrip("\ufeff")
    try:
        whole = _DECODER.decode(text)
    except (ValueError, RecursionError):
        strict = _decode_parts(text)
    else:
        return [whole] if isinstance(whole, (dict, list, str)) else []
    if parameters := read_parameters(text):
        return [parameters]
    loose = _decode_parts(tidy_json(text)) if len(text) <= _LONGEST_LOOSE else []
    return loose if len(str(loose)) > len(str(strict)) else strict


def _decode_parts(text: str) -> list[Any]:
    found = []
    start = text.find("{")
    for _ in range(_MOST_STARTS):
        if start < 0:
            break
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            found.append(value)
        start = text.find("{", end)
    return found
