"""Records and a store of the smallest kind: what analytics reads, folded from records by `tally`."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from proof_of_talent.domain.assessment import AssessorInfo
from proof_of_talent.domain.criteria import Action, Question, Rulebook, load_rulebook
from proof_of_talent.domain.ports import SessionCounts
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, new_record_id
from proof_of_talent.domain.rollups import Grain, Rollup, RollupKey, fold, plan_rollups, rollup_keys
from proof_of_talent.domain.tally import KEY_FIGURES, add_counters, tally

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def make_record(created_at: datetime = NOW, **changes: Any) -> AnalysisRecord:
    """Return a completed record, or a failed one where `error` is given."""
    failed = changes.get("error") is not None
    values: dict[str, Any] = {
        "_id": new_record_id(created_at),
        "session_id": f"session_{created_at:%Y%m%d_%H%M%S}_{secrets.token_urlsafe(24)}",
        "field": "digital_technology",
        "upload_date": created_at - timedelta(minutes=5),
        "created_at": created_at,
        "completed_at": created_at,
        "processing_status": "error" if failed else "completed",
        "document_count": 2,
        "questionnaire_responses": {},
        "analysis_results": None,
        "overall_score": None if failed else 70,
        "likelihood": None if failed else 0.6,
        "recommendation": None if failed else "moderate",
        "strengths_count": None if failed else 3,
        "weaknesses_count": None if failed else 1,
        "evidence_gaps_count": None if failed else 1,
        "error_message": "It did not work." if failed else None,
        "attempt": 1,
        "route": None,
        "error": None,
        "documents": (),
        "assessor": None if failed else AssessorInfo(name="rubric", version="1", rules_version="2026-1"),
        "usage": {},
        "timing": {},
        "grounding": {},
        **changes,
    }
    return AnalysisRecord.model_validate(values)


FAILURE = {"stage": "extraction", "code": "encrypted"}
FIELDS = ("digital_technology", "arts_culture", "science_research")
RUBRIC = AssessorInfo(name="rubric", version="1", rules_version="2026-1")
MODEL = AssessorInfo(name="llm", model="m", version="1", prompt_version="p1", rules_version="2026-1")

_milliseconds = st.integers(0, 95 * 86_400_000) | st.integers(0, 95).map(lambda days: days * 86_400_000)
moments = _milliseconds.map(lambda ms: datetime(2026, 8, 30, tzinfo=UTC) + timedelta(milliseconds=ms))
completed_records = st.builds(
    make_record,
    moments,
    field=st.sampled_from(FIELDS),
    overall_score=st.none() | st.integers(0, 100),
    likelihood=st.none() | st.integers(0, 10_000).map(lambda e4: e4 / 10_000),
    recommendation=st.sampled_from(("strong", "moderate", "weak")),
    assessor=st.sampled_from((RUBRIC, MODEL)),
)
failed_records = st.builds(
    make_record,
    moments,
    field=st.sampled_from(FIELDS),
    error=st.just(FAILURE),
    assessor=st.sampled_from((None, RUBRIC)),
)
filters = st.builds(
    AnalysisFilter,
    field=st.none() | st.sampled_from(FIELDS),
    status=st.sampled_from((None, "completed", "error")),
    recommendation=st.sampled_from((None, "strong", "weak")),
    assessor=st.sampled_from((None, "rubric", "llm:m")),
    since=st.none() | moments,
    until=st.none() | moments,
)


CODES = {
    "gap": ("letters_missing", "cv_missing"),
    "weakness": ("thin", "old"),
    "strength": ("award", "dropped"),
}
CRITERIA = ("MC", "OC1", "OC9")
findings = st.lists(
    st.sampled_from(
        [
            {"kind": kind, "code": code, "criterion": criterion, "text": "Text."}
            for kind, codes in CODES.items()
            for code in codes
            for criterion in (None, *CRITERIA)
        ]
    ),
    max_size=8,
)
judgements = st.lists(
    st.builds(
        lambda code, score, verdict: {"criterion": code, "score": score, "verdict": verdict},
        st.sampled_from(CRITERIA),
        st.integers(0, 100),
        st.sampled_from(("met", "partly", "not_met")),
    ),
    max_size=3,
    unique_by=lambda judgement: judgement["criterion"],
)
milestones = st.lists(st.builds(lambda code: {"code": code}, st.sampled_from(CODES["gap"])), max_size=3)
results = st.builds(
    lambda found, judged, steps: {
        "findings": found, "criteria": judged, "roadmap": {"milestones": steps},
    },
    findings,
    judgements,
    milestones,
)  # fmt: skip
seconds = st.integers(0, 8_000_000).map(lambda ms: ms / 1000) | st.sampled_from((0.1, 0.2, 1.0, 3600.0))
usages = st.sampled_from(
    ({}, {"input_tokens": 10, "output_tokens": 5}, {"input_tokens": 7, "cost_usd": 0.25})
)
outcomes = st.sampled_from(("endorsed", "refused", "withdrawn")).map(
    lambda result: {"result": result, "date": "2026-11-20", "reported_at": NOW}
)
answers = st.dictionaries(st.sampled_from(("years", "talks", "gone")), st.sampled_from((3, "", None, "x")))
shared_parts = {
    "field": st.sampled_from(FIELDS),
    "document_count": st.integers(0, 4),
    "questionnaire_responses": answers,
    "route": st.sampled_from((None, "talent", "forgotten")),
    "timing": st.builds(lambda total: {"total_seconds": total}, st.none() | seconds),
    "usage": usages,
}
rich_records = st.builds(
    make_record,
    moments,
    analysis_results=results,
    overall_score=st.none() | st.integers(0, 100),
    likelihood=st.none() | st.integers(0, 10_000).map(lambda e4: e4 / 10_000),
    recommendation=st.sampled_from(("strong", "moderate", "weak")),
    strengths_count=st.integers(0, 3),
    weaknesses_count=st.integers(0, 3),
    assessor=st.sampled_from((RUBRIC, MODEL)),
    grounding=st.sampled_from(({}, {"claims": 4, "grounded": 3}, {"claims": 2, "grounded": 0})),
    outcome=st.none() | outcomes,
    **shared_parts,
) | st.builds(
    make_record,
    moments,
    error=st.sampled_from((FAILURE, {"stage": "analysis", "code": "assessment_failed"})),
    **shared_parts,
)
record_lists = st.lists(rich_records, max_size=12)


def make_rulebook() -> Rulebook:
    """Return the packaged rules cut down to two fields, with names and codes of the tests' own."""
    rulebook = load_rulebook()
    fields = []
    for field_id, name, questions in (
        ("digital_technology", "Digital technology", (YEARS, TALKS)),
        ("arts_culture", "Arts and culture", (YEARS,)),
    ):
        field = rulebook.field(field_id)
        criteria = tuple(
            criterion.model_copy(update={"code": code, "name": f"Criterion {code}"})
            for criterion, code in zip(field.criteria, ("MC", "OC1"), strict=False)
        )
        routes = (field.routes[0].model_copy(update={"id": "talent", "name": "Exceptional talent"}),)
        changes = {"name": name, "criteria": criteria, "routes": routes, "questions": questions}
        fields.append(field.model_copy(update=changes))
    codes = [
        rulebook.codes[0].model_copy(
            update={"code": code, "kind": kind, "label": f"The {code}", "description": "", "action": None}
        )
        for kind, codes in CODES.items()
        for code in codes
        if code != "dropped"
    ]
    action = Action(title="Get letters", description="", weeks=1, priority="high", evidence_to_collect=())
    codes[0] = codes[0].model_copy(update={"action": action})
    return Rulebook(fields=tuple(fields), codes=tuple(codes))


