"""Decides a fast track: each item by a sentence of its own, in a paper that is about the matter.

Nothing is weighed and there is no percentage. A paper counts where it names the applicant (if the CV tells
the name) and, unless the item says otherwise, is by somebody else. The patterns stand in `checklists.toml`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from proof_of_talent.domain.application import OWN_KINDS, Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.routing import ChecklistResult, ItemResult, ItemState
from proof_of_talent.domain.routing_rules import Checklist, ChecklistItem, NamedList
from proof_of_talent.judging.evidence.applicant import ApplicantName
from proof_of_talent.judging.routing.prize_lines import is_won_by_another
from proof_of_talent.judging.routing.prizes import find_own_name
from proof_of_talent.judging.routing.requirements import (
    ItemReading,
    PaperSentence,
    read_requirement,
)

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"•])|\n\s*\n|\n(?=\s*[•*–-])")
_LINE = re.compile(r"\n")
_LONGEST_QUOTE = 300
_COMPARE = "Compare dates, authors and where they are with what was found in each letter."
_IF_WRONG = "If this is wrong, correct the answer or the paper. Otherwise look at another route."


def decide_checklist(application: Application, checklist: Checklist, rulebook: Rulebook) -> ChecklistResult:
    """Return each item of a checklist as shown, to be looked up, open, or excluded by a paper or an answer.

    Args:
        application: with answers, papers and the day from which windows are measured.
        checklist: the route's items; those not in force on that day are left out.
        rulebook: for the lists by name.
    """
    lists = {named.id: named for named in rulebook.named_lists}
    items = [item for item in checklist.items if item.holds_on(application.as_of)]
    applicant = find_own_name(application)
    decided = [_decide_item(item, application, lists.get(item.names or ""), applicant) for item in items]
    results = _settle_groups(items, decided)
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
        text = f"{still} of {len(results)} items {'is' if still == 1 else 'are'} not shown yet."
    else:
        verdict = "every_item_shown"
        speak = "speak to" if look_up else "show"
        text = f"Your papers {speak} every item of the list."
    if look_up and not excluded:
        text += f" {'One item is' if look_up == 1 else f'{look_up} items are'} for you to check."
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


def _decide_item(
    item: ChecklistItem, application: Application, names: NamedList | None, applicant: ApplicantName | None
) -> ItemResult:
    contradiction = _read_answer(item, application)
    if contradiction is not None:
        return _make(item, "excluded", contradiction)
    if item.unseen is not None:
        return _make(item, "open", item.unseen)
    if item.measure == "papers":
        return _count_papers(item, application)
    readings: list[ItemReading] = []
    for document in _list_papers(item, application, applicant):
        whole = "\n".join(page.text for page in document.pages)
        if not all(re.search(pattern, whole, re.IGNORECASE) for pattern in item.about):
            continue
        in_pairs = document.kind == "cv" or item.measure == "years"
        in_pairs |= item.names_you and item.times == 1
        for sentence in _list_sentences(document, in_pairs=in_pairs):
            reading = read_requirement(item, sentence, application.as_of, names, applicant)
            if reading is not None and item.names_you:
                reading = _keep_own(reading, applicant)
            if reading is not None:
                readings.append(reading)
    return _conclude(item, readings)


def _keep_own(reading: ItemReading, applicant: ApplicantName | None) -> ItemReading | None:
    """Return what a sentence shows where it names the applicant and gives the honour to nobody else.

    Where only the sentence beside it names the applicant, the words are to be checked.
    """
    text = reading.sentence.text
    if applicant is None or is_won_by_another(text, applicant) or not applicant.is_whole_in(text):
        return None if applicant is not None else reading
    *_, last = _SENTENCE.split(text)
    if len(_SENTENCE.split(text)) == 1 or applicant.is_whole_in(last):
        return reading
    return reading._replace(state="look_up", text=f"{reading.text} Check that the words are about you.")


def _conclude(item: ChecklistItem, readings: list[ItemReading]) -> ItemResult:
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
    item: ChecklistItem, state: ItemState, text: str, readings: list[ItemReading] | None = None
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
    if count >= (item.least or 1) and item.kind == "recommendation_letter":
        told = f"Letters that we found: {count}. We only counted them."
        return _make(item, "look_up", told).model_copy(update={"mend": _COMPARE})
    if count and item.about and not _speaks_of(item, application):
        return _make(item, "look_up", "We found it, and no words in it that speak of this field.")
    if count >= (item.least or 1):
        return _make(item, "shown", f"Papers of this kind that we found: {count}.")
    return _make(item, "open", f"Papers of this kind that we found: {count}; needed: {item.least or 1:g}.")


def _speaks_of(item: ChecklistItem, application: Application) -> bool:
    """Tell whether a paper of the kind that is counted has the words that it must be about."""
    texts = (
        "\n".join(page.text for page in one.pages) for one in application.documents if one.kind == item.kind
    )
    return any(all(re.search(pattern, text, re.IGNORECASE) for pattern in item.about) for text in texts)


def _list_papers(
    item: ChecklistItem, application: Application, applicant: ApplicantName | None
) -> Iterator[ApplicationDocument]:
    """Yield papers by others that name the applicant, and the applicant's own where they count."""
    for document in application.documents:
        if document.kind in OWN_KINDS:
            if item.own or item.excluded_by:
                yield document
        elif applicant is None or applicant.is_whole_in("\n".join(page.text for page in document.pages)):
            yield document


def _list_sentences(document: ApplicationDocument, *, in_pairs: bool) -> Iterator[PaperSentence]:
    """Yield sentences, of a CV its lines; with `in_pairs` also what two of them say together."""
    head = next(
        (line.strip() for page in document.pages for line in page.text.split("\n") if line.strip()), ""
    )
    for page in document.pages:
        breaks = _LINE if document.kind == "cv" else _SENTENCE
        found = _cut(page.text, breaks)
        pairs = [(first[0], second[1]) for first, second in pairwise(found)] if in_pairs else []
        for part in (page.text[start:end] for start, end in (*found, *pairs)):
            quote = part.strip()[:_LONGEST_QUOTE]
            evidence = Evidence(document=document.id, page=page.number, quote=quote, grounded=True)
            yield PaperSentence(" ".join(part.split()), evidence, head)


def _cut(text: str, breaks: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the parts between breaks stand, empty ones left out."""
    ends = [(match.start(), match.end()) for match in breaks.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    spans = zip(starts, [*(start for start, _ in ends), len(text)], strict=True)
    return [(start, end) for start, end in spans if text[start:end].strip()]
