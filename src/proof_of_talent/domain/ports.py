"""What the core asks of the outside world. The docstrings are the contract; `tests/stores/test_contract.py`
runs it on every store.

All ports are synchronous and safe to call from many threads. Moments are UTC at millisecond precision.
Any call of a store may raise `StoreUnavailableError`; nothing is then half-written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from proof_of_talent.domain.application import (
    Application,
    ApplicationDocument,
    Document,
    ExtractedText,
    ExtractedWebPage,
    Session,
)
from proof_of_talent.domain.assessment import Assessment
from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.domain.tally import Grain, Rollup

LONGEST_LEASE = timedelta(minutes=10)
"""No lease is longer. One that ends later than this from now was written by a clock that was wrong."""


class DeletionReceipt(Model):
    """Proof that a session was erased, without personal data: the session id is kept only as its SHA-256."""

    session_hash: str
    deleted_at: Moment
    documents: int
    records: int


class SessionCounts(NamedTuple):
    """The funnel: how many sessions reached each step (a later step does not imply an earlier one)."""

    created: int
    with_answers: int
    with_documents: int
    submitted: int
    finished: int


class RollupDrift(NamedTuple):
    """One rollup that differs from the fold over the records."""

    grain: Grain
    period: str
    field: str
    expected_n: int
    stored_n: int


class AuditEntry(Model):
    """Something done with personal data: `action` is `export`, `erase`, `key_created`, …; `details` hold no
    personal data.
    """

    at: Moment
    actor: str
    action: str
    details: dict[str, Any] = {}


class Snapshot(Protocol):
    """A consistent view of the records for one export: what is written meanwhile is not in it."""

    def count(self) -> int:
        """Return how many records the snapshot's filter selects."""

    def documents(self) -> Iterator[bytes]:
        """Yield each record's canonical JSON, oldest first (`created_at`, then `_id`), at constant memory."""


