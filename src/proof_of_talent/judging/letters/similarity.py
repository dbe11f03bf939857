"""Sentences that letters share with one another, or with what the applicant wrote: signs of a template."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from proof_of_talent.domain.letters import SharedSentence
from proof_of_talent.judging.letters.sentences import Sentence

_LEAST_WORDS = 9
_ALIKE = 88  # of 100 (ours)
_MOST_SENTENCES = 120  # of one paper
_WORD = re.compile(r"[^\W_]+")


class Wording(NamedTuple):
    """A paper's sentences, to be compared with those of others."""

    document: str
    sentences: tuple[Sentence, ...]


def list_shared_sentences(papers: Sequence[Wording]) -> Iterator[SharedSentence]:
    """Yield the pairs of long sentences that two papers have in nearly the same words."""
    prepared = [(paper, _prepare(paper)) for paper in papers]
    for (first, left), (second, right) in combinations(prepared, 2):
        for one, folded in left:
            best = max(right, key=lambda other: fuzz.ratio(folded, other[1]), default=None)
            if best is not None and fuzz.ratio(folded, best[1]) >= _ALIKE:
                yield SharedSentence(first=one.quote(first.document), second=best[0].quote(second.document))


def _prepare(paper: Wording) -> list[tuple[Sentence, str]]:
    folded = [(sentence, _WORD.findall(sentence.text.casefold())) for sentence in paper.sentences]
    return [(one, " ".join(words)) for one, words in folded if len(words) >= _LEAST_WORDS][:_MOST_SENTENCES]
