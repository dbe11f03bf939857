"""Records and a store of the smallest kind: what analytics reads, folded from records by `tally`."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from proof_of_talent.assessment import AssessorInfo
from proof_of_talent.ports import SessionCounts
from proof_of_talent.record import AnalysisFilter, AnalysisRecord, new_record_id
from proof_of_talent.tally import (
    KEY_FIGURES,
    Grain,
    Rollup,
    RollupKey,
    add_counters,
    fold,
    plan_rollups,
    rollup_keys,
    tally,
)

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


class FoldedStore:
    """The two reads of a store that analytics uses, over records in memory, by the contract of `Store`."""

    def __init__(self, records: Iterable[AnalysisRecord], sessions: SessionCounts | None = None) -> None:
        self.records = list(records)
        self.sessions = sessions or SessionCounts(0, 0, 0, 0, 0)
        self.reads = 0
        self._rollups = fold(self.records)

    def read_rollups(
        self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True
    ) -> list[Rollup]:
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

    def count_sessions(self, wanted: AnalysisFilter) -> SessionCounts:
        return self.sessions

    def data_version(self) -> str:
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
