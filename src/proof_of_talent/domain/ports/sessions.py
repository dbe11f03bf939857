"""Sessions, the contents of their documents, and the work they wait for."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.record import AnalysisFilter

LONGEST_LEASE = timedelta(minutes=10)
"""No lease is longer. One that ends later than this from now was written by a clock that was wrong."""


class SessionCounts(NamedTuple):
    """The funnel: how many sessions reached each step (a later step does not imply an earlier one)."""

    created: int
    with_answers: int
    with_documents: int
    submitted: int
    finished: int


class SessionStore(Protocol):
    """Sessions: what an applicant has answered and uploaded so far, and how far the analysis is."""

    def add(self, session: Session) -> None:
        """Keep a new session."""

    def get(self, session_id: str) -> Session:
        """Return a session.

        Raises:
            SessionErasedError: it was erased.
            SessionNotFoundError: it never existed.
        """

    def change(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """Apply a pure function to a session atomically and return the result.

        `change` may be called more than once when writers meet, and what it raises leaves the session as it
        was and is passed on. `version` is raised by one on every change.

        Raises:
            SessionErasedError, SessionNotFoundError: as `get`.
        """

    def count(self, wanted: AnalysisFilter) -> SessionCounts:
        """Count sessions created in the filter's time range and field; the other conditions are ignored."""

    def find_idle(self, before: datetime, limit: int, *, with_documents: bool = False) -> list[str]:
        """Return ids of sessions last updated before a moment and not being analysed, oldest first; of those
        that have documents only, where asked.
        """

    def drop(self, session_id: str, before: datetime) -> bool:
        """Remove a session with its documents' contents, but not its records, if it was last updated before a
        moment and is not being analysed. Returns False, and changes nothing, otherwise.
        """


class DocumentStore(Protocol):
    """The contents of documents. Each change comes with the change of the session that names the document."""

    def add(
        self, session_id: str, contents: Mapping[str, bytes], change: Callable[[Session], Session]
    ) -> Session:
        """Keep documents' contents by id and change the session, all or nothing. Ids are unique in it.
        `change` is asked first, so it can refuse an id that another writer took.
        """

    def read(self, session_id: str, document_id: str) -> bytes:
        """Return a document's content.

        Raises:
            NotFoundError: there is none (any more).
        """

    def remove(self, session_id: str, document_id: str, change: Callable[[Session], Session]) -> Session:
        """Delete a document's content and change the session, both or neither. Absent content is no error."""


class JobStore(Protocol):
    """Who works on which session. The lease decides, whoever was woken."""

    def find(self, now: datetime, limit: int) -> list[str]:
        """Return ids of sessions in state `analyzing` whose job is unclaimed or its lease over, oldest
        `queued_at` first. A lease that ends more than `LONGEST_LEASE` after `now` counts as over: the clock
        has been set back since it was taken, and nobody should wait for it to catch up.
        """

    def claim(self, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
        """Take a job if it may be taken (as in `find`): set worker and lease, raise `deliveries`.

        Returns None when another worker holds it or there is no job; of several callers at once exactly one
        gets the session.
        """

    def extend_lease(self, session_id: str, worker: str, until: datetime) -> bool:
        """Prolong this worker's lease; False when it no longer holds the job (then stop working)."""
