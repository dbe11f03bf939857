"""The change feed of MongoDB: sixteen orders, one a slot, read one after the other.

Every writer passes its slot's gate, which counts; the count is the number of what is written behind it. In
transactions a second writer of the slot waits for the first, so numbers become visible in their order. A
cursor holds a place in each slot. A record stands in the feed once: when it moves to another slot, a reader
meets it there at the latest the next time.
"""

import time
from collections.abc import Iterator
from functools import partial
from heapq import merge
from itertools import groupby, islice
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from pymongo.client_session import ClientSession

from proof_of_talent.domain.changes import (
    ChangedRecord,
    ChangePage,
    decode_place,
    encode_place,
    refuse_cursor,
)
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.intents import Intents
from proof_of_talent.stores.mongo.schema import ANALYSES, FEED, INTENTS, SLOTS, STATE, gate_id
from proof_of_talent.stores.mongo.tallies import BULK_SLOT, Tallies

_LOOKS = 40
_LOOK_SECONDS = 0.05
_LAST_ID = "f" * 24
_BATCH = 100
_Place = list[Any]
"""Of a slot: the epoch of its gate, and the number and id of the last change that was read."""


class MongoChanges(MongoPart):
    """Implements `ports.ChangeStore`."""

    def __init__(self, deployment: Deployment, tallies: Tallies, intents: Intents) -> None:
        super().__init__(deployment)
        self._tallies = tallies
        self._intents = intents

    @reaching
    def read(self, cursor: str | None, limit: int) -> ChangePage:
        """See `ports.ChangeStore`."""
        ends = self._read_ends()
        places = _read_places(cursor, ends)
        found: list[Form] = []
        for slot, (place, (_, end)) in enumerate(zip(places, ends, strict=True)):
            entries = self._list_entries(slot, place, end, limit - len(found))
            if len(entries) < limit - len(found):
                place[1:] = max(place[1:], [end, _LAST_ID])  # nothing more will have these numbers
            elif entries:
                place[1:] = [entries[-1]["number"], str(entries[-1]["_id"])]
            found += entries
        return ChangePage(list(self._load_changes(found)), encode_place(places))

    def _read_ends(self) -> list[tuple[str, int]]:
        """Return each gate's epoch, and the number up to which its slot is whole.

        Without transactions a writer announces itself before it passes the gate, and takes that back when all
        is written: once nobody is announced, what has a number by now is there.
        """
        for _ in range(_LOOKS):
            forms = {form["_id"]: form for form in self._primary(STATE).find({"changes": {"$gte": 0}})}
            gates = [forms[gate_id(slot)] for slot in range(SLOTS)]
            ends = [(str(gate.get("epoch", "")), int(gate["changes"])) for gate in gates]
            if self._deployment.transactional or self._primary(INTENTS).find_one({}, {"_id": 1}) is None:
                return ends
            time.sleep(_LOOK_SECONDS)
        return [(epoch, -1) for epoch, _ in ends]

    def _list_entries(self, slot: int, place: _Place, end: int, limit: int) -> list[Form]:
        """Return the next entries of a slot in its order."""
        if limit <= 0 or place[1:] >= [end, _LAST_ID]:
            return []
        _, number, record_id = place
        behind = [{"number": {"$gt": number}}, {"number": number, "_id": {"$gt": ObjectId(record_id)}}]
        query = {"slot": slot, "number": {"$gte": number, "$lte": end}, "$or": behind}
        collection = self._primary(FEED)
        return list(collection.find(query, sort=[("number", 1), ("_id", 1)], limit=limit, hint="order"))

    def _load_changes(self, entries: list[Form]) -> Iterator[ChangedRecord]:
        """Yield entries with their records as they are now. What was removed since has a later entry too."""
        wanted = [entry["_id"] for entry in entries if not entry["removed"]]
        forms = {form["_id"]: form for form in self._primary(ANALYSES).find({"_id": {"$in": wanted}})}
        for entry in entries:
            form = forms.get(entry["_id"])
            record = None if form is None else decode_record(form)
            document = None if record is None else record.to_json()
            yield ChangedRecord(str(entry["_id"]), entry["changed_at"], document)

    def reconcile(self) -> int:
        """Note what was added or deleted by hand, or before there was a feed; return how many records."""
        noted = 0
        misfits = self._find_misfits()
        while batch := list(islice(misfits, _BATCH)):
            self._intents.write(partial(self._note, batch))
            noted += len(batch)
        return noted

    def _find_misfits(self) -> Iterator[ObjectId]:
        """Yield the ids of records without an entry, and of entries without a record: two walks in step."""
        ids = {"_id": 1}
        ours = {"_id": {"$type": "objectId"}}  # a document with an id of another kind is no record
        records = (form["_id"] for form in self._primary(ANALYSES).find(ours, ids, sort=[("_id", 1)]))
        live = {"removed": False}
        entries = (form["_id"] for form in self._primary(FEED).find(live, ids, sort=[("_id", 1)]))
        both = groupby(merge(records, entries))
        return (record_id for record_id, found in both if sum(1 for _ in found) == 1)

    def _note(self, ids: list[ObjectId], session: ClientSession | None) -> None:
        with self._intents.announced({"records": 0}, session):
            gate = self._tallies.pass_gate(BULK_SLOT, session)
            forms = self._primary(ANALYSES).find({"_id": {"$in": ids}}, {"_id": 1}, session=session)
            present = {form["_id"] for form in forms}
            gone = {str(record_id): record_id not in present for record_id in ids}
            self._tallies.note_changes(BULK_SLOT, gate, gone, session)


def _read_places(cursor: str | None, ends: list[tuple[str, int]]) -> list[_Place]:
    """Return a cursor's places, one a slot.

    Raises:
        InvalidInputError: it is of another database, or of one whose gates were made anew.
    """
    if cursor is None:
        return [[epoch, -1, "0" * 24] for epoch, _ in ends]
    places = decode_place(cursor)
    try:
        for (epoch, _), (of, number, record_id) in zip(ends, places, strict=True):
            if of != epoch or not isinstance(number, int) or not ObjectId.is_valid(record_id):
                raise refuse_cursor()
    except (TypeError, ValueError, InvalidId):
        raise refuse_cursor() from None
    return list(places)
