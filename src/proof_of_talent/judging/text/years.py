"""Years in a text."""

import re

YEAR = re.compile(r"\b(?:19[5-9]\d|20\d\d)\b")
"""A year of somebody's working life, from 1950 on."""


def list_years(text: str, latest: int) -> list[int]:
    """Return the years that a text names, in its order, up to the latest one; later years are plans."""
    return [year for found in YEAR.findall(text) if (year := int(found)) <= latest]
