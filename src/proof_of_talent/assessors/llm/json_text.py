"""Finds the JSON objects that a model's answer holds, whatever stands around them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from proof_of_talent.assessors.llm.loose_json import read_parameters, tidy_json
from proof_of_talent.assessors.llm.repairs import REPAIRS, drop_thoughts, read_calls, read_leaves

SIBLINGS = "siblings"
"""Where objects are put that stood beside an answer and are no part of it by their keys."""

_DECODER = json.JSONDecoder(strict=False)
"""Takes line breaks inside strings as they are, which many models write."""

_MOST_STARTS = 300
"""Braces at which an object is tried; an answer of a few sentences has far fewer."""

_MOST_LAYERS = 8
_LONGEST_LOOSE = 20_000  # characters of a text that is tidied; longer ones would take seconds
_LONGEST_REPAIRED = 12_000  # characters; each repair reads the text once more
_DECORATED = re.compile(r"^[\s*_`#:]+|[\s*_`#:]*(?:\(.*\))?[\s*_`#:]*$")
_LONGEST_CODE = 3  # letters: an object may stand under its criterion's code


def find_objects(answer: Any, key: str, layers: int = _MOST_LAYERS) -> Iterator[dict[str, Any]]:
    """Yield the objects in an answer that have a key, in the order in which they stand.

    Understands an object, a list, JSON as a string (also encoded twice), text with objects in it (prose, code
    fences, unclosed thoughts), and objects wrapped in others, such as a tool call written as text. Keys may
    be in capitals. A schema that is repeated has the key too; it is no answer. An answer whose keys stand in
    objects of their own, one behind the other, is put together.

    Args:
        answer: what a model sent: text, or JSON that is already read.
        key: what an object must have to be yielded; one without is searched for others inside it.
        layers: how deep to look.
    """
    if layers == 0:
        return
    if isinstance(answer, dict):
        folded = _fold_keys(answer)
        if key in folded and not _is_schema(folded[key]):
            yield folded
            return
        for name, value in answer.items():
            for found in find_objects(value, key, layers - 1):
                yield found | (
                    {} if "criterion" in found or len(name) > _LONGEST_CODE else {"criterion": name}
                )
    elif isinstance(answer, list):
        for item in answer:
            yield from find_objects(item, key, layers - 1)
    elif isinstance(answer, str):
        yield from _find_in_text(answer, key, layers)


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict) and ("type" in value or "enum" in value)


def _find_in_text(text: str, key: str, layers: int) -> Iterator[dict[str, Any]]:
    for without in dict.fromkeys((drop_thoughts(text), text)):
        for values in _read(without):
            found = [one for value in values for one in find_objects(value, key, layers - 1)]
            if found:
                yield from _put_together(values, found, key)
                return


def _put_together(values: list[Any], found: list[dict[str, Any]], key: str) -> Iterator[dict[str, Any]]:
    """Yield what was found, the last one with what the objects beside it say."""
    *drafts, last = found
    yield from drafts
    beside = [_fold_keys(value) for value in values if isinstance(value, dict)]
    beside = [value for value in beside if key not in value and not any(find_objects(value, key))]
    if drafts or not beside or _is_schema(beside[0]):
        yield last
        return
    names = [name for value in (last, *beside) for name in value]
    is_split = len(set(names)) == len(names)
    yield (
        {name: part for value in beside for name, part in value.items()} | last
        if is_split
        else (last | {SIBLINGS: beside})
    )


def _fold_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {_DECORATED.sub("", str(name)).lower(): _fold_keys(inner) for name, inner in value.items()}
    return [_fold_keys(inner) for inner in value] if isinstance(value, list) else value


def decode(text: str) -> list[Any]:
    """Return the text as one JSON value, or each whole object in it; none where there is none."""
    return next(_read(text), [])


def _read(text: str) -> Iterator[list[Any]]:
    """Yield what a text may say, from the strictest reading on.

    Where more can be read once the text is tidied, that is meant.
    """
    text = text.strip().lstrip("\ufeff")
    try:
        whole = _DECODER.decode(text)
    except (ValueError, RecursionError):
        strict = _decode_parts(text)
    else:
        yield [whole] if isinstance(whole, (dict, list, str)) else []
        return
    if parameters := read_parameters(text):
        yield [parameters]
    is_short = len(text) <= _LONGEST_LOOSE
    loose = _decode_parts(tidy_json(text)) if is_short else []
    yield loose if len(str(loose)) > len(str(strict)) else strict
    if len(text) <= _LONGEST_REPAIRED:
        yield from _read_repaired(text)


def _read_repaired(text: str) -> Iterator[list[Any]]:
    yield list(read_calls(text))
    if leaves := read_leaves(text):
        yield [leaves]
    for repair in REPAIRS:
        repaired = repair(text)
        if repaired != text:
            text = repaired
            yield _decode_parts(text) or _decode_parts(tidy_json(text))
            yield _decode_parts(tidy_json(text))


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
