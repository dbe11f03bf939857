"""Which criteria a paper speaks to: by the kinds of facts that it reports and that each criterion asks for.

A soft sign, never a gate: a paper counts most for the criteria of its main kind, and less for others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from proof_of_talent.domain.criteria import Criterion, FieldCriteria
from proof_of_talent.judging.evidence.embedding import Vector, compare, embed
from proof_of_talent.judging.evidence.facts import FULL
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadSentence
from proof_of_talent.judging.evidence.slots import is_done
from proof_of_talent.judging.evidence.telling import states_in_form
from proof_of_talent.judging.evidence.vocabulary import list_kind_patterns

_FIRST_SENTENCES = 2
_SHORTEST_QUOTE = 45  # characters of a sentence that can stand alone
_ABOUT = re.compile(r"\b(?:she|he|her|his|him)\b")
_GREETS = re.compile(
    r"^\W*(?:dear|to whom|to the|letter of|re:|i am (?!told)|my name|i have known|i've known|i first|i met"
    r"|my relationship|i make this|we have worked|we met|we have known|we confirm|i write|in support)\b"
)


@lru_cache(maxsize=400)
def _embed_anchor(text: str) -> Vector:
    return embed(text)


def list_anchors(criterion: Criterion) -> tuple[str, ...]:
    """Return the sentences that say what shows a criterion: its anchors, or its rules in our own words."""
    return criterion.anchors or (f"{criterion.name}. {criterion.summary}", *criterion.good)


def route(
    sentences: Sequence[ReadSentence], criteria: FieldCriteria, *, inside: bool = False
) -> Mapping[str, int]:
    """Return how much of what sentences report speaks to each criterion, 0-1,000; a paper's first lines and
    sentences that name the applicant say most about what it is.

    Args:
        sentences: of one paper.
        criteria: the field's rules.
        inside: the paper is the applicant's employer's own, which shows work and no recognition by others.
    """
    patterns = {one.code: list_kind_patterns(criteria.id, one, inside=inside) for one in criteria.criteria}
    found = _measure_kinds(sentences, {pattern for several in patterns.values() for pattern in several})
    told = {
        code: max((found[pattern] for pattern in several), default=0) for code, several in patterns.items()
    }
    most = max(told.values(), default=0)
    shares = {code: value * FULL // most if most else 0 for code, value in told.items()}
    return {code: share * share // FULL for code, share in shares.items()}


def _measure_kinds(
    sentences: Sequence[ReadSentence], patterns: Iterable[re.Pattern[str]]
) -> Counter[re.Pattern[str]]:
    found: Counter[re.Pattern[str]] = Counter()
    patterns = tuple(patterns)
    for at, sentence in enumerate(sentences):
        weight = 2 + 2 * sentence.named + 8 * (at < _FIRST_SENTENCES)
        for pattern in patterns:
            words = len(set(pattern.findall(sentence.low)))
            found[pattern] += weight * (words + 1) * (words > 0)
    return found


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
        and (text.endswith((".", "!", ".”", '."')) or states_in_form(sentence))
        and about
        and not _GREETS.search(sentence.low)
        and is_done(sentence)
    )
