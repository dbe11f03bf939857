"""Sessions in MongoDB. Every change of a session is one atomic write of one document."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import (
    ClientNotFoundError,
    ConflictError,
    SessionErasedError,
    SessionNotFoundError,
)
from proof_of_talent.domain.ports import SessionCounts
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import decode_session, encode_session
from proof_of_talent.stores.mongo.queries import select_choices
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.schema import CLIENTS, SESSIONS


class MongoSessions(MongoPart):
    """Implements `ports.SessionStore`."""

    def __init__(self, deployment: Deployment, receipts: Receipts, contents: Contents) -> None:
        super().__init__(deployment)
        self._receipts = receipts
        self._contents = contents

    @reaching
    def add(self, session: Session) -> None:
        """See `ports.SessionStore`."""
        if self._receipts.find(session.session_id) is not None:
            raise SessionErasedError
        try:
            self._collection(SESSIONS).insert_one(encode_session(session))
        except DuplicateKeyError:
            raise ConflictError("There is a session with this id already.") from None
        # Looked for afterwards: whoever erases the client now finds the session, or has left this for us.
        known = session.client is None or self._primary(CLIENTS).find_one({"_id": session.client}, {"_id": 1})
        if not known:
            self._collection(SESSIONS).delete_one({"session_id": session.session_id})
            raise ClientNotFoundError

    @reaching
    def get(self, session_id: str) -> Session:
        """See `ports.SessionStore`."""
        session = self.load(session_id)
        if session is None:
            raise self._why_absent(session_id)
        return session

    @reaching
    def change(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """See `ports.SessionStore`."""
        with self._deployment.within_deadline():
            return self.change_with(session_id, change, {})

    @reaching
    def count(self, wanted: AnalysisFilter) -> SessionCounts:
        """See `ports.SessionStore`."""
        query: Form = {}
        bounds = {"$gte": wanted.since, "$lt": wanted.until}
        bounds = {name: bound for name, bound in bounds.items() if bound is not None}
        if bounds:
            query["created_at"] = bounds
        query |= select_choices(wanted.choices(only=("field",)))
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
    def find_idle(self, before: datetime, limit: int, *, with_documents: bool = False) -> list[str]:
        """See `ports.SessionStore`."""
        query = idle_since(before) | ({"documents.0": {"$exists": True}} if with_documents else {})
        return list_session_ids(self._primary(SESSIONS), query, "updated_at", "idle", limit)

    @reaching
    def drop(self, session_id: str, before: datetime) -> bool:
        """See `ports.SessionStore`."""
        # The session goes first: after a crash in between, a sweep finds the contents.
        query = {"session_id": session_id, **idle_since(before)}
        if self._collection(SESSIONS).delete_one(query).deleted_count == 0:
            return False
        self._contents.delete_of_session(session_id)
        return True

    # -- for other parts ------------------------------------------------------------------------------

    def load(self, session_id: str, session: ClientSession | None = None) -> Session | None:
        """Return a session, or None, inside the caller's unit of work."""
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, session=session)
        return None if form is None else decode_session(form)

    def change_with(self, session_id: str, change: Callable[[Session], Session], update: Form) -> Session:
        """Apply a change, and an update of what only this store knows, in one write; again when another
        writer came first.
        """
        while True:
            before = self.load(session_id)
            if before is None:
                raise self._why_absent(session_id)
            saved = self.save(before, change(before), update)
            if saved is not None:
                return saved

    def save(
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

    def _why_absent(self, session_id: str) -> SessionErasedError | SessionNotFoundError:
        return SessionNotFoundError() if self._receipts.find(session_id) is None else SessionErasedError()


def list_session_ids(
    sessions: Collection[Form], query: Form, order: str, index: str, limit: int
) -> list[str]:
    """Return ids of sessions in an order that an index serves."""
    if limit <= 0:
        return []
    forms = sessions.find(
        query, {"session_id": 1}, sort=[(order, 1), ("session_id", 1)], limit=limit, hint=index
    )
    return [form["session_id"] for form in forms]


def idle_since(before: datetime) -> Form:
    """Return the condition of a session that nobody has touched since."""
    return {"updated_at": {"$lt": before}, "state": {"$ne": "analyzing"}}
