"""Leases on the work of sessions in SQLite."""

from datetime import datetime, timedelta

import apsw

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.ports import LONGEST_LEASE
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.records import to_stored_time
from proof_of_talent.stores.sqlite.sessions import load_session, save_session
from proof_of_talent.stores.sqlite.writer import Transaction

_TAKEABLE = (
    "state = 'analyzing' AND queued_at IS NOT NULL "
    "AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :implausible)"
)


class SQLiteJobs(SQLitePart):
    """Implements `ports.JobStore`."""

    @reading
    def find(self, connection: apsw.Connection, now: datetime, limit: int) -> list[str]:
        """See `ports.JobStore`."""
        rows = connection.execute(
            f"SELECT session_id FROM sessions WHERE {_TAKEABLE} ORDER BY queued_at, session_id LIMIT :limit",
            {**_bounds(now), "limit": limit},
        )
        return [session_id for (session_id,) in rows]

    @writing
    def claim(
        self, transaction: Transaction, session_id: str, worker: str, now: datetime, lease: timedelta
    ) -> Session | None:
        """See `ports.JobStore`."""
        takeable = transaction.execute(
            f"SELECT 1 FROM sessions WHERE {_TAKEABLE} AND session_id = :session_id",
            {**_bounds(now), "session_id": session_id},
        ).get
        session = load_session(transaction.connection, session_id) if takeable else None
        if session is None or session.job is None:
            return None
        job = session.job.model_copy(
            update={
                "worker": worker,
                "lease_until": truncate_to_milliseconds(now + lease),
                "deliveries": session.job.deliveries + 1,
            }
        )
        return save_session(transaction, session, session.with_changes(now, job=job))

    @writing
    def extend_lease(self, transaction: Transaction, session_id: str, worker: str, until: datetime) -> bool:
        """See `ports.JobStore`."""
        session = load_session(transaction.connection, session_id)
        if (
            session is None
            or session.state != "analyzing"
            or session.job is None
            or session.job.worker != worker
        ):
            return False
        job = session.job.model_copy(update={"lease_until": truncate_to_milliseconds(until)})
        save_session(transaction, session, session.model_copy(update={"job": job}))
        return True


def _bounds(now: datetime) -> dict[str, int]:
    return {"now": to_stored_time(now), "implausible": to_stored_time(now + LONGEST_LEASE)}
