"""What the core asks of the outside world: one small port a subject. The docstrings are the contract;
`tests/stores/test_contract.py` runs it on every store.

All ports are synchronous and safe to call from many threads. Moments are UTC at millisecond precision.
Any call of a store may raise `StoreUnavailableError`; nothing is then half-written.
"""

from proof_of_talent.domain.ports.analysis import (
    FIRST,
    Assessor,
    Extractor,
    FetchedLinks,
    LinkFetcher,
    SentPrompt,
    Sitting,
)
from proof_of_talent.domain.ports.clients import ClientStore, PrivateStore
from proof_of_talent.domain.ports.ledger import (
    AuditEntry,
    AuditStore,
    DeletionReceipt,
    ErasureStore,
    KeyStore,
    SecretStore,
    hash_session_id,
)
from proof_of_talent.domain.ports.queue import Queue
from proof_of_talent.domain.ports.records import RecordStore, RollupDrift, RollupStore, Snapshot
from proof_of_talent.domain.ports.reviews import ReviewStore
from proof_of_talent.domain.ports.sessions import (
    LONGEST_LEASE,
    DocumentStore,
    JobStore,
    SessionCounts,
    SessionStore,
)
from proof_of_talent.domain.ports.store import Store, StoreLife, TransferStore

__all__ = [
    "FIRST",
    "LONGEST_LEASE",
    "Assessor",
    "AuditEntry",
    "AuditStore",
    "ClientStore",
    "DeletionReceipt",
    "DocumentStore",
    "ErasureStore",
    "Extractor",
    "FetchedLinks",
    "JobStore",
    "KeyStore",
    "LinkFetcher",
    "PrivateStore",
    "Queue",
    "RecordStore",
    "ReviewStore",
    "RollupDrift",
    "RollupStore",
    "SecretStore",
    "SentPrompt",
    "SessionCounts",
    "SessionStore",
    "Sitting",
    "Snapshot",
    "Store",
    "StoreLife",
    "TransferStore",
    "hash_session_id",
]
