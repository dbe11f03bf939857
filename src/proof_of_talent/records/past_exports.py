"""Which past exports held an applicant's records, so that erasing a person can say where copies went.

An export's audit entry keeps its filter and its moment, never ids. Whether a record was in it follows from
the record: it was written before that moment and the filter means it. Nothing that a filter looks at changes
after a record is written, so the answer can be computed later, as long as the record is still there.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.consents import ANALYTICS, refuses
from proof_of_talent.domain.errors import SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord

EXPORT_ACTIONS = ("export", "dataset")
_MOST_ENTRIES = 1_000_000
_CLOCK_SKEW = timedelta(minutes=1)
"""How far the clocks of two machines on one store may be apart."""


class PastExport(Model):
    """An export that held a person's records, or may have (small groups are left out of some)."""

    export_id: str
    at: Moment
    actor: str
    kind: str  # "export" or "dataset"
    format: str
    personal: bool  # whether session ids, answers and quotes were in it


def find_past_exports(store: Store, session_id: str) -> list[PastExport]:
    """Return the exports and datasets that held records of a session, newest first.

    Call this before erasing: afterwards there is no record left to tell by. It errs on the side of naming an
    export: one that ran at the very moment a record was written, was broken off, or left out small groups.
    """
    records = find_session_records(store, session_id)
    entries = [
        entry
        for action in EXPORT_ACTIONS
        for entry in store.audit.list_newest(action=action, limit=_MOST_ENTRIES)
    ]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return [_describe(entry) for entry in entries if any(_held(entry, record) for record in records)]


def find_session_records(store: Store, session_id: str) -> list[AnalysisRecord]:
    """Return a session's records by attempt, also of one that was dropped or imported; none once erased."""
    try:
        attempts = store.sessions.get(session_id).attempt
    except SessionErasedError:
        return []
    except SessionNotFoundError:
        attempts = 1  # imported records have no session; their attempts follow one another
    records = []
    attempt = 1
    while (record := store.records.find(session_id, attempt)) is not None or attempt <= attempts:
        if record is not None:
            records.append(record)
        attempt += 1
    return records


def _held(entry: AuditEntry, record: AnalysisRecord) -> bool:
    if refuses(record.consents, ANALYTICS):
        return False
    wanted = AnalysisFilter.model_validate(entry.details["filter"])
    return record.created_at <= entry.at + _CLOCK_SKEW and wanted.matches(record)


def _describe(entry: AuditEntry) -> PastExport:
    return PastExport(
        export_id=entry.details["export_id"], at=entry.at, actor=entry.actor, kind=entry.action,
        format=entry.details["format"], personal=entry.details["personal"],
    )  # fmt: skip


def describe_export(
    moment: datetime, file_format: str, wanted: AnalysisFilter, columns: list[str] | None, **facts: object
) -> dict[str, Any]:
    """Return the details of an audit entry in the form that `find_past_exports` reads, with a new id.

    Args:
        moment: when; taken after the snapshot was opened, so that everything in it is older.
        file_format: the format's name.
        wanted: the filter.
        columns: the columns' names, None for whole records.
        facts: further details; `personal` and `rows` among them.
    """
    return {
        "export_id": f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}",
        "format": file_format,
        "filter": wanted.model_dump(mode="json", exclude_none=True),
        "columns": columns,
        **facts,
    }
