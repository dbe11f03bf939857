"""Decides a fast track: each item by a sentence of its own, in a paper that is about the matter.

Nothing is weighed and there is no percentage. A paper counts where it names the applicant (if the CV tells
the name) and, unless the item says otherwise, is by somebody else. The patterns stand in `checklists.toml`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.routing import ChecklistResult, ItemResult, ItemState
from proof_of_talent.domain.routing_rules import Checklist, ChecklistItem, NamedList
from proof_of_talent.judging.routing.prizes import find_surname
from proof_of_talent.judging.text.measures import (
    find_end_year,
    find_host,
    find_months_left,
    find_name,
    find_percent,
    find_pounds,
    find_years_covered,
    latest_year,
)

_OWN = ("cv", "personal_statement", "portfolio")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"•])|\n\s*\n|\n(?=\s*[•*–-])")
_NEGATED = re.compile(
    r"\b(?:not|never|no|without|cannot|unable|declined|rejected|unsuccessful|applied for|application for)\b",
    re.IGNORECASE,
)
_REASON_MAY_BE_NEGATED = frozenset({"open_competition"})
"""Items that are met by a reason why not ("it was not advertised because …")."""
_LONGEST_QUOTE = 300
_IF_WRONG = "If this is wrong, correct the answer or the paper. Otherwise look at another route."


class _Sentence(NamedTuple):
    text: str
    evidence: Evidence


class _Reading(NamedTuple):
    """What one sentence shows of an item: its state, and a word on it. `opposite`: it says the contrary, so
    that no other sentence mends it.
    """

    state: ItemState
    text: str
    sentence: _Sentence
    opposite: bool = False


def decide_checklist(application: Application, checklist: Checklist, rulebook: Rulebook) -> ChecklistResult:
    """Return each item of a checklist as shown, to be looked up, open, or excluded by a paper or an answer.

    Args:
        application: with answers, papers and the day from which windows are measured.
        checklist: the route's items; those not in force on that day are left out.
        rulebook: for the lists by name.
    """
    lists = {named.id: named for named in rulebook.named_lists}
    items = [item for item in checklist.items if item.holds_on(application.as_of)]
    results = _settle_groups(items, [_decide_item(item, application, lists) for item in items])
    excluded = [result for result in results if result.state == "excluded"]
    still = sum(result.state == "open" for result in results)
    look_up = sum(result.state == "look_up" for result in results)
    if excluded:
        verdict, text = (
            "excluded",
            "This route is not open as things stand. " + " ".join(r.text for r in excluded),
        )
    elif still:
        verdict = "open"
        text = f"{still} of {len(results)} items {'is' if still == 1 else 'are'} open."
    else:
        verdict = "every_item_shown"
        text = "Your papers show every item of the list."
    if look_up and not excluded:
        text += f" Look {'one item' if look_up == 1 else f'{look_up} items'} up on today's official list."
    return ChecklistResult.model_validate(
        {
            "route": checklist.route,
            "name": checklist.name,
            "verdict": verdict,
            "text": text,
            "open": still,
            "look_up": look_up,
            "items": results,
        }
    )


def _settle_groups(items: list[ChecklistItem], results: list[ItemResult]) -> tuple[ItemResult, ...]:
    """Keep of each group the one item that is shown, or a single open one that names all of them."""
    kept: list[ItemResult] = []
    done: set[str] = set()
    for item, result in zip(items, results, strict=True):
        if item.group is None:
            kept.append(result)
            continue
        if item.group in done:
            continue
        done.add(item.group)
        members = [(i, r) for i, r in zip(items, results, strict=True) if i.group == item.group]
        good = next((r for _, r in members if r.state in ("shown", "look_up")), None)
        kept.append(good or _join_open(item.group, members))
    return tuple(kept)


def _join_open(group: str, members: list[tuple[ChecklistItem, ItemResult]]) -> ItemResult:
    label = "One of: " + "; or: ".join(item.label[:1].lower() + item.label[1:] for item, _ in members)
    text = "None of them is shown. " + " ".join(item.unseen for item, _ in members if item.unseen)
    return ItemResult(
        id=group, label=label, state="open", text=text.strip(), mend=" Or: ".join(i.mend for i, _ in members)
    )


def _decide_item(item: ChecklistItem, application: Application, lists: dict[str, NamedList]) -> ItemResult:
    contradiction = _read_answer(item, application)
    if contradiction is not None:
        return _make(item, "excluded", contradiction)
    if item.unseen is not None:
        return _make(item, "open", item.unseen)
    if item.measure == "papers":
        return _count_papers(item, application)
    readings: list[_Reading] = []
    for document in _list_papers(item, application):
        whole = "\n".join(page.text for page in document.pages)
        if not all(re.search(pattern, whole, re.IGNORECASE) for pattern in item.about):
            continue
        for sentence in _list_sentences(document):
            reading = _read(item, sentence, application.as_of, lists)
            if reading is not None:
                readings.append(reading)
    return _conclude(item, readings)


def _conclude(item: ChecklistItem, readings: list[_Reading]) -> ItemResult:
    """Return the best that was read; a sentence that says the opposite weighs most, a figure that falls short
    counts only where no other suffices.
    """
    opposite = [reading for reading in readings if reading.opposite]
    if opposite:
        return _make(item, "excluded", opposite[0].text, opposite[:1])
    for state in ("shown", "look_up", "excluded", "open"):
        found = [reading for reading in readings if reading.state == state]
        if found and (
            state == "open" or len({reading.sentence.text.lower() for reading in found}) >= item.times
        ):
            return _make(item, found[0].state, found[0].text, found[: item.times])
    return _make(item, "open", "No paper that we read states it.")


def _make(
    item: ChecklistItem, state: ItemState, text: str, readings: list[_Reading] | None = None
) -> ItemResult:
    return ItemResult(
        id=item.id,
        label=item.label,
        state=state,
        text=text,
        mend={"shown": None, "excluded": _IF_WRONG}.get(state, item.mend),
        evidence=tuple(reading.sentence.evidence for reading in readings or ()),
    )


def _read_answer(item: ChecklistItem, application: Application) -> str | None:
    """Return why an answer puts the item out of reach, or None."""
    if item.question is None:
        return None
    answer: Any = application.answers.get(item.question)
    if answer is False:
        return f"You answered no, but this is needed: {item.label}."
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return None
    if item.least is not None and answer < item.least:
        return f"You answered {answer:g}; at least {item.least:g} is needed."
    if item.within_years is not None and answer < application.as_of.year - item.within_years:
        return f"You answered that it ended in {answer:g}, over {item.within_years} years ago."
    return None


def _count_papers(item: ChecklistItem, application: Application) -> ItemResult:
    count = sum(document.kind == item.kind for document in application.documents)
    if count >= (item.least or 1):
        return _make(item, "shown", f"Found: {count}.")
    return _make(item, "open", f"Found: {count}; needed: {item.least or 1:g}.")


def _list_papers(item: ChecklistItem, application: Application) -> Iterator[ApplicationDocument]:
    surname = find_surname(application)
    for document in application.documents:
        if document.kind in _OWN:
            if item.own or item.excluded_by:
                yield document
        elif surname is None or any(surname.lower() in page.text.lower() for page in document.pages):
            yield document


def _list_sentences(document: ApplicationDocument) -> Iterator[_Sentence]:
    for page in document.pages:
        for part in _SENTENCE.split(page.text):
            text = part.strip()
            if text:
                quote = text[:_LONGEST_QUOTE]
                yield _Sentence(
                    " ".join(text.split()),
                    Evidence(document=document.id, page=page.number, quote=quote, grounded=True),
                )


def _read(
    item: ChecklistItem, sentence: _Sentence, day: date, lists: dict[str, NamedList]
) -> _Reading | None:
    text = sentence.text
    if any(re.search(pattern, text, re.IGNORECASE) for pattern in item.excluded_by):
        return _Reading(
            "excluded", f"A paper says the opposite: “{text[:160].rstrip('.')}”.", sentence, opposite=True
        )
    if not all(re.search(pattern, text, re.IGNORECASE) for pattern in item.says):
        return None
    if any(re.search(pattern, text, re.IGNORECASE) for pattern in item.spoiled_by):
        return None
    if item.id not in _REASON_MAY_BE_NEGATED and _NEGATED.search(text):
        return None
    if item.within_years is not None and item.measure != "ended":
        year = latest_year(text)
        if year is None or year < day.year - item.within_years:
            return None
    return _measure(item, sentence, day, lists)


def _measure(
    item: ChecklistItem, sentence: _Sentence, day: date, lists: dict[str, NamedList]
) -> _Reading | None:
    match item.measure:
        case "statement" | "papers":
            return _Reading("shown", "A paper states it.", sentence)
        case "named":
            return _read_name(lists[item.names or ""], sentence)
        case "host":
            host = find_host(sentence.text)
            text = f"Named: {host}. We hold no list of approved hosts."
            return None if host is None else _Reading("look_up", text, sentence)
        case "ended":
            return _read_end(item, sentence, day)
        case _:
            return _read_figure(item, sentence, day)


def _read_name(named: NamedList, sentence: _Sentence) -> _Reading | None:
    name = find_name(sentence.text, named.entries)
    if name is None:
        return None
    if named.complete:
        return _Reading("shown", f"Named: {name}.", sentence)
    return _Reading("look_up", f"Named: {name}. We know only a part of the list. {named.check}", sentence)


def _read_figure(item: ChecklistItem, sentence: _Sentence, day: date) -> _Reading | None:
    text = sentence.text
    figure, unit = {
        "percent": (find_percent(text), "per cent"),
        "money": (find_pounds(text), "pounds"),
        "years": (find_years_covered(text), "years"),
        "months_left": (find_months_left(text, day), "months"),
    }[item.measure]
    if figure is None:
        return None
    least = item.least or 0
    if figure >= least:
        return _Reading("shown", f"A paper says {figure:,.0f} {unit}.", sentence)
    state: ItemState = "open" if item.adds_up else "excluded"
    return _Reading(state, f"A paper says {figure:,.0f} {unit}; at least {least:,.0f} is needed.", sentence)


def _read_end(item: ChecklistItem, sentence: _Sentence, day: date) -> _Reading | None:
    year = find_end_year(sentence.text)
    if year is None:
        return None
    earliest = day.year - (item.within_years or 0)
    if year < earliest:
        text = f"It ended in {year}; it must not have ended over {item.within_years} years before you apply."
        return _Reading("excluded", text, sentence)
    if year == earliest:
        return _Reading("look_up", f"It ended in {year}: count the days to your application.", sentence)
    return _Reading("shown", f"It ends or ended in {year}.", sentence)
