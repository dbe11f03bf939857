"""The verdict in words: bands that may be meant, likelihood, and what is missing formally."""

import re
from collections.abc import Sequence

from proof_of_talent.domain.assessment import Abstention, Recommendation

NOUNS: dict[Recommendation, str] = {
    "strong": "Strong evidence", "moderate": "Moderate evidence", "weak": "Weak evidence",
}  # fmt: skip

CHANCES = (
    (75, "likely"), (56, "more likely than not"), (45, "about even"), (25, "less likely than not"),
    (0, "unlikely"),
)  # fmt: skip
"""Words for a likelihood from so many per cent."""

_EITHER_SIDE = 10  # per cent of a range


def describe_bands(band_set: Sequence[Recommendation], abstained: Abstention | None = None) -> str:
    """Say which bands the evidence may belong to, the most likely first."""
    if abstained is not None:
        return f"Not judged: {abstained.text}"
    if not band_set:
        return "Not judged"
    first, *others = band_set
    return NOUNS[first] + (f", could be {' or '.join(others)}" if others else "")


def describe_verdict(
    band_set: Sequence[Recommendation],
    abstained: Abstention | None,
    formal_gaps: Sequence[str],
    open_parts: Sequence[str] = (),
) -> str:
    """Say how strong the evidence is and, beside that, whether the application is complete.

    Args:
        band_set: the most likely first.
        abstained: why no band is named.
        formal_gaps: labels of what is missing formally, such as “Recommendation letters missing”.
        open_parts: labels of what the body requires and the evidence does not show well enough; said where
            the bands alone would let it be overlooked.
    """
    said = [describe_bands(band_set, abstained)]
    if open_parts and "strong" in band_set[:1]:
        said.append(f"not shown well enough yet: {', '.join(map(lower_first, open_parts))}")
    if formal_gaps:
        said.append(f"formally incomplete: {', '.join(map(lower_first, formal_gaps))}")
    return "; ".join(said)


def tell_gates(labels: Sequence[str]) -> str:
    """Return what has to be settled first as a sentence; nothing where nothing has to."""
    if not labels:
        return ""
    return f"To be settled before anything else: {'; '.join(map(lower_first, labels))}."


def lower_first(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]


def describe_likelihood(likelihood: float | None) -> str | None:
    """Return a likelihood in words and as a range of per cent; None where there is none.

    The range is ten points to either side in steps of five (ours): one figure would claim too much.
    """
    if likelihood is None:
        return None
    percent = round(likelihood * 100)
    words = next(words for least, words in CHANCES if percent >= least)
    low, high = (5 * round((percent + by) / 5) for by in (-_EITHER_SIDE, _EITHER_SIDE))
    return f"{words} ({max(0, low)} to {min(100, high)}%)"


_THIRD_PERSON = {
    "you": "the applicant",
    "your": "the applicant's",
    "yours": "the applicant's",
    "yourself": "themselves",
}
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b")


def speak_of_applicant(text: str) -> str:
    """Return words of ours to the applicant as words about them, for an adviser or a model."""
    return _SECOND_PERSON.sub(lambda match: _THIRD_PERSON[match.group()], text)
