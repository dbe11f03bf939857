"""Folds a text for comparison: lower case, blanks for hyphens and line ends, letters without accents."""

# ruff: noqa: RUF001 - hyphens and quotation marks of real documents are what is folded here

import unicodedata
from typing import Literal

_BLANKS = "-‐‑‒–\n\t\r\u00a0\u2009\u202f"
_QUOTES = "’‘"


def fold_text(text: str) -> str:
    """Return the text in lower case with hyphens and line ends as spaces, at unchanged positions."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    for letter in _BLANKS:  # faster than a table for texts that are not plain ASCII
        lowered = lowered.replace(letter, " ")
    for letter in _QUOTES:
        lowered = lowered.replace(letter, "'")
    return lowered


def strip_accents(text: str, form: Literal["NFD", "NFKD"] = "NFKD") -> str:
    """Return a text without accents; NFKD also resolves ligatures, full-width letters and the like."""
    return "".join(one for one in unicodedata.normalize(form, text) if not unicodedata.combining(one))
