"""The sentences of a letter's own text, each with its page, so that a finding can quote them."""

import re
from collections.abc import Iterator
from itertools import groupby, takewhile
from typing import NamedTuple

from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.judging.letters.layout import Line, is_prose, is_salutation

_END = re.compile(
    r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bNo\.)(?<!\be\.g\.)"
    r"(?<!\bi\.e\.)(?<![\s(][A-Z]\.)[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z]|[\"“‘(]?\d)"
)
_LONGEST_QUOTE = 400  # characters


class Sentence(NamedTuple):
    """One sentence without its line ends, and the page it begins on."""

    page: int
    text: str

    def quote(self, document: str) -> Evidence:
        """Return the sentence as evidence: it was cut from the document, so it is grounded."""
        return Evidence(
            document=document, page=self.page, quote=self.text[:_LONGEST_QUOTE].strip(), grounded=True
        )


def split_sentences(lines: tuple[Line, ...]) -> Iterator[Sentence]:
    """Yield the sentences of some lines; a sentence that runs over a page's end is cut there.

    Lines that address the reader stand for themselves: the first sentence begins behind them.
    """
    addressed = tuple(takewhile(_only_addresses, lines))
    yield from (Sentence(line.page, line.text) for line in addressed)
    for page, on_page in groupby(lines[len(addressed) :], key=lambda line: line.page):
        text = " ".join(line.text for line in on_page)
        yield from (Sentence(page, part.strip()) for part in _END.split(text) if part.strip())


def _only_addresses(line: Line) -> bool:
    return is_salutation(line.text) and not (is_prose(line.text) and line.text.endswith((".", "!", "?")))
