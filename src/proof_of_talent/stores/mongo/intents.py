"""Units of work in MongoDB that are finished whatever happens.

In a transaction everything is kept or nothing. On a server without transactions an *intent* is written
first, then the record, its session, its tallies, and the intent goes last: what a crash leaves behind has
an intent that `repair` finishes.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from pymongo.client_session import ClientSession

from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import DismantledError, MongoPart
from proof_of_talent.stores.mongo.schema import INTENTS, SESSIONS
from proof_of_talent.stores.mongo.tallies import GateLockedError

T = TypeVar("T")

_LOCK_WAIT_SECONDS = 0.05


class RecordPresentError(Exception):
    """The attempt has a record already; nothing was written."""


class Intents(MongoPart):
    """Runs units of work and remembers those under way."""

    def write(self, work: Callable[[ClientSession | None], T], *, patience: float | None = None) -> T:
        """Run a unit of work; again while a rebuild on a server without transactions locks the gates."""
        give_up = time.monotonic() + self._deployment.deadline_seconds
        while True:
            try:
                return self._deployment.run(work, patience=patience)
            except GateLockedError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(_LOCK_WAIT_SECONDS)

    @contextmanager
    def announced(self, intent: Form, session: ClientSession | None) -> Iterator[None]:
        """Leave an intent behind if the writes inside are cut off; needless in a transaction."""
        if session is not None:
            yield
            return
        intents = self._collection(INTENTS)
        intent_id = intents.insert_one({"at": datetime.now(UTC), **intent}).inserted_id
        try:
            yield
        except (DismantledError, GateLockedError, RecordPresentError):
            intents.delete_one({"_id": intent_id})  # raised before anything was written
            raise
        intents.delete_one({"_id": intent_id})

    def finish_sessions(self, record: AnalysisRecord) -> None:
        """Change a session as the writer that was first with this attempt's record intended to: without
        transactions it may have died in between.
        """
        if self._deployment.transactional:
            return
        query = {"session_id": record.session_id, "session.if.attempt": record.attempt}
        for intent in self._primary(INTENTS).find(query):
            self.finish_session(intent)

    def finish_session(self, intent: Form) -> None:
        """Change an intent's session, unless that has been done or a new attempt has begun."""
        change = intent["session"]
        self._collection(SESSIONS).update_one(
            {"session_id": intent["session_id"], **change["if"]},
            {"$set": change["set"], "$inc": {"version": 1}},
        )
