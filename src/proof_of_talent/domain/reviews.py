"""Reviews by people: what somebody thinks of an analysis, beside what the assessor said."""

from typing import Literal, get_args

from pydantic import Field, field_validator

from proof_of_talent.domain.application import SESSION_ID_PATTERN, FieldId
from proof_of_talent.domain.assessment import Recommendation
from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.record import RECORD_ID_PATTERN, AnalysisRecord, label_assessor
from proof_of_talent.domain.results import AnalysisResults

REVIEW_ID_PATTERN = r"^[0-9a-f]{24}-[1-9]$"
MOST_SEATS = 9
"""How many people can review one analysis."""
MOST_MARKS = 100
LONGEST_COMMENT = 4_000
LONGEST_PASSAGE = 2_000

ReviewState = Literal["open", "taken", "done"]
REVIEW_STATES: tuple[ReviewState, ...] = get_args(ReviewState)
ReviewReason = Literal["asked", "random", "low_confidence", "disagreement", "borderline"]
"""Why an analysis is reviewed: somebody asked, or a rule picked it."""


class Opinion(Model):
    """What a person thinks: a level of 0-4 for each criterion that they judged, a band, a comment."""

    at: Moment
    levels: dict[str, int] = Field(default={}, max_length=40)
    band: Recommendation | None = None
    comment: str = Field(default="", max_length=LONGEST_COMMENT)

    @field_validator("levels")
    @classmethod
    def _check_levels(cls, levels: dict[str, int]) -> dict[str, int]:
        if any(not 0 <= level <= 4 for level in levels.values()):  # noqa: PLR2004 - as of a judgement
            message = "a level is 0 to 4"
            raise ValueError(message)
        return dict(sorted(levels.items()))


class MarkedPassage(Model):
    """Words of a paper: a quote that a reviewer rejects, or one that the assessor missed."""

    criterion: str = Field(max_length=40)
    document: str = Field(max_length=20)
    page: int = Field(ge=1)
    quote: str = Field(min_length=1, max_length=LONGEST_PASSAGE)


class JudgedView(Model):
    """What the assessor said of the analysis when the review was opened, and which one it was."""

    assessor: str
    version: str | None
    prompt_version: str | None
    rules_version: str | None
    levels: dict[str, float]
    band: Recommendation | None


class Review(Model):
    """One seat at an analysis: one person's review of it.

    `reviewer` is the id of the person's API key, or `local`. In a `blind` review the person judges before
    seeing the assessor's judgement: `first` keeps that, `opinion` what they think in the end.
    """

    id: str = Field(pattern=REVIEW_ID_PATTERN)
    record_id: str = Field(pattern=RECORD_ID_PATTERN)
    session_id: str = Field(pattern=SESSION_ID_PATTERN)
    field: FieldId
    reasons: tuple[ReviewReason, ...] = Field(min_length=1)
    blind: bool
    judged: JudgedView
    opened_at: Moment
    state: ReviewState = "open"
    reviewer: str | None = None
    first: Opinion | None = None
    opinion: Opinion | None = None
    rejected: tuple[MarkedPassage, ...] = Field(default=(), max_length=MOST_MARKS)
    missed: tuple[MarkedPassage, ...] = Field(default=(), max_length=MOST_MARKS)
    version: int = 0  # raised by the store on every change

    @property
    def hides_assessor(self) -> bool:
        """Whether the person must not see the assessor's judgement yet."""
        return self.blind and self.first is None

    @property
    def unswayed(self) -> Opinion | None:
        """What the person thought before the assessor's judgement was shown, where it was hidden."""
        return self.first or self.opinion


class ReviewFilter(Model):
    """Which reviews are meant; all conditions must hold, None is no condition."""

    state: ReviewState | None = None
    reviewer: str | None = None
    record_id: str | None = None
    session_id: str | None = None


def name_seat(record_id: str, seat: int) -> str:
    """Return the id of a review: the analysis and the seat, 1 to `MOST_SEATS`."""
    return f"{record_id}-{seat}"


def view_judged(record: AnalysisRecord) -> JudgedView:
    """Return what the assessor said in a record."""
    results = record.read_results() or AnalysisResults()
    assessor = record.assessor
    return JudgedView(
        assessor=label_assessor(assessor),
        version=assessor.version if assessor is not None else None,
        prompt_version=assessor.prompt_version if assessor is not None else None,
        rules_version=assessor.rules_version if assessor is not None else None,
        levels={one.criterion: one.level for one in results.criteria if one.level is not None},
        band=record.recommendation,
    )
