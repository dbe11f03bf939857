"""Cuts a page's text into sentences and bullets, and a sentence into a quote. Heuristic, deterministic."""

import re
from collections.abc import Iterator

QUOTE_LIMIT = 300
"""The longest quote, in characters; long sentences are cut around their cues at word boundaries."""

_LONGEST_LINE = 130  # characters; a longer line is a paragraph that nobody broke
_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*○■➢✓]|[-–—](?=\s)|\(?\d{1,2}[.)](?=\s))")
_ENTRY = re.compile(r"\s*(?:19|20)\d\d(?:\s*[-–—]|\s{2,})")  # a dated line of a CV
_LABEL = re.compile(r"\s*[A-Z][^:.!?\n]{1,40}:\s")  # a line of a form: "Second prize: not awarded"
_LONGEST_NUMBER = 4
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|prof|mr|mrs|ms|st|no|nos|vol|pp|e\.g|i\.e|etc|al|inc|ltd|co|vs|fig|sr|jr|approx|ca|ed|eds)"
    r"|(?:^|[\s.(-])[A-Za-z])\.$",
    re.IGNORECASE,
)


def split_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences and bullets, joining lines that a page's width broke."""
    for start, end in _split_blocks(text):
        begin = start
        for match in _SENTENCE_END.finditer(text, start, end):
            if _ABBREVIATION.search(text, max(begin, match.start() - 8), match.start() + 1):
                continue
            if match.start() - begin <= _LONGEST_NUMBER and text[begin : match.start()].strip().isdigit():
                continue  # the number of a list's entry
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
    if any(form.match(line) for form in (_BULLET, _ENTRY, _LABEL)) or last.endswith((".", "!", "?")):
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
