"""Synthetic records for demonstrations, dashboards and benchmarks. Nothing in them is about a real person.

How to know one: `assessor.version` ends with `+demo` (see `DEMO_MARK`), every model's name begins with
`demo-`, the random part of the session id begins with `demo`, and free-text answers are one fixed sentence.
A failed analysis may have no assessor; its session id still tells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final

from proof_of_talent.assessors.llm.failures import POLICIES
from proof_of_talent.demo.templates import Template, make_templates
from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.assessment import AssessorInfo, Usage
from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.failures import ANALYSIS_FAILURES
from proof_of_talent.domain.record import AnalysisRecord, GroundingCount, Outcome, RecordError, Timing
from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.pipeline.attempts import GIVEN_UP_MESSAGE, INTERNAL_MESSAGE

DEMO_MARK: Final = "+demo"
"""What `assessor.version` of every synthetic record ends with."""

_TEMPLATES_PER_FIELD: Final = 240
_FIELD_SHARES: Final = {"digital_technology": 0.52, "arts_culture": 0.27, "science_research": 0.21}
_GROWTH: Final = 3.2  # how many times busier the last day is than the first
_WEEKDAYS: Final = (1.10, 1.16, 1.12, 1.06, 0.92, 0.42, 0.52)  # Monday first
_HOURS: Final = (5, 3, 2, 1, 1, 2, 4, 9, 20, 34, 42, 44, 38, 40, 45, 44, 41, 36, 30, 28, 30, 27, 19, 11)
_RERUN_SHARE: Final = 0.07  # of all records are a further attempt of an earlier session
_RECENT_SESSIONS: Final = 300  # sessions that a further attempt may belong to
_ERROR_SHARES: Final = (0.075, 0.035)  # on the first and on the last day
_OUTCOME_SHARE: Final = 0.14  # of analyses older than `_OUTCOME_DELAY_DAYS`
_OUTCOME_DELAY_DAYS: Final = 70

_FAILURE_WEIGHTS: Final = {
    "no_text": 30, "encrypted": 14, "parser_timeout": 6, "damaged": 12, "llm_timeout": 18,
    "llm_rate_limited": 11, "llm_invalid_output": 5, "internal_error": 3, "gave_up": 1,
}  # fmt: skip
_MESSAGES: Final = {
    **DOCUMENT_ERRORS,
    **{code: policy.message for code, policy in POLICIES.items()},
    "internal_error": INTERNAL_MESSAGE,
    "gave_up": GIVEN_UP_MESSAGE,
}


@dataclass(frozen=True)
class _Assessor:
    """A made-up assessor: `prices` are dollars per million tokens in and out, None where unknown."""

    name: str
    model: str | None
    share: float
    seconds: float  # typical duration
    prices: tuple[float, float] | None = None
    slips: int = 0  # at most this many quotes that do not exist


_ASSESSORS: Final = (
    _Assessor("rubric", None, 0.46, 0.9),
    _Assessor("openai", "demo-large", 0.24, 31.0, (2.5, 10.0), 2),
    _Assessor("anthropic", "demo-swift", 0.18, 14.0, (0.8, 4.0), 3),
    _Assessor("local", "demo-open", 0.12, 58.0, None, 5),
)


def make_records(
    count: int, *, seed: int, days: int = 700, now: datetime, rulebook: Rulebook
) -> Iterator[AnalysisRecord]:
    """Yield synthetic records, oldest first; the same arguments give the same records.

    Args:
        count: how many records.
        seed: of the random numbers; other seeds give other session ids, so sets can be added up.
        days: how far back the first record may lie.
        now: records end before this moment.
        rulebook: the vocabulary, questions, weights and bands that the records use.
    """
    rng = Random(seed)  # noqa: S311 - a demonstration has to be repeatable, not secret
    maker = _RecordMaker(rng, truncate_to_milliseconds(now), days, rulebook)
    for moment, share in _draw_moments(count, now, days, rng):
        yield maker.make(moment, share)


def _draw_moments(count: int, now: datetime, days: int, rng: Random) -> Iterator[tuple[datetime, float]]:
    """Yield ascending moments and how far each lies between first (0) and last (1) day."""
    end = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    start = end - timedelta(days=days)
    cells = days * 24
    weights = []
    for cell in range(cells):
        hour = start + timedelta(hours=cell)
        weights.append(_GROWTH ** (cell / cells) * _WEEKDAYS[hour.weekday()] * _HOURS[hour.hour])
    chosen = rng.choices(range(cells), cum_weights=list(accumulate(weights)), k=count)
    # Ten minutes are kept free at an hour's end, so that every analysis is over before `now`.
    milliseconds = sorted(cell * 3_600_000 + rng.randrange(3_000_000) for cell in chosen)
    for offset in milliseconds:
        yield start + timedelta(milliseconds=offset), offset / (cells * 3_600_000)


@dataclass(frozen=True, slots=True)
class _Sitting:
    """A session that may be analysed again."""

    session_id: str
    field: FieldId
    attempt: int
    quality: float


class _RecordMaker:
    """Makes one record at a time from ready templates, remembering recent sessions for further attempts."""

    def __init__(self, rng: Random, now: datetime, days: int, rulebook: Rulebook) -> None:
        self._rng = rng
        self._now = now
        self._fields = {field.id: field for field in rulebook.fields}
        self._templates = {
            field.id: make_templates(field, rulebook, _TEMPLATES_PER_FIELD, rng) for field in rulebook.fields
        }
        self._field_shares = list(accumulate(_FIELD_SHARES[field] for field in self._fields))
        self._assessor_shares = list(accumulate(assessor.share for assessor in _ASSESSORS))
        self._failure_shares = list(accumulate(_FAILURE_WEIGHTS.values()))
        self._recent: list[_Sitting] = []
        # A few days on which the models' provider was down: dashboards should have something to show.
        self._bad_days = {(now - timedelta(days=rng.randrange(1, days + 1))).date() for _ in range(3)}

    def make(self, moment: datetime, share: float) -> AnalysisRecord:
        """Return a record uploaded at `moment`; `share` is how far along the whole span that is (0-1)."""
        sitting = self._take_sitting(moment)
        rate = _ERROR_SHARES[0] + share * (_ERROR_SHARES[1] - _ERROR_SHARES[0])
        if moment.date() in self._bad_days:
            rate = 0.3
        # Applications get a little better over time, and better on a further attempt.
        quality = min(0.999, sitting.quality ** (1.1 - 0.25 * share) + 0.06 * (sitting.attempt - 1))
        templates = self._templates[sitting.field]
        template = templates[int(quality * len(templates))]
        criteria = self._fields[sitting.field]
        failed = self._rng.random() < rate
        created = moment + timedelta(milliseconds=self._rng.randrange(2_000, 240_000))
        ending = (
            self._fail(created, share, criteria)
            if failed
            else self._complete(created, share, template, criteria)
        )
        return AnalysisRecord.model_validate(
            {
                "_id": f"{int(created.timestamp()):08x}{self._rng.getrandbits(64):016x}",
                "session_id": sitting.session_id,
                "field": sitting.field,
                "upload_date": moment,
                "created_at": created,
                "document_count": len(template.documents),
                "questionnaire_responses": template.answers,
                "attempt": sitting.attempt,
                "route": template.route,
                "documents": template.documents,
                "consents": {"training": True} if template.answers.get("consent_training") else {},
                **ending,
            }
        )

    def _take_sitting(self, moment: datetime) -> _Sitting:
        rng = self._rng
        if self._recent and rng.random() < _RERUN_SHARE:
            place = rng.randrange(len(self._recent))
            last = self._recent[place]
            sitting = _Sitting(last.session_id, last.field, last.attempt + 1, last.quality)
            self._recent[place] = sitting
            return sitting
        began = moment - timedelta(seconds=rng.randrange(60, 5400))
        session_id = f"session_{began:%Y%m%d_%H%M%S}_demo{rng.getrandbits(160):040x}"
        field = rng.choices(list(self._fields), cum_weights=self._field_shares)[0]
        sitting = _Sitting(session_id, field, 1, rng.random())
        if len(self._recent) < _RECENT_SESSIONS:
            self._recent.append(sitting)
        else:
            self._recent[rng.randrange(_RECENT_SESSIONS)] = sitting
        return sitting

    def _complete(
        self, created: datetime, share: float, template: Template, criteria: FieldCriteria
    ) -> dict[str, Any]:
        rng = self._rng
        kind = self._choose_assessor()
        timing = _draw_timing(rng, kind.seconds)
        slips = rng.randint(0, kind.slips)
        return {
            "completed_at": created + timedelta(seconds=timing.total_seconds or 0),
            "processing_status": "completed",
            "analysis_results": template.results,
            "overall_score": template.overall_score,
            "likelihood": template.likelihood,
            "recommendation": template.recommendation,
            "band_set": template.band_set,
            "band_probabilities": template.band_probabilities,
            "strengths_count": template.strengths,
            "weaknesses_count": template.weaknesses,
            "evidence_gaps_count": template.gaps,
            "error_message": None,
            "error": None,
            "assessor": _describe(kind, share, criteria),
            "usage": _draw_usage(rng, kind),
            "timing": timing,
            "grounding": GroundingCount(claims=template.claims + slips, grounded=template.claims),
            "outcome": self._draw_outcome(created, template.likelihood),
        }

    def _fail(self, created: datetime, share: float, criteria: FieldCriteria) -> dict[str, Any]:
        rng = self._rng
        code = rng.choices(list(_FAILURE_WEIGHTS), cum_weights=self._failure_shares)[0]
        stage = ANALYSIS_FAILURES[code].stage or "scoring"
        by_model = code in POLICIES
        kind = rng.choice(_ASSESSORS[1:]) if by_model else self._choose_assessor()
        judged = stage in {"analysis", "scoring"}
        timing = _draw_timing(rng, kind.seconds, reached=stage)
        nothing = dict.fromkeys(
            ("analysis_results", "overall_score", "likelihood", "recommendation", "strengths_count",
             "weaknesses_count", "evidence_gaps_count", "outcome")
        )  # fmt: skip
        return nothing | {
            "completed_at": created + timedelta(seconds=timing.total_seconds or 0),
            "processing_status": "error",
            "error_message": _MESSAGES[code],
            "error": RecordError(stage=stage, code=code),
            "assessor": _describe(kind, share, criteria) if judged else None,
            "usage": Usage(),
            "timing": timing,
            "grounding": GroundingCount(),
        }

    def _choose_assessor(self) -> _Assessor:
        return self._rng.choices(_ASSESSORS, cum_weights=self._assessor_shares)[0]

    def _draw_outcome(self, created: datetime, likelihood: float) -> Outcome | None:
        rng = self._rng
        age = (self._now - created).days
        if age < _OUTCOME_DELAY_DAYS or rng.random() >= _OUTCOME_SHARE:
            return None
        decided = created + timedelta(days=rng.randrange(21, _OUTCOME_DELAY_DAYS - 5))
        draw = rng.random()
        endorsed = draw < 0.12 + 0.74 * likelihood  # decisions are less sharp than the estimate
        result = "withdrawn" if draw > 0.97 else "endorsed" if endorsed else "refused"  # noqa: PLR2004
        reported = decided + timedelta(hours=rng.randrange(5, 96))
        return Outcome(result=result, date=f"{decided:%Y-%m-%d}", reported_at=reported)


def _describe(kind: _Assessor, share: float, criteria: FieldCriteria) -> AssessorInfo:
    """Return who judged; versions move on over time."""
    return AssessorInfo(
        name=kind.name,
        model=kind.model,
        version=f"1.{int(share * 4)}{DEMO_MARK}",
        prompt_version=f"p{1 + int(share * 3)}" if kind.model is not None else None,
        rules_version=criteria.rules_version,
    )


def _draw_timing(rng: Random, typical: float, *, reached: Stage = "storage") -> Timing:
    """Return durations up to the stage that was reached, milliseconds precise."""
    queued = round(rng.expovariate(1 / 0.8), 3)
    extraction = round(rng.lognormvariate(-0.6, 0.5), 3) if reached != "queue" else None
    judged = reached not in {"queue", "extraction"}
    analysis = round(min(240.0, typical * rng.lognormvariate(0, 0.45)), 3) if judged else None
    total = round(queued + (extraction or 0) + (analysis or 0) + 0.02, 3)
    return Timing(
        queued_seconds=queued, extraction_seconds=extraction, analysis_seconds=analysis, total_seconds=total
    )


def _draw_usage(rng: Random, kind: _Assessor) -> Usage:
    if kind.model is None:
        return Usage()
    tokens_in, tokens_out = rng.randint(6_000, 34_000), rng.randint(900, 4_200)
    cost = None
    if kind.prices is not None:
        cost = round((tokens_in * kind.prices[0] + tokens_out * kind.prices[1]) / 1_000_000, 6)
    return Usage(input_tokens=tokens_in, output_tokens=tokens_out, cost_usd=cost)
