"""Puts the checklist before paying together from what an analysis found: records keep no text of papers.

It ticks what we found, asks for what we did not, and says what no program can see. It weighs nothing.
"""

from collections.abc import Iterator
from datetime import date

from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.freshness import find_notices
from proof_of_talent.domain.letter_rules import LetterPointRule
from proof_of_talent.domain.letters import LetterCheck, LetterPoint, LettersCheck
from proof_of_talent.domain.paying import PayingRule, PayingSubject
from proof_of_talent.domain.provenance import Dated
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults, PaperLength, ResultQuote
from proof_of_talent.domain.routing import ItemResult
from proof_of_talent.domain.routing_rules import Decision
from proof_of_talent.judging.facts import FactGroup, tell_facts
from proof_of_talent.judging.paying.checks import PayingCase, look_at
from proof_of_talent.judging.paying.criteria import list_criteria
from proof_of_talent.judging.paying.items import (
    PayingChecklist,
    PayingGroup,
    PayingItem,
    PayingState,
    cite,
)

_TITLES: dict[PayingSubject, str] = {
    "route": "What your route asks for",
    "papers": "Papers and their limits",
    "letters": "Letters of recommendation",
    "criteria": "Criteria",
    "files": "How the files are prepared",
    "form": "What no program can see",
}
_MONEY = ("fees", "times", "stage_1", "after_endorsement", "review", "advice")
_ITEM_STATES: dict[str, PayingState] = {
    "shown": "ticked",
    "look_up": "cannot_be_seen",
    "open": "open",
    "excluded": "open",
}
_POINT_STATES: dict[str, PayingState] = {"found": "ticked", "unclear": "cannot_be_seen"}
_POINT_WORDS = {
    "found": "We found words that say it.",
    "not_found": "We did not find it.",
    "unclear": "We cannot tell.",
    "against": "Words speak against it.",
}

_UNCOUNTED = PayingItem(
    code="uncounted",
    label="A letter that counts",
    state="open",
    found="It is about somebody else, or its author has another letter. It does not count.",
    mend="Ask another author, or ask this one for a letter about you.",
)


def find_rules(record: AnalysisRecord, results: AnalysisResults, rulebook: Rulebook) -> FieldCriteria:
    """Return the rules that an analysis was judged by, as far as we still hold them."""
    field = rulebook.edition(record.field, record.created_at.date())
    if results.route is None:
        return field
    return field.adapt(rulebook.body(results.route.body), results.route.route)


def list_before_paying(record: AnalysisRecord, rulebook: Rulebook, day: date) -> PayingChecklist:
    """Return the checklist of an analysis that was completed.

    Args:
        record: its results say what was found, and on which route.
        rulebook: what is asked for there.
        day: decides which facts hold and how old the rules are.
    """
    results = record.read_results() or AnalysisResults()
    rules = find_rules(record, results, rulebook)
    route = rules.route(results.route.route if results.route else record.route)
    papers = PayingCase(results, rules, route, results.lengths or _guess_lengths(record))
    groups = tuple(group for group in _list_groups(papers, rulebook) if group.items)
    states = [item.state for group in groups for item in group.items]
    return PayingChecklist(
        day=day,
        field=record.field,
        route=route.id,
        route_name=results.route.route_name if results.route else route.name,
        body=_name_asker(papers),
        ticked=states.count("ticked"),
        open=states.count("open"),
        cannot_be_seen=states.count("cannot_be_seen"),
        groups=groups,
        facts=_list_money(rulebook, day, papers),
        notices=find_notices(rulebook, rules, route.id, day),
    )


def _guess_lengths(record: AnalysisRecord) -> tuple[PaperLength, ...]:
    """Return kinds and pages of an older record, which counted no words."""
    return tuple(
        PaperLength(document=document.id, kind=document.kind, pages=document.pages)
        for document in record.documents
        if document.id
    )


def _name_asker(papers: PayingCase) -> str:
    """Return who asks for the papers; where there is no endorsement or we hold no rules, no body does."""
    decision = _decision(papers)
    if decision == "no_endorsement_needed":
        return "the Home Office's list of prizes"
    return "your route" if decision in ("no_rules", "not_eligible") else papers.rules.endorsing_body


def _decision(papers: PayingCase) -> Decision:
    return papers.results.route.decision if papers.results.route is not None else "judged"


def _list_money(rulebook: Rulebook, day: date, papers: PayingCase) -> tuple[FactGroup, ...]:
    facts = tell_facts(rulebook, day, papers.rules.id, papers.route.id, _decision(papers))
    return tuple(group for group in facts if group.topic in _MONEY)


