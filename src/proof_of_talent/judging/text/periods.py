"""Reads dates as finely as a paper gives them, and what they say of a period: when it ends, how long it is.

A year or a month is a stretch of days, so a window that ends within it is neither kept nor missed: callers
get the earliest and the latest day that the words allow. The turns of phrase are English and ours.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_MOMENT = re.compile(
    rf"\b(?P<iy>{_YEAR})-(?P<im>\d\d)-(?P<id>\d\d)\b"
    rf"|\b(?P<nd>\d{{1,2}})[./](?P<nm>\d{{1,2}})[./](?P<ny>{_YEAR})\b"
    rf"|\b(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<dm>{_MONTH}),? (?P<dy>{_YEAR})\b"
    rf"|\b(?P<am>{_MONTH}) (?P<ad>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<ay>{_YEAR})\b"
    rf"|\b(?P<mm>{_MONTH}),? (?P<my>{_YEAR})\b"
    rf"|\b(?P<y>{_YEAR})\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:end(?:s|ed|ing)?|until|till|expir\w+|conclud\w+|complet\w+|finish\w*|through|clos(?:es|ed)"
    r"|ran out|up to|last(?:s|ed)?|extended|prolonged)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\b(?:relinquish\w*|resign\w*|terminat\w+|gave (?:it |this |the \w+ )?up|given up|withdr[ae]wn?"
    r"|rescinded|surrender\w*|stepped down)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:-|–|—|to|until|till|through|up to(?: and including)?)\s*(?:the )?", re.IGNORECASE
)
_AND = re.compile(r"\s*and\s*", re.IGNORECASE)
_OPENS_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
_STARTS = re.compile(
    r"\b(?:from|start(?:s|ing|ed)?|begin(?:s|ning)?|began|commenc\w+|as of|with effect from)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30, "thirty-six": 36,
    "forty-eight": 48, "sixty": 60,
}  # fmt: skip
_LENGTH = re.compile(
    rf"\b(?P<number>\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})[ -]+"
    r"(?P<unit>years?|months?)\b",
    re.IGNORECASE,
)
_NO_END = re.compile(r"\b(?:permanent|open[- ]ended|indefinite|no end date|tenured)\b", re.IGNORECASE)
_LEFT = re.compile(r"\b(?:remain\w*|left|still|further|runs? for)\b", re.IGNORECASE)
MONTHS_A_YEAR = 12
_MONTH_DAYS = 31


class DateSpan(NamedTuple):
    """A day, a month or a year in a text: its first and last day, and the words."""

    first: date
    last: date
    words: str
    start: int
    end: int


class PeriodEnd(NamedTuple):
    """When something ends, as finely as it is said; `given_up` where somebody ended it before its time."""

    first: date
    last: date
    words: str
    given_up: bool = False


class Months(NamedTuple):
    """A length in months: the least and the most that the words allow."""

    least: float
    most: float


def list_moments(text: str) -> Iterator[DateSpan]:
    """Yield the dates of a text in order; figures are read day first, as in the UK."""
    for match in _MOMENT.finditer(text):
        found = match.groupdict()
        for year, month, day in (
            ("iy", "im", "id"),
            ("ny", "nm", "nd"),
            ("dy", "dm", "dd"),
            ("ay", "am", "ad"),
        ):
            if found[year]:
                exact = _make_day(found[year], found[month], found[day])
                if exact is not None:
                    yield DateSpan(exact, exact, match.group(), match.start(), match.end())
        if found["my"]:
            first = _make_day(found["my"], found["mm"], "1")
            if first is not None:
                yield DateSpan(first, _end_month(first), match.group(), match.start(), match.end())
        if found["y"]:
            year_number = int(found["y"])
            whole = date(year_number, 1, 1), date(year_number, 12, 31)
            yield DateSpan(*whole, match.group(), match.start(), match.end())


def find_latest(text: str) -> DateSpan | None:
    """Return the latest date of a text, or None."""
    return max(list_moments(text), key=lambda moment: moment.last, default=None)


def find_end(text: str) -> PeriodEnd | None:
    """Return when something ends by a sentence ("2004 to 2009", "for five years from 1 May 2022"), or None.

    Of several ends the latest counts, since terms are extended; what was given up ended then.
    """
    moments = list(list_moments(text))
    for moment in moments:
        if _GIVEN_UP.search(text[: moment.start]):
            return PeriodEnd(moment.first, moment.last, moment.words, given_up=True)
    ends = [PeriodEnd(one.first, one.last, one.words) for one in moments if _is_end(text, one, moments)]
    ends += _add_lengths(text, moments)
    return max(ends, key=lambda end: end.last, default=None)


def find_length(text: str) -> Months | None:
    """Return how long something lasts by a sentence ("36 months", "May 2025 to April 2028"), or None."""
    lengths = [Months(months, months) for months in _list_lengths(text)]
    moments = list(list_moments(text))
    lengths += [
        Months(_count_months(_take_start(a), _take_last(b)), _count_months(a.first, b.last))
        for a, b in pairwise(moments)
        if _is_range(text, a, b)
    ]
    return max(lengths, key=lambda months: months.most, default=None)


def find_time_left(text: str, day: date) -> Months | None:
    """Return how many months are left after a day by a sentence; endless for a permanent post."""
    if _NO_END.search(text):
        return Months(float("inf"), float("inf"))
    if _LEFT.search(text):
        lengths = _list_lengths(text)
        if lengths:
            return Months(max(lengths), max(lengths))
    end = find_end(text)
    return None if end is None else Months(_count_months(day, end.first), _count_months(day, end.last))


def move_years(day: date, years: int) -> date:
    """Return the day so many years earlier (or later, where negative); 28 February stands for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _take_start(moment: DateSpan) -> date:
    """Return the latest day on which a period begins: a month is meant whole, a year may be any day of it."""
    return moment.last if _is_year(moment) else moment.first


