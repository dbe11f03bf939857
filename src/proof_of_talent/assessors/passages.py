"""Finds passages in a page of text: sentences or bullets that carry cue phrases and something of substance.

A cue phrase alone earns nothing. A passage counts by what stands beside the cue (figures, years, names, a
verb), and not at all when it is negated, speaks of the future, tells the reader what to do, or is a bare list
of phrases. Everything here is heuristic and deterministic; the lists are of English words, not of rules.
"""

# ruff: noqa: RUF001 - hyphens, bullets and quotation marks of real documents are what is looked for here

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

QUOTE_LIMIT = 300
"""The longest quote, in characters; long sentences are cut around their cues at word boundaries."""

_HEAD = 300  # characters at the start of a paper that say what it is
_LONGEST_LINE = 130  # characters; a longer line is a paragraph that nobody broke
_FOLDS = str.maketrans(dict.fromkeys("-‐‑‒–\n\t\r\u00a0\u2009\u202f", " ") | {"’": "'", "‘": "'"})
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*○■➢✓]|[-–—](?=\s)|\(?\d{1,2}[.)](?=\s))")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|prof|mr|mrs|ms|st|no|nos|vol|pp|e\.g|i\.e|etc|al|inc|ltd|co|vs|fig|sr|jr|approx|ca|ed|eds)"
    r"|(?:^|[\s.(])[A-Za-z])\.$",
    re.IGNORECASE,
)
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
    r"|thousand|hundred)|\b\d{1,3}(?:,\d{3}){1,6}\b|(?<![\d/.-])\b(?!(?:19|20)\d\d\b)\d{2,7}\b(?![/:-]\d)"
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


_PLURAL = re.compile(r"[a-z]{3}[^siu\W]s$(?<!ics)(?<!series)(?<!news)")
"""A phrase whose last word is a plural that just drops its s; not `press`, `thesis`, `status`, `physics`."""


class Cue(NamedTuple):
    """A phrase to find: `group` is a criterion's code or a claim's question, `strength` what a hit means."""

    phrase: str
    group: str
    strength: str  # "strong", "plain" or "against"


class Hit(NamedTuple):
    """A cue found at [start, end) of the page."""

    cue: Cue
    start: int
    end: int


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


class _FoldedPage(NamedTuple):
    """A page's text and the same text folded, position by position."""

    number: int
    text: str
    folded: str


def fold_text(text: str) -> str:
    """Return the text in lower case with hyphens and line ends as spaces, at unchanged positions."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_FOLDS)


class CueIndex:
    """Phrases by their first word, so that one pass over a page's words finds them all."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[tuple[str, list[Cue]]]] = {}
        phrases: dict[str, list[Cue]] = {}
        for cue in cues:
            folded = fold_text(cue.phrase)
            phrases.setdefault(folded, []).append(cue)
            if _PLURAL.search(folded):  # "guidelines" also means one guideline
                phrases.setdefault(folded.removesuffix("s"), []).append(cue)
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            first = _WORD.match(phrase)
            if first is not None:
                self._by_word.setdefault(first.group(), []).append((phrase, phrases[phrase]))
        for word in [word for word in self._by_word if not word.endswith("s")]:
            single = [entry for entry in self._by_word[word] if entry[0] == word]
            if single:  # a plural is found through its own first word
                self._by_word.setdefault(word + "s", []).extend(single)

    def find(self, folded: str) -> tuple[list[Hit], int]:
        """Return every hit in a folded page in order, and the number of words."""
        hits: list[Hit] = []
        words = 0
        for match in _WORD.finditer(folded):
            words += 1
            for phrase, cues in self._by_word.get(match.group(), ()):
                start = match.start()
                end = start + len(phrase)
                if folded.startswith(phrase, start) and _ends_word(folded, end):
                    hits.extend(Hit(cue, start, end) for cue in cues)
        return hits, words


def _ends_word(text: str, end: int) -> bool:
    """Tell whether a word ends here, allowing for a plural."""
    rest = text[end : end + 2]
    if not rest or not (rest[0].isalnum() or rest[0] == "_"):
        return True
    return rest[0] == "s" and not rest[1:].isalnum()


def scan_page(index: CueIndex, number: int, text: str, year: int, subject: str | None = None) -> PageScan:
    """Find the passages of one page.

    Args:
        index: the cues to look for.
        number: the page's number, from 1.
        text: the page's text; quotes are contiguous parts of it.
        year: the year of the application; later years are plans.
        subject: the applicant's surname, folded, for papers by others. What such a paper is (a review, a list
            of winners) stands in its head, so that the head's cues also count for sentences that name them.
    """
    folded = fold_text(text)
    hits, words = index.find(folded)
    instructs = _INSTRUCTION.search(folded) is not None
    if not hits:
        return PageScan((), (), words, instructs)
    passages = []
    position = 0
    page = _FoldedPage(number, text, folded)
    head = [hit for hit in hits if hit.end <= _HEAD] if subject else []
    for start, end in split_spans(text):
        inside = []
        while position < len(hits) and hits[position].start < end:
            if hits[position].start >= start and hits[position].end <= end:
                inside.append(hits[position])
            position += 1
        named = head and start > 0 and subject is not None and subject in folded[start:end]
        if inside or named:
            inherited = [hit for hit in head if hit.end <= start] if named else []
            passage = _weigh_span(page, (start, end), inside, inherited, year)
            if passage is not None:
                passages.append(passage)
    return PageScan(tuple(passages), tuple(hits), words, instructs)


