"""Reads the dates that people write in letters."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
    "ene": 1, "gen": 1, "fev": 2, "fév": 2, "mär": 3, "avr": 4, "abr": 4, "kwi": 4, "mai": 5, "mag": 5,
    "jui": 6, "giu": 6, "lug": 7, "ago": 8, "aoû": 8, "set": 9, "wrz": 9, "okt": 10, "out": 10, "ott": 10,
    "déc": 12, "dez": 12, "dic": 12,
}  # fmt: skip
_ROMAN = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11,
    "XII": 12,
}  # fmt: skip
_DATE = re.compile(
    r"\b(?P<year>20\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})\b"
    r"|\b(?P<first>\d{1,2})[-./](?P<second>\d{1,2})[-./](?P<short>(?:20)?\d\d)\b"
    r"|\b(?:the )?(?P<d1>\d{1,2})(?:st|nd|rd|th|er|º)?\.? (?:of |de |d['’])?(?P<m1>[^\W\d_]{3,10})\.?,? "
    r"(?:of |de )?(?P<y1>20\d\d)\b"
    r"|\b(?P<m2>[^\W\d_]{3,9})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,?(?: of)? (?P<y2>20\d\d)\b"
    r"|\b(?P<d3>\d{1,2})\.? (?P<m3>[IVX]{1,4})\.? (?P<y3>20\d\d)\b"
    r"|\b(?P<m4>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,? (?P<y4>20\d\d)\b"
)


class FoundDate(NamedTuple):
    """A date in a text and the words it was read from; a month without a day is its first."""

    value: date
    words: str


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the dates of a text in order. Figures are read day first, as in the UK, where both ways fit."""
    for match in _DATE.finditer(text):
        value = _read(match)
        if value is not None:
            yield FoundDate(value, match.group())


def _read(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    if parts["year"]:
        return _make(parts["year"], parts["month"], parts["day"])
    if parts["short"]:
        year = parts["short"] if len(parts["short"]) > 2 else f"20{parts['short']}"  # noqa: PLR2004
        return _make(year, parts["second"], parts["first"]) or _make(year, parts["first"], parts["second"])
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2"), ("d3", "m3", "y3")):
        if parts[year]:
            return _make(parts[year], parts[month], parts[day])
    return _make(parts["y4"], parts["m4"], "1")


def _make(year: str, month: str, day: str) -> date | None:
    name = month.lower()
    number = int(month) if month.isdigit() else _ROMAN.get(month) or _MONTHS.get(name[:3])
    number = 7 if name.startswith("juil") else number
    try:
        return date(int(year), number or 0, int(day))
    except ValueError:
        return None
