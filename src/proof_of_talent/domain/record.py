"""The record of one analysis, completed or failed: one row of `cv_analyses`, and how rows are selected."""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from proof_of_talent.domain.application import SESSION_ID_PATTERN, DocumentKind, FieldId
from proof_of_talent.domain.assessment import (
    Abstention,
    AssessorInfo,
    BandProbabilities,
    Recommendation,
    Usage,
)
from proof_of_talent.domain.base import Model, Moment, format_moment, truncate_to_milliseconds
from proof_of_talent.domain.clients import CLIENT_ID_PATTERN
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.results import AnalysisResults

SCHEMA_VERSION = 1
RECORD_ID_PATTERN = r"^[0-9a-f]{24}$"

Status = Literal["completed", "error"]
AttemptKind = Literal["first", "again", "rejudged"]
"""What an attempt is. `rejudged`: an earlier one's papers under other rules or by another assessor."""
Ending = Literal["completed", "error", "rejudged", "rejudged_error"]
"""How analyses are told apart where they are selected and counted: new ones by how they ended, and those that
were judged again, which totals leave out.
"""
ENDINGS: tuple[Ending, ...] = get_args(Ending)
REJUDGED: tuple[Ending, ...] = ("rejudged", "rejudged_error")
Sort = Literal["-created_at", "created_at", "-overall_score", "overall_score"]


def new_record_id(now: datetime) -> str:
    """Return 24 hex digits in ObjectId order: seconds since the epoch, then 64 random bits."""
    return f"{int(now.timestamp()):08x}{secrets.token_hex(8)}"


class RecordError(Model):
    """Where an analysis failed and why: `code` is stable, the safe sentence is `error_message`.

    `server` are the short codes that a model's server gave, never its words.
    """

    stage: Stage
    code: str
    server: dict[str, str] | None = None


class RecordDocument(Model):
    """What is kept of a document in a record: never its name or text."""

    id: str | None = None
    kind: DocumentKind
    media_type: str
    pages: int
    bytes: int
    ocr_pages: int = 0  # pages that are pictures, read by text recognition
    place: str | None = None  # as `Document.place`
    fingerprint: str | None = None  # see `mark_content`


def mark_content(session_id: str, content: bytes) -> str:
    """Return what knows a paper again in its own session, and in no other."""
    return sha256(session_id.encode() + b"/" + content).hexdigest()[:16]


class Timing(Model):
    """Durations in seconds, millisecond precision; null for a stage that was not reached."""

    queued_seconds: float | None = None
    extraction_seconds: float | None = None
    analysis_seconds: float | None = None
    total_seconds: float | None = None


class GroundingCount(Model):
    """How many quotes were claimed and how many of them exist in the documents."""

    claims: int = 0
    grounded: int = 0


class EarlierVerdict(Model):
    """What an attempt of kind `rejudged` judged anew: the attempt before, its score and who gave it."""

    attempt: int = Field(ge=1)
    overall_score: int | None
    assessor: str
    rules_version: str | None


OutcomeResult = Literal["endorsed", "refused", "withdrawn"]


DECISION_TIME = timedelta(weeks=8)
"""How long a decision on endorsement takes at most: up to eight weeks, as the rules say of technology."""


class ReportedOutcome(Model):
    """What somebody reported at one time; `date` is the day of the decision, ISO 8601."""

    result: OutcomeResult
    date: str
    reported_at: Moment


class Outcome(ReportedOutcome):
    """What the endorsing body decided, as reported by the applicant or an adviser; what was said before a
    correction is its history, oldest first.
    """

    history: tuple[ReportedOutcome, ...] = ()


def name_attempt(attempt: int) -> AttemptKind:
    """Return what kind of attempt a number means, which is also how records of before are read."""
    return "first" if attempt == 1 else "again"


