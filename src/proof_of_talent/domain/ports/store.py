"""The store as one value: a port for each subject, and its own life."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.clients import ClientFile
from proof_of_talent.domain.ports.clients import ClientStore, PrivateStore
from proof_of_talent.domain.ports.ledger import (
    AuditStore,
    DeletionReceipt,
    ErasureStore,
    KeyStore,
    SecretStore,
)
from proof_of_talent.domain.ports.records import ChangeStore, RecordStore, RollupStore
from proof_of_talent.domain.ports.reviews import ReviewStore
from proof_of_talent.domain.ports.sessions import DocumentStore, JobStore, SessionStore


class TransferStore(Protocol):
    """Everything that only a move to another store asks for."""

    def list_session_ids(self, after: str, limit: int) -> list[str]:
        """Return ids of sessions greater than `after` (`""` for the first), ascending."""

    def import_session(self, session: Session, contents: Mapping[str, bytes]) -> bool:
        """Keep a session exactly as it is, with its documents' contents by id, both or neither. False, with
        nothing changed, when there is one with this id or it was erased.
        """

    def list_clients(self, after: str, limit: int) -> list[ClientFile]:
        """Return clients whose id is greater than `after` (`""` for the first), ascending by it."""

    def list_receipts(self, after: str, limit: int) -> list[DeletionReceipt]:
        """Return receipts whose `session_hash` is greater than `after`, ascending by it."""

    def import_receipt(self, receipt: DeletionReceipt) -> bool:
        """Keep a receipt; False when there is one of this session already."""

    def list_secrets(self) -> dict[str, str]:
        """Return all secrets by name."""


class StoreLife(Protocol):
    """Whether a store answers, and its end."""

    def ping(self) -> None:
        """Return if the store answers; raise `StoreUnavailableError` with a reason if not."""

    def close(self) -> None:
        """Release everything; later calls are errors. Safe to call twice."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """One database, by subject. A service takes the parts that it uses."""

    sessions: SessionStore
    documents: DocumentStore
    jobs: JobStore
    records: RecordStore
    rollups: RollupStore
    changes: ChangeStore
    erasure: ErasureStore
    clients: ClientStore
    private: PrivateStore
    reviews: ReviewStore
    audit: AuditStore
    keys: KeyStore
    secrets: SecretStore
    transfer: TransferStore
    life: StoreLife

    def ping(self) -> None:
        """Check that the store answers."""
        self.life.ping()

    def close(self) -> None:
        """Free everything; nothing can be used afterwards."""
        self.life.close()

    def with_parts(self, **parts: Any) -> "Store":
        """Return the same store with other ways to keep some of its parts."""
        return Store(**{**vars(self), **parts})
