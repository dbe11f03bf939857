"""Reads figures, dates and names from a sentence: shares of time, sums, terms, ends, hosts. Ours."""

import re
from collections.abc import Iterable
from datetime import date

from proof_of_talent.judging.text.years import YEAR

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty-six": 36,
}  # fmt: skip
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RANGE = re.compile(
    r"\b(?P<first>19[5-9]\d|20\d\d)\s*(?:-|–|—|to|until|through)\s*(?:\d{1,2} )?(?:[A-Z][a-z]+ )?"
    r"(?P<last>19[5-9]\d|20\d\d)\b"
)
_FROM_TO = re.compile(
    r"\bfrom\b[^.;]{0,30}?\b(?P<first>19[5-9]\d|20\d\d)\b[^.;]{0,30}?\b(?:to|until|through)\b[^.;]{0,30}?\b(?P<last>19[5-9]\d|20\d\d)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:end(?:s|ed|ing)?|until|expire[sd]?|conclude[sd]?|complet\w+|to)\b[^.;]{0,40}?\b(19[5-9]\d|20\d\d)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(?:%|per ?cent)", re.IGNORECASE)
_FULL = re.compile(r"\b(?:full[- ]time|all of (?:her|his|their) time|entire time)\b", re.IGNORECASE)
_HALF = re.compile(r"\b(?:at least )?half of (?:her|his|their|the|working)\b", re.IGNORECASE)
_POUNDS = re.compile(r"(?:£|GBP) ?(\d[\d,]*(?:\.\d+)?) ?(k|m|thousand|million)?\b", re.IGNORECASE)
_SPAN = re.compile(rf"\b({_NUMBER})(?:[ -]+)(years?|months?)\b", re.IGNORECASE)
_LEFT = re.compile(r"\b(?:remain\w*|left|still|further|runs? for)\b", re.IGNORECASE)
_DATED_END = re.compile(
    r"\b(?:end(?:s|ing)?|until|to|expires?)\b[^.;]{0,25}?\b(?:(\d{1,2}) )?([A-Z][a-z]{2,8}) (20\d\d)\b"
)
_HOST = re.compile(
    r"\b(?:(?:The )?University (?:College )?of [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?"
    r"|(?:[A-Z][\w'’-]+ ){1,3}(?:University|College|Institute|Laboratory|Research Centre)"
    r"|(?:University College|Imperial College|King's College|King’s College) London)\b"
)


def find_name(text: str, names: Iterable[str]) -> str | None:
    """Return the longest of the names that stands in a sentence, or None."""
    for name in sorted(names, key=len, reverse=True):
        pattern = re.escape(name).replace(r"\ ", r"[\s-]+")
        flags = 0 if name.isupper() else re.IGNORECASE
        if re.search(rf"(?<!\w){pattern}(?!\w)", text, flags):
            return name
    return None


def find_host(text: str) -> str | None:
    """Return a university, college or institute that a sentence names, or None."""
    found = _HOST.search(text)
    return found.group() if found else None


def latest_year(text: str) -> int | None:
    """Return the latest year that a sentence names, or None."""
    return max((int(year) for year in YEAR.findall(text)), default=None)


def find_end_year(text: str) -> int | None:
    """Return the year in which something ends by a sentence ("2004 to 2009", "ended in 2009"), or None."""
    ends = [int(match["last"]) for pattern in (_RANGE, _FROM_TO) for match in pattern.finditer(text)]
    ends += [int(year) for year in _END.findall(text)]
    return max(ends, default=None)


def find_percent(text: str) -> float | None:
    """Return the share of time in per cent that a sentence states, or None."""
    found = _PERCENT.search(text)
    if found:
        return float(found[1])
    if _FULL.search(text):
        return 100.0
    return 50.0 if _HALF.search(text) else None


def find_pounds(text: str) -> float | None:
    """Return the largest sum in pounds that a sentence states, or None."""
    sums = []
    for amount, unit in _POUNDS.findall(text):
        factor = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get(unit.lower(), 1)
        sums.append(float(amount.replace(",", "")) * factor)
    return max(sums, default=None)


def find_years_covered(text: str) -> float | None:
    """Return how many years a sentence says that something covers ("36 months", "from 2025 to 2028")."""
    spans = [_read_span(number, unit) for number, unit in _SPAN.findall(text)]
    spans += [
        int(m["last"]) - int(m["first"]) for pattern in (_RANGE, _FROM_TO) for m in pattern.finditer(text)
    ]
    return max(spans, default=None)


def find_months_left(text: str, day: date) -> float | None:
    """Return how many months a sentence says are left ("18 months remaining", "ends on 31 August 2028")."""
    if _LEFT.search(text):
        spans = [12 * _read_span(number, unit) for number, unit in _SPAN.findall(text)]
        if spans:
            return max(spans)
    ends = [
        (int(year) - day.year) * 12 + _MONTHS.index(month[:3].lower()) + 1 - day.month
        for _, month, year in _DATED_END.findall(text)
        if month[:3].lower() in _MONTHS
    ]
    return max(ends, default=None)


def _read_span(number: str, unit: str) -> float:
    amount = float(_NUMBERS.get(number.lower(), 0) or number)
    return amount if unit.lower().startswith("year") else amount / 12
