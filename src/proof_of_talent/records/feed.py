"""The change feed as it leaves: lines of JSON, without those who said no, and noted in the audit log."""

from datetime import datetime
from typing import NamedTuple

import orjson

from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.changes import ChangedRecord
from proof_of_talent.domain.consents import is_withheld
from proof_of_talent.domain.ports import AuditEntry, Store

CHANGES_READ = "changes_read"


class FeedPage(NamedTuple):
    """Changes as JSON objects, and the cursor that goes on behind them."""

    lines: list[bytes]
    cursor: str


def read_feed(store: Store, cursor: str | None, limit: int, now: datetime, *, actor: str) -> FeedPage:
    """Return the changes behind a cursor.

    Args:
        store: where the records are.
        cursor: of the page before; None begins at the beginning.
        limit: how many changes at most.
        now: when, for the audit log.
        actor: who reads, for the audit log.

    Raises:
        InvalidInputError: the cursor is not of this store.
    """
    page = store.changes.read(cursor, limit)
    if page.changes:
        details = {"changes": len(page.changes), "from_start": cursor is None}
        store.audit.add(AuditEntry(at=now, actor=actor, action=CHANGES_READ, details=details))
    return FeedPage([write_change(change) for change in page.changes], page.cursor)


def write_change(change: ChangedRecord) -> bytes:
    """Return a change as JSON. Who refused to be part of exports is told like somebody who is gone."""
    document = change.document
    if document is not None and is_withheld(document):
        document = None
    kind = "removed" if document is None else "upsert"
    head = {"_id": change.record_id, "change": kind, "changed_at": format_moment(change.changed_at)}
    return orjson.dumps(head)[:-1] + b',"record":' + (document or b"null") + b"}"
