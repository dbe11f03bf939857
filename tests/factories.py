"""Sessions and records for tests: sound by default, any part overridden; hypothesis strategies for both."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from proof_of_talent.domain.application import Document, Job, Session, new_session_id
from proof_of_talent.domain.record import AnalysisRecord, new_record_id

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIELDS = ("digital_technology", "arts_culture", "science_research")
PDF = "application/pdf"


def make_document(**overrides: Any) -> Document:
    """Return an uploaded CV of two pages."""
    values = {
        "id": "d1", "kind": "cv", "filename": "cv.pdf", "media_type": PDF, "bytes": 1000, "pages": 2,
        "uploaded_at": NOW,
    }  # fmt: skip
    return Document.model_validate(values | overrides)


def make_session(**overrides: Any) -> Session:
    """Return a new session without answers or documents."""
    values = {
        "session_id": new_session_id(NOW),
        "field": "digital_technology",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Session.model_validate(values | overrides)


def make_submitted_session(**overrides: Any) -> Session:
    """Return a session whose first attempt waits for a worker."""
    values = {"state": "analyzing", "attempt": 1, "job": Job(queued_at=NOW)}
    return make_session(**(values | overrides))


def make_record(**overrides: Any) -> AnalysisRecord:
    """Return a completed analysis; `status="error"` gives a failed one, `score=None` one without a score.

    `at` sets all three moments at once.
    """
    at = overrides.pop("at", NOW)
    failed = overrides.pop("status", "completed") == "error"
    score = overrides.pop("score", 72)
    values: dict[str, Any] = {
        "_id": new_record_id(at),
        "session_id": new_session_id(at),
        "field": "digital_technology",
        "upload_date": at - timedelta(minutes=5),
        "created_at": at,
        "completed_at": at,
        "processing_status": "completed",
        "document_count": 2,
        "questionnaire_responses": {"years_experience": 7, "portfolio_url": ""},
        "analysis_results": make_results(score),
        "overall_score": score,
        "likelihood": None if score is None else round(score / 100, 4),
        "recommendation": _recommend(score),
        "strengths_count": 2,
        "weaknesses_count": 1,
        "evidence_gaps_count": 1,
        "error_message": None,
        "attempt": 1,
        "route": "exceptional_talent",
        "error": None,
        "documents": [{"id": "d1", "kind": "cv", "media_type": PDF, "pages": 2, "bytes": 1000}],
        "assessor": {"name": "rubric", "version": "1", "rules_version": "2026-08"},
        "usage": {},
        "timing": {"queued_seconds": 0.2, "extraction_seconds": 0.5, "total_seconds": 1.234},
        "grounding": {"claims": 4, "grounded": 3},
    }
    if failed:
        values |= {
            "processing_status": "error", "analysis_results": None, "overall_score": None, "likelihood": None,
            "recommendation": None, "strengths_count": None, "weaknesses_count": None,
            "evidence_gaps_count": None, "error_message": "The document is encrypted.",
            "error": {"stage": "extraction", "code": "encrypted_document"}, "assessor": None,
        }  # fmt: skip
    return AnalysisRecord.model_validate(values | overrides)


def make_results(score: int | None = 72) -> dict[str, Any]:
    """Return analysis results with one finding of each kind, one criterion and one milestone."""
    return {
        "field": "digital_technology",
        "analysis": {"overall_assessment": "A sound application."},
        "criteria": [{"criterion": "MC", "score": score or 0, "verdict": "met"}],
        "findings": [
            {"kind": "strength", "code": "founder_role", "criterion": "MC", "text": "Founded a company."},
            {"kind": "weakness", "code": "thin_evidence", "criterion": "OC1", "text": "One page only."},
            {
                "kind": "gap",
                "code": "missing_recommendation_letters",
                "criterion": None,
                "text": "No letters.",
            },
        ],
        "roadmap": {"milestones": [{"title": "Ask for letters", "code": "missing_recommendation_letters"}]},
        "graph": make_graph(),
    }


def make_graph() -> dict[str, Any]:
    """Return an evidence graph in which the author of a letter chairs a jury."""
    quote = {"document": "d2", "page": 1, "quote": "Chair of the jury: Prof. Bruno Castelli", "line": 3}
    return {
        "nodes": [
            {"id": "applicant", "kind": "person", "name": ""},
            {"id": "d1", "kind": "paper", "name": "d1"},
            {"id": "d2", "kind": "paper", "name": "d2"},
            {"id": "p1", "kind": "person", "name": "Bruno Castelli"},
        ],
        "edges": [
            {"source": "p1", "target": "d1", "kind": "wrote", "decided": False, "quote": None},
            {"source": "p1", "target": "d2", "kind": "chairs", "decided": True, "quote": quote},
        ],
    }


def _recommend(score: int | None) -> str | None:
    if score is None:
        return None
    return "strong" if score >= 70 else "moderate" if score >= 45 else "weak"


def moments(
    first: datetime = datetime(2026, 8, 28, tzinfo=UTC), days: int = 70
) -> st.SearchStrategy[datetime]:
    """Moments in a stretch of whole months and part months, often exactly at midnight or a month's end."""
    milliseconds = st.integers(0, days * 86_400_000 - 1)
    midnights = st.integers(0, days - 1).map(lambda day: day * 86_400_000)
    edges = midnights.flatmap(lambda at: st.sampled_from((at, max(at - 1, 0), at + 1)))
    months = st.sampled_from((datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)))
    return st.one_of((milliseconds | edges).map(lambda ms: first + timedelta(milliseconds=ms)), months)


@st.composite
def records(draw: st.DrawFn, **overrides: Any) -> AnalysisRecord:
    """Records of both ends, all fields, several assessors, with and without scores."""
    score = draw(st.none() | st.integers(0, 100) | st.sampled_from((0, 50, 100)))
    values: dict[str, Any] = {
        "at": draw(moments()),
        "status": draw(st.sampled_from(("completed", "completed", "error"))),
        "score": score,
        "field": draw(st.sampled_from(FIELDS)),
        "document_count": draw(st.integers(0, 3)),
    }
    if values["status"] == "completed":
        values["assessor"] = {
            "name": draw(st.sampled_from(("rubric", "openai"))), "model": draw(st.sampled_from((None, "m1"))),
            "version": "1", "rules_version": "2026-08",
        }  # fmt: skip
        values["usage"] = {"input_tokens": draw(st.none() | st.integers(0, 9)), "cost_usd": 0.001}
    return make_record(**(values | overrides))


def random_token() -> str:
    """Return a string that occurs nowhere else."""
    return secrets.token_hex(16)
