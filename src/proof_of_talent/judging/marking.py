"""Where a quote stands in a text, for showing it: found as grounding finds it, with the places of its words.

A quote that runs over a page's end is marked as far as the page has it.
"""

import re
from collections.abc import Iterator, Sequence

from proof_of_talent.domain.extracted import PagePicture
from proof_of_talent.domain.reading_gaps import Place
from proof_of_talent.judging.grounding import ELLIPSIS, TOKEN, find_words, fold_quote, run_together

Stretch = tuple[int, int]
"""From this character to before that one."""

_LEAST_TOKENS = 3
"""Fewer words of a quote at a page's end or start could stand there by chance."""

_BROKEN = re.compile(r"[\ufffe\x02]")


def mark_quote(text: str, quote: str) -> list[Stretch]:
    """Return where a text has a quote, in order; an ellipsis parts it. Empty where it is not there."""
    paper = _Tokens(text)
    spans: list[Stretch] = []
    start = 0
    for part in ELLIPSIS.split(quote):
        wanted = TOKEN.findall(fold_quote(part))
        found = paper.find(wanted, start) if wanted else None
        if found is None and wanted and not spans:
            found = paper.find_over_end(wanted)
        if found is not None:
            spans.append(found)
            start = found[1]
    return spans


def mark_picture(picture: PagePicture, quote: str) -> list[Place]:
    """Return the places of a quote on a page, one box for each line of it."""
    starts, length = [], 0
    for word in picture.words:
        starts.append(length)
        length += len(word.text) + 1
    text = " ".join(_BROKEN.sub("-", word.text) for word in picture.words)
    boxes: list[Place] = []
    for first, last in mark_quote(text, quote):
        for start, word in zip(starts, picture.words, strict=True):
            if start < last and start + len(word.text) > first:
                _add_box(boxes, word.place)
    return boxes


class _Tokens:
    """A text taken apart as grounding does, with the place of each word in it."""

    def __init__(self, text: str) -> None:
        pieces, places = [], []
        for at, sign in enumerate(text):
            piece = fold_quote(sign)
            if sign.isdigit() and not sign.isascii():
                piece = f" {piece}"  # a superscript is a number of its own
            pieces.append(piece)
            places += [at] * len(piece)
        folded = "".join(pieces)
        found = list(TOKEN.finditer(folded))
        self._words, self._starts = run_together([match[0] for match in found])
        self._places: list[Stretch] = [
            (places[match.start()], places[match.end() - 1] + 1) for match in found
        ]

    def find(self, wanted: Sequence[str], start: int = 0) -> Stretch | None:
        """Return where words stand after a character of the text."""
        run = run_together(list(wanted))[0].text
        for position in find_words(run, self._words):
            span = self._locate(position, position + len(run))
            if span[0] >= start:
                return span
        return None

    def find_over_end(self, wanted: Sequence[str]) -> Stretch | None:
        """Return where the text has the beginning of a quote at its end, or the end of one at its start."""
        for count in range(len(wanted) - 1, _LEAST_TOKENS - 1, -1):
            for part in (wanted[:count], wanted[-count:]):
                span = self.find(part)
                if span is not None:
                    return span
        return None

    def _locate(self, start: int, end: int) -> Stretch:
        inside = [at for at, first in enumerate(self._starts) if start <= first < end]
        return self._places[inside[0]][0], self._places[inside[-1]][1]


def _add_box(boxes: list[Place], place: Place) -> None:
    """Add a word's place: to the box before it where it goes on in the same line."""
    if boxes:
        left, top, right, bottom = boxes[-1]
        middle = (place[1] + place[3]) / 2
        if top < middle < bottom and place[0] >= left:
            boxes[-1] = (left, min(top, place[1]), max(right, place[2]), max(bottom, place[3]))
            return
    boxes.append(place)


def split_marked(text: str, spans: Sequence[Stretch]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it is marked."""
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[max(start, at) : end], True
        at = end
    if at < len(text):
        yield text[at:], False
