"""Counts and sums of a text, in figures and words: which are counts, which are money, and how large."""

import re
from functools import cache
from typing import NamedTuple

from proof_of_talent.judging.evidence.vocabulary import list_rates
from proof_of_talent.judging.text.years import YEAR

_NUMBER = re.compile(
    r"(?<![\w.,/])(?:[£$€¥₦₹₩₫₺₽]\s?)?(\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[,. ’']\d{3})+|\d+(?:\.\d+)?)"
    r"\s?(k|m|bn|million|billion|thousand|hundred|lakhs?|crores?)?(?![\w/]|[.,]\d|:\d)"
)
_SCALE = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9, "hundred": 2,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7,
}  # fmt: skip
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORD = "|".join((*_WORDS, *_SCALES))
_WORD_NUMBER = re.compile(rf"\b(?:{_WORD})(?:(?: and)? (?:{_WORD}))*\b")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})\w*\.?,? (?:19|20)\d\d\b"
    rf"|\b(?:{_MONTHS})\w*\.? \d{{1,2}},? (?:19|20)\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d\b"
)
"""A day of a year."""
_IDENTIFIER = re.compile(
    r"\b(?:no|number|ref|reference|id|register|isbn|doi|page|pages|pp|vol|volume|issue|item|room|wall|patent"
    r"|claims?|figure|fig|section|rule|condition|inventory|account|version|under|aged?|age of|below|proposal"
    r"|office|suite|dossier|decision|confirmation|invoice|category|edition|meeting|agenda|row|grade|stage|track"
    r"|hall|phase|part|chapter|annex|table|call|round|class|box|apartment|flat|floor|boards?|decree|order|file"
    r"|docket|application|submission|manuscript|paper|ticket|session|day|wp|release)\.? ?\W?$"
)
_METRES = re.compile(r"^[^£$€¥]?\d[\d.,]* m$|^[^£$€¥]?0\.\d+ ?m$")  # "0.61 m", not "£4m"
_PHONE = re.compile(r"(?<![\w.,])\+?\d(?:[ ()/-]{0,2}\d){8,}(?![\w.,]\d)")
_PATENT = re.compile(r"(?<!\w)(?:gb|ep|wo|jp|kr|cn|ep no|us no)[: ]$")
_MARKS = re.compile(r" ?(?:points?|marks?|stars?|hearts?|out of (?:5|10|100)\b|%|per ?cent)")
_NEAR_MONEY = 8  # characters on either side of a sum in which its currency stands


class ReadNumber(NamedTuple):
    """A count or sum where it stands. `unit` is what one pound is worth where it is money, 0 where it is a
    count; `whole` is false for marks, shares and fractions, which count nobody.
    """

    value: int
    start: int
    end: int
    unit: int
    whole: bool

    @property
    def size(self) -> int:
        """The count, or about how many pounds the sum is."""
        return self.value // self.unit if self.unit else self.value

    def counts(self) -> bool:
        """Tell whether it can count people or things that were chosen."""
        return self.whole and not self.unit


def read_numbers(low: str) -> list[ReadNumber]:
    """Return counts and sums in figures and words; years, dates, numbers of things (pages, patents) are no
    counts.
    """
    dates = [match.span() for pattern in (DATE, _PHONE) for match in pattern.finditer(low)]
    found = []
    for match in _NUMBER.finditer(low):
        start, end = match.span()
        raw, scale = match.groups()
        if any(a <= start < b for a, b in dates) or _IDENTIFIER.search(low[max(0, start - 16) : start]):
            continue
        if _PATENT.search(low[max(0, start - 6) : start]) or (YEAR.fullmatch(raw) and not scale):
            continue
        if scale == "m" and _METRES.search(low[max(0, start - 1) : end]):
            scale = None
        broken = "." in raw and not scale and not _is_grouped(raw)
        whole = not broken and not _MARKS.match(low[end:])
        found.append(ReadNumber(_read_value(raw, scale), start, end, _find_unit(low, start, end), whole))
    taken = {number.end for number in found}
    for match in _WORD_NUMBER.finditer(low):
        start, end = match.span()
        if end in taken or _IDENTIFIER.search(low[max(0, start - 16) : start]):
            continue  # the scale of a figure: "19 million"
        whole = not _MARKS.match(low[end:])
        found.append(ReadNumber(_read_words(match.group()), start, end, _find_unit(low, start, end), whole))
    return sorted(found, key=lambda number: number.start)


def _find_unit(low: str, start: int, end: int) -> int:
    """Return how many units of the currency beside a sum make a pound; 0 without one."""
    before, after = low[max(0, start - _NEAR_MONEY) : start + 1], low[end : end + _NEAR_MONEY]
    return next(
        (rate for rate, lead, tail in _compile_rates() if lead.search(before) or tail.match(after)), 0
    )


@cache
def _compile_rates() -> tuple[tuple[int, re.Pattern[str], re.Pattern[str]], ...]:
    """Return each rate with its currencies before and after a figure."""
    return tuple(
        (rate, re.compile(rf"(?<![a-z])(?:{names}) ?\S?$"), re.compile(rf" ?(?:{names})(?![a-z])"))
        for rate, names in list_rates()
    )


def _is_grouped(raw: str) -> bool:
    return (re.fullmatch(r"\d{1,3}(?:[,. ’']\d{2,3})+", raw) is not None and "," in raw) or (
        re.fullmatch(r"\d{1,3}(?:[,. ’']\d{3})+", raw) is not None
    )


def _read_value(raw: str, scale: str | None) -> int:
    """Return a number's whole value without floating point: "11.4" with "million" is 11,400,000."""
    digits, _, fraction = (re.sub(r"\D", "", raw), "", "") if _is_grouped(raw) else raw.partition(".")
    power = _SCALE.get(scale or "", 0)
    return int(digits + (fraction + "0" * power)[:power])


def _read_words(words: str) -> int:
    """Return the value of number words: "three hundred and twelve" is 312."""
    total = current = 0
    for word in words.split():
        if word == "hundred":
            current = max(1, current) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + max(1, current) * _SCALES[word], 0
        else:
            current += _WORDS.get(word, 0)
    return total + current


_STEPS = (
    0, 100, 112, 126, 141, 158, 178, 200, 224, 251, 282, 316, 355, 398, 447, 501, 562, 631, 708, 794, 891,
)  # fmt: skip


def measure_size(value: int) -> int:
    """Return a thousand times the logarithm to base 10 of a whole number, by whole numbers (±1 per cent)."""
    if value < 1:
        return 0
    digits = len(str(value))
    lead = int(str(value)[:3].ljust(3, "0"))  # 100 to 999
    at = max(index for index, step in enumerate(_STEPS) if step <= lead) - 1
    return 1000 * (digits - 1) + 50 * at
