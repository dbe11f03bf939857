"""Leases on the work of sessions in MongoDB."""

from datetime import datetime, timedelta

from pymongo import ReturnDocument

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.ports import LONGEST_LEASE
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import MongoPart, reaching
from proof_of_talent.stores.mongo.forms import decode_session
from proof_of_talent.stores.mongo.schema import SESSIONS
from proof_of_talent.stores.mongo.sessions import list_session_ids


class MongoJobs(MongoPart):
    """Implements `ports.JobStore`."""

    @reaching
    def find(self, now: datetime, limit: int) -> list[str]:
        """See `ports.JobStore`."""
        self._deployment.check_when_due()  # the call that a worker without readers makes again and again
        return list_session_ids(self._primary(SESSIONS), _takeable(now), "job.queued_at", "work", limit)

    @reaching
    def claim(self, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
        """See `ports.JobStore`."""
        update = {
            "$set": {
                "job.worker": worker,
                "job.lease_until": truncate_to_milliseconds(now + lease),
                "updated_at": truncate_to_milliseconds(now),
            },
            "$inc": {"job.deliveries": 1, "version": 1},
        }
        form = self._deployment.run_unless_in_use(
            lambda session: self._collection(SESSIONS).find_one_and_update(
                {"session_id": session_id, **_takeable(now)}, update, session=session,
                return_document=ReturnDocument.AFTER,
            )
        )  # fmt: skip
        return None if form is None else decode_session(form)

    @reaching
    def extend_lease(self, session_id: str, worker: str, until: datetime) -> bool:
        """See `ports.JobStore`."""
        result = self._collection(SESSIONS).update_one(
            {"session_id": session_id, "state": "analyzing", "job.worker": worker},
            {"$set": {"job.lease_until": truncate_to_milliseconds(until)}, "$inc": {"version": 1}},
        )
        return result.matched_count == 1


def _takeable(now: datetime) -> Form:
    """Return the condition of a job that nobody works on."""
    return {
        "state": "analyzing",
        "job.queued_at": {"$type": "date"},
        # absent, null, over, or too far ahead to be true
        "job.lease_until": {"$not": {"$gt": now, "$lte": now + LONGEST_LEASE}},
    }
