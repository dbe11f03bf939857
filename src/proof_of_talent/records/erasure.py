"""Erasing a person everywhere, and proving it."""

from datetime import datetime

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.ports import AuditEntry, DeletionReceipt, Store
from proof_of_talent.records.past_exports import find_past_exports

_MOST_ENTRIES = 1_000_000


class ExportNotice(Model):
    """An export or dataset that held records of an erased session: a file that erasing cannot reach."""

    export_id: str
    at: Moment
    format: str


class ErasureReceipt(DeletionReceipt):
    """A receipt, with the past exports that held the session's records, newest first."""

    exports: tuple[ExportNotice, ...]


def erase_session(store: Store, session_id: str, now: datetime, *, actor: str) -> ErasureReceipt:
    """Remove everything about a session; a second call returns the first receipt and the first list.

    Raises:
        SessionNotFoundError: nothing is or was kept under this id.
    """
    # Only the records tell which exports held them, so look before they go.
    found = tuple(
        ExportNotice(export_id=past.export_id, at=past.at, format=past.format)
        for past in find_past_exports(store, session_id)
    )
    receipt = store.erasure.erase(session_id, now)
    if receipt.deleted_at != now:
        return ErasureReceipt(**receipt.model_dump(), exports=_recall_exports(store, receipt))
    store.audit.add(
        AuditEntry(
            at=now,
            actor=actor,
            action="erase",
            details={
                "session_hash": receipt.session_hash,
                "documents": receipt.documents,
                "records": receipt.records,
                "exports": [notice.model_dump(mode="json") for notice in found],
            },
        )
    )
    return ErasureReceipt(**receipt.model_dump(), exports=found)


def _recall_exports(store: Store, receipt: DeletionReceipt) -> tuple[ExportNotice, ...]:
    for entry in store.audit.list_newest(action="erase", limit=_MOST_ENTRIES):
        if entry.details.get("session_hash") == receipt.session_hash:
            return tuple(map(ExportNotice.model_validate, entry.details["exports"]))
    return ()
