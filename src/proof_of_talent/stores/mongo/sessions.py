"""Sessions and the leases on their work. Every change of a session is one atomic write of one document."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.errors import ConflictError, SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import LONGEST_LEASE, DeletionReceipt, SessionCounts
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import Deployment, reaching
from proof_of_talent.stores.mongo.forms import decode_session, encode_session
from proof_of_talent.stores.mongo.schema import RECEIPTS, SESSIONS


def hash_session(session_id: str) -> str:
    """Return what a receipt keeps of a session id."""
    return sha256(session_id.encode()).hexdigest()


class Sessions(Deployment):
    """The part of the store that keeps sessions."""

    @reaching
    def add_session(self, session: Session) -> None:
        """See `ports.Store`."""
        if self._find_receipt(session.session_id) is not None:
            raise SessionErasedError
        try:
            self._collection(SESSIONS).insert_one(encode_session(session))
        except DuplicateKeyError:
            raise ConflictError("There is a session with this id already.") from None

    @reaching
    def get_session(self, session_id: str) -> Session:
        """See `ports.Store`."""
        session = self._find_session(session_id)
        if session is None:
            raise self._why_absent(session_id)
        return session

    @reaching
    def change_session(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """See `ports.Store`."""
        with self._within_deadline():
            return self._change_session(session_id, change, {})

    def _find_session(self, session_id: str, session: ClientSession | None = None) -> Session | None:
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, session=session)
        return None if form is None else decode_session(form)

    def _why_absent(self, session_id: str) -> SessionErasedError | SessionNotFoundError:
        return SessionNotFoundError() if self._find_receipt(session_id) is None else SessionErasedError()

    def _change_session(self, session_id: str, change: Callable[[Session], Session], update: Form) -> Session:
        """Apply a change, and an update of what only this store knows, in one write; again when another
        writer came first.
        """
        while True:
            before = self._find_session(session_id)
            if before is None:
                raise self._why_absent(session_id)
            saved = self._save_session(before, change(before), update)
            if saved is not None:
                return saved

    def _save_session(
        self, before: Session, after: Session, update: Form, session: ClientSession | None = None
    ) -> Session | None:
        """Write a changed session under the next version; None when it has been changed meanwhile."""
        if after.session_id != before.session_id:
            message = "a change keeps the session's id"
            raise ValueError(message)
        saved = after.model_copy(update={"version": before.version + 1})
        merged = {**update, "$set": {**encode_session(saved), **update.get("$set", {})}}
        result = self._collection(SESSIONS).update_one(
            {"session_id": before.session_id, "version": before.version}, merged, session=session
        )
        return saved if result.matched_count else None

    @reaching
    def count_sessions(self, wanted: AnalysisFilter) -> SessionCounts:
        """See `ports.Store`."""
        query: Form = {}
        bounds = {"$gte": wanted.since, "$lt": wanted.until}
        bounds = {name: bound for name, bound in bounds.items() if bound is not None}
        if bounds:
            query["created_at"] = bounds
        if wanted.field is not None:
            query["field"] = wanted.field
        steps = {
            "created": True,
            "with_answers": {"$ne": [{"$ifNull": ["$answers", {}]}, {}]},
            "with_documents": {"$gt": [{"$size": {"$ifNull": ["$documents", []]}}, 0]},
            "submitted": {"$gt": ["$attempt", 0]},
            "finished": {
                "$and": [
                    {"$gt": ["$attempt", 0]},
                    {"$or": [{"$in": ["$state", ["completed", "error"]]}, {"$gt": ["$attempt", 1]}]},
                ]
            },
        }
        sums = {name: {"$sum": {"$cond": [condition, 1, 0]}} for name, condition in steps.items()}
        rows = self._collection(SESSIONS).aggregate(
            [{"$match": query}, {"$group": {"_id": None, **sums}}], hint="funnel"
        )
        counted: dict[str, Any] = next(iter(rows), dict.fromkeys(steps, 0))
        return SessionCounts(*(int(counted[name]) for name in SessionCounts._fields))

    @reaching
    def find_sessions(self, before: datetime, limit: int, *, with_documents: bool = False) -> list[str]:
        """See `ports.Store`."""
        query = idle_since(before) | ({"documents.0": {"$exists": True}} if with_documents else {})
        return self._list_ids(query, "updated_at", "idle", limit)

    def _list_ids(self, query: Form, order: str, index: str, limit: int) -> list[str]:
        if limit <= 0:
            return []
        forms = self._primary(SESSIONS).find(
            query, {"session_id": 1}, sort=[(order, 1), ("session_id", 1)], limit=limit, hint=index
        )
        return [form["session_id"] for form in forms]

    # -- work ----------------------------------------------------------------------------------------

    @reaching
    def find_work(self, now: datetime, limit: int) -> list[str]:
        """See `ports.Store`."""
        self._check_when_due()  # the call that a worker without readers makes again and again
        return self._list_ids(_takeable(now), "job.queued_at", "work", limit)

    @reaching
    def claim(self, session_id: str, worker: str, now: datetime, lease: timedelta) -> Session | None:
        """See `ports.Store`."""
        update = {
            "$set": {
                "job.worker": worker,
                "job.lease_until": truncate_to_milliseconds(now + lease),
                "updated_at": truncate_to_milliseconds(now),
            },
            "$inc": {"job.deliveries": 1, "version": 1},
        }
        form = self._run_unless_in_use(
            lambda session: self._collection(SESSIONS).find_one_and_update(
                {"session_id": session_id, **_takeable(now)}, update, session=session,
                return_document=ReturnDocument.AFTER,
            )
        )  # fmt: skip
        return None if form is None else decode_session(form)

    @reaching
    def extend_lease(self, session_id: str, worker: str, until: datetime) -> bool:
        """See `ports.Store`."""
        result = self._collection(SESSIONS).update_one(
            {"session_id": session_id, "state": "analyzing", "job.worker": worker},
            {"$set": {"job.lease_until": truncate_to_milliseconds(until)}, "$inc": {"version": 1}},
        )
        return result.matched_count == 1

    # -- receipts ------------------------------------------------------------------------------------

    @reaching
    def find_receipt(self, session_id: str) -> DeletionReceipt | None:
        """See `ports.Store`."""
        return self._find_receipt(session_id)

    def _find_receipt(self, session_id: str, session: ClientSession | None = None) -> DeletionReceipt | None:
        form = self._primary(RECEIPTS).find_one(
            {"session_hash": hash_session(session_id)}, {"_id": 0}, session=session
        )
        return None if form is None else DeletionReceipt.model_validate(form)


def idle_since(before: datetime) -> Form:
    """Return the condition of a session that nobody has touched since."""
    return {"updated_at": {"$lt": before}, "state": {"$ne": "analyzing"}}


def _takeable(now: datetime) -> Form:
    """Return the condition of a job that nobody works on."""
    return {
        "state": "analyzing",
        "job.queued_at": {"$type": "date"},
        # absent, null, over, or too far ahead to be true
        "job.lease_until": {"$not": {"$gt": now, "$lte": now + LONGEST_LEASE}},
    }
