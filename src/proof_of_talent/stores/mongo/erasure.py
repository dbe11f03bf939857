"""Erasing a session in MongoDB, so that nothing of it is left but a receipt."""

from datetime import UTC, datetime

from bson import ObjectId
from pymongo.client_session import ClientSession

from proof_of_talent.domain.base import truncate_to_milliseconds
from proof_of_talent.domain.errors import SessionNotFoundError, StoreUnavailableError
from proof_of_talent.domain.ports import DeletionReceipt, hash_session_id
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.intents import Intents
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.schema import ANALYSES, FILES, INTENTS, REVIEWS, SESSIONS
from proof_of_talent.stores.mongo.tallies import Move, Tallies, slot_of


class MongoErasure(MongoPart):
    """Implements `ports.ErasureStore`.

    Session, records, tallies and receipt change together. The contents of documents go afterwards, because
    they may be too large for a transaction; an intent remembers that they are to go.
    """

    def __init__(
        self,
        deployment: Deployment,
        receipts: Receipts,
        contents: Contents,
        tallies: Tallies,
        intents: Intents,
    ) -> None:
        super().__init__(deployment)
        self._receipts = receipts
        self._contents = contents
        self._tallies = tallies
        self._intents = intents

    @reaching
    def erase(self, session_id: str, now: datetime) -> DeletionReceipt:
        """See `ports.ErasureStore`."""
        intent_id = ObjectId()
        receipt = self._intents.write(lambda session: self._forget(intent_id, session_id, now, session))
        self._finish(session_id)
        self._collection(INTENTS).delete_one({"_id": intent_id})
        return receipt

    def _forget(
        self, intent_id: ObjectId, session_id: str, now: datetime, session: ClientSession | None
    ) -> DeletionReceipt:
        found = self._primary(SESSIONS).find_one({"session_id": session_id}, {"files": 1}, session=session)
        forms = list(self._primary(ANALYSES).find({"session_id": session_id}, session=session))
        earlier = self._receipts.find(session_id, session)
        left = ((FILES, "metadata.session_id"), (REVIEWS, "session_id"))
        has_more = any(self._primary(name).find_one({key: session_id}, session=session) for name, key in left)
        if found is None and not forms and not has_more:
            if earlier is None:
                raise SessionNotFoundError
            return earlier
        receipt = earlier or DeletionReceipt(
            session_hash=hash_session_id(session_id),
            deleted_at=truncate_to_milliseconds(now),
            documents=len((found or {}).get("files", {})),
            records=len(forms),
        )
        slot = slot_of(session_id)
        gate = self._tallies.pass_gate(slot, session)
        # Intents of this session's unfinished writes go, or a repair would bring its record back.
        self._collection(INTENTS).delete_many({"session_id": session_id}, session=session)
        intent = {
            "_id": intent_id,
            "at": datetime.now(UTC),
            "erase": session_id,
            "receipt": receipt.model_dump(),
            "records": len(forms),
        }
        self._collection(INTENTS).insert_one(intent, session=session)
        self._collection(SESSIONS).delete_one({"session_id": session_id}, session=session)
        self._collection(REVIEWS).delete_many({"session_id": session_id}, session=session)
        # Read once more: without transactions a worker may have kept a record until the session was gone.
        forms = list(self._primary(ANALYSES).find({"session_id": session_id}, session=session))
        self._collection(ANALYSES).delete_many({"session_id": session_id}, session=session)
        records = [record for form in forms if (record := decode_record(form)) is not None]
        moves: list[Move] = [(record, -1) for record in records]
        self._tallies.add(slot, gate, moves, session)
        self._receipts.keep(receipt, session)
        return receipt

    def finish_intent(self, intent: Form) -> None:
        """Finish an erasure whose process has died."""
        session_id = intent["erase"]
        self._collection(SESSIONS).delete_one({"session_id": session_id})
        for name in (ANALYSES, REVIEWS):
            self._collection(name).delete_many({"session_id": session_id})
        self._receipts.keep(DeletionReceipt.model_validate(intent["receipt"]))
        self._finish(session_id)

    def _finish(self, session_id: str) -> None:
        """Delete the contents and look again whether anything is left.

        Raises:
            StoreUnavailableError: something is; the intent stays, and asking again is safe.
        """
        self._contents.delete_of_session(session_id)
        kept = dict.fromkeys((SESSIONS, ANALYSES, REVIEWS), "session_id")
        for name, key in (*kept.items(), (FILES, "metadata.session_id")):
            if self._primary(name).find_one({key: session_id}, {"_id": 1}) is not None:
                raise StoreUnavailableError("The data could not be deleted. Please try again.")

    @reaching
    def find_receipt(self, session_id: str) -> DeletionReceipt | None:
        """See `ports.ErasureStore`."""
        return self._receipts.find(session_id)
