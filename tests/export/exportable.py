"""Records, a small rulebook and a store in memory that keeps what exports need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from proof_of_talent.criteria import Rulebook
from proof_of_talent.ports import AuditEntry
from proof_of_talent.record import AnalysisFilter, AnalysisRecord

NOW = datetime(2026, 11, 22, 18, 40, 0, 123000, tzinfo=UTC)


class MemorySnapshot:
    def __init__(self, records: list[AnalysisRecord]) -> None:
        self._documents = [record.to_json() for record in records]

    def count(self) -> int:
        return len(self._documents)

    def documents(self) -> Iterator[bytes]:
        return iter(self._documents)


class MemoryStore:
    """The part of the store port that exports use."""

    def __init__(self) -> None:
        self.records: list[AnalysisRecord] = []
        self.audit: list[AuditEntry] = []
        self.secrets: dict[str, str] = {}
        self.open_snapshots = 0

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[MemorySnapshot]:
        self.open_snapshots += 1
        try:
            yield MemorySnapshot([record for record in self.records if wanted.matches(record)])
        finally:
            self.open_snapshots -= 1

    def read_secret(self, name: str, make: Callable[[], str]) -> str:
        return self.secrets.setdefault(name, make())

    def add_audit_entry(self, entry: AuditEntry) -> None:
        self.audit.append(entry)


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
            "route_preference": "exceptional_talent",
            "portfolio_url": "https://github.com/ada-king",
            "awards": "Prize from Dr Grace Hopper, write to grace@navy.mil or +44 20 7946 0958",
            "extra": [1, 2],
        },
        "analysis_results": {
            "field": "digital_technology",
            "analysis": {"overall_assessment": "Ada is strong.", "cv_feedback": {"score": 7.5}},
            "roadmap": {"milestones": [{"title": "one"}, {"title": "two"}], "total_weeks": 12},
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
        "strengths_count": 2,
        "weaknesses_count": 0,
        "evidence_gaps_count": 1,
        "error_message": None,
        "attempt": 1,
        "route": "exceptional_talent",
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
         "weaknesses_count", "evidence_gaps_count", "assessor", "outcome", "route")
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
    """Two small fields that share questions and criterion codes, and a vocabulary of three codes."""
    field: dict[str, Any] = {
        "endorsing_body": "Body", "description": "D", "rules_version": "1", "default_route": "talent",
        "minimum_optional": 1,
        "routes": [{"id": "talent", "name": "T", "summary": "S", "letters": 3, "source": "s",
                    "basis": "rules"}],
        "documents": {"source": "s", "basis": "rules"},
        "weights": {"criteria": {"MC": 80}, "documents": 20},
        "bands": {"strong": 75, "moderate": 50, "met": 60, "partly": 30},
        "likelihood": {"prior": 0.5, "slope": 0.06, "centre": 60, "minimum": 0.05, "maximum": 0.95,
                       "gate_cap": 0.25, "source": "s"},
        "sources": [{"id": "s", "title": "Rules", "basis": "rules", "viewed": "2026-11-22"}],
    }  # fmt: skip

    def criterion(code: str, name: str) -> dict[str, Any]:
        return {
            "code": code, "name": name, "role": "optional", "summary": "S", "good": [], "insufficient": [],
            "cues": {}, "weak_gap": "no_uk_letter", "advice": "A", "source": "s", "basis": "rules",
        }  # fmt: skip

    def question(name: str, kind: str) -> dict[str, Any]:
        return {"id": name, "question": f"{name}?", "type": kind}

    tech = {
        **field, "id": "digital_technology", "name": "Tech",
        "criteria": [criterion("MC", "Leader"), criterion("OC1", "Innovation")],
        "questions": [
            question("years_experience", "number"), question("has_founded_company", "yes_no"),
            question("route_preference", "choice"), question("portfolio_url", "url"),
            question("awards", "text"),
        ],
    }  # fmt: skip
    arts = {
        **field, "id": "arts_culture", "name": "Arts", "criteria": [criterion("MC", "Track record")],
        "questions": [question("years_experience", "number"), question("nominations", "number")],
    }  # fmt: skip
    codes = [
        {"code": "quantified_impact", "kind": "strength", "label": "Numbers", "description": "D"},
        {"code": "route_mismatch", "kind": "weakness", "label": "Route", "description": "D"},
        {"code": "no_uk_letter", "kind": "gap", "label": "No UK letter", "description": "D"},
    ]
    return Rulebook.model_validate({"fields": [tech, arts], "codes": codes})
