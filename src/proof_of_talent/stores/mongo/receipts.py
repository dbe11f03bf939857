"""Receipts of erased sessions in MongoDB, for all parts that ask whether one was erased."""

from pymongo.client_session import ClientSession

from proof_of_talent.domain.ports import DeletionReceipt, hash_session_id
from proof_of_talent.stores.mongo.deployment import MongoPart
from proof_of_talent.stores.mongo.schema import RECEIPTS


class Receipts(MongoPart):
    """Reads and keeps receipts inside the caller's unit of work."""

    def find(self, session_id: str, session: ClientSession | None = None) -> DeletionReceipt | None:
        """Return the receipt of a session."""
        form = self._primary(RECEIPTS).find_one(
            {"session_hash": hash_session_id(session_id)}, {"_id": 0}, session=session
        )
        return None if form is None else DeletionReceipt.model_validate(form)

    def keep(self, receipt: DeletionReceipt, session: ClientSession | None = None) -> None:
        """Keep a receipt, unless there is one of this session."""
        self._collection(RECEIPTS).update_one(
            {"session_hash": receipt.session_hash},
            {"$setOnInsert": receipt.model_dump()},
            upsert=True,
            session=session,
        )
