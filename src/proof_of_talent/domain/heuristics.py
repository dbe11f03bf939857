"""The shape of what is our own choice in the criteria files: weights, bands, factors, word lists.

None of these figures was fitted to outcomes. They are data, so that a change is an edit of a criteria file.
"""

from typing import Annotated

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.provenance import Dated


class Weights(Dated):
    """Points of 100: one for each named criterion, `best_optional` for each of the best `optional_count`
    optional criteria. Whether the papers are complete stands beside the points, not in them.
    """

    criteria: dict[str, int]
    best_optional: int = 0
    optional_count: int = 0


class LikelihoodModel(Dated):
    """likelihood = sigmoid(logit(prior) + slope * (score - centre)), clipped; a failed gate caps it."""

    prior: float = Field(gt=0, lt=1)
    slope: float
    centre: float
    minimum: float
    maximum: float
    gate_cap: float


class Bands(Dated):
    """Scores from which an application is strong or moderate; below is weak. Levels of verdicts likewise."""

    strong: int
    moderate: int
    met: int  # criterion score from which its verdict is "met"
    partly: int


Fraction = Annotated[float, Field(ge=0, le=1)]


class Factors(Dated):
    """How the documents behind a criterion weigh, 0-1 each (all ours; see `docs/scoring.md`).

    `cv_alone` to `evidence_and_letter` are independence by the kinds of documents quoted; `undated`,
    `decay_per_year` beyond the window and `oldest` are recency; a letter counts as `letter_share` and a CV
    as `cv_share` of an evidence document, and sufficiency is never under `fewest`.
    """

    cv_alone: Fraction
    statement_alone: Fraction
    letter: Fraction
    evidence: Fraction
    evidence_and_letter: Fraction
    undated: Fraction
    decay_per_year: Fraction
    oldest: Fraction
    letter_share: Fraction
    cv_share: Fraction
    fewest: Fraction


class Claim(Model):
    """A questionnaire answer that papers should bear out.

    An answer of at least `minimum` is a claim; `shown_by` are phrases whose mentions are counted. With
    `any_mention` a single mention is enough, otherwise half as many as claimed (at most five).
    """

    question: str
    label: str
    minimum: float
    shown_by: tuple[str, ...]
    any_mention: bool = False


class RequiredAnswer(Model):
    """A yes_no question whose "no" fails the mandatory requirement, with what to tell the applicant."""

    question: str
    text: str


class FieldHeuristics(Dated):
    """Field-specific word lists, all ours.

    `paid_placement` is the pattern of papers that were paid for and prove nothing.
    """

    ineligible: tuple[str, ...] = ()
    self_published: tuple[str, ...] = ()
    paid_placement: str = ""
    claims: tuple[Claim, ...] = ()
    required_answers: tuple[RequiredAnswer, ...] = ()
