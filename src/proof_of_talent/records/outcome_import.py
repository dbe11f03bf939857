"""Decisions of many clients at once, from a CSV with the columns reference, outcome and date."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO
from typing import get_args

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.clients import ClientStatus
from proof_of_talent.domain.errors import InvalidInputError, TalentError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import OutcomeResult
from proof_of_talent.records.clients import change_client
from proof_of_talent.records.outcomes import report_outcome
from proof_of_talent.records.past_exports import find_session_records

DECISIONS: tuple[OutcomeResult, ...] = get_args(OutcomeResult)
CSV_COLUMNS = ("reference", "outcome", "date")
MOST_ROWS = 10_000
_STATUSES: dict[OutcomeResult, ClientStatus] = {
    "endorsed": "endorsed", "refused": "refused", "withdrawn": "closed",
}  # fmt: skip


class ImportedOutcome(Model):
    """What became of one row; `problem` says why it was not taken."""

    row: int
    reference: str
    problem: str | None = None


def import_outcomes(
    store: Store, owner: str, content: bytes, now: datetime, *, actor: str
) -> tuple[ImportedOutcome, ...]:
    """Take in decisions by reference: each goes to the client's newest session with a completed analysis, and
    is the client's status. The same file again changes nothing.

    Raises:
        InvalidInputError: it is no CSV in UTF-8 with these columns, or too long.
    """
    rows = list(_read_rows(content))
    return tuple(_take_row(store, owner, number, row, now, actor) for number, row in enumerate(rows, 2))


def _read_rows(content: bytes) -> Iterable[dict[str, str]]:
    try:
        reader = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), restval="")
        names = {name.strip().casefold() for name in reader.fieldnames or ()}
        rows = [
            {(name or "").strip().casefold(): str(value).strip() for name, value in row.items()}
            for row in reader
        ]
    except (UnicodeDecodeError, csv.Error):
        raise InvalidInputError("This is no CSV in UTF-8.", field="files") from None
    if not names.issuperset(CSV_COLUMNS):
        raise InvalidInputError("The CSV needs the columns reference, outcome and date.", field="files")
    if len(rows) > MOST_ROWS:
        raise InvalidInputError(f"The CSV may have {MOST_ROWS:,} rows. Send it in parts.", field="files")
    return rows


def _take_row(
    store: Store, owner: str, number: int, row: dict[str, str], now: datetime, actor: str
) -> ImportedOutcome:
    reference = row["reference"]
    try:
        _report(store, owner, row, now, actor)
    except TalentError as error:
        return ImportedOutcome(row=number, reference=reference, problem=error.message)
    return ImportedOutcome(row=number, reference=reference)


def _report(store: Store, owner: str, row: dict[str, str], now: datetime, actor: str) -> None:
    client = store.clients.find(owner, row["reference"])
    if client is None:
        raise InvalidInputError("You have no client of this reference.")
    result = next((one for one in DECISIONS if one == row["outcome"].casefold()), None)
    if result is None:
        raise InvalidInputError(f"The outcome is one of: {', '.join(DECISIONS)}.")
    try:
        decided = date.fromisoformat(row["date"])
    except ValueError:
        raise InvalidInputError("The date must be like 2026-11-22.") from None
    session_id = _find_session(store, client.id)
    if session_id is None:
        raise InvalidInputError("This client has no completed analysis.")
    report_outcome(store, session_id, result, decided, now, actor=actor)
    if client.status != _STATUSES[result]:
        change_client(store, client, now, actor=actor, status=_STATUSES[result])


def _find_session(store: Store, client_id: str) -> str | None:
    """Return the session that a decision is about: one that has an outcome, or else the newest."""
    done = [
        (session_id, any(record.outcome is not None for record in records))
        for session_id in store.clients.list_sessions(client_id)
        if (records := find_session_records(store, session_id))
        and any(record.processing_status == "completed" for record in records)
    ]
    decided = [session_id for session_id, is_decided in done if is_decided]
    return next(reversed(decided or [session_id for session_id, _ in done]), None)
