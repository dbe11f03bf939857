"""Whether papers are about another field than the one applied for. The words are ours."""

from typing import NamedTuple

from proof_of_talent.domain.application import FieldId
from proof_of_talent.judging.evidence.vocabulary import look_for

_LEAST_WORDS = 2
LEAST_WORDS_OF_ALL = 3
_LEAST_WORDS_ASKED = 5
_TIMES_ASKED = 3  # as `_TIMES`, where two fields share words
_TIMES = 2  # so many words of another field for each of the arts, and more


def speaks_of_other_field(low: str, field: FieldId, least: int = _LEAST_WORDS) -> bool:
    """Tell whether folded text has several words of technology and science and hardly any of the arts.

    Always false for technology and science, which share too many words to be told apart.
    """
    if field != "arts_culture":
        return False
    other, own = _count_words(low, "technical"), _count_words(low, "arts")
    return other >= least and other > _TIMES * own


class OtherField(NamedTuple):
    """What papers seem to be about: in words, and the list of the vocabulary that shows it."""

    name: str
    words: str


_OWN_WORDS: dict[FieldId, str] = {
    "digital_technology": "digital",
    "arts_culture": "arts",
    "science_research": "research",
}
_OTHERS: dict[FieldId, tuple[OtherField, ...]] = {
    "digital_technology": (OtherField("the arts", "arts"), OtherField("research", "research")),
    "arts_culture": (OtherField("technology or science", "technical"),),
    "science_research": (OtherField("the arts", "arts"), OtherField("digital products", "digital")),
}


def find_other_field(low: str, field: FieldId) -> OtherField | None:
    """Return what papers, taken together as folded text, are about instead of the field, or None.

    Technology and science share words with their neighbours, so there the others must be many times as many.
    It is a reason to ask, and decides nothing.
    """
    if field == "arts_culture":
        (other,) = _OTHERS[field]
        return other if speaks_of_other_field(low, field, LEAST_WORDS_OF_ALL) else None
    counted = {other: _count_words(low, other.words) for other in _OTHERS[field]}
    best = max(counted, key=lambda other: counted[other])
    least = max(_LEAST_WORDS_ASKED, _TIMES_ASKED * _count_words(low, _OWN_WORDS[field]) + 1)
    return best if counted[best] >= least else None


def _count_words(low: str, name: str) -> int:
    return len({match.group() for match in look_for("other_field", name).finditer(low)})