class AnalysisRecord(Model):
    """One analysis. Every key is always present, null where it does not apply: readers see one schema."""

    id: str = Field(alias="_id", pattern=RECORD_ID_PATTERN)
    session_id: str = Field(pattern=SESSION_ID_PATTERN)
    field: FieldId
    upload_date: Moment
    created_at: Moment
    completed_at: Moment
    processing_status: Status
    document_count: int = Field(ge=0)
    questionnaire_responses: dict[str, Any]
    analysis_results: dict[str, Any] | None
    overall_score: int | None = Field(ge=0, le=100)
    likelihood: float | None = Field(ge=0, le=1)
    recommendation: Recommendation | None
    strengths_count: int | None = Field(ge=0)
    weaknesses_count: int | None = Field(ge=0)
    evidence_gaps_count: int | None = Field(ge=0)
    error_message: str | None
    schema_version: int = SCHEMA_VERSION
    attempt: int = Field(ge=1)
    attempt_kind: AttemptKind = Field(default_factory=lambda known: name_attempt(known.get("attempt", 1)))
    client: str | None = Field(default=None, pattern=CLIENT_ID_PATTERN)
    rejudged_from: EarlierVerdict | None = None
    route: str | None
    error: RecordError | None
    documents: tuple[RecordDocument, ...]
    assessor: AssessorInfo | None
    usage: Usage
    timing: Timing
    grounding: GroundingCount
    consents: dict[str, bool] = {}
    corrections: int = Field(default=0, ge=0)
    band_set: tuple[Recommendation, ...] | None = None
    band_probabilities: BandProbabilities | None = None
    abstained: Abstention | None = None
    outcome: Outcome | None = None

    @model_validator(mode="after")
    def _check_status(self) -> Self:
        if self.processing_status == "error" and (self.error is None or self.error_message is None):
            message = "a failed analysis names its stage, code and message"
            raise ValueError(message)
        return self

    def read_results(self) -> AnalysisResults | None:
        """Return what the analysis found, typed; None where it failed.

        `analysis_results` itself stays as it was written, so that no version loses what another one said.

        Raises:
            pydantic.ValidationError: a code or a score that figures are counted from is missing.
        """
        return (
            None if self.analysis_results is None else AnalysisResults.model_validate(self.analysis_results)
        )

    def to_wire(self) -> dict[str, Any]:
        """Return the record under its fixed names, moments as ISO 8601 with Z, ready for JSON."""
        return self._to_wire(exclude=set())

    def to_json(self) -> bytes:
        """Return the canonical JSON of the record: the bytes that stores keep and exports stream.

        It says the same as `to_wire`, without copying the results and answers first.
        """
        wire = self._to_wire(exclude=_FREE_FORM)
        whole = {name: wire[name] if name in wire else getattr(self, name) for name in _WIRE_NAMES}
        return orjson.dumps(whole)

    def _to_wire(self, exclude: set[str]) -> dict[str, Any]:
        wire = self.model_dump(by_alias=True, exclude=exclude)
        for name in ("upload_date", "created_at", "completed_at"):
            wire[name] = format_moment(wire[name])
        if wire["outcome"] is not None:
            for report in (wire["outcome"], *wire["outcome"]["history"]):
                report["reported_at"] = format_moment(report["reported_at"])
        return wire

    @classmethod
    def from_json(cls, data: bytes | str) -> Self:
        """Read a record back. `from_json(r.to_json()) == r` holds for every record.

        Raises:
            pydantic.ValidationError: the data is not a record.
        """
        return cls.model_validate_json(data)


_FREE_FORM = {"questionnaire_responses", "analysis_results"}
_WIRE_NAMES = tuple(field.alias or name for name, field in AnalysisRecord.model_fields.items())


def name_ending(record: AnalysisRecord) -> Ending:
    """Return how a record is counted."""
    if record.attempt_kind != "rejudged":
        return record.processing_status
    return "rejudged" if record.processing_status == "completed" else "rejudged_error"


def label_assessor(assessor: AssessorInfo | Mapping[str, Any] | None) -> str:
    """Return how filters, rollups and columns name an assessor: `rubric`, `openai:gpt-5`, or `none`.

    Args:
        assessor: who judged, also in the form that a record has on the wire.
    """
    if assessor is None:
        return "none"
    if isinstance(assessor, AssessorInfo):
        name, model = assessor.name, assessor.model
    else:
        name, model = assessor["name"], assessor["model"]
    return str(name) if model is None else f"{name}:{model}"


FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Years that a filter's bounds may lie in: wide enough for any record, with room for date arithmetic."""


def check_bound(moment: datetime) -> datetime:
    """Return a filter's bound as it is.

    Raises:
        ValueError: it is outside `FIRST_YEAR` to `LAST_YEAR`; the midnight that ends the last year is in.
    """
    if moment.year < FIRST_YEAR or moment.timetuple()[:6] > (LAST_YEAR + 1, 1, 1, 0, 0, 0):
        message = f"a date must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    return moment


_T = TypeVar("_T")


def settle_choice(value: Any) -> Any:
    """Return several choices sorted, each once; one as it is, none as None: equal filters look alike."""
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    several = tuple(sorted(set(value)))
    return several if len(several) > 1 else next(iter(several), None)


Choices = Annotated[_T | tuple[_T, ...] | None, BeforeValidator(settle_choice)]
"""One value, any of several, or None for all."""
CONDITIONS = ("field", "status", "recommendation", "assessor")
"""What a filter can ask for beside a time, by its names."""
AssessorLabel = Annotated[str, Field(max_length=200)]


class AnalysisFilter(Model):
    """Which records are meant; the same filter serves list, analytics, charts and export.

    `since` (inclusive) and `until` (exclusive) bound `created_at`. All conditions must hold, of several
    values any; None is no condition, but that `status` None leaves out what was judged again.
    """

    field: Choices[FieldId] = None
    status: Choices[Ending] = None
    recommendation: Choices[Recommendation] = None
    assessor: Choices[AssessorLabel] = None
    since: Annotated[Moment, AfterValidator(check_bound)] | None = None
    until: Annotated[Moment, AfterValidator(check_bound)] | None = None

    @property
    def leaves_out_rejudged(self) -> bool:
        """Whether only new analyses are meant: unless a status is asked for."""
        return self.status is None

    def choices(self, only: tuple[str, ...] = CONDITIONS) -> dict[str, tuple[str, ...]]:
        """Return the values that are asked for, by condition; conditions that are not set are left out."""
        given: dict[str, Any] = {name: getattr(self, name) for name in only}
        return {
            name: value if isinstance(value, tuple) else (value,)
            for name, value in given.items()
            if value is not None and not (name == "status" and set(value) == set(ENDINGS))
        }

    def matches(self, record: AnalysisRecord) -> bool:
        """Tell whether a record is meant. Stores answer the same, by index."""
        facts = (
            record.field, name_ending(record), record.recommendation, label_assessor(record.assessor),
        )  # fmt: skip
        choices = self.choices()
        return (
            not (self.leaves_out_rejudged and record.attempt_kind == "rejudged")
            and all(fact in choices.get(name, (fact,)) for name, fact in zip(CONDITIONS, facts, strict=True))
            and (self.since is None or record.created_at >= self.since)
            and (self.until is None or record.created_at < self.until)
        )


EVERY_RECORD = AnalysisFilter(status=ENDINGS)
"""All records, also those that were judged again."""


class Position(Model):
    """Where a page of records ended: the sort value of its last row, then its id to break ties.

    `value` is `created_at` in wire form, or the score (None for a row without one); see `position_of`.
    """

    value: str | int | None
    id: str


def position_of(record: AnalysisRecord, sort: Sort) -> Position:
    """Return where a page ends whose last row is this record; pass it to `RecordStore.list_page(after=…)`."""
    by_score = sort.endswith("overall_score")
    return Position(
        value=record.overall_score if by_score else format_moment(record.created_at), id=record.id
    )


def parse_bound(text: str, *, is_until: bool) -> datetime:
    """Read `since` or `until`: a date (a whole UTC day, included) or an ISO 8601 instant with a zone.

    Args:
        text: `2026-11-22` or `2026-11-22T10:00:00Z`.
        is_until: a date then means the end of that day, so that both ends of a range are included.

    Raises:
        ValueError: neither form, an instant without a zone, or a year that is out of range.
    """
    if len(text) == len("2026-11-22"):
        day = check_bound(datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC))
        return day + timedelta(days=1) if is_until else day
    return check_bound(truncate_to_milliseconds(datetime.fromisoformat(text)))
