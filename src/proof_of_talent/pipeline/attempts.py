"""One attempt at an analysis, and the record that it ends in."""

import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from proof_of_talent.domain.application import ApplicationDocument, Session
from proof_of_talent.domain.assessment import AssessorInfo, FindingKind, Usage
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.errors import Stage
from proof_of_talent.domain.ports import FetchedLinks
from proof_of_talent.domain.record import (
    AnalysisRecord,
    EarlierVerdict,
    GroundingCount,
    RecordDocument,
    RecordError,
    Timing,
    label_assessor,
    new_record_id,
)
from proof_of_talent.domain.results import ResultFinding
from proof_of_talent.judging.decide import Decided

INTERNAL_MESSAGE = (
    "Something went wrong on our side while analysing this application. "
    "Your documents and answers are safe. Please start the analysis again."
)
GIVEN_UP_MESSAGE = (
    "This application could not be analysed: the analysis was interrupted several times. "
    "Remove unusual documents, or save them again as PDF, and start the analysis again."
)


class StageFailure(NamedTuple):
    """A failure on its way into a record, with who failed and what that consumed, where that is known."""

    stage: Stage
    code: str
    message: str
    assessor: AssessorInfo | None = None
    usage: Usage | None = None
    server: dict[str, str] | None = None


class Attempt:
    """What one attempt has got so far: the parts of its record that do not wait for the end."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.stage: Stage = "extraction"
        self.started_at = now
        self.started = time.monotonic()
        self.seconds: dict[str, float] = {}
        self.papers: tuple[ApplicationDocument, ...] = ()
        self.fingerprints: dict[str, str] = {}
        self.fetched = FetchedLinks()
        self.before: AnalysisRecord | None = None  # what is judged again

    def measure(self, name: str, since: float) -> None:
        """Note what a step took; `since` is when it began, by `time.monotonic`."""
        self.seconds[name] = round(time.monotonic() - since, 3)


def close_attempt(
    run: Attempt, field: FieldCriteria, now: datetime, judged: Decided | None, failure: StageFailure | None
) -> AnalysisRecord:
    """Return the record of an attempt: the one function through which good and bad ends become records.

    Args:
        run: the attempt.
        field: the criteria of its field.
        now: the moment of its end.
        judged: what came out; None after a failure.
        failure: what went wrong; None if nothing did.
    """
    session = run.session
    job = session.job
    uploads = [document.uploaded_at for document in session.documents]
    scored = judged.scored if judged is not None else None
    findings = judged.results.findings if judged is not None else None
    return AnalysisRecord.model_validate(
        {
            "_id": new_record_id(now),
            "session_id": session.session_id,
            "field": session.field,
            "upload_date": max(uploads, default=session.created_at),
            "created_at": now,
            "completed_at": now,
            "processing_status": "error" if failure is not None else "completed",
            "document_count": len(session.documents) + len(run.fetched.documents),
            "questionnaire_responses": session.answers,
            "analysis_results": judged.results.to_wire() if judged is not None else None,
            "overall_score": scored.overall_score if scored is not None and scored.criteria else None,
            "likelihood": scored.likelihood if scored is not None else None,
            "recommendation": scored.recommendation if scored is not None else None,
            "band_set": scored.band_set if scored is not None else None,
            "band_probabilities": scored.band_probabilities if scored is not None else None,
            "abstained": scored.abstained if scored is not None else None,
            "strengths_count": count_kind(findings, "strength"),
            "weaknesses_count": count_kind(findings, "weakness"),
            "evidence_gaps_count": count_kind(findings, "gap"),
            "error_message": failure.message if failure is not None else None,
            "attempt": session.attempt,
            "client": session.client,
            **_describe_kind(run),
            "route": _name_route(session, field, judged),
            "error": RecordError(stage=failure.stage, code=failure.code, server=failure.server)
            if failure is not None
            else None,
            "documents": describe_documents(run),
            "assessor": judged.assessment.assessor if judged is not None else None,
            "usage": judged.assessment.usage if judged is not None else Usage(),
            **_name_failed_assessor(failure),
            "timing": Timing(
                queued_seconds=seconds_between(job.queued_at if job else now, run.started_at),
                extraction_seconds=run.seconds.get("extraction"),
                analysis_seconds=run.seconds.get("analysis"),
                total_seconds=round(time.monotonic() - run.started, 3),
            ),
            "grounding": judged.grounding if judged is not None else GroundingCount(),
            "consents": session.consents,
            "corrections": len(session.corrections),
        }
    )


def _describe_kind(run: Attempt) -> dict[str, Any]:
    """Return what kind of attempt this is, where the number alone does not say."""
    before = run.before
    if before is None:
        return {}
    verdict = EarlierVerdict(
        attempt=before.attempt,
        overall_score=before.overall_score,
        assessor=label_assessor(before.assessor),
        rules_version=before.assessor.rules_version if before.assessor is not None else None,
    )
    return {"attempt_kind": "rejudged", "rejudged_from": verdict}


def _name_route(session: Session, field: FieldCriteria, judged: Decided | None) -> str:
    """Return the route that was decided on, or the one that was asked for."""
    if judged is not None and judged.results.route is not None:
        return judged.results.route.route
    return field.route(session.answers.get("route_preference")).id


def describe_documents(run: Attempt) -> tuple[RecordDocument, ...]:
    """Return what a record keeps of the documents: those uploaded, as they were read, then those read from
    links.
    """
    uploaded = {one.id: one for one in run.session.documents}
    known = {paper.id for paper in run.papers}
    unread = (
        RecordDocument(id=one.id, kind=one.kind, media_type=one.media_type, pages=one.pages, bytes=one.bytes)
        for one in run.session.documents
        if one.id not in known
    )
    read = (
        _keep_paper(paper).model_copy(
            update={"place": uploaded[paper.id].place, "fingerprint": run.fingerprints.get(paper.id)}
        )
        for paper in run.papers
    )
    return (*read, *unread, *map(_keep_paper, run.fetched.documents))


def _keep_paper(paper: ApplicationDocument) -> RecordDocument:
    return RecordDocument(
        id=paper.id,
        kind=paper.kind,
        media_type=paper.media_type,
        pages=len(paper.pages),
        bytes=paper.bytes,
        ocr_pages=sum(page.ocr is not None for page in paper.pages),
    )


def _name_failed_assessor(failure: StageFailure | None) -> dict[str, Any]:
    """Return who failed and what that consumed, for the record of a failed analysis."""
    if failure is None or failure.assessor is None:
        return {}
    return {"assessor": failure.assessor, "usage": failure.usage or Usage()}


def count_kind(findings: tuple[ResultFinding, ...] | None, kind: FindingKind) -> int | None:
    """Count findings of a kind; None where nothing was judged."""
    return None if findings is None else sum(finding.kind == kind for finding in findings)


def seconds_between(start: datetime, end: datetime) -> float:
    """Return the time between two moments in seconds, never negative (clocks of two machines may differ)."""
    return round(max((end - start) / timedelta(seconds=1), 0.0), 3)
