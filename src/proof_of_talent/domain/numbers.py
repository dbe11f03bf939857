"""Numbers from outside, as people and programs write them: plain digits, within bounds."""

import re

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})([eE][+-]?[0-9]{1,3})?")
MOST_IN_A_GROUP = 1_000_000
"""The largest smallest group that an export or dataset can ask for."""


def read_plain_number(text: str) -> float:
    """Return the number that a text is. Digits of other scripts are none, nor is `1_000`.

    Raises:
        ValueError: it is no number.
    """
    if _NUMBER.fullmatch(text.strip()) is None:
        raise ValueError("not a number")
    return float(text)


def refuse_odd_whole(value: object) -> object:
    """Return a value that is no text, or the text of a whole number; a validator that goes before others.

    Raises:
        ValueError: it is another text.
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()) is None:
        raise ValueError("write a whole number in the digits 0 to 9, at most 18 of them")
    return value
