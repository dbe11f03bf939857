"""Analyses of the bundled sample applications: marked, so that nobody takes them for real ones."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import EVERY_RECORD, AnalysisFilter, AnalysisRecord
from proof_of_talent.records.erasure import erase_session

SAMPLE_MARK: Final = "sample"
_PAGE: Final = 200


def mark_sample(record: AnalysisRecord) -> AnalysisRecord:
    """Return the record of a sample with an assessor that says so in its model and version.

    Its label ends with `:sample`, so samples have a filter of their own wherever assessors have one.
    """
    judge = record.assessor
    if judge is None:
        return record
    changes = {
        "model": f"{judge.model}:{SAMPLE_MARK}" if judge.model else SAMPLE_MARK,
        "version": f"{judge.version}+{SAMPLE_MARK}",
    }
    return record.model_copy(update={"assessor": judge.model_copy(update=changes)})


def list_sample_labels(store: Store) -> list[str]:
    """Return the labels of assessors that judged samples; a read of the key figures, however many records."""
    rollups = store.rollups.read(EVERY_RECORD, detail=False)
    return sorted({r.key.assessor for r in rollups if r.key.assessor.endswith(f":{SAMPLE_MARK}")})


def list_sample_records(store: Store) -> list[AnalysisRecord]:
    """Return the newest records of samples."""
    labels = list_sample_labels(store)
    if not labels:
        return []
    return store.records.list_page(AnalysisFilter(assessor=tuple(labels)), limit=_PAGE)


def find_sample(store: Store) -> tuple[AnalysisRecord, Session] | None:
    """Return the completed sample with the highest score whose session is still there."""
    completed = [record for record in list_sample_records(store) if record.processing_status == "completed"]
    for record in sorted(completed, key=lambda found: -(found.overall_score or 0)):
        with suppress(SessionNotFoundError, SessionErasedError):
            return record, store.sessions.get(record.session_id)
    return None


def remove_samples(store: Store, now: datetime, *, actor: str) -> int:
    """Remove all samples with their sessions and share of all figures; returns how many records went."""
    removed = 0
    while found := list_sample_records(store):
        for session_id in {record.session_id for record in found}:
            removed += erase_session(store, session_id, now, actor=actor).records
    return removed
