"""Clients in MongoDB, and their private parts."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bson import Binary
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.clients import (
    ClientFile,
    ClientFilter,
    ClientPosition,
    ClientSort,
    fold_reference,
)
from proof_of_talent.domain.errors import ClientNotFoundError, ConflictError
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.schema import ANALYSES, CLIENTS, PRIVATE, SESSIONS


class MongoClients(MongoPart):
    """Implements `ports.ClientStore`."""

    def __init__(self, deployment: Deployment, receipts: Receipts) -> None:
        super().__init__(deployment)
        self._receipts = receipts

    @reaching
    def add(self, client: ClientFile) -> bool:
        """See `ports.ClientStore`."""
        if self._receipts.find(client.id) is not None:
            return False
        try:
            self._collection(CLIENTS).insert_one(encode_client(client))
        except DuplicateKeyError:
            return False
        return True

    @reaching
    def get(self, client_id: str) -> ClientFile:
        """See `ports.ClientStore`."""
        return self._load({"_id": client_id})

    @reaching
    def find(self, owner: str, reference: str) -> ClientFile | None:
        """See `ports.ClientStore`."""
        form = self._primary(CLIENTS).find_one({"owner": owner, "folded": fold_reference(reference)})
        return None if form is None else decode_client(form)

    @reaching
    def change(self, client_id: str, change: Callable[[ClientFile], ClientFile]) -> ClientFile:
        """See `ports.ClientStore`."""
        with self._deployment.within_deadline():
            while True:
                before = self._load({"_id": client_id})
                after = change(before).model_copy(update={"version": before.version + 1})
                same = {"_id": client_id, "version": before.version}
                try:
                    if self._collection(CLIENTS).replace_one(same, encode_client(after)).matched_count:
                        return after
                except DuplicateKeyError:
                    raise ConflictError(
                        "Another client has this reference.", code="reference_taken", field="reference"
                    ) from None

    @reaching
    def list_page(
        self, wanted: ClientFilter, *, sort: ClientSort = "-updated_at", limit: int = 50,
        after: ClientPosition | None = None,
    ) -> list[ClientFile]:  # fmt: skip
        """See `ports.ClientStore`."""
        if limit <= 0:
            return []
        order = "updated_at" if sort.endswith("updated_at") else "folded"
        way, beyond = (-1, "$lt") if sort.startswith("-") else (1, "$gt")
        query = _select(wanted)
        if after is not None:
            by_time = order == "updated_at"
            value = datetime.fromisoformat(after.value) if by_time else after.value
            behind = [{order: {beyond: value}}, {order: value, "_id": {beyond: after.id}}]
            query["$and"] = [{order: {f"{beyond}e": value}}, {"$or": behind}]
        forms = self._collection(CLIENTS).find(
            query, sort=[(order, way), ("_id", way)], limit=limit, hint=order
        )
        return list(map(decode_client, forms))

    @reaching
    def list_sessions(self, client_id: str) -> list[str]:
        """See `ports.ClientStore`."""
        query = {"client": client_id}
        return sorted(
            {
                str(form["session_id"])
                for name in (SESSIONS, ANALYSES)
                for form in self._primary(name).find(query, {"session_id": 1}, hint="client")
            }
        )

    @reaching
    def remove(self, client_id: str, receipt: DeletionReceipt) -> DeletionReceipt:
        """See `ports.ClientStore`. The receipt goes first: it refuses sessions for the client from now on."""

        def work(session: ClientSession | None) -> None:
            self._receipts.keep(receipt, session)
            for name in (CLIENTS, PRIVATE):  # in this order: see `MongoPrivate.change`
                self._collection(name).delete_one({"_id": client_id}, session=session)

        self._deployment.run(work)
        return self._receipts.find(client_id) or receipt

    def _load(self, query: Form) -> ClientFile:
        form = self._primary(CLIENTS).find_one(query)
        if form is None:
            raise ClientNotFoundError
        return decode_client(form)


class MongoPrivate(MongoPart):
    """Implements `ports.PrivateStore`."""

    @reaching
    def read(self, client_id: str) -> bytes | None:
        """See `ports.PrivateStore`."""
        form = self._primary(PRIVATE).find_one({"_id": client_id})
        return None if form is None else bytes(form["content"])

    @reaching
    def change(self, client_id: str, change: Callable[[bytes | None], bytes]) -> None:
        """See `ports.PrivateStore`."""
        with self._deployment.within_deadline():
            while not self._replace(client_id, change):
                pass
        if self._primary(CLIENTS).find_one({"_id": client_id}, {"_id": 1}) is None:
            self._collection(PRIVATE).delete_one({"_id": client_id})  # erased meanwhile, or never there
            raise ClientNotFoundError

    def _replace(self, client_id: str, change: Callable[[bytes | None], bytes]) -> bool:
        """Write what follows from what is kept; False when another writer came first."""
        form = self._primary(PRIVATE).find_one({"_id": client_id})
        before = None if form is None else bytes(form["content"])
        after = {"_id": client_id, "content": Binary(change(before))}
        if form is not None:
            same = {"_id": client_id, "content": form["content"]}
            return bool(self._collection(PRIVATE).replace_one(same, after).matched_count)
        try:
            self._collection(PRIVATE).insert_one(after)
        except DuplicateKeyError:
            return False
        return True


def _select(wanted: ClientFilter) -> Form:
    query: Form = wanted.model_dump(include={"owner", "status"}, exclude_none=True)
    if wanted.tag is not None:
        query["tags"] = fold_reference(wanted.tag)
    if wanted.text is not None:
        holds = {"$regex": re.escape(fold_reference(wanted.text))}
        query["$or"] = [{"folded": holds}, {"tags": holds}]
    return query


def encode_client(client: ClientFile) -> Form:
    """Return a client's BSON document, with its reference as it is compared."""
    form = client.model_dump(exclude={"id"})
    return {"_id": client.id, **form, "tags": list(client.tags), "folded": fold_reference(client.reference)}


def decode_client(form: Mapping[str, Any]) -> ClientFile:
    """Return the client of a BSON document."""
    values = {name: form[name] for name in ClientFile.model_fields if name in form}
    return ClientFile.model_validate({**values, "id": form["_id"]})
