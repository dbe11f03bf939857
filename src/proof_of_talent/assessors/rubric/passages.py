"""Finds passages in a page of text: sentences or bullets that carry cue phrases and something of substance.

A cue phrase alone earns nothing. A passage counts by what stands beside the cue (figures, years, names, a
verb), and not at all when it is negated, speaks of the future, tells the reader what to do, or is a bare list
of phrases. Everything here is heuristic and deterministic; the lists are of English words, not of rules.
"""

import re
from typing import Literal, NamedTuple

from proof_of_talent.assessors.cues import CueIndex, Hit
from proof_of_talent.assessors.folding import fold_text
from proof_of_talent.assessors.rubric.subjects import Subject
from proof_of_talent.assessors.spans import cut_quote, split_spans

Voice = Literal["own", "letter", "others"]
"""Who speaks in a paper: the applicant, somebody who recommends them, or others."""

_HEAD = 300  # characters at the start of a paper that say what it is
_WORD = re.compile(r"\w+")
_NEGATION = re.compile(
    r"\b(?:not(?! only)|no(?![.\w])|never|without|neither|nor|cannot|\w+n't|lacks?|lacking|failed to|none of"
    r"|rather than|instead of|yet to|nobody|denied|refused)\b"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|plans?|planning|hopes?|hoped|hoping|intends?|intending|aims? to|aiming|aspires?"
    r"|aspiring|would|wants?|wish(?:es)?|going to|expects?|expected to|looking forward|could|may|might"
    r"|dreams?|future|applied for|applying|applies for|seeking|soon|upcoming|forthcoming|potentially)\b"
)
_CLAUSE_BREAK = re.compile(r"[;:.!?]|,? (?:but|although|though|while|whereas|however)\b")
_GENERIC = re.compile(
    r"\b(?:applicants?|candidates?) (?:must|should|may|can|need)\b"
    r"|\byou (?:must|should|can|will|could|need)\b"
    r"|\bhow to\b|\b(?:ignore|disregard|forget) (?:all|any|the|your|previous|prior|earlier)\b"
    r"|\b(?:score|rate|grade|mark) (?:this|the|him|her|them|it|every|each|all)\b"
    r"|\b(?:system|assistant) prompt\b|\bas an ai\b|\byour instructions\b|\blevel 4\b|\bfull marks\b"
    r"|\baward (?:this|the) (?:applica|candida|maximum|full|high)"
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all|any|the|your|previous|prior|earlier)[^.]{0,40}"
    r"(?:instruction|rule|prompt|criteria|guidance)|\bsystem prompt\b|\b(?:score|rate|grade|mark) this"
    r"|\bfull marks\b|\baward this (?:applica|candida)"
)
_QUANTITY = re.compile(
    r"[£$€¥]\s?\d|\b\d[\d,.]{0,15}\s?(?:%|per cent|percent|x\b|k\b|m\b|bn\b|\+|million|billion"
    r"|thousand|hundred)|\b\d{1,3}(?:,\d{3}){1,6}\b|(?<![\d/.-])\b(?!(?:19|20)\d\d\b)\d{2,7}\b(?![/:-]\d|\.\d\d\.)"
    r"|\b10\.\d{4,}/|\b(?:us|ep|gb|wo)\s?(?:patent )?\d"
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20\d\d)\b")
_NAME = re.compile(r"(?<=[^.!?•\s]\s)[A-Z][\w&’'-]*[A-Za-z]|\b[A-Z]{2,}\b")
_VERB = re.compile(
    r"\b(?:\w{2,}ed|led|won|built|gave|wrote|made|grew|is|was|has|have|are|were|had|sold|spoke|held|took|became"
    r"|serves?|leads?|ran|runs|taught|drove|cut|began|brought|sang|sung|drew|saw|choose|chose|sat|set|gives"
    r"|won|plays|writes|holds|maintains|reaches|uses|shows|called|draws|finds|praises)\b"
)
_CONNECTIVE = re.compile(
    r"\b(?:the|a|an|by|at|in|of|for|with|to|from|on|as|under|across|over|after|since|during)\b"
)


