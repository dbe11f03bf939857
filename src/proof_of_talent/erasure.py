"""Erasing a person everywhere, and proving it."""

from datetime import datetime

from proof_of_talent.ports import AuditEntry, DeletionReceipt, Store


def erase_session(store: Store, session_id: str, now: datetime, *, actor: str) -> DeletionReceipt:
    """Remove everything about a session; a second call returns the first receipt.

    Raises:
        SessionNotFoundError: nothing is or was kept under this id.
    """
    receipt = store.erase(session_id, now)
    if receipt.deleted_at == now:
        store.add_audit_entry(
            AuditEntry(
                at=now,
                actor=actor,
                action="erase",
                details={"documents": receipt.documents, "records": receipt.records},
            )
        )
    return receipt
