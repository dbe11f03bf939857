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
from proof_of_talent.judging.evidence.papers import ReadSentence
from proof_of_talent.judging.evidence.vocabulary import list_kind_patterns

_FIRST_SENTENCES = 2


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