def _list_groups(papers: PayingCase, rulebook: Rulebook) -> Iterator[PayingGroup]:
    asked = [
        item
        for item in rulebook.paying_items
        if item.is_asked(papers.rules.id, papers.route.id, _decision(papers))
    ]
    for subject, title in _TITLES.items():
        items = [*_list_own(subject, papers, rulebook)]
        items += [item for rule in asked if rule.subject == subject for item in _look(rule, papers, rulebook)]
        yield PayingGroup(subject=subject, title=title, items=tuple(items))
        if subject == "letters" and papers.results.letters is not None:
            yield from _list_letters(papers.results.letters, papers, rulebook)


def _look(rule: PayingRule, papers: PayingCase, rulebook: Rulebook) -> Iterator[PayingItem]:
    look = look_at(rule, papers)
    if look is None:
        return
    rests_on: dict[str, Dated] = {"documents": papers.rules.documents, "route": papers.route}
    limits = {**papers.rules.documents.model_dump(), **papers.route.model_dump(), "limit": rule.limit}
    yield _cite(
        PayingItem(
            code=rule.code,
            label=rule.label.format_map(limits),
            state=look.state,
            found=look.found,
            mend=None if look.state == "ticked" else rule.mend.format_map(limits),
            quotes=look.quotes,
        ),
        rests_on.get(rule.rests_on, rule),
        rulebook,
    )


def _cite(item: PayingItem, rule: Dated, rulebook: Rulebook) -> PayingItem:
    return cite(item, rule, rulebook.source(rule.source))


def _list_own(subject: PayingSubject, papers: PayingCase, rulebook: Rulebook) -> Iterator[PayingItem]:
    """Yield the items that other rules state: a fast track's list, criteria, reasons that we cannot see."""
    if subject == "route" and papers.results.route is not None and papers.results.route.checklist is not None:
        rules = {(c.route, item.id): item for c in rulebook.checklists for item in c.items}
        for shown in papers.results.route.checklist.items:
            rule = rules.get((papers.route.id, shown.id), papers.route)  # one of several is the route's own
            yield _cite(_show(shown), rule, rulebook)
    elif subject == "criteria":
        for item, criterion in list_criteria(papers.results, papers.rules, papers.lengths):
            yield _cite(_mend(item), criterion, rulebook)
    elif subject == "form":
        mapped = not papers.rules.documents.cv_and_letters_only
        for reason in rulebook.refusal_reasons:
            if reason.is_told(_decision(papers), puts_papers_to_criteria=mapped) and reason.unseen:
                item = PayingItem(
                    code=reason.code, label=reason.label, state="cannot_be_seen", found=reason.unseen
                )
                yield _cite(item, reason, rulebook)


def _mend(item: PayingItem) -> PayingItem:
    return item.model_copy(update={"mend": None}) if item.state == "ticked" else item


def _show(shown: ItemResult) -> PayingItem:
    state = _ITEM_STATES[shown.state]
    quotes = tuple(ResultQuote(document=e.document, page=e.page, quote=e.quote) for e in shown.evidence)
    mend = None if state == "ticked" else shown.mend
    return PayingItem(
        code=shown.id, label=shown.label, state=state, found=shown.text, mend=mend, quotes=quotes
    )


def _list_letters(checked: LettersCheck, papers: PayingCase, rulebook: Rulebook) -> Iterator[PayingGroup]:
    asked = [rule for rule in rulebook.letter_points if rule.is_asked(papers.rules.id, papers.route.id)]
    for number, letter in enumerate(checked.letters, start=1):
        items = [_cite(_point(letter, rule), rule, rulebook) for rule in asked if rule.of == "each"]
        title = f"Letter {number}: {letter.author or 'author not found'}"
        if not letter.counted:
            items = [_UNCOUNTED]
        yield PayingGroup(subject="letters", title=title, document=letter.document, items=tuple(items))
    shared = [rule for rule in asked if rule.of == "one"]
    if shared and checked.letters:
        items = [_cite(_find_best(checked, rule), rule, rulebook) for rule in shared]
        yield PayingGroup(subject="letters", title="At least one of the letters", items=tuple(items))


def _find_best(checked: LettersCheck, rule: LetterPointRule) -> PayingItem:
    items = [_point(letter, rule) for letter in checked.letters]
    return next((item for item in items if item.state == "ticked"), items[0])


def _point(letter: LetterCheck, rule: LetterPointRule) -> PayingItem:
    point = next((one for one in letter.points if one.code == rule.code), None)
    point = point or LetterPoint(code=rule.code, status="not_found")
    state = _POINT_STATES.get(point.status, "open")
    quotes = tuple(ResultQuote(document=e.document, page=e.page, quote=e.quote) for e in point.evidence)
    return PayingItem(
        code=rule.code,
        label=f"{rule.label[0].upper()}{rule.label[1:]}",
        state=state,
        found=point.note or _POINT_WORDS[point.status],
        mend=None if state == "ticked" else rule.mend,
        quotes=quotes,
    )
