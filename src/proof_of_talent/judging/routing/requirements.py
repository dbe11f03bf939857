"""What one sentence of a paper shows of a requirement: its words, a name of a list, a figure, a date.

A sentence says nothing where it denies, where the thing was only asked for, or where it speaks of somebody
else. A date or a name that leaves it open is to be looked up, never held against the applicant.
"""

import re
from collections.abc import Callable
from datetime import date
from math import isinf
from typing import NamedTuple

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.routing import ItemState
from proof_of_talent.domain.routing_rules import ChecklistItem, NamedList
from proof_of_talent.judging.evidence.applicant import ApplicantName
from proof_of_talent.judging.text.measures import (
    find_host,
    find_name,
    find_other_money,
    find_percent,
    find_pounds,
    find_unlisted,
)
from proof_of_talent.judging.text.periods import (
    MONTHS_A_YEAR,
    find_end,
    find_latest,
    find_length,
    find_time_left,
    move_years,
)

_DENIED = re.compile(r"\b(?:not|never|no|without|cannot|unable)\b", re.IGNORECASE)
_DENIED_JUST_BEFORE = re.compile(r"\b(?:not|never|no longer)(?: an?| merely| only)?\s*$", re.IGNORECASE)
_REASON_MAY_BE_DENIED = frozenset({"open_competition"})
"""Items that are met by a reason why not ("it was not advertised because …")."""
_TITLED = r"(?:Prof(?:essor)?|Dr|Mr|Mrs|Ms|Mx|Sir|Dame)\.? (?:[A-Z][\w'’.-]+ ?){1,3}"
_OF_OTHER = re.compile(rf"\b(?:awarded|granted|given|offered|held|led)\s+(?:to|by)\s+(?P<name>{_TITLED})")
_WHO = re.compile(rf"(?P<name>{_TITLED}),? (?:who|whose)\b[^.;]*")
_RELATED = re.compile(
    r"\b(?:her|his|their|your|my) (?:supervisor|mentor|colleague|manager|husband|wife|partner|father|mother"
    r"|student|group leader|professor|co-?author)\b",
    re.IGNORECASE,
)
_HELD_NOW = re.compile(r"\b(?:currently|presently|now) holds?\b|\bcurrent holder\b", re.IGNORECASE)
_COUNT_THE_DAYS = "Count the days to your application."
_LONGEST_TOLD = 160


class PaperSentence(NamedTuple):
    """A sentence, or a line of a CV, with where it stands and the first line of its paper."""

    text: str
    evidence: Evidence
    head: str = ""


class ItemReading(NamedTuple):
    """What one sentence shows of an item: its state, and a word on it. `opposite`: it says the contrary, so
    that no other sentence mends it.
    """

    state: ItemState
    text: str
    sentence: PaperSentence
    opposite: bool = False


def read_requirement(
    item: ChecklistItem,
    sentence: PaperSentence,
    day: date,
    names: NamedList | None,
    applicant: ApplicantName | None,
) -> ItemReading | None:
    """Return what a sentence shows of an item, or None where it says nothing of it.

    Args:
        item: the requirement.
        sentence: of a paper that is about the matter.
        day: from which windows are measured.
        names: the item's list of names, if it has one.
        applicant: whose papers these are, if their name is known.
    """
    opposite = _read_opposite(item, sentence, day)
    if opposite is not None:
        return opposite
    text = _leave_out_others(sentence.text, applicant)
    if any(re.search(pattern, text, re.IGNORECASE) for pattern in item.spoiled_by):
        return None
    for part in (text, *text.split(":")):
        said = all(re.search(pattern, part, re.IGNORECASE) for pattern in item.says)
        if said and (item.id in _REASON_MAY_BE_DENIED or not _DENIED.search(part)):
            return _measure(item, sentence._replace(text=part), day, names)
    return None


def _read_opposite(item: ChecklistItem, sentence: PaperSentence, day: date) -> ItemReading | None:
    """Return that a sentence says the contrary, unless it denies that, or speaks of what is over."""
    for pattern in item.excluded_by:
        found = re.search(pattern, sentence.text, re.IGNORECASE)
        if found is None or _DENIED_JUST_BEFORE.search(sentence.text[: found.start()]):
            continue
        end = find_end(sentence.text)
        if end is not None and end.last < day:
            continue
        said = sentence.text[:_LONGEST_TOLD].rstrip(".")
        return ItemReading("excluded", f"A paper says the opposite: “{said}”.", sentence, opposite=True)
    return None


def _leave_out_others(text: str, applicant: ApplicantName | None) -> str:
    """Return a sentence without what it says of somebody else; nothing where it is all about them."""
    if _RELATED.search(text):
        return ""
    for match in _OF_OTHER.finditer(text):
        if not _names(applicant, match["name"]):
            return ""
    return _WHO.sub(lambda match: match.group() if _names(applicant, match["name"]) else match["name"], text)


