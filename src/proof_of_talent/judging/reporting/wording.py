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


def describe_bands(band_set: Sequence[Recommendation], abstained: Abstention | None = None) -> str:
    """Say which bands the evidence may belong to, the most likely first."""
    if abstained is not None:
        return f"Not judged: {abstained.text}"
    if not band_set:
        return "Not judged"
    first, *others = band_set
    return NOUNS[first] + (f", could be {' or '.join(others)}" if others else "")


def describe_verdict(
    band_set: Sequence[Recommendation], abstained: Abstention | None, formal_gaps: Sequence[str]
) -> str:
    """Say how strong the evidence is and, beside that, whether the application is complete.

    Args:
        band_set: the most likely first.
        abstained: why no band is named.
        formal_gaps: labels of what is missing formally, such as “Recommendation letters missing”.
    """
    said = describe_bands(band_set, abstained)
    if not formal_gaps:
        return said
    return f"{said}; formally incomplete: {', '.join(label[:1].lower() + label[1:] for label in formal_gaps)}"


def describe_likelihood(likelihood: float | None) -> str | None:
    """Return a likelihood in words and whole per cent; None where there is none."""
    if likelihood is None:
        return None
    percent = round(likelihood * 100)
    return f"{next(words for least, words in CHANCES if percent >= least)} (about {percent}%)"


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
