"""Erasing a person everywhere, and proving it."""

from datetime import datetime

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.ports import AuditEntry, DeletionReceipt, Store, hash_session_id
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
    found = _find_exports(store, session_id)
    receipt = store.erasure.erase(session_id, now)
    if receipt.deleted_at != now:
        return ErasureReceipt(**receipt.model_dump(), exports=_recall_exports(store, receipt))
    _audit_erasure(store, receipt, found, actor)
    return ErasureReceipt(**receipt.model_dump(), exports=found)


def erase_client(store: Store, client_id: str, now: datetime, *, actor: str) -> ErasureReceipt:
    """Remove a client: sessions, documents, records, name, notes; a second call returns the first receipt. It
    also finishes what an interrupted one left.

    Raises:
        ClientNotFoundError: no client has or had this id.
    """
    earlier = store.erasure.find_receipt(client_id)
    if earlier is None:
        store.clients.get(client_id)
    sessions, exports = _erase_sessions(store, client_id, now)
    receipt = store.clients.remove(
        client_id,
        DeletionReceipt(
            session_hash=hash_session_id(client_id),
            deleted_at=now,
            documents=sum(one.documents for one in sessions),
            records=sum(one.records for one in sessions),
        ),
    )
    _erase_sessions(store, client_id, now)  # opened in the meantime; from now on none can be
    if earlier is not None:
        return ErasureReceipt(**receipt.model_dump(), exports=_recall_exports(store, receipt))
    hashes = [one.session_hash for one in sessions]
    _audit_erasure(store, receipt, exports, actor, sessions=hashes)
    return ErasureReceipt(**receipt.model_dump(), exports=exports)


def _erase_sessions(
    store: Store, client_id: str, now: datetime
) -> tuple[list[DeletionReceipt], tuple[ExportNotice, ...]]:
    """Erase a client's sessions; return their receipts, and the past exports that held any."""
    sessions = store.clients.list_sessions(client_id)
    exports = {notice.export_id: notice for one in sessions for notice in _find_exports(store, one)}
    newest = sorted(exports.values(), key=lambda notice: notice.at, reverse=True)
    return [store.erasure.erase(session_id, now) for session_id in sessions], tuple(newest)


def _find_exports(store: Store, session_id: str) -> tuple[ExportNotice, ...]:
    """Return the past exports that held a session's records. Only records tell, so look before they go."""
    return tuple(
        ExportNotice(export_id=past.export_id, at=past.at, format=past.format)
        for past in find_past_exports(store, session_id)
    )


def _audit_erasure(
    store: Store, receipt: DeletionReceipt, exports: tuple[ExportNotice, ...], actor: str, **details: object
) -> None:
    counts = receipt.model_dump(exclude={"deleted_at"})
    notices = [notice.model_dump(mode="json") for notice in exports]
    store.audit.add(
        AuditEntry(
            at=receipt.deleted_at,
            actor=actor,
            action="erase",
            details={**counts, "exports": notices, **details},
        )
    )


def _recall_exports(store: Store, receipt: DeletionReceipt) -> tuple[ExportNotice, ...]:
    for entry in store.audit.list_newest(action="erase", limit=_MOST_ENTRIES):
        if receipt.session_hash in (entry.details.get("session_hash"), *entry.details.get("sessions", ())):
            return tuple(map(ExportNotice.model_validate, entry.details["exports"]))
    return ()
