"""Rollups in MongoDB: adding tallies up, and reading ranges.

One document a generation, slot and `RollupKey`, changed only by `$inc`. Writers of a slot first pass its
*gate*, a document of `store_state` that says which generation is read, whether a next one is being built,
and up to which day that one has been folded. Passing a gate changes it, so a transaction that began before
a rebuild moved on collides with it and runs again: no tally is lost or counted twice.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from zlib import crc32

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, PyMongoError

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import REJUDGED, AnalysisFilter, AnalysisRecord
from proof_of_talent.domain.rollups import PeriodRange, RollupKey, rollup_keys
from proof_of_talent.domain.tally import KEY_FIGURES, Counters, add_counters, tally
from proof_of_talent.stores.mongo.deployment import DismantledError, MongoPart
from proof_of_talent.stores.mongo.forms import decode_counters, decode_key, decode_record, encode_counters
from proof_of_talent.stores.mongo.queries import choose_index, select_choices, select_records
from proof_of_talent.stores.mongo.schema import ANALYSES, FEED, ROLLUPS, SLOTS, STATE, gate_id

Move = tuple[AnalysisRecord, Literal[1, -1]]
"""A record whose tally is added or subtracted."""

BULK_SLOT = 0
"""One writer adds many records, so it needs no spreading, and a sixteenth of the rollup documents."""

_DUPLICATE_KEY = 11000


class GateLockedError(StoreUnavailableError):
    """A rebuild keeps writers out for the moment."""

    def __init__(self) -> None:
        super().__init__("The key figures are being rebuilt. Please try again shortly.")


class Gate(NamedTuple):
    """What a writer has to know: which generations its tallies belong to."""

    generation: int
    building: int | None
    folded: str
    changes: int | None = None
    """How often the gate has been passed: what is written behind it has this number in its slot's order."""

    def generations(self, day: str) -> tuple[int, ...]:
        """Return where the tally of a record of this day is to be added."""
        if self.building is not None and day <= self.folded:
            return self.generation, self.building
        return (self.generation,)


def slot_of(session_id: str) -> int:
    """Return the slot that a session's tallies go to."""
    return crc32(session_id.encode()) % SLOTS


class Tallies(MongoPart):
    """Adds tallies to the rollups inside the caller's unit of work, and adds stored rollups up."""

    def pass_gate(self, slot: int, session: ClientSession | None) -> Gate:
        """Announce a change of the rollups.

        Raises:
            GateLockedError: not now; nothing may be written.
            DismantledError: somebody has removed the gate; nothing may be written.
        """
        form = self._collection(STATE).find_one_and_update(
            {"_id": gate_id(slot), "locked_until": {"$lte": datetime.now(UTC)}},
            {"$inc": {"changes": 1}},
            session=session,
            return_document=ReturnDocument.AFTER,
        )
        if form is None:
            self.find_generation(session)  # a gate that is gone would stay locked for ever
            raise GateLockedError
        return Gate(form["generation"], form["building"], form["folded"], form["changes"])

    def add(self, slot: int, gate: Gate, moves: Iterable[Move], session: ClientSession | None) -> None:
        """Add tallies to the rollups of a slot; several of one key become one update."""
        moves = list(moves)
        if gate.changes is not None:  # a rebuild passes no gate, and changes no record
            self.note_changes(slot, gate, {record.id: sign < 0 for record, sign in moves}, session)
        totals: dict[tuple[int, RollupKey], Counters] = {}
        for record, sign in moves:
            counters = tally(record)
            keys = rollup_keys(record)
            for generation in gate.generations(keys[0].period):
                for key in keys:
                    add_counters(totals.setdefault((generation, key), {}), counters, sign)
        updates = [
            _update_rollup(generation, slot, key, counters)
            for (generation, key), counters in sorted(totals.items())
            if counters
        ]
        if updates:
            self._write_rollups(updates, session)

    def note_changes(
        self, slot: int, gate: Gate, gone: dict[str, bool], session: ClientSession | None
    ) -> None:
        """Put records at the end of a slot's order, each with whether it is gone."""
        place = {"slot": slot, "number": gate.changes, "changed_at": datetime.now(UTC)}
        updates = [
            UpdateOne({"_id": ObjectId(record_id)}, {"$set": {**place, "removed": removed}}, upsert=True)
            for record_id, removed in gone.items()
        ]
        if updates:
            self._collection(FEED).bulk_write(updates, ordered=False, session=session)

    def _write_rollups(self, updates: list[UpdateOne], session: ClientSession | None) -> None:
        """Write; when two writers make the same rollup at once the second meets a duplicate `_id`: it tries
        again, in a transaction by running it again.
        """
        try:
            self._collection(ROLLUPS).bulk_write(updates, ordered=False, session=session)
        except BulkWriteError as error:
            failures = error.details["writeErrors"]
            if any(failure.get("code") != _DUPLICATE_KEY for failure in failures):
                raise
            if session is not None:
                raise PyMongoError("two writers met", error_labels=["TransientTransactionError"]) from error
            self._write_rollups([updates[failure["index"]] for failure in failures], None)

    def find_generation(self, session: ClientSession | None = None) -> int:
        """Return which generation is read.

        Raises:
            DismantledError: somebody has removed the gates.
        """
        form = self._primary(STATE).find_one({"_id": gate_id(0)}, {"generation": 1}, session=session)
        if form is None:
            raise DismantledError
        return int(form["generation"])

    def sum_slots(
        self,
        generation: int,
        wanted: AnalysisFilter,
        ranges: list[PeriodRange],
        *,
        detail: bool,
        session: ClientSession | None = None,
    ) -> dict[RollupKey, Counters]:
        """Return stored rollups of the ranges (grain, first, last period), slots added up."""
        totals: dict[RollupKey, Counters] = {}
        narrow = None if detail else dict.fromkeys((*RollupKey._fields, *KEY_FIGURES), 1)
        for grain, first, last in ranges:
            query = select_choices(wanted.choices()) | {"generation": generation, "grain": grain}
            if wanted.leaves_out_rejudged:
                query["status"] = {"$nin": list(REJUDGED)}
            bounds = {name: bound for name, bound in (("$gte", first), ("$lte", last)) if bound is not None}
            if bounds:
                query["period"] = bounds
            collection = self._primary(ROLLUPS) if session is not None else self._collection(ROLLUPS)
            for form in collection.find(query, narrow, hint="range", session=session):
                add_counters(totals.setdefault(decode_key(form), {}), decode_counters(form))
        return totals

    def scan_records(
        self, wanted: AnalysisFilter, session: ClientSession | None = None
    ) -> Iterable[AnalysisRecord]:
        """Yield the readable records of a filter, oldest first."""
        collection = self._primary(ANALYSES) if session is not None else self._collection(ANALYSES)
        forms = collection.find(
            select_records(wanted), session=session, sort=[("created_at", 1), ("_id", 1)],
            hint=choose_index(wanted, "time"),
        )  # fmt: skip
        for form in forms:
            record = decode_record(form)
            if record is not None:
                yield record


def _update_rollup(generation: int, slot: int, key: RollupKey, counters: Counters) -> UpdateOne:
    identity = {"generation": generation, "slot": slot, **key._asdict()}
    return UpdateOne(
        {"_id": "|".join(map(str, identity.values()))},
        {"$inc": encode_counters(counters), "$setOnInsert": identity},
        upsert=True,
    )
