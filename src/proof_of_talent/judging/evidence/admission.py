"""Which papers are admitted as evidence, and which are left out, each with the words that decided it.

Payment has a direction: a fee that the applicant receives is evidence, a fee that they pay is doubt.
"""

import re
from typing import NamedTuple

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import LeftOutReason, Relation
from proof_of_talent.judging.evidence.numbers import DATE
from proof_of_talent.judging.evidence.organisations import is_issued_by
from proof_of_talent.judging.evidence.papers import ReadPaper
from proof_of_talent.judging.evidence.selections import find_selection
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for
from proof_of_talent.judging.evidence.works import list_identifiers

_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"\d[\d,.]*")
_MANY_WORDS, _FEW_FIGURES, _ONE_IN = 40, 4, 9
_LETTERS_BY: dict[Relation, LeftOutReason] = {
    "family": "letter_by_family", "subordinate": "letter_by_subordinate",
}  # fmt: skip
_ROUTINE_SIGNS, _HEAD = 2, 60
_OPENING = 200  # characters in which a programme has its date
_HOLLOW_SIGNS = 2
_CLAIMS = re.compile(
    r"\b(?:award|prize|winner|laurel|honou?r|keynote|jury|judge|feature|interview|publish|magazine|exhibit|show|"
    r"screening|talk|speaker|stage|paper|article|medal|title|list|fellow|concert|recital|performance)\w*"
)


class LeftOutPaper(NamedTuple):
    """Why a paper is left out: a code, the words that decided it, and whether it claimed credit."""

    reason: LeftOutReason
    quote: PaperQuote | None
    claimed: bool


def find_reason(
    paper: ReadPaper, relation: Relation, works: frozenset[str], own: frozenset[str]
) -> LeftOutPaper | None:
    """Return why a letter or a paper by others earns nothing, or None where it is admitted.

    Args:
        paper: a letter or a paper by others.
        relation: of its author.
        works: telling words of what the applicant made (see `works.list_works`).
        own: organisations that the applicant runs (see `organisations.list_own_organisations`).
    """
    if paper.role == "letter":
        paid = _find(paper, "payment", "letter_paid")
        if paid is not None:
            return LeftOutPaper("letter_paid_for", paid, claimed=True)
        if relation in _LETTERS_BY:
            return LeftOutPaper(_LETTERS_BY[relation], None, claimed=True)
        return _find_namesake(paper)
    return (
        _find_bare_list(paper)
        or _find_routine(paper)
        or _find_namesake(paper)
        or _find_stranger(paper, works)
        or _find_payment(paper)
        or _find_self_made(paper)
        or _find_own_organisation(paper, own)
        or _find_hollow(paper)
    )


def _find(paper: ReadPaper, section: str, name: str) -> PaperQuote | None:
    pattern = look_for(section, name)
    for sentence in paper.sentences:
        match = pattern.search(sentence.low)
        if match is not None and not look_for("payment", "free").search(sentence.low):
            return sentence.quote(match.start())
    return None


def _find_payment(paper: ReadPaper) -> LeftOutPaper | None:
    """Find money that goes from the applicant for what the paper shows, or a list of what is for sale."""
    claimed = _CLAIMS.search(paper.low) is not None
    pays, source, sums = (look_for("payment", name) for name in ("applicant_pays", "from_applicant", "sums"))
    for sentence in paper.sentences:
        low = sentence.low
        if look_for("payment", "free").search(low):
            continue
        match = pays.search(low)
        if match is None:
            match = source.search(low)
            match = match if match and sums.search(low) else None
        if match is not None and not look_for("payment", "received").search(match.group()):
            return LeftOutPaper("paid_by_applicant", sentence.quote(match.start()), claimed)
    quote = _find(paper, "payment", "price_list")
    return LeftOutPaper("bought", quote, claimed) if quote else None


def _find_self_made(paper: ReadPaper) -> LeftOutPaper | None:
    quote = _find(paper, "self_made", "patterns")
    return LeftOutPaper("self_published", quote, claimed=True) if quote else None


def _find_bare_list(paper: ReadPaper) -> LeftOutPaper | None:
    """Find heaps of phrases: hardly a word of those that make sentences, and no figures either."""
    words = _LETTERS.findall(paper.low)
    figures = set(_FIGURES.findall(paper.low))
    if len(words) < _MANY_WORDS or len(figures) >= _FEW_FIGURES or _is_programme(paper):
        return None
    if sum(word in list_words("commonest") for word in words) * _ONE_IN >= len(words):
        return None
    return LeftOutPaper("bare_list", paper.sentences[0].quote() if paper.sentences else None, claimed=False)


def _is_programme(paper: ReadPaper) -> bool:
    """Tell the list of who appears on a certain day, with the applicant on it."""
    return bool(paper.mentions) and DATE.search(paper.low[:_OPENING]) is not None


def _find_routine(paper: ReadPaper) -> LeftOutPaper | None:
    """Find papers of everyday life: payslips, invoices, certificates of attendance."""
    found = {match.group() for match in look_for("proof", "routine").finditer(paper.low)}
    if look_for("payment", "price_list").search(paper.low):
        return None  # an invoice for a prize or a wall is told as what it is
    if len(found) < _ROUTINE_SIGNS and not look_for("proof", "routine_head").search(paper.low[:_HEAD]):
        return None
    return LeftOutPaper("unrelated", _find(paper, "proof", "routine"), claimed=False)


def _find_namesake(paper: ReadPaper) -> LeftOutPaper | None:
    """Find papers about another bearer of the surname: a first name that is not the applicant's, and never
    theirs.
    """
    if not paper.namesakes or any(mention.full for mention in paper.mentions):
        return None
    first = paper.namesakes[0]
    name = paper.text[first.start : first.end]
    sentence = next((s for s in paper.sentences if name in s.text), None)
    return LeftOutPaper("about_a_namesake", sentence.quote() if sentence else None, claimed=True)


def _find_stranger(paper: ReadPaper, works: frozenset[str]) -> LeftOutPaper | None:
    """Find papers that name neither the applicant nor a work of theirs."""
    if paper.mentions or any(word in paper.low for word in works) or works & list_identifiers(paper.low):
        return None
    return LeftOutPaper(
        "about_others", paper.sentences[0].quote() if paper.sentences else None, claimed=False
    )


def _find_own_organisation(paper: ReadPaper, own: frozenset[str]) -> LeftOutPaper | None:
    if not is_issued_by(paper, own):
        return None
    return LeftOutPaper(
        "own_organisation", paper.sentences[0].quote() if paper.sentences else None, claimed=True
    )


def _find_hollow(paper: ReadPaper) -> LeftOutPaper | None:
    """Find honours for which nobody had to compete, by at least two signs and no figure of a selection."""
    signs = {match.group(): match for match in look_for("proof", "hollow").finditer(paper.low)}
    selected = find_selection(paper.sentences)
    if len(signs) < _HOLLOW_SIGNS or (selected is not None and selected[0].is_choosy):
        return None
    return LeftOutPaper("no_selection", _find(paper, "proof", "hollow"), claimed=True)
