"""Which criteria a passage speaks to: by what the criteria files say is good evidence, through the embedding.

A soft sign, never a gate: a passage counts most for the criterion that it is nearest to, and less for others.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from proof_of_talent.domain.criteria import Criterion
from proof_of_talent.judging.evidence.embedding import Vector, compare, embed
from proof_of_talent.judging.evidence.facts import FULL
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.slots import find_status

_BEST_SENTENCES = 3
_NEAR = 250  # per mille of cosine behind the nearest criterion after which nothing is left
_LEAST = 150  # cosine under which a passage speaks to nothing
_LEAST_LETTERS = 25
_SHORTEST_QUOTE = 45  # characters of a sentence that can stand alone
_ANY_YEAR = 9_999
_ABOUT = re.compile(r"\b(?:she|he|her|his|him)\b")
_GREETS = re.compile(
    r"^\W*(?:dear|to whom|to the|letter of|re:|i am (?!told)|my name|i have known|i've known|i first|i met"
    r"|my relationship|i make this|we have worked|we met|we have known|we confirm|i write|in support)\b"
)
_OPENING, _FIRST_SENTENCES = 300, 5
_MOST_SENTENCES = 10


@lru_cache(maxsize=400)
def _embed_anchor(text: str) -> Vector:
    return embed(text)


def list_anchors(criterion: Criterion) -> tuple[str, ...]:
    """Return the sentences that say what shows a criterion: its anchors, or its rules in our own words."""
    return criterion.anchors or (f"{criterion.name}. {criterion.summary}", *criterion.good)


def route(paper: ReadPaper, criteria: Sequence[Criterion]) -> Mapping[str, int]:
    """Return how much of a paper's weight speaks to each criterion, 0-1,000."""
    vectors = [embed(text) for text in _choose_passages(paper)]
    scores = {}
    for criterion in criteria:
        near = sorted((measure_nearness(vector, criterion) for vector in vectors), reverse=True)
        best = near[:_BEST_SENTENCES]
        scores[criterion.code] = sum(best) // max(1, len(best))
    top = max(scores.values(), default=0)
    return {
        code: 0 if value < _LEAST else max(0, FULL - (top - value) * FULL // _NEAR)
        for code, value in scores.items()
    }


def _choose_passages(paper: ReadPaper) -> list[str]:
    """Return the paper's opening and the sentences that name the applicant or hold figures, few enough."""
    telling = [s for s in paper.sentences if len(s.text) >= _LEAST_LETTERS]
    telling.sort(key=lambda s: -(2 * s.named + any(letter.isdigit() for letter in s.text)))
    opening = " ".join(s.text for s in paper.sentences[:_FIRST_SENTENCES])
    return [opening[:_OPENING], *(s.text for s in telling[:_MOST_SENTENCES])]


def measure_nearness(vector: Vector, criterion: Criterion) -> int:
    """Return how near a passage is to the nearest sentence that says what shows a criterion, per mille."""
    return max(compare(vector, _embed_anchor(text)) for text in list_anchors(criterion))


def has_statement(paper: ReadPaper) -> bool:
    """Tell whether any sentence of a paper can stand alone; a paper without one shows nothing."""
    return any(_is_whole(sentence) for sentence in paper.sentences)


def _is_whole(sentence: ReadSentence) -> bool:
    """Tell a sentence that can stand alone as a quote from a heading, a label, an address or a greeting."""
    text = sentence.text.strip()
    about = sentence.named or _ABOUT.search(sentence.low) is not None
    return (
        len(text) >= _SHORTEST_QUOTE
        and text.endswith((".", "!", ".”", '."'))
        and about
        and not _GREETS.search(sentence.low)
        and find_status(sentence, _ANY_YEAR)[0] == "done"
    )
