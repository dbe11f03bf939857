"""Records in MongoDB: keeping them together with their tallies and their session, and finding them.

In a transaction everything is kept or nothing. On a server without transactions an *intent* is written
first, then the record, its session, its tallies, and the intent goes last: what a crash leaves behind has
an intent that `repair` finishes.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import PATIENT_SECONDS, DismantledError, reaching
from proof_of_talent.stores.mongo.documents import Documents
from proof_of_talent.stores.mongo.forms import decode_record, encode_record, encode_session
from proof_of_talent.stores.mongo.reading import Reading, no_such_record, to_object_id
from proof_of_talent.stores.mongo.rollups import BULK_SLOT, GateLockedError, Rollups, slot_of
from proof_of_talent.stores.mongo.schema import ANALYSES, INTENTS, SESSIONS

T = TypeVar("T")

LOAD_BATCH = 100
"""Records a transaction when many are added: MongoDB advises at most 1,000 documents, rollups included."""

_LOCK_WAIT_SECONDS = 0.05


class _PresentError(Exception):
    """The attempt has a record already; nothing was written."""


class Recording(Reading, Rollups, Documents):
    """The part of the store that keeps records."""

    # -- writing -------------------------------------------------------------------------------------

    @reaching
    def record(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """See `ports.Store`."""
        runs = 0

        def work(session: ClientSession | None) -> bool:
            nonlocal runs
            runs += 1
            return self._keep_record(record, change, session)

        try:
            # The analysis is done and may have been paid for: worth waiting for a dead client's transaction.
            return self._write(work, patience=PATIENT_SECONDS)
        except _PresentError:
            self._finish_intended_sessions(record)
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
            before = self._find_session(record.session_id, session)
            if before is None:
                return False
            after = change(before)
        slot, form = slot_of(record.session_id), encode_record(record)
        intent: Form = {"session_id": record.session_id, "record": form}
        if before is not None and after is not None and after is not before:
            intent["session"] = _describe_change(before, after)
        with self._intended(intent, session):
            gate = self._pass_gate(slot, session)
            try:
                self._collection(ANALYSES).insert_one(form, session=session)
            except DuplicateKeyError:
                raise _PresentError from None
            if change is not None and not self._finish_session(record, change, before, session):
                return False
            self._add_tallies(slot, gate, [(record, 1)], session)
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
            if after is before or self._save_session(before, after, {}, session) is not None:
                return True
            before = self._find_session(record.session_id, session)
        self._collection(ANALYSES).delete_one({"_id": ObjectId(record.id)}, session=session)
        return False

    def _finish_intended_sessions(self, record: AnalysisRecord) -> None:
        """Change a session as the writer that was first with this attempt's record intended to: without
        transactions it may have died in between.
        """
        if self._transactional:
            return
        query = {"session_id": record.session_id, "session.if.attempt": record.attempt}
        for intent in self._primary(INTENTS).find(query):
            self._finish_intended_session(intent)

    def _finish_intended_session(self, intent: Form) -> None:
        """Change an intent's session, unless that has been done or a new attempt has begun."""
        change = intent["session"]
        self._collection(SESSIONS).update_one(
            {"session_id": intent["session_id"], **change["if"]},
            {"$set": change["set"], "$inc": {"version": 1}},
        )

    @reaching
    def add_records(self, records: Iterable[AnalysisRecord]) -> int:
        """See `ports.Store`."""
        source = iter(records)
        added = 0
        while batch := list(islice(source, LOAD_BATCH)):
            # Who loads and was killed before has left a transaction open that it now meets itself.
            added += self._write(partial(self._add_batch, batch), patience=PATIENT_SECONDS)
        return added

    def _add_batch(self, batch: list[AnalysisRecord], session: ClientSession | None) -> int:
        new = self._leave_out_present(batch, session)
        if not new:
            return 0
        with self._intended({"records": len(new)}, session):
            gate = self._pass_gate(BULK_SLOT, session)
            try:
                self._collection(ANALYSES).insert_many(
                    [encode_record(record) for record in new], ordered=False, session=session
                )
            except BulkWriteError as error:
                if session is not None:  # another writer came between: look again
                    raise PyMongoError("met a writer", error_labels=["TransientTransactionError"]) from error
                refused = {failure["index"] for failure in error.details["writeErrors"]}
                new = [record for position, record in enumerate(new) if position not in refused]
            self._add_tallies(BULK_SLOT, gate, [(record, 1) for record in new], session)
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
    def update_record(
        self, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]
    ) -> AnalysisRecord:
        """See `ports.Store`."""

        def work(session: ClientSession | None) -> AnalysisRecord | None:
            form = self._primary(ANALYSES).find_one({"_id": to_object_id(record_id)}, session=session)
            before = decode_record(form) if form is not None else None
            if form is None or before is None:
                raise no_such_record()
            after = change(before)
            if (after.id, after.session_id, after.attempt) != (before.id, before.session_id, before.attempt):
                message = "a change keeps a record's id, session and attempt"
                raise ValueError(message)
            return after if self._rewrite_record(form, before, after, session) else None

        while True:
            changed = self._write(work)
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
        with self._intended({"session_id": before.session_id}, session):
            gate = self._pass_gate(slot, session)
            result = self._collection(ANALYSES).update_one(
                {"_id": form["_id"], **unchanged}, {"$set": changed}, session=session
            )
            if not result.matched_count:
                return False
            self._add_tallies(slot, gate, [(before, -1), (after, 1)], session)
        return True

    # -- units of work -------------------------------------------------------------------------------

    def _write(self, work: Callable[[ClientSession | None], T], *, patience: float | None = None) -> T:
        """Run a unit of work; again while a rebuild on a server without transactions locks the gates."""
        give_up = time.monotonic() + self._deadline_seconds
        while True:
            try:
                return self._run(work, patience=patience)
            except GateLockedError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(_LOCK_WAIT_SECONDS)

    @contextmanager
    def _intended(self, intent: Form, session: ClientSession | None) -> Iterator[None]:
        """Leave an intent behind if the writes inside are cut off; needless in a transaction."""
        if session is not None:
            yield
            return
        intents = self._collection(INTENTS)
        intent_id = intents.insert_one({"at": datetime.now(UTC), **intent}).inserted_id
        try:
            yield
        except (DismantledError, GateLockedError, _PresentError):
            intents.delete_one({"_id": intent_id})  # raised before anything was written
            raise
        intents.delete_one({"_id": intent_id})


def _describe_change(before: Session, after: Session) -> Form:
    """Return what an intent keeps of a session's change: what to set, and in which state that is due.

    Not the version: another worker may claim the session, and change it, before the intent is finished.
    """
    old, new = encode_session(before), encode_session(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    return {"if": {"attempt": before.attempt, "state": before.state}, "set": changed}
