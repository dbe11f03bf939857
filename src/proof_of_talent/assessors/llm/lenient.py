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
_LEVEL = re.compile(
    r"(?:level:?\s*)?([0-4])(?:\.0+)?(?:\s*(?:/|out of)\s*4)?(?:\s*[-\u2013\u2014:(,].*)?",
    re.IGNORECASE | re.DOTALL,
)
_DOCUMENT = re.compile(r"(?:document|doc|paper)?\s*#?([dw]?)(\d+)")


def read_page_number(value: Any) -> Any:
    """Return a page that came as text ("page 2") or with decimals as a number; anything else as it is.

    Nothing is page 1: grounding looks at the others too.
    """
    if value is None:
        return 1
    if isinstance(value, str):
        found = _DIGITS.search(value)
        return int(found[0]) if found else value
    return _round(value)


def read_level(value: Any) -> Any:
    """Return a level that came as text, such as "3", "3/4" or "3 - clearly shown"; anything else as it is."""
    if isinstance(value, str):
        found = _LEVEL.fullmatch(value.strip())
        return int(found[1]) if found else value
    return _round(value)


def _round(value: Any) -> Any:
    if isinstance(value, bool):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read_document(value: Any) -> Any:
    """Return a document's id, also from its number or from "Document d1"."""
    found = _DOCUMENT.fullmatch(str(value).strip().lower())
    return f"{found[1] or 'd'}{found[2]}" if found else value


def read_code(value: Any) -> Any:
    """Return a code as ours are written, from capitals, blanks and hyphens."""
    return _BETWEEN.sub("_", value.strip().lower()) if isinstance(value, str) else value


def read_certainty(value: Any) -> Any:
    """Return how certain a level is: nothing said is sure, words that we do not know are not."""
    said = "sure" if value is None else read_code(value)
    return said if said in get_args(Certainty) else "at_risk"


def read_list(value: Any) -> Any:
    """Return a list: null is empty, one object a list of one, and JSON in a string is read."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = next(iter(decode(value)), value)
    return [value] if isinstance(value, dict) else value


def _clean_text(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = " ".join(value)
    return value.strip()[:_LONGEST_TEXT] if isinstance(value, str) else value


AnswerText = Annotated[str, BeforeValidator(_clean_text), Field(min_length=1)]


class Lenient(BaseModel):
    """What may leave out keys: each is then read as null, which is empty where that makes sense."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: Any) -> Any:
        return {**dict.fromkeys(cls.model_fields), **value} if isinstance(value, dict) else value
