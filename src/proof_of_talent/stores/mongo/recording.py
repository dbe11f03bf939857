"""Records in MongoDB: keeping them together with their tallies and their session, and finding them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.ports import Snapshot
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import PATIENT_SECONDS, Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import decode_record, encode_record, encode_session
from proof_of_talent.stores.mongo.intents import Intents, RecordPresentError
from proof_of_talent.stores.mongo.queries import plan_walks
from proof_of_talent.stores.mongo.schema import ANALYSES, STATE, STATUS
from proof_of_talent.stores.mongo.sessions import MongoSessions
from proof_of_talent.stores.mongo.snapshots import ListedSnapshot, SessionSnapshot
from proof_of_talent.stores.mongo.tallies import BULK_SLOT, Tallies, slot_of
from proof_of_talent.stores.mongo.views import Views

_LOAD_BATCH = 100
"""Records a transaction when many are added: MongoDB advises at most 1,000 documents, rollups included."""


class MongoRecords(MongoPart):
    """Implements `ports.RecordStore`."""

    def __init__(
        self,
        deployment: Deployment,
        sessions: MongoSessions,
        tallies: Tallies,
        intents: Intents,
        views: Views,
    ) -> None:
        super().__init__(deployment)
        self._sessions = sessions
        self._tallies = tallies
        self._intents = intents
        self._views = views

    @reaching
    def add(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """See `ports.RecordStore`."""
        runs = 0

        def work(session: ClientSession | None) -> bool:
            nonlocal runs
            runs += 1
            return self._keep_record(record, change, session)

        try:
            # The analysis is done and may have been paid for: worth waiting for a dead client's transaction.
            return self._intents.write(work, patience=PATIENT_SECONDS)
        except RecordPresentError:
            self._intents.finish_sessions(record)
            # The answer to a commit may have been lost and the transaction run again: then it is ours.
            return runs > 1 and self._collection(ANALYSES).find_one({"_id": ObjectId(record.id)}) is not None

    def _keep_record(
        self,
        record: AnalysisRecord,
        change: Callable[[Session], Session] | None,
        session: ClientSession | None,
    ) -> bool:
        before = after = None
        if change is not None:
            before = self._sessions.load(record.session_id, session)
            if before is None:
                return False
            after = change(before)
        slot, form = slot_of(record.session_id), encode_record(record)
        intent: Form = {"session_id": record.session_id, "record": form}
        if before is not None and after is not None and after is not before:
            intent["session"] = _describe_change(before, after)
        with self._intents.announced(intent, session):
            gate = self._tallies.pass_gate(slot, session)
            try:
                self._collection(ANALYSES).insert_one(form, session=session)
            except DuplicateKeyError:
                raise RecordPresentError from None
            if change is not None and not self._finish_session(record, change, before, session):
                return False
            self._tallies.add(slot, gate, [(record, 1)], session)
        return True

    def _finish_session(
        self,
        record: AnalysisRecord,
        change: Callable[[Session], Session],
        before: Session | None,
        session: ClientSession | None,
    ) -> bool:
        """Change the record's session; False, with the record taken back, when it was erased meanwhile."""
        while before is not None:
            after = change(before)
            if after is before or self._sessions.save(before, after, {}, session) is not None:
                return True
            before = self._sessions.load(record.session_id, session)
        self._collection(ANALYSES).delete_one({"_id": ObjectId(record.id)}, session=session)
        return False

    @reaching
    def add_many(self, records: Iterable[AnalysisRecord]) -> int:
        """See `ports.RecordStore`."""
        source = iter(records)
        added = 0
        while batch := list(islice(source, _LOAD_BATCH)):
            # Who loads and was killed before has left a transaction open that it now meets itself.
            added += self._intents.write(partial(self._add_batch, batch), patience=PATIENT_SECONDS)
        return added

    def _add_batch(self, batch: list[AnalysisRecord], session: ClientSession | None) -> int:
        new = self._leave_out_present(batch, session)
        if not new:
            return 0
        with self._intents.announced({"records": len(new)}, session):
            gate = self._tallies.pass_gate(BULK_SLOT, session)
            try:
                self._collection(ANALYSES).insert_many(
                    [encode_record(record) for record in new], ordered=False, session=session
                )
            except BulkWriteError as error:
                if session is not None:  # another writer came between: look again
                    raise PyMongoError("met a writer", error_labels=["TransientTransactionError"]) from error
                refused = {failure["index"] for failure in error.details["writeErrors"]}
                new = [record for position, record in enumerate(new) if position not in refused]
            self._tallies.add(BULK_SLOT, gate, [(record, 1) for record in new], session)
        return len(new)

    def _leave_out_present(
        self, batch: list[AnalysisRecord], session: ClientSession | None
    ) -> list[AnalysisRecord]:
        """Return the records whose `_id` and attempt are not there yet, in the batch or the database."""
        collection = self._primary(ANALYSES)
        keys = {"session_id": 1, "attempt": 1}
        ids = [ObjectId(record.id) for record in batch]
        owners = list({record.session_id for record in batch})
        present = [
            *collection.find({"_id": {"$in": ids}}, keys, session=session),
            *collection.find({"session_id": {"$in": owners}}, keys, session=session, hint="attempt"),
        ]
        seen_ids = {str(form["_id"]) for form in present}
        seen = {(form.get("session_id"), form.get("attempt")) for form in present}
        new = []
        for record in batch:
            if record.id not in seen_ids and (record.session_id, record.attempt) not in seen:
                new.append(record)
            seen_ids.add(record.id)
            seen.add((record.session_id, record.attempt))
        return new

    @reaching
    def get(self, record_id: str) -> AnalysisRecord:
        """See `ports.RecordStore`."""
        record = self._load_record({"_id": _to_object_id(record_id)})
        if record is None:
            raise _no_such_record()
        return record

    @reaching
    def find(self, session_id: str, attempt: int) -> AnalysisRecord | None:
        """See `ports.RecordStore`."""
        return self._load_record({"session_id": session_id, "attempt": attempt})

    def _load_record(self, query: dict[str, Any]) -> AnalysisRecord | None:
        form = self._primary(ANALYSES).find_one(query)
        return None if form is None else decode_record(form)

    @reaching
    def change(self, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]) -> AnalysisRecord:
        """See `ports.RecordStore`."""

        def work(session: ClientSession | None) -> AnalysisRecord | None:
            form = self._primary(ANALYSES).find_one({"_id": _to_object_id(record_id)}, session=session)
            before = decode_record(form) if form is not None else None
            if form is None or before is None:
                raise _no_such_record()
            after = change(before)
            if (after.id, after.session_id, after.attempt) != (before.id, before.session_id, before.attempt):
                message = "a change keeps a record's id, session and attempt"
                raise ValueError(message)
            return after if self._rewrite_record(form, before, after, session) else None

        while True:
            changed = self._intents.write(work)
            if changed is not None:
                return changed

    def _rewrite_record(
        self, form: Form, before: AnalysisRecord, after: AnalysisRecord, session: ClientSession | None
    ) -> bool:
        """Write what differs, if it is still as it was read; False when another writer came first."""
        changed = {name: value for name, value in encode_record(after).items() if form.get(name) != value}
        if not changed:
            return True
        unchanged = {name: form.get(name, {"$exists": False}) for name in changed}
        slot = slot_of(before.session_id)
        with self._intents.announced({"session_id": before.session_id}, session):
            gate = self._tallies.pass_gate(slot, session)
            result = self._collection(ANALYSES).update_one(
                {"_id": form["_id"], **unchanged}, {"$set": changed}, session=session
            )
            if not result.matched_count:
                return False
            self._tallies.add(slot, gate, [(before, -1), (after, 1)], session)
        return True

    @reaching
    def list_page(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """See `ports.RecordStore`. What an edit by hand made unreadable is left out of its page."""
        forms: list[Form] = []
        collection = self._collection(ANALYSES)
        for walk in plan_walks(wanted, sort, after):
            missing = limit - len(forms)
            if missing <= 0:
                break
            found = list(
                collection.find(walk.query, sort=walk.sort, skip=skip, limit=missing, hint=walk.hint)
            )
            if skip and not found:
                skip = max(0, skip - collection.count_documents(walk.query, hint=walk.hint))
            elif found:
                skip = 0
            forms += found
        records = map(decode_record, forms)
        return [record for record in records if record is not None]

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Snapshot]:
        """See `ports.RecordStore`."""
        with self._views.open() as session:
            yield self._make_snapshot(wanted, session)

    @reaching
    def _make_snapshot(self, wanted: AnalysisFilter, session: ClientSession | None) -> Snapshot:
        collection = self._primary(ANALYSES)
        # What an edit by hand made no record is not yielded, so where there is any the server cannot count.
        status = self._primary(STATE).find_one({"_id": STATUS})
        all_readable = status is not None and not status["unreadable"]
        if session is None:
            return ListedSnapshot(collection, wanted, all_readable=all_readable)
        return SessionSnapshot(collection, wanted, session, all_readable=all_readable)


def _no_such_record() -> NotFoundError:
    """Return what to raise for an id that names no record."""
    return NotFoundError("There is no analysis with this id.")


def _to_object_id(record_id: str) -> ObjectId:
    """Return a record's id as BSON; raise `NotFoundError` for what cannot be one."""
    try:
        return ObjectId(record_id)
    except InvalidId:
        raise _no_such_record() from None


def _describe_change(before: Session, after: Session) -> Form:
    """Return what an intent keeps of a session's change: what to set, and in which state that is due.

    Not the version: another worker may claim the session, and change it, before the intent is finished.
    """
    old, new = encode_session(before), encode_session(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    return {"if": {"attempt": before.attempt, "state": before.state}, "set": changed}
