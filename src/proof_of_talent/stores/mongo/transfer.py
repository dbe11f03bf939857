"""What moving to another store asks of MongoDB."""

from collections.abc import Mapping

from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.clients import ClientFile
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.stores.mongo.clients import decode_client
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import encode_name, encode_session
from proof_of_talent.stores.mongo.ledger import SECRET_PREFIX
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.schema import CLIENTS, RECEIPTS, SESSIONS, STATE
from proof_of_talent.stores.mongo.sessions import MongoSessions


class MongoTransfer(MongoPart):
    """Implements `ports.TransferStore`."""

    def __init__(
        self, deployment: Deployment, sessions: MongoSessions, receipts: Receipts, contents: Contents
    ) -> None:
        super().__init__(deployment)
        self._sessions = sessions
        self._receipts = receipts
        self._contents = contents

    @reaching
    def list_session_ids(self, after: str, limit: int) -> list[str]:
        """See `ports.TransferStore`."""
        forms = self._primary(SESSIONS).find(
            {"session_id": {"$gt": after}}, {"session_id": 1}, sort=[("session_id", 1)], limit=limit,
            hint="session",
        )  # fmt: skip
        return [form["session_id"] for form in forms]

    @reaching
    def import_session(self, session: Session, contents: Mapping[str, bytes]) -> bool:
        """See `ports.TransferStore`."""
        session_id = session.session_id
        known = self._sessions.load(session_id) is not None
        gone = any(self._receipts.find(one) is not None for one in (session_id, session.client) if one)
        if known or gone:
            return False
        files = {
            encode_name(document_id): self._contents.upload(session_id, document_id, content)
            for document_id, content in contents.items()
        }
        try:
            self._collection(SESSIONS).insert_one({**encode_session(session), "files": files})
        except DuplicateKeyError:
            for file_id in files.values():
                self._contents.delete(file_id)
            return False
        return True

    @reaching
    def list_clients(self, after: str, limit: int) -> list[ClientFile]:
        """See `ports.TransferStore`."""
        forms = self._primary(CLIENTS).find({"_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)
        return list(map(decode_client, forms))

    @reaching
    def list_receipts(self, after: str, limit: int) -> list[DeletionReceipt]:
        """See `ports.TransferStore`."""
        forms = self._primary(RECEIPTS).find(
            {"session_hash": {"$gt": after}}, {"_id": 0}, sort=[("session_hash", 1)], limit=limit,
            hint="session",
        )  # fmt: skip
        return [DeletionReceipt.model_validate(form) for form in forms]

    @reaching
    def import_receipt(self, receipt: DeletionReceipt) -> bool:
        """See `ports.TransferStore`."""
        try:
            self._collection(RECEIPTS).insert_one(receipt.model_dump())
        except DuplicateKeyError:
            return False
        return True

    @reaching
    def list_secrets(self) -> dict[str, str]:
        """See `ports.TransferStore`."""
        forms = self._primary(STATE).find({"_id": {"$gte": SECRET_PREFIX, "$lt": "secret0"}})
        return {form["_id"].removeprefix(SECRET_PREFIX): str(form["value"]) for form in forms}
