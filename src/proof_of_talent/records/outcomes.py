"""What the endorsing body decided: reported once, corrected with history, compared with our likelihoods."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import ConflictError, InvalidInputError, SessionNotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import (
    DECISION_TIME,
    AnalysisRecord,
    Outcome,
    OutcomeResult,
    ReportedOutcome,
)
from proof_of_talent.records.past_exports import find_session_records
from proof_of_talent.records.subject_access import OUTCOME_REPORTED, audit_session

FIRST_DECISION = date(2020, 2, 20)
"""The route opened on 20 February 2020; nothing was decided before."""

MOST_CORRECTIONS = 20
"""Corrections that a record has room for."""

_TIME_ZONES = timedelta(days=1)
"""Where the applicant is, it may be tomorrow already."""


def report_outcome(
    store: Store, session_id: str, result: OutcomeResult, decided: date, now: datetime, *,
    actor: str = "applicant",
) -> AnalysisRecord:  # fmt: skip
    """Keep a decision with the analysis it is about, and return that record.

    The first report goes to the newest completed analysis that is not one judged again; later ones correct
    it there, so that one decision counts once however often the application was analysed. Saying the same
    again changes nothing.

    Raises:
        InvalidInputError: the date is in the future or before the route existed.
        ConflictError: no analysis of the session was completed, or the outcome was corrected too often.
        SessionErasedError, SessionNotFoundError: nothing is held about the session.
    """
    if not FIRST_DECISION <= decided <= (now + _TIME_ZONES).date():
        raise InvalidInputError(
            f"The date must lie between {FIRST_DECISION} and today.", field="date", code="invalid_date"
        )
    record = find_decided_record(store, session_id)
    said = ReportedOutcome(result=result, date=decided.isoformat(), reported_at=now)
    changed = store.records.change(record.id, lambda it: it.model_copy(update={"outcome": correct(it, said)}))
    if changed.outcome != record.outcome:
        audit_session(
            store, OUTCOME_REPORTED, session_id, now,
            actor=actor, record=record.id, correction=record.outcome is not None,
        )  # fmt: skip
    return changed


def is_outcome_due(session: Session, records: Sequence[AnalysisRecord], now: datetime) -> bool:
    """Tell whether to ask what was decided: nobody has said, the time that a decision takes is over, and it
    was not put away.
    """
    completed = [record for record in records if record.processing_status == "completed"]
    if not completed or session.asked_outcome or session.state != "completed":
        return False
    return completed[-1].created_at + DECISION_TIME <= now and all(it.outcome is None for it in completed)


def put_away_outcome(store: Store, session_id: str) -> None:
    """Do not ask again what was decided; it can still be reported."""
    store.sessions.change(session_id, lambda it: it.model_copy(update={"asked_outcome": True}))


def find_decided_record(store: Store, session_id: str) -> AnalysisRecord:
    """Return the record that a session's outcome belongs to.

    Raises:
        ConflictError: no analysis of the session was completed.
        SessionErasedError, SessionNotFoundError: nothing is held about the session.
    """
    records = find_session_records(store, session_id)
    completed = [record for record in records if record.processing_status == "completed"]
    completed = [one for one in completed if one.attempt_kind != "rejudged"] or completed
    decided = [record for record in completed if record.outcome is not None]
    if decided or completed:
        return (decided or completed)[-1]
    try:
        store.sessions.get(session_id)
    except SessionNotFoundError:
        if not records:
            raise
    raise ConflictError(
        "There is no completed analysis that a decision could be compared with.", code="no_analysis"
    )


def correct(record: AnalysisRecord, said: ReportedOutcome) -> Outcome:
    """Return the outcome after a report; what was said before goes into its history."""
    before = record.outcome
    if before is None:
        return Outcome(**said.model_dump())
    if (before.result, before.date) == (said.result, said.date):
        return before
    if len(before.history) >= MOST_CORRECTIONS:
        raise ConflictError("This decision was corrected too often.", code="too_many_corrections")
    earlier = ReportedOutcome.model_validate(before.model_dump(exclude={"history"}))
    return Outcome(**said.model_dump(), history=(*before.history, earlier))
