"""Folding all records into rollups again, beside the old ones, while others read and write.

With transactions a new generation is built a few days at a time. Each step locks the gates, which waits for
writers under way, and is one transaction that reads the days' records, adds their fold to the new
generation, and notes up to which day it has come; from then on writers of those days add to both
generations. The last step switches what is read. Writers wait for one step at most, readers for none.

Without transactions the gates stay locked for the whole rebuild: writers wait, readers do not.

The fold is done here, not by an aggregation: a tally is a Python function, and a second definition of it in
the database's language would drift from the first.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import cast
from uuid import uuid4

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError, OperationFailure

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import ENDINGS, EVERY_RECORD, FIRST_YEAR, LAST_YEAR, AnalysisFilter
from proof_of_talent.domain.tally import TALLY_VERSION
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import (
    DEADLINE_SECONDS,
    WRITE_CONFLICT,
    Deployment,
    DismantledError,
    MongoPart,
)
from proof_of_talent.stores.mongo.schema import (
    ANALYSES,
    INTENTS,
    NEVER,
    ROLLUPS,
    SLOTS,
    STATE,
    STATUS,
    gate_id,
)
from proof_of_talent.stores.mongo.tallies import BULK_SLOT, Gate, Tallies

LEASE = timedelta(seconds=60)
"""How long a rebuild holds on to its right between two renewals."""

WRITE_TIME = timedelta(seconds=30)
"""An intent this old belongs to no write under way: writes give up sooner."""

_WAIT_SECONDS = 0.1
_REBUILD_WAIT_SECONDS = 600
_GATES = {"_id": {"$in": [gate_id(slot) for slot in range(SLOTS)]}}
_LEASE = "rebuild"
"""The document of `store_state` that says who may rebuild the rollups."""
_DAY = timedelta(days=1)
_BATCH = 250
_STEP = timedelta(seconds=DEADLINE_SECONDS)
_PAUSE_SECONDS = 0.01
_EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)  # what a filter accepts; others are no records
_LATEST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


class Rebuilding(MongoPart):
    """Folds all records into a new generation of rollups."""

    def __init__(self, deployment: Deployment, tallies: Tallies) -> None:
        super().__init__(deployment)
        self._tallies = tallies

    def rebuild(self) -> int:
        """Replace all rollups; return how many records were folded."""
        with self._hold_lease() as renew:
            generation = self._new_generation()
            counted = (
                self._rebuild_by_steps(generation, renew)
                if self._deployment.transactional
                else self._rebuild_locked(generation, renew)
            )
            unreadable = self._primary(ANALYSES).count_documents({}) - counted
            self._collection(STATE).update_one(
                {"_id": STATUS},
                {"$set": {"tally_version": TALLY_VERSION, "unreadable": max(0, unreadable)}},
                upsert=True,
            )
            self._collection(ROLLUPS).delete_many({"generation": {"$lt": generation}})
        return counted

    @contextmanager
    def _hold_lease(self) -> Iterator[Callable[[], None]]:
        """Hold the right to rebuild, waiting for another process to finish; yields a call that renews it."""
        owner, state = str(uuid4()), self._collection(STATE)
        give_up = time.monotonic() + _REBUILD_WAIT_SECONDS

        def renew() -> None:
            until = datetime.now(UTC) + LEASE
            if not state.update_one(
                {"_id": _LEASE, "owner": owner}, {"$set": {"until": until}}
            ).matched_count:
                raise StoreUnavailableError("Another process has taken over the rebuild.")

        while True:
            now = datetime.now(UTC)
            try:
                state.update_one(
                    {"_id": _LEASE, "until": {"$lte": now}},
                    {"$set": {"owner": owner, "until": now + LEASE}},
                    upsert=True,
                )
                break
            except DuplicateKeyError:  # held: its `until` lies ahead, so the upsert tried to insert
                if time.monotonic() > give_up:
                    raise StoreUnavailableError("Another process is still rebuilding.") from None
                time.sleep(_WAIT_SECONDS)
        try:
            yield renew
        finally:
            state.update_one({"_id": _LEASE, "owner": owner}, {"$set": {"until": NEVER}})

    def _new_generation(self) -> int:
        """Return a generation that no rollup belongs to, not even one from before `store_state` was lost."""
        newest = self._primary(ROLLUPS).find_one(
            {}, {"generation": 1}, sort=[("generation", -1), ("grain", -1), ("period", -1)], hint="range"
        )
        used = int(newest["generation"]) if newest is not None else 1  # the gates begin with 1
        form = self._collection(STATE).find_one_and_update(
            {"_id": "generations"},
            [{"$set": {"last": {"$add": [{"$max": ["$last", used]}, 1]}}}],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(cast("Form", form)["last"])  # an upsert always has a document after it

    def _move_gates(self, query: Form, changes: Form, session: ClientSession | None) -> None:
        """Change all gates.

        Raises:
            StoreUnavailableError: they are no longer ours to move.
        """
        result = self._collection(STATE).update_many(
            {**_GATES, **query}, {"$set": changes, "$inc": {"changes": 1}}, session=session
        )
        if result.matched_count != SLOTS:
            raise StoreUnavailableError("Another process has taken over the rebuild.")

    # -- with transactions ---------------------------------------------------------------------------

    def _rebuild_by_steps(self, generation: int, renew: Callable[[], None]) -> int:
        self._lock_gates(_STEP)
        started = {"building": generation, "folded": "", "locked_until": NEVER}
        self._deployment.run(partial(self._move_gates, {}, started))
        folded, counted = "", 0
        while True:
            renew()
            self._lock_gates(_STEP)
            try:
                step = self._deployment.run(partial(self._fold_next_days, generation, folded))
            except BaseException:
                self._move_gates({}, {"locked_until": NEVER}, None)
                raise
            if step is None:
                return counted
            folded, count = step
            counted += count

    def _fold_next_days(
        self, generation: int, folded: str, session: ClientSession | None
    ) -> tuple[str, int] | None:
        """Fold the next days that have records, or, where there are none, switch to the new generation."""
        mine, unlocked = {"building": generation}, {"locked_until": NEVER}
        since = datetime.fromisoformat(folded).replace(tzinfo=UTC) + _DAY if folded else _EARLIEST
        until = self._find_step_end(since, session)
        if until is None:
            switched = {"generation": generation, "building": None, "folded": ""}
            self._move_gates(mine, switched | unlocked, session)
            return None
        last_day = f"{until - _DAY:%Y-%m-%d}"
        self._move_gates(mine, {"folded": last_day} | unlocked, session)
        records = list(
            self._tallies.scan_records(AnalysisFilter(status=ENDINGS, since=since, until=until), session)
        )
        only_new = Gate(generation, None, "")
        self._tallies.add(BULK_SLOT, only_new, ((record, 1) for record in records), session)
        return last_day, len(records)

    def _find_step_end(self, since: datetime, session: ClientSession | None) -> datetime | None:
        """Return the end of the days to fold next: about a batch of records, but at least one day."""
        moments = [
            form["created_at"].replace(hour=0, minute=0, second=0, microsecond=0)
            for form in self._primary(ANALYSES).find(
                {"created_at": {"$gte": since, "$lt": _LATEST}}, {"_id": 0, "created_at": 1}, session=session,
                sort=[("created_at", 1)], limit=_BATCH, hint="time",
            )
        ]  # fmt: skip
        if not moments:
            return None
        if len(moments) < _BATCH or moments[0] == moments[-1]:
            return cast("datetime", moments[-1] + _DAY)
        return cast("datetime", moments[-1])  # the last day may have more records than were seen

    def _lock_gates(self, time_to_hold: timedelta) -> None:
        """Keep new writers out; returns when those under way have ended."""
        until = datetime.now(UTC) + time_to_hold
        for slot in range(SLOTS):
            self._lock_gate(gate_id(slot), until)

    def _lock_gate(self, gate: str, until: datetime) -> None:
        give_up = time.monotonic() + DEADLINE_SECONDS
        while True:
            try:
                changed = self._collection(STATE).update_one({"_id": gate}, {"$set": {"locked_until": until}})
            except OperationFailure as error:  # MongoDB waits for the writer by itself; not all others do
                if error.code != WRITE_CONFLICT or time.monotonic() > give_up:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                if not changed.matched_count:
                    raise DismantledError
                return

    # -- without transactions ------------------------------------------------------------------------

    def _rebuild_locked(self, generation: int, renew: Callable[[], None]) -> int:
        def lock() -> None:
            renew()
            self._lock_gates(LEASE)

        lock()
        try:
            self._await_writers()
            counted, only_new = 0, Gate(generation, None, "")
            records = iter(self._tallies.scan_records(EVERY_RECORD))
            while batch := list(islice(records, _BATCH)):
                self._tallies.add(BULK_SLOT, only_new, ((record, 1) for record in batch), None)
                counted += len(batch)
                lock()
            self._move_gates({}, {"generation": generation}, None)
        finally:
            self._move_gates({}, {"locked_until": NEVER}, None)
        return counted

    def _await_writers(self) -> None:
        """Wait until every writer that had passed its gate is done, or must have died.

        Only those that had announced themselves when the gates were locked: later ones come and go before
        a locked gate, and with enough of them there is never a moment without any.
        """
        intents = self._collection(INTENTS)
        ahead = [intent["_id"] for intent in intents.find(under_way(), {"_id": 1})]
        while intents.find_one({"_id": {"$in": ahead}, **under_way()}) is not None:
            time.sleep(_WAIT_SECONDS)


def under_way() -> Form:
    """Return the condition of an intent whose write may be under way."""
    return {"at": {"$gte": datetime.now(UTC) - WRITE_TIME}}