_LONGEST_HEADING = 45
_HEADING = re.compile(r"[^\W\d_][^\W\d_]*(?:[ &/'’-]+[^\W\d_]+){0,5}(?: ?\([^)\d]*\))?:?$")
_ITEM = re.compile(r"[;|]|,(?!\d)")
_FIGURE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d\b)\d[\d.,]*\d\b")  # of two digits or more, not a year
_THIRD_PERSON = re.compile(r"\b(?:she|he|they|her|his|him|their|hers|them)\b")
_OF_ONESELF = re.compile(r"\b(?:i|i'm|i've|i'd|me|my)\b")
_INTRODUCTION = re.compile(r"\W*(?:[\w ]+,\W*)?(?:i am|i'm|my name is|i have been|i was|as)\b")
_ENDS = (".", "!", '"', "”", ")", "…")
_INHERITED = 0.7  # share of a sentence that carries no cue itself
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"[A-Z][A-Z ]{3,40}:")  # a section's heading with its content on the same line


class Passage(NamedTuple):
    """A span of a page with the cues in it. `substance` is 0-1; `hits` are those that hold."""

    page: int
    start: int
    end: int
    quote: str
    hits: tuple[Hit, ...]
    substance: float
    quantified: bool
    concrete: bool
    future: tuple[Hit, ...]


class PageScan(NamedTuple):
    """What one page yields: its passages, every raw hit, and whether it tries to instruct the reader."""

    passages: tuple[Passage, ...]
    hits: tuple[Hit, ...]
    words: int
    instructs: bool
    folded: str


class _FoldedPage(NamedTuple):
    """A page's text and the same text folded, position by position; who speaks, and the year of reading."""

    number: int
    text: str
    folded: str
    voice: Voice
    year: int


def scan_page(
    index: CueIndex,
    number: int,
    text: str,
    year: int,
    subject: Subject | None = None,
    voice: Voice = "others",
) -> PageScan:
    """Find the passages of one page.

    Args:
        index: the cues to look for.
        number: the page's number, from 1.
        text: the page's text; quotes are contiguous parts of it.
        year: the year of the application; later years are plans.
        subject: the applicant's names, if known. What a paper by others is (a review, a list of winners)
            stands in its head, so that the head's cues also count for sentences that name them.
        voice: who speaks. In the applicant's own papers a section's heading says what its entries are; in a
            letter the author's word about the applicant counts, their own career does not.
    """
    folded = fold_text(text)
    hits, words = index.find(folded)
    instructs = _INSTRUCTION.search(folded) is not None
    if not hits:
        return PageScan((), (), words, instructs, folded)
    passages = []
    position = 0
    page = _FoldedPage(number, text, folded, voice, year)
    head = [hit for hit in hits if hit.end <= _HEAD] if subject and voice == "others" else []
    dated = voice == "others" and any(int(found) <= year for found in _YEAR.findall(text[:_HEAD]))
    section: list[Hit] = []
    for start, end in split_spans(text):
        inside = []
        while position < len(hits) and hits[position].start < end:
            if hits[position].start >= start and hits[position].end <= end:
                inside.append(hits[position])
            position += 1
        if voice == "own" and _is_heading(text[start:end]):
            section = inside
            continue
        if not (inside or head or section):
            continue
        inherited, named = _inherit(page, (start, end), subject, head, section)
        if inside or inherited:
            passage = _weigh_span(
                page, (start, end), inside, inherited, subject=subject, dated=dated and named
            )
            if passage is not None:
                passages.append(passage)
    return PageScan(tuple(passages), tuple(hits), words, instructs, folded)


def _inherit(
    page: _FoldedPage, span: tuple[int, int], subject: Subject | None, head: list[Hit], section: list[Hit]
) -> tuple[list[Hit], bool]:
    """Return the cues that a span takes over from its section or the head, and whether it names them."""
    start, end = span
    if page.voice == "others" and subject is not None and start > 0:
        named = subject.is_named(page.text[start:end], page.folded[start:end])
        return [hit for hit in head if hit.end <= start] if named else [], named
    if section and (_LABEL.match(page.text, start) or _DIGIT.search(page.text, start, end) is None):
        return [], False
    return section, False


def _find_applicant(piece: str, low: str, subject: Subject | None) -> int | None:
    """Return where a letter's sentence first speaks of the applicant, by name or pronoun."""
    found = [
        match.start()
        for match in (_THIRD_PERSON.search(low), subject and subject.names.search(piece))
        if match
    ]
    if subject is not None and not found and subject.is_named(piece, low):
        return 0
    return min(found, default=None)


def _is_heading(piece: str) -> bool:
    """Tell whether a span is a section's heading: a few words on a line of their own, no figures, no end."""
    line = piece.strip()
    return len(line) <= _LONGEST_HEADING and _HEADING.match(line) is not None