def _weigh_span(
    page: _FoldedPage, span: tuple[int, int], hits: list[Hit], inherited: list[Hit], year: int
) -> Passage | None:
    """Return the passage of a span, or None when nothing in it holds."""
    start, end = span
    number, text = page.number, page.text
    piece = text[start:end]
    low = page.folded[start:end]
    if _GENERIC.search(low) or piece.rstrip().endswith("?"):
        return None
    years = [int(found) for found in _YEAR.findall(piece)]
    held, future = _sort_hits(hits, low, start)
    if years and min(years) > year:
        held, future = [], [*held, *future]
    if not held and not future and (hits or not inherited):
        return None
    quantified = _QUANTITY.search(low) is not None
    named = len(set(_NAME.findall(piece)))
    verb = _VERB.search(low) is not None
    if (hits and _is_bare_list(low, [*held, *future], start, verb=verb)) or not (hits or verb or quantified):
        return None
    past = any(found <= year for found in years)
    substance = 0.1 + 0.35 * quantified + 0.2 * past + 0.2 * (named > 0) + 0.1 * (named > 1) + 0.15 * verb
    cut_start, cut_end = cut_quote(text, start, end, (held or future)[0].start if hits else start)
    return Passage(
        number,
        cut_start,
        cut_end,
        text[cut_start:cut_end],
        (*held, *inherited),
        min(substance, 1.0),
        quantified,
        quantified or past or (named > 1 and verb),
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


def _is_bare_list(low: str, hits: list[Hit], start: int, *, verb: bool) -> bool:
    """Tell a heap of cue phrases from a sentence: too much of it is cues, with too little between."""
    covered: set[int] = set()
    for hit in hits:
        if hit.cue.strength != "against":
            covered.update(range(hit.start - start, hit.end - start))
    rest = "".join(letter for at, letter in enumerate(low) if at not in covered)
    other = [word for word in _WORD.findall(rest) if not word.isdigit()]
    phrases = len({hit.start for hit in hits})
    if phrases >= 3 and len(covered) > 0.55 * len(low.strip()):  # noqa: PLR2004 - ours
        return True
    if phrases >= 4 and not (verb and _CONNECTIVE.search(rest)):  # noqa: PLR2004 - ours
        return True
    items = low.count(",") + low.count(";") + low.count("|")
    short = len(_WORD.findall(low)) < 3.2 * (items + 1)
    linked = verb if items < 6 else len(_CONNECTIVE.findall(low)) >= items / 2  # noqa: PLR2004 - ours
    return len(other) < 2 or (items >= 3 and short and not linked)  # noqa: PLR2004 - ours


def split_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences and bullets, joining lines that a page's width broke."""
    for start, end in _split_blocks(text):
        begin = start
        for match in _SENTENCE_END.finditer(text, start, end):
            if _ABBREVIATION.search(text, max(begin, match.start() - 8), match.start() + 1):
                continue
            yield begin, match.start() + 1
            begin = match.end()
        if begin < end:
            yield begin, end


def _split_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans of lines that belong together."""
    begin: int | None = None
    last = ""
    at = 0
    lines = text.split("\n")
    full = max(60.0, 0.8 * max(len(line) for line in lines if len(line) <= _LONGEST_LINE or line is lines[0]))
    for line in lines:
        stripped = line.strip()
        if begin is None:
            begin = at if stripped else None
        elif not stripped or not _continues(last, line, full):
            yield begin, at - 1
            begin = at if stripped else None
        last = stripped
        at += len(line) + 1
    if begin is not None:
        yield begin, len(text)


def _continues(last: str, line: str, full: float) -> bool:
    """Tell whether a line goes on with the sentence of the line before."""
    if _BULLET.match(line) or last.endswith((".", "!", "?")):
        return False
    first = line.lstrip()[:1]
    if first.islower() or last.endswith((",", "-", "–", " of", " the", " and", " with", " for", " in")):
        return True
    return full <= len(last) <= _LONGEST_LINE


def cut_quote(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """Return the span stripped of blanks and bullets and cut to `QUOTE_LIMIT` about a position."""
    bullet = _BULLET.match(text, start, end)
    if bullet is not None:
        start = bullet.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start <= QUOTE_LIMIT:
        return start, end
    if around - start > QUOTE_LIMIT // 2:
        start = text.rfind(" ", start, around - QUOTE_LIMIT // 3) + 1 or start
    cut = min(end, start + QUOTE_LIMIT)
    space = text.rfind(" ", start, cut)
    return start, space if cut < end and space > start else cut
