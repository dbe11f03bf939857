"""Records, a small rulebook and a store in memory that keeps what exports need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from proof_of_talent.domain.criteria import FieldCriteria, Rulebook, load_rulebook
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.domain.rollups import Rollup, fold
from proof_of_talent.export import ExportOptions, open_export
from tests.factories import make_graph

NOW = datetime(2026, 11, 22, 18, 40, 0, 123000, tzinfo=UTC)


class MemorySnapshot:
    def __init__(self, records: list[AnalysisRecord]) -> None:
        self._documents = [record.to_json() for record in records]

    def count(self) -> int:
        return len(self._documents)

    def documents(self) -> Iterator[bytes]:
        return iter(self._documents)


class MemoryRecords(list[AnalysisRecord]):
    opened = 0

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[MemorySnapshot]:
        self.opened += 1
        try:
            yield MemorySnapshot([record for record in self if wanted.matches(record)])
        finally:
            self.opened -= 1


class MemoryRollups:
    def __init__(self, records: list[AnalysisRecord]) -> None:
        self._records = records

    def read(self, wanted: AnalysisFilter) -> list[Rollup]:
        folded = fold(record for record in self._records if wanted.matches(record)).items()
        return [Rollup(key, counters) for key, counters in folded if key.grain == "month"]

    def read_version(self) -> str:
        return str(len(self._records))


class MemorySecrets(dict[str, str]):
    def read(self, name: str, make: Callable[[], str]) -> str:
        return self.setdefault(name, make())


class MemoryAuditLog(list[AuditEntry]):
    add = list.append


class MemoryStore:
    """The parts of a store that exports use."""

    def __init__(self, records: MemoryRecords | None = None) -> None:
        self.records = MemoryRecords() if records is None else records
        self.rollups = MemoryRollups(self.records)
        self.audit = MemoryAuditLog()
        self.secrets = MemorySecrets()


def make_record(number: int = 1, **changes: Any) -> AnalysisRecord:
    """A completed analysis with every part filled; `changes` go over the top."""
    created = NOW + timedelta(minutes=number)
    data: dict[str, Any] = {
        "_id": f"{number:024x}",
        "session_id": f"session_20261122_184000_{number:032d}",
        "field": "digital_technology",
        "upload_date": created - timedelta(seconds=9),
        "created_at": created,
        "completed_at": created,
        "processing_status": "completed",
        "document_count": 2,
        "questionnaire_responses": {
            "years_experience": 7,
            "has_founded_company": "yes",
            "route_preference": "talent",
            "portfolio_url": "https://github.com/ada-king",
            "awards": "Prize from Dr Grace Hopper, write to grace@navy.mil or +44 20 7946 0958",
            "extra": [1, 2],
        },
        "analysis_results": {
            "field": "digital_technology",
            "analysis": {"overall_assessment": "Ada is strong.", "cv_feedback": {"score": 7.5}},
            "roadmap": {"milestones": [{"title": "one"}, {"title": "two"}], "total_weeks": 12},
            "document_score": 65,
            "failed_gates": ["no_uk_letter", "other"],
            "graph": make_graph(),
            "criteria": [
                {"criterion": "MC", "score": 81, "level": 3.5, "verdict": "met"},
                {"criterion": "OC1", "score": 40, "level": 2, "verdict": "partly"},
            ],
            "findings": [
                {
                    "kind": "strength", "code": "quantified_impact", "criterion": "MC", "text": "Numbers",
                    "evidence": [{"document": "d1", "page": 2, "quote": "grew 40%", "grounded": True}],
                    "grounded": True,
                },
                {"kind": "strength", "code": "quantified_impact", "text": "More", "evidence": []},
                {"kind": "gap", "code": "no_uk_letter", "text": "No letter", "evidence": []},
            ],
        },
        "overall_score": 78,
        "likelihood": 0.7311,
        "recommendation": "strong",
        "band_set": ["strong", "moderate"],
        "band_probabilities": {"weak": 0.0, "moderate": 0.25, "strong": 0.75},
        "strengths_count": 2,
        "weaknesses_count": 0,
        "evidence_gaps_count": 1,
        "error_message": None,
        "attempt": 1,
        "route": "talent",
        "error": None,
        "documents": [
            {"id": "d1", "kind": "cv", "media_type": "application/pdf", "pages": 2, "bytes": 1000},
            {"id": "d2", "kind": "recommendation_letter", "media_type": "application/pdf", "pages": 1,
             "bytes": 500},
        ],
        "assessor": {
            "name": "openai", "model": "gpt-5", "version": "1", "prompt_version": "p3",
            "rules_version": "2026.1",
        },
        "usage": {"input_tokens": 1200, "output_tokens": 300, "cost_usd": 0.0125},
        "timing": {"queued_seconds": 0.5, "extraction_seconds": 1.25, "analysis_seconds": 6.0,
                   "total_seconds": 8.75},
        "grounding": {"claims": 4, "grounded": 3},
        "consents": {"training": True},
        "outcome": {"result": "endorsed", "date": "2026-12-24", "reported_at": created},
    }  # fmt: skip
    return AnalysisRecord.model_validate({**data, **changes})


def make_failed_record(number: int = 1, **changes: Any) -> AnalysisRecord:
    """An analysis that failed in extraction."""
    nothing = dict.fromkeys(
        ("analysis_results", "overall_score", "likelihood", "recommendation", "strengths_count",
         "weaknesses_count", "evidence_gaps_count", "assessor", "outcome", "route", "band_set",
         "band_probabilities")
    )  # fmt: skip
    failed = {
        "processing_status": "error",
        "error": {"stage": "extraction", "code": "encrypted_document"},
        "error_message": "The document is encrypted.",
        "usage": {}, "timing": {}, "grounding": {}, "consents": {}, "documents": [], "document_count": 0,
        "questionnaire_responses": {},
    }  # fmt: skip
    return make_record(number, **{**nothing, **failed, **changes})


def make_rulebook() -> Rulebook:
    """Two of the real fields and the real vocabulary, cut to what a test can spell out."""
    rulebook = load_rulebook()
    tech = _cut_field(
        rulebook.field("digital_technology"), {"MC", "OC1"},
        {"years_experience", "has_founded_company", "route_preference", "portfolio_url", "awards"},
    )  # fmt: skip
    arts = _cut_field(rulebook.field("arts_culture"), {"MC"}, {"years_experience", "nominations"})
    codes = [rulebook.code(code) for code in ("quantified_impact", "route_mismatch", "no_uk_letter")]
    return Rulebook(fields=(tech, arts), codes=tuple(codes))


def _cut_field(field: FieldCriteria, criteria: set[str], questions: set[str]) -> FieldCriteria:
    return field.model_copy(
        update={
            "criteria": tuple(criterion for criterion in field.criteria if criterion.code in criteria),
            "questions": tuple(question for question in field.questions if question.id in questions),
        }
    )


def export_bytes(
    store: Any, rulebook: Rulebook, wanted: AnalysisFilter | None = None, **options: Any
) -> bytes:
    """Run a whole export and return the file."""
    chosen = ExportOptions(**options)
    with open_export(
        store, wanted or AnalysisFilter(), chosen, rulebook=rulebook, actor="test", clock=lambda: NOW
    ) as export:
        return b"".join(export.chunks)