def _take_last(moment: DateSpan) -> date:
    return moment.first if _is_year(moment) else moment.last


def _is_year(moment: DateSpan) -> bool:
    return (moment.last - moment.first).days > _MONTH_DAYS


def _is_end(text: str, moment: DateSpan, moments: list[DateSpan]) -> bool:
    at = moments.index(moment)
    if at and _is_range(text, moments[at - 1], moment):
        return True
    return _ENDS.search(text[: moment.start]) is not None


def _is_range(text: str, first: DateSpan, second: DateSpan) -> bool:
    between = text[first.end : second.start]
    if second.last < first.first:
        return False
    if _BETWEEN.fullmatch(between):
        return True
    opened = _OPENS_BETWEEN.search(text[: first.start]) is not None
    return (opened and _AND.fullmatch(between) is not None) or _ends_later(text, first, second)


def _ends_later(text: str, first: DateSpan, second: DateSpan) -> bool:
    """Tell whether one date is said to begin and the next to end ("starts on … and finishes on …")."""
    begins = _STARTS.search(text[: first.start]) is not None
    return begins and _ENDS.search(text[first.end : second.start]) is not None


def _add_lengths(text: str, moments: list[DateSpan]) -> Iterator[PeriodEnd]:
    """Yield ends that are said as a length from a beginning."""
    lengths = _list_lengths(text)
    for moment in moments:
        if lengths and _STARTS.search(text[: moment.start]):
            months = int(max(lengths))
            first, last = _add_months(moment.first, months), _add_months(moment.last, months)
            words = f"{last.day} {last:%B %Y}" if first == last else f"in {last.year}"
            yield PeriodEnd(first, last, words)


def _list_lengths(text: str) -> list[float]:
    return [
        float(_WORDS.get(match["number"].lower(), 0) or match["number"])
        * (MONTHS_A_YEAR if match["unit"].lower().startswith("year") else 1)
        for match in _LENGTH.finditer(text)
    ]


def _count_months(first: date, last: date) -> float:
    """Return the months from a day to the end of another, the whole ones exactly, the rest as a part."""
    after = last + timedelta(days=1)
    whole = (after.year - first.year) * MONTHS_A_YEAR + after.month - first.month
    if after.day < first.day:
        whole -= 1
    rest = (after - _add_months(first, whole, keep=True)).days
    return whole + max(0, rest) / _MONTH_DAYS


def _add_months(day: date, months: int, *, keep: bool = False) -> date:
    """Return the last day of so many months from a day; with `keep`, the same day of the last month."""
    total = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(total, MONTHS_A_YEAR)
    same = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return same if keep else same - timedelta(days=1)


def _make_day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTH_NAMES.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _end_month(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