def _names(applicant: ApplicantName | None, name: str) -> bool:
    return applicant is None or applicant.is_whole_in(name)


def _measure(
    item: ChecklistItem, sentence: PaperSentence, day: date, names: NamedList | None
) -> ItemReading | None:
    match item.measure:
        case "named":
            return _read_name(item, names, sentence, day)
        case "host":
            return _read_host(sentence)
        case "ended":
            return _read_end(item, sentence, day)
        case "years" | "months_left":
            return _read_months(item, sentence, day)
        case "percent" | "money":
            return _read_figure(item, sentence)
    return ItemReading("shown", "A paper states it.", sentence)


def _read_host(sentence: PaperSentence) -> ItemReading | None:
    host = find_host(sentence.text)
    told = f"Named: {host}. We hold no list of approved hosts."
    return None if host is None else ItemReading("look_up", told, sentence)


def _read_name(
    item: ChecklistItem, named: NamedList | None, sentence: PaperSentence, day: date
) -> ItemReading | None:
    if named is None:
        return None
    name = _try_name(sentence, named, lambda text: find_name(text, named.entries))
    if name is None:
        other = _try_name(sentence, named, lambda text: find_unlisted(text, named.nouns))
        told = f"“{other}” is not on our list, which is a part of today's only. {named.check}"
        return None if other is None else ItemReading("open", told, sentence)
    if item.within_years is not None:
        latest, earliest = find_latest(sentence.text), move_years(day, item.within_years)
        if latest is None or latest.last < earliest:
            return None
        if latest.first < earliest:
            return ItemReading("look_up", f"Named: {name}, {latest.words}. {_COUNT_THE_DAYS}", sentence)
    if named.complete:
        return ItemReading("shown", f"Named: {name}.", sentence)
    told = f"Named: {name}. We know only a part of the list. {named.check}"
    return ItemReading("look_up", told, sentence)


def _try_name(sentence: PaperSentence, named: NamedList, find: Callable[[str], str | None]) -> str | None:
    """Return a name in a sentence, or for organisations in the head of the paper, which they write."""
    return find(sentence.text) or (find(sentence.head) if named.in_head else None)


def _read_figure(item: ChecklistItem, sentence: PaperSentence) -> ItemReading | None:
    is_money = item.measure == "money"
    figure = find_pounds(sentence.text) if is_money else find_percent(sentence.text)
    other = find_other_money(sentence.text) if is_money else None
    if figure is None:
        told = f"A paper gives the sum in {other}; the rules give it in pounds."
        return None if other is None else ItemReading("open", told, sentence)
    least, unit = item.least or 0, "pounds" if is_money else "per cent"
    if figure >= least:
        return ItemReading("shown", f"A paper says {figure:,.0f} {unit}.", sentence)
    state: ItemState = "open" if item.adds_up else "excluded"
    told = f"A paper says {figure:,.0f} {unit}; at least {least:,.0f} is needed."
    return ItemReading(state, told, sentence)


def _read_months(item: ChecklistItem, sentence: PaperSentence, day: date) -> ItemReading | None:
    """Compare a term, or the time that is left, with the least that is needed."""
    is_term = item.measure == "years"
    months = find_length(sentence.text) if is_term else find_time_left(sentence.text, day)
    if months is None:
        return None
    says = "It covers" if is_term else "By a paper it still runs"
    least = (item.least or 0) * (MONTHS_A_YEAR if is_term else 1)
    if months.most < 0:
        return ItemReading("excluded", "By a paper it has ended.", sentence)
    at_least = "at least " if months.most > months.least else ""
    if months.least >= least:
        told = (
            "By a paper it has no end."
            if isinf(months.least)
            else f"{says} {at_least}{int(months.least)} months."
        )
        return ItemReading("shown", told, sentence)
    if months.most >= least:
        told = f"By the dates in a paper {least:g} months are possible, but not sure. Ask for whole dates."
        return ItemReading("look_up", told, sentence)
    told = f"{says} {int(months.most)} months; at least {least:g} are needed."
    return ItemReading("excluded", told, sentence)


def _read_end(item: ChecklistItem, sentence: PaperSentence, day: date) -> ItemReading | None:
    end = find_end(sentence.text)
    if end is None:
        told = "A paper says that it is held now, and gives no end. Ask for the day on which it ends."
        return ItemReading("look_up", told, sentence) if _HELD_NOW.search(sentence.text) else None
    years, earliest = item.within_years or 0, move_years(day, item.within_years or 0)
    if end.last < earliest:
        told = f"It ended ({end.words}) more than {years} years before you apply."
        return ItemReading("excluded", told, sentence, opposite=end.given_up)
    if end.first < earliest:
        return ItemReading("look_up", f"It ended {end.words}. {_COUNT_THE_DAYS}", sentence)
    when = "ends" if end.first >= day else "ended"
    return ItemReading("shown", f"It {when} {end.words}.", sentence)