class Store(Protocol):
    """Sessions, documents, records, rollups and receipts."""

    # -- sessions ----------------------------------------------------------------------------------

    def add_session(self, session: Session) -> None:
        """Keep a new session."""

    def get_session(self, session_id: str) -> Session:
        """Return a session.

        Raises:
            SessionErasedError: it was erased.
            SessionNotFoundError: it never existed.
        """

    def change_session(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """Apply a pure function to a session atomically and return the result.

        `change` may be called more than once when writers meet, and what it raises leaves the session as it
        was and is passed on. `version` is raised by one on every change.

        Raises:
            SessionErasedError, SessionNotFoundError: as `get_session`.
        """

    def count_sessions(self, wanted: AnalysisFilter) -> SessionCounts:
        """Count sessions created in the filter's time range and field; the other conditions are ignored."""

    def find_sessions(self, before: datetime, limit: int, *, with_documents: bool = False) -> list[str]:
        """Return ids of sessions last updated before a moment and not being analysed, oldest first; of those
        that have documents only, where asked.
        """

    def drop_session(self, session_id: str, before: datetime) -> bool:
        """Remove a session with its documents' contents, but not its records, if it was last updated before a
        moment and is not being analysed. Returns False, and changes nothing, otherwise.
        """

    # -- documents ---------------------------------------------------------------------------------

    def add_document(
        self, session_id: str, document: Document, content: bytes, change: Callable[[Session], Session]
    ) -> Session:
        """Keep a document's content and change the session, both or neither. Ids are unique in it."""

    def read_document(self, session_id: str, document_id: str) -> bytes:
        """Return a document's content.

        Raises:
            NotFoundError: there is none (any more).
        """

    def remove_document(
        self, session_id: str, document_id: str, change: Callable[[Session], Session]
    ) -> Session:
        """Delete a document's content and change the session, both or neither. Absent content is no error."""

    # -- work --------------------------------------------------------------------------------------

    def find_work(self, now: datetime, limit: int) -> list[str]:
        """Return ids of sessions in state `analyzing` whose job is unclaimed or its lease over, oldest
        `queued_at` first. A lease that ends more than `LONGEST_LEASE` after `now` counts as over: the clock
        has been set back since it was taken, and nobody should wait for it to catch up.
        """

    def claim(self, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
        """Take a job if it may be taken (as in `find_work`): set worker and lease, raise `deliveries`.

        Returns None when another worker holds it or there is no job; of several callers at once exactly one
        gets the session.
        """

    def extend_lease(self, session_id: str, worker: str, until: datetime) -> bool:
        """Prolong this worker's lease; False when it no longer holds the job (then stop working)."""

    def record(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """Keep a record, add its tally to the rollups and change its session: all or nothing, durably.

        Returns False, and changes nothing, when `(session_id, attempt)` already has a record; or when
        `change` is given and the session no longer exists (it was erased meanwhile). `change` is skipped
        silently by returning its argument.
        """

    # -- records -----------------------------------------------------------------------------------

    def add_records(self, records: Iterable[AnalysisRecord]) -> int:
        """Keep many records without sessions (demo, import, copy), in batches, each with its rollups in one
        transaction. Records whose `_id` or `(session_id, attempt)` is present are skipped. Returns how many
        were new.
        """

    def get_record(self, record_id: str) -> AnalysisRecord:
        """Return one record.

        Raises:
            NotFoundError: there is none with this id.
        """

    def find_record(self, session_id: str, attempt: int) -> AnalysisRecord | None:
        """Return the record of one attempt, if it has been written."""

    def update_record(
        self, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]
    ) -> AnalysisRecord:
        """Replace a record by a changed one (for instance with an outcome), moving its tally accordingly.

        Raises:
            NotFoundError: there is none with this id.
        """

    def list_records(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """Return one page. Ties are broken by `_id` in the sort's direction; records without a score come
        last in either direction of a score sort. `after` continues behind a row and does not get slower with
        depth; `skip` is for shallow pages.
        """

    def open_snapshot(self, wanted: AnalysisFilter) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for an export; closing it frees it. Writers are not blocked meanwhile."""

    # -- rollups -----------------------------------------------------------------------------------

    def read_rollups(
        self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True
    ) -> list[Rollup]:
        """Return the rollups that make up exactly the records of the filter (see `tally.plan_rollups`).

        Records of part days come as rollups of their day (or month) with counters added up. With
        `detail=False` only the `KEY_FIGURES` counters are filled, at a fraction of the cost.
        """

    def data_version(self) -> str:
        """Return a token that changes whenever records or rollups change; cheap, for caches and ETags."""

    def verify_rollups(self) -> list[RollupDrift]:
        """Compare all rollups with a fold over all records; empty when they are equal."""

    def rebuild_rollups(self) -> int:
        """Replace all rollups by a fold over all records, while readers see old or new, never a mixture.
        Returns the number of records folded.
        """

    # -- erasure and audit -------------------------------------------------------------------------

    def erase(self, session_id: str, now: datetime) -> DeletionReceipt:
        """Remove session, documents and records, subtract the tallies, verify, leave a receipt. Idempotent:
        a second call returns the first receipt.

        Raises:
            SessionNotFoundError: nothing is or was kept under this id.
        """

    def find_receipt(self, session_id: str) -> DeletionReceipt | None:
        """Return the receipt of an erased session."""

    def add_audit_entry(self, entry: AuditEntry) -> None:
        """Append to the audit log."""

    def list_audit_entries(self, *, action: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """Return the newest audit entries first."""

    # -- moving to another store -------------------------------------------------------------------

    def list_session_ids(self, after: str, limit: int) -> list[str]:
        """Return ids of sessions greater than `after` (`""` for the first), ascending."""

    def import_session(self, session: Session, contents: Mapping[str, bytes]) -> bool:
        """Keep a session exactly as it is, with its documents' contents by id, both or neither. False, with
        nothing changed, when there is one with this id or it was erased.
        """

    def list_receipts(self, after: str, limit: int) -> list[DeletionReceipt]:
        """Return receipts whose `session_hash` is greater than `after`, ascending by it."""

    def import_receipt(self, receipt: DeletionReceipt) -> bool:
        """Keep a receipt; False when there is one of this session already."""

    def list_secrets(self) -> dict[str, str]:
        """Return all secrets by name."""

    # -- API keys ----------------------------------------------------------------------------------

    def add_key(self, key: ApiKey) -> None:
        """Keep a new API key."""

    def list_keys(self) -> list[ApiKey]:
        """Return all API keys as they are now, revoked ones too, oldest first. They are few."""

    def change_key(self, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """Apply a pure function to a key atomically (it may be called more than once); return the result.

        Raises:
            NotFoundError: there is no key with this id.
        """

    # -- life --------------------------------------------------------------------------------------

    def read_secret(self, name: str, make: Callable[[], str]) -> str:
        """Return a secret kept in the store (such as the pseudonym key), made once by `make` if absent."""

    def ping(self) -> None:
        """Return if the store answers; raise `StoreUnavailableError` with a reason if not."""

    def close(self) -> None:
        """Release everything; later calls are errors. Safe to call twice."""


class Extractor(Protocol):
    """Turns a file into pages of text, safely."""

    def extract(self, content: bytes) -> ExtractedText:
        """Return the text of a PDF or DOCX, decided by content.

        Raises:
            DocumentError: with one of the codes in `extraction.DOCUMENT_ERRORS`.
        """

    def extract_web_page(self, content: bytes, charset: str | None) -> ExtractedWebPage:
        """Return the visible text of an HTML page; `charset` is what its server named, if anything.

        Raises:
            DocumentError: with one of the codes in `extraction.DOCUMENT_ERRORS`.
        """

    def close(self) -> None:
        """Stop the helper process."""


class FetchedLinks(NamedTuple):
    """Pages that an applicant links to, as documents of kind `portfolio`, and codes of how that went."""

    documents: tuple[ApplicationDocument, ...] = ()
    notes: tuple[str, ...] = ()


class LinkFetcher(Protocol):
    """Reads the applicant's own pages, where that is switched on."""

    def fetch(self, answers: Mapping[str, Any]) -> FetchedLinks:
        """Return what the links among the answers lead to. A link that cannot be read is a note, no error."""


class Assessor(Protocol):
    """Judges an application criterion by criterion."""

    name: str

    def assess(self, application: Application, criteria: FieldCriteria) -> Assessment:
        """Return one judgement for each criterion of the field, with quotes as evidence.

        Raises:
            AssessmentError: it cannot judge; never a made-up level.
        """

    def close(self) -> None:
        """Release connections and threads."""


class Queue(Protocol):
    """Wakes a worker. The store's lease decides who works; losing a wake-up only costs time."""

    def start(self, run: Callable[[str], object]) -> None:
        """Begin handing session ids to `run`."""

    def put(self, session_id: str) -> None:
        """Ask for a session's job to be run soon. Never waits for a network and never fails."""

    def is_ready(self) -> bool:
        """Tell whether wake-ups get through now; while they do not, jobs wait for the next sweep."""

    def stop(self, grace_seconds: float) -> None:
        """Take no more work and wait up to the grace time for what runs."""

    def close(self) -> None:
        """Let go of connections; a wake-up whose job did not end here goes to another worker."""
