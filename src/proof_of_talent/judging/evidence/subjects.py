"""Whether papers are about another field than the arts where the arts are applied for. The words are ours."""

from proof_of_talent.domain.application import FieldId
from proof_of_talent.judging.evidence.vocabulary import look_for

_LEAST_WORDS = 2
LEAST_WORDS_OF_ALL = 3
_TIMES = 2  # so many words of another field for each of the arts, and more


def speaks_of_other_field(low: str, field: FieldId, least: int = _LEAST_WORDS) -> bool:
    """Tell whether folded text has several words of technology and science and hardly any of the arts.

    Always false for technology and science, which share too many words to be told apart.
    """
    if field != "arts_culture":
        return False
    other, own = (
        len({match.group() for match in look_for("other_field", name).finditer(low)})
        for name in ("technical", "arts")
    )
    return other >= least and other > _TIMES * own
