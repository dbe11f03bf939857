"""Reads names and figures from a sentence: listed names, organisations, shares of time, sums. Ours."""

import re
from collections.abc import Iterable

_PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(?:%|per ?cent)", re.IGNORECASE)
_FTE = re.compile(r"\b(0?\.\d+|1(?:\.0+)?) ?(?:FTE|full[- ]time equivalent)", re.IGNORECASE)
_FULL = re.compile(r"\b(?:full[- ]time|all of (?:her|his|their) time|entire time)\b", re.IGNORECASE)
_HALF = re.compile(
    r"\b(?:at least )?half of (?:her|his|their|the|working)\b|\bhalf (?:her|his|their) (?:working )?time\b",
    re.IGNORECASE,
)
_AMOUNT = r"(\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?(k|m|thousand|million)?"
_POUNDS = re.compile(rf"(?:£|GBP|pounds? sterling) ?{_AMOUNT}\b|\b{_AMOUNT} (?:pounds|GBP)\b", re.IGNORECASE)
_OTHER_MONEY = {
    "euros": re.compile(r"(?:€|\bEUR\b) ?\d|\d ?(?:€|EUR\b|euros?\b)", re.IGNORECASE),
    "dollars": re.compile(r"(?:US ?\$|\$|\bUSD\b) ?\d|\d (?:USD|dollars)\b", re.IGNORECASE),
}
_FACTORS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_CAPITAL = r"[A-Z][\w'’&-]*"
_HOST = re.compile(
    rf"\b(?:(?:The )?University (?:College )?of {_CAPITAL}(?: (?!(?:Dr|Prof|Mr|Mrs|Ms)\b){_CAPITAL})?"
    rf"|(?:{_CAPITAL} ){{1,4}}(?:University|College|Institute|Institution|Laborator(?:y|ies)|Centre"
    r"|Observatory|Museum|Hospital|School)"
    rf"|(?:{_CAPITAL} ){{1,3}}Research"
    r"|(?:University College|Imperial College|King's College|King’s College) London)\b"
)


def find_name(text: str, names: Iterable[str]) -> str | None:
    """Return the longest of the names that stands in a sentence, or None.

    Who holds a listed fellowship or professorship is a fellow or professor by that name.
    """
    for name in sorted(names, key=len, reverse=True):
        pattern = re.escape(name).replace(r"\ ", r"[\s-]+")
        pattern = re.sub(r"(?<=Fellow)ship$|(?<=Professor)ship$", "(?:ship)?s?", pattern)
        flags = 0 if name.isupper() else re.IGNORECASE
        if re.search(rf"(?<!\w){pattern}(?!\w)", text, flags):
            return name
    return None


def find_unlisted(text: str, nouns: Iterable[str]) -> str | None:
    """Return a name of the kind that a list holds, by the noun it ends in ("Harlow Advanced Fellowship")."""
    ending = "|".join(map(re.escape, nouns))
    found = re.search(rf"\b(?:{_CAPITAL}[ -]){{1,6}}(?:{ending})\b", text) if ending else None
    return found.group() if found else None


def find_host(text: str) -> str | None:
    """Return a university, college or institute that a sentence names, or None."""
    found = _HOST.search(text)
    return found.group() if found else None


def find_percent(text: str) -> float | None:
    """Return the share of time in per cent that a sentence states, or None."""
    found = _PERCENT.search(text)
    if found:
        return float(found[1])
    share = _FTE.search(text)
    if share:
        return 100 * float(share[1])
    if _FULL.search(text):
        return 100.0
    return 50.0 if _HALF.search(text) else None


def find_pounds(text: str) -> float | None:
    """Return the largest sum in pounds that a sentence states, or None."""
    sums = []
    for before, unit_before, after, unit_after in _POUNDS.findall(text):
        amount, unit = (before, unit_before) if before else (after, unit_after)
        sums.append(float(amount.replace(",", "").replace(" ", "")) * _FACTORS.get(unit.lower(), 1))
    return max(sums, default=None)


def find_other_money(text: str) -> str | None:
    """Return the name of another currency in which a sentence gives a sum, or None."""
    return next((name for name, pattern in _OTHER_MONEY.items() if pattern.search(text)), None)
