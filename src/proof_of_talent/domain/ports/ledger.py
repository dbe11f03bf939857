"""What a store keeps for its operators: receipts of erasure, the audit log, API keys and secrets."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.keys import ApiKey


class DeletionReceipt(Model):
    """Proof that a session was erased, without personal data: the session id is kept only as its SHA-256."""

    session_hash: str
    deleted_at: Moment
    documents: int
    records: int


def hash_session_id(session_id: str) -> str:
    """Return what a receipt keeps of a session id."""
    return sha256(session_id.encode()).hexdigest()


class AuditEntry(Model):
    """Something done with personal data: `action` is `export`, `erase`, `key_created`, …; `details` hold no
    personal data.
    """

    at: Moment
    actor: str
    action: str
    details: dict[str, Any] = {}


class ErasureStore(Protocol):
    """Forgetting a person for good, and the proof of it."""

    def erase(self, session_id: str, now: datetime) -> DeletionReceipt:
        """Remove session, documents and records, subtract the tallies, verify, leave a receipt. Idempotent:
        a second call returns the first receipt.

        Raises:
            SessionNotFoundError: nothing is or was kept under this id.
        """

    def find_receipt(self, session_id: str) -> DeletionReceipt | None:
        """Return the receipt of an erased session."""


class AuditStore(Protocol):
    """What was done with personal data. Entries are only ever added."""

    def add(self, entry: AuditEntry) -> None:
        """Append to the audit log."""

    def list_newest(self, *, action: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """Return the newest audit entries first."""


class KeyStore(Protocol):
    """API keys."""

    def add(self, key: ApiKey) -> None:
        """Keep a new API key."""

    def list_all(self) -> list[ApiKey]:
        """Return all API keys as they are now, revoked ones too, oldest first. They are few."""

    def change(self, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """Apply a pure function to a key atomically (it may be called more than once); return the result.

        Raises:
            NotFoundError: there is no key with this id.
        """


class SecretStore(Protocol):
    """The service's own secrets, which all processes on one store share."""

    def read(self, name: str, make: Callable[[], str]) -> str:
        """Return a secret kept in the store (such as the pseudonym key), made once by `make` if absent."""
