"""The parts of a model's answer, read leniently: what is meant counts, not how it is written."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from proof_of_talent.assessors.llm.json_text import decode

Certainty = Literal["sure", "at_risk", "unreadable"]
"""`at_risk`: the level stands, but a reviewer may see it lower. `unreadable`: the papers cannot be read."""

_LONGEST_TEXT = 4000
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[\s-]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KIND = re.compile(r"^(?:strength|weakness|gap)s?_?[:_]+|[\"'`*]")
_AFTER_CODE = re.compile(r"[\s_]*[:(].*$", re.DOTALL)
_LEVEL = re.compile(
    r"(?:l|level)?[:_\s]*\(?([0-4])(?:\.0+)?\)?\.?(?:\s*(?:/|(?:out )?of)\s*4)?"
    r"(?:\s*[-\u2013\u2014:(,]\s*[^\d\s].*)?",
    re.DOTALL,
)
_LEVEL_WORDS = (
    ("zero", "nothing", "nothing that counts", "none", "not shown"), ("one", "a weak sign", "weak sign"),
    ("two", "partly", "partly shown"), ("three", "clearly", "clearly shown"), ("four", "outstanding"),
)  # fmt: skip
"""Levels in words: numbers, and the words of our own scale."""

_LEVEL_AFTER = re.compile(r"[^\d]*\(?(?:level\s*)?([0-4])\)?")
_DOCUMENT = re.compile(r"\b([dw])(\d+)\b")
_NUMBER = re.compile(r"(?:document|doc|paper)?\s*#?(\d+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NOTHING = ("", "none", "null", "n/a", "[]", "nothing")


def read_page_number(value: Any) -> Any:
    """Return a page that came as text ("page 2"), in a list or with decimals as a number.

    What is no page is page 1: grounding looks at the others too.
    """
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, str):
        found = _DIGITS.search(value)
        value = int(found[0]) if found else 1
    if isinstance(value, float):
        value = int(value) if value.is_integer() else 1
    return max(1, value) if isinstance(value, int) and not isinstance(value, bool) else 1


def read_level(value: Any) -> Any:
    """Return a level that came as text, such as "3", "3/4" or "three"; anything else as it is."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = next((value[name] for name in ("level", "value", "score", "number") if name in value), None)
    if isinstance(value, str):
        said = value.strip().strip("*\"'` ").lower()
        found = _LEVEL.fullmatch(said) or _LEVEL_AFTER.fullmatch(said)
        words = (number for number, words in enumerate(_LEVEL_WORDS) if said.rstrip(".") in words)
        return int(found[1]) if found else next(words, value)
    if isinstance(value, bool):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read_document(value: Any) -> Any:
    """Return a document's id, also from its number or from "Document d1"; "?" where there is none."""
    said = str(value if value is not None else "").strip().lower()
    found = _DOCUMENT.search(said)
    number = _NUMBER.fullmatch(said)
    return f"{found[1]}{found[2]}" if found else f"d{number[1]}" if number else said or "?"


def read_code(value: Any) -> Any:
    """Return a code as ours are written, from capitals, blanks and hyphens, with words beside it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        return value
    said = _BETWEEN.sub("_", _CAMEL.sub("_", value.strip().strip("`*\"'")).lower())
    return _AFTER_CODE.sub("", _KIND.sub("", said))


def read_certainty(value: Any) -> Any:
    """Return how certain a level is: nothing said is sure, words that we do not know are not."""
    said = "sure" if value is None else read_code(value)
    return said if said in get_args(Certainty) else "at_risk"


def read_list(value: Any) -> Any:
    """Return a list: null is empty, one object a list of one, and JSON in a string is read.

    An object of lists or of objects (by kind, or by number) is a list of all that is in it.
    """
    if value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING):
        return []
    if isinstance(value, str):
        value = next(iter(decode(value)), value)
    if isinstance(value, dict) and value and all(isinstance(inner, (dict, list)) for inner in value.values()):
        value = [one for inner in value.values() for one in (inner if isinstance(inner, list) else [inner])]
    listed = [value] if isinstance(value, (dict, str)) else value
    return [one for one in listed if one not in (None, {}, "")] if isinstance(listed, list) else listed


def _clean_text(value: Any) -> Any:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        value = " ".join(str(_clean_text(part)) for part in value)
    return _CONTROL.sub(" ", value).strip()[:_LONGEST_TEXT] if isinstance(value, str) else value


AnswerText = Annotated[str, BeforeValidator(_clean_text), Field(min_length=1)]


class Lenient(BaseModel):
    """What may leave out keys: each is then read as null, which is empty where that makes sense."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: Any) -> Any:
        return {**dict.fromkeys(cls.model_fields), **value} if isinstance(value, dict) else value