def _weigh_span(
    page: _FoldedPage,
    span: tuple[int, int],
    hits: list[Hit],
    inherited: list[Hit],
    *,
    subject: Subject | None,
    dated: bool,
) -> Passage | None:
    """Return the passage of a span, or None when nothing in it holds."""
    start, end = span
    number, text, year = page.number, page.text, page.year
    piece = text[start:end]
    low = page.folded[start:end]
    if _GENERIC.search(low) or piece.rstrip().endswith("?"):
        return None
    years = [int(found) for found in _YEAR.findall(piece)]
    held, future = _sort_hits(hits, low, start)
    if years and min(years) > year:
        held, future = [], [*held, *future]
        inherited = []
    if not held and not future and (hits or not inherited):
        return None
    quantified = _QUANTITY.search(low) is not None
    past = dated or any(found <= year for found in years)
    names = len(set(_NAME.findall(piece)))
    verb = _VERB.search(low) is not None
    figures = quantified or past
    if hits:
        tells = not _is_bare_list(low, [*held, *future], start, verb=verb, figures=figures)
    else:
        tells = figures and names > 0 if page.voice == "own" else verb or figures
    if not tells:
        return None
    vouched = False
    if page.voice == "letter":
        about = _find_applicant(piece, low, subject)
        vouched = verb and about is not None
        if not vouched and (_OF_ONESELF.search(low) or not verb or not piece.rstrip().endswith(_ENDS)):
            held, future = [], []  # an author's own career or title is no evidence of the applicant's
        elif about is not None and _INTRODUCTION.match(low):  # "I founded A and have known her": not hers
            held = [hit for hit in held if hit.start - start > about]
        if not held and not future:
            return None
    substance = 0.1 + 0.35 * quantified + 0.2 * past + 0.2 * (names > 0) + 0.1 * (names > 1) + 0.15 * verb
    substance = (substance + 0.2 * vouched) * (1.0 if hits else _INHERITED)
    cut_start, cut_end = cut_quote(text, start, end, (held or future)[0].start if hits else start)
    return Passage(
        number,
        cut_start,
        cut_end,
        text[cut_start:cut_end],
        (*held, *inherited),
        min(substance, 1.0),
        quantified,
        figures or vouched or (names > 1 and verb),
        tuple(future),
    )


def _sort_hits(hits: list[Hit], low: str, start: int) -> tuple[list[Hit], list[Hit]]:
    """Return the hits that hold and those that speak of the future; negated ones are left out."""
    if not (_NEGATION.search(low) or _FUTURE.search(low)):
        return hits, []
    held: list[Hit] = []
    future: list[Hit] = []
    for hit in hits:
        before = low[max(0, hit.start - start - 120) : hit.start - start]
        clauses = _CLAUSE_BREAK.split(before)
        clause = clauses[-1] if clauses else before
        if _NEGATION.search(clause[-60:]):
            continue
        (future if _FUTURE.search(clause) else held).append(hit)
    return held, future


def _is_bare_list(low: str, hits: list[Hit], start: int, *, verb: bool, figures: bool) -> bool:
    """Tell a heap of cue phrases from a sentence: too much of it is cues, with too little between."""
    covered, at, between = 0, 0, []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.cue.strength != "against" and hit.end - start > at:
            between.append(low[at : max(at, hit.start - start)])
            covered += hit.end - start - max(at, hit.start - start)
            at = hit.end - start
    rest = "".join((*between, low[at:]))
    other = [word for word in _WORD.findall(rest) if not word.isdigit()]
    phrases = len({hit.start for hit in hits})
    if phrases >= 3 and covered > 0.55 * len(low.strip()):  # noqa: PLR2004 - ours
        return True
    if figures and len(other) >= 2 * phrases:
        return False  # an entry of a list: a date or a sum, and more names than phrases
    if phrases >= 4 and not (verb and _CONNECTIVE.search(rest)):  # noqa: PLR2004 - ours
        return True
    items = len(_ITEM.findall(low))
    short = len(_WORD.findall(low)) < 3.2 * (items + 1)
    linked = verb if items < 6 else len(_CONNECTIVE.findall(low)) >= items / 2  # noqa: PLR2004 - ours
    return (len(other) < 2 and not _FIGURE.search(rest)) or (items >= 3 and short and not linked)  # noqa: PLR2004 - ours
