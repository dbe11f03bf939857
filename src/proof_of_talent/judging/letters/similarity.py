"""Sentences that letters share with one another, or with what the applicant wrote: signs of a template."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from proof_of_talent.domain.letters import SharedSentence
from proof_of_talent.judging.letters.sentences import Sentence

_LEAST_WORDS = 9
_ALIKE = 74  # of 100 (ours); in our labelled sets letters by different authors stay below 63
_ALIKE_TO_OWN = 88  # a CV and a letter name the same facts, so they have to be nearer
_MOST_SENTENCES = 120  # of one paper
_WORD = re.compile(r"[^\W_]+")


_SAME_WORDS = {
    "she": "he", "they": "he", "her": "his", "their": "his", "him": "his", "them": "his",
    "herself": "himself", "mrs": "mr", "ms": "mr", "miss": "mr",
}  # fmt: skip
"""A template changes these, and numbers, from letter to letter."""


class Wording(NamedTuple):
    """A paper's sentences, to be compared with those of others; `own` if the applicant wrote it."""

    document: str
    sentences: tuple[Sentence, ...]
    own: bool = False


def list_shared_sentences(papers: Sequence[Wording]) -> Iterator[SharedSentence]:
    """Yield the pairs of long sentences that two papers have in nearly the same words, in any order."""
    prepared = [(paper, _prepare(paper)) for paper in papers]
    for (first, left), (second, right) in combinations(prepared, 2):
        least = _ALIKE_TO_OWN if first.own or second.own else _ALIKE
        for one, folded in left:
            best = max(right, key=lambda other: _measure(folded, other[1]), default=None)
            if best is not None and _measure(folded, best[1]) >= least:
                yield SharedSentence(first=one.quote(first.document), second=best[0].quote(second.document))


def _measure(one: str, other: str) -> float:
    """Return how alike two sentences are, 0-100, whatever the order of their words."""
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _prepare(paper: Wording) -> list[tuple[Sentence, str]]:
    folded = [(sentence, _list_words(sentence.text)) for sentence in paper.sentences]
    return [(one, " ".join(words)) for one, words in folded if len(words) >= _LEAST_WORDS][:_MOST_SENTENCES]


def _list_words(text: str) -> list[str]:
    return ["0" if word.isdigit() else _SAME_WORDS.get(word, word) for word in _WORD.findall(text.casefold())]