YEARS = Question(id="years", question="How many years?", type="number", required=True)
TALKS = Question(id="talks", question="Which talks?", type="text")


class FoldedStore:
    """The two parts of a store that analytics uses, over records in memory, by the contract of `Store`."""

    def __init__(self, records: Iterable[AnalysisRecord], sessions: SessionCounts | None = None) -> None:
        self.rollups = FoldedRollups(list(records))
        self.sessions = CountedSessions(sessions or SessionCounts(0, 0, 0, 0, 0))


class CountedSessions:
    def __init__(self, counts: SessionCounts) -> None:
        self._counts = counts

    def count(self, wanted: AnalysisFilter) -> SessionCounts:
        return self._counts


class FoldedRollups:
    def __init__(self, records: list[AnalysisRecord]) -> None:
        self.records = records
        self.reads = 0
        self._rollups = fold(records)

    def read(self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True) -> list[Rollup]:
        self.reads += 1
        plan = plan_rollups(wanted, grain)
        ranges = {"month": plan.months, "day": plan.days}
        found: dict[RollupKey, dict[str, int]] = {}
        for key, counters in self._rollups.items():
            if _selects(wanted, key) and _covers(ranges[key.grain], key.period):
                add_counters(found.setdefault(key, {}), counters)
        for since, until in plan.instants:
            for record in self.records:
                key = rollup_keys(record)[0]
                if since <= record.created_at < until and _selects(wanted, key):
                    add_counters(found.setdefault(key, {}), tally(record))
        if not detail:
            found = {key: {n: c[n] for n in KEY_FIGURES if n in c} for key, c in found.items()}
        return [Rollup(key, counters) for key, counters in found.items()]

    def read_version(self) -> str:
        return str(len(self.records))


def _selects(wanted: AnalysisFilter, key: RollupKey) -> bool:
    return (
        wanted.field in (None, key.field)
        and wanted.status in (None, key.status)
        and wanted.recommendation in (None, key.recommendation)
        and wanted.assessor in (None, key.assessor)
    )


def _covers(ranges: Sequence[tuple[str | None, str | None]], period: str) -> bool:
    return any(
        (first is None or first <= period) and (last is None or period <= last) for first, last in ranges
    )
