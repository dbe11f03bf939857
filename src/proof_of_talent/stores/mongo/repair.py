"""Finding and mending what does not fit: unfinished writes of a dead process, edits of `cv_analyses` by hand.

Looked for when the deployment is first reached, and while running, at most every `check_seconds`, by the
calls that read rollups. The look is cheap: the collection's own count against the rollups' sum.
"""

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.tally import TALLY_VERSION
from proof_of_talent.stores.mongo.changes import MongoChanges
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart
from proof_of_talent.stores.mongo.erasure import MongoErasure
from proof_of_talent.stores.mongo.intents import Intents
from proof_of_talent.stores.mongo.rebuild import WRITE_TIME, Rebuilding, under_way
from proof_of_talent.stores.mongo.schema import ANALYSES, INTENTS, ROLLUPS, SESSIONS, STATE, STATUS
from proof_of_talent.stores.mongo.tallies import Tallies

log = structlog.get_logger(__name__)

_LOOKS = 3
_LOOK_SECONDS = 0.05


class Repair(MongoPart):
    """Implements `deployment.Watch`."""

    def __init__(
        self,
        deployment: Deployment,
        contents: Contents,
        tallies: Tallies,
        intents: Intents,
        rebuilding: Rebuilding,
        erasure: MongoErasure,
        changes: MongoChanges,
        *,
        check_seconds: float,
    ) -> None:
        super().__init__(deployment)
        self._contents = contents
        self._tallies = tallies
        self._intents = intents
        self._rebuilding = rebuilding
        self._erasure = erasure
        self._changes = changes
        self._check_seconds = check_seconds
        self._checking = threading.Lock()
        self._next_check = 0.0
        self._estimate_error = 0

    def check_at_start(self) -> None:
        """See `deployment.Watch`."""
        self._estimate_error = 0
        self._say_swept(self._contents.sweep())
        self._check()

    @staticmethod
    def _say_swept(count: int) -> None:
        if count:
            log.warning("orphaned_documents_deleted", count=count)

    def check_when_due(self) -> None:
        """See `deployment.Watch`."""
        if time.monotonic() < self._next_check or not self._checking.acquire(blocking=False):
            return
        try:
            self._say_swept(self._contents.sweep_next())
            self._check()
        finally:
            self._checking.release()

    def _check(self) -> None:
        finished = self._finish_intents()
        reason = f"{finished} unfinished writes were found" if finished else self._find_reason()
        if reason is not None:
            counted = self._rebuilding.rebuild()
            log.warning("rollups_rebuilt", records=counted, reason=reason)
        if reason is not None or self._primary(STATE).find_one({"_id": STATUS, "feed": True}) is None:
            self._changes.reconcile()
            self._collection(STATE).update_one({"_id": STATUS}, {"$set": {"feed": True}})
        self._next_check = time.monotonic() + self._check_seconds

    def _find_reason(self) -> str | None:
        """Return why the rollups cannot be right, or None."""
        status = self._primary(STATE).find_one({"_id": STATUS})
        if status is None:
            if self._primary(ANALYSES).find_one({}, {"_id": 1}) is None:
                self._collection(STATE).update_one(
                    {"_id": STATUS}, {"$set": {"tally_version": TALLY_VERSION, "unreadable": 0}}, upsert=True
                )
                return None
            return "they had never been made"
        if status["tally_version"] != TALLY_VERSION:
            return "their meaning has changed with this release"
        if self._counts_differ(status["unreadable"]):
            return "records had been added or deleted by hand"
        return None

    def _counts_differ(self, unreadable: int) -> bool:
        """Compare the collection's count with the rollups' sum, again while a write may be in between.

        The collection's count is an estimate (off after a crash of the server, or by orphans on a sharded
        cluster), so before a rebuild the records are counted once, and the estimate's error remembered.
        """
        collection = self._primary(ANALYSES)
        for _ in range(_LOOKS):
            estimate = collection.estimated_document_count()
            if estimate + self._estimate_error == self._sum_records() + unreadable:
                return False
            time.sleep(_LOOK_SECONDS)
        exact = collection.count_documents({})
        drift = exact - self._sum_records() - unreadable
        if drift == 0:
            self._estimate_error = exact - estimate
            return False
        return abs(drift) > self._count_under_way()

    def _count_under_way(self) -> int:
        """Return how many records writes without a transaction may be about to count: those under way, or
        cut off so lately that nobody can tell. A rebuild would have to keep everybody waiting for them.
        """
        intents = self._primary(INTENTS).find(under_way(), {"records": 1})
        return sum(int(intent.get("records", 1)) for intent in intents)

    def _sum_records(self) -> int:
        query = {"generation": self._tallies.find_generation(), "grain": "month"}
        rows = self._primary(ROLLUPS).aggregate(
            [{"$match": query}, {"$group": {"_id": None, "n": {"$sum": "$n"}}}], hint="range"
        )
        return int(next(iter(rows), {"n": 0})["n"])

    def _finish_intents(self) -> int:
        """Finish writes whose process has died; return how many."""
        old = {"at": {"$lt": datetime.now(UTC) - WRITE_TIME}}
        intents = list(self._primary(INTENTS).find(old))
        for intent in intents:
            if "erase" in intent:
                self._erasure.finish_intent(intent)
            elif "record" in intent:
                self._finish_record_intent(intent)
        if intents and not self._deployment.transactional:
            # The tallies may have been added or not: fold again, and only then forget the intents.
            self._rebuilding.rebuild()
        self._collection(INTENTS).delete_many({"_id": {"$in": [intent["_id"] for intent in intents]}})
        return len(intents)

    def _finish_record_intent(self, intent: Form) -> None:
        if "session" in intent:
            self._intents.finish_session(intent)
            if self._primary(SESSIONS).find_one({"session_id": intent["session_id"]}) is None:
                return  # erased meanwhile
        with suppress(DuplicateKeyError):
            self._collection(ANALYSES).insert_one(intent["record"])
