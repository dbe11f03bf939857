"""The audit log, API keys and the service's own secrets in MongoDB."""

from collections.abc import Callable
from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.stores.mongo.deployment import MongoPart, reaching
from proof_of_talent.stores.mongo.schema import AUDIT, KEYS, STATE

SECRET_PREFIX = "secret/"  # noqa: S105 - the name of a kind of document


class MongoAuditLog(MongoPart):
    """Implements `ports.AuditStore`."""

    @reaching
    def add(self, entry: AuditEntry) -> None:
        """See `ports.AuditStore`."""
        self._collection(AUDIT).insert_one(entry.model_dump())

    @reaching
    def list_newest(self, *, action: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """See `ports.AuditStore`."""
        if limit <= 0:
            return []
        query = {} if action is None else {"action": action}
        forms = self._collection(AUDIT).find(
            query, {"_id": 0}, sort=[("at", -1), ("_id", -1)], limit=limit,
            hint="time" if action is None else "action_time",
        )  # fmt: skip
        return [AuditEntry.model_validate(form) for form in forms]


class MongoKeys(MongoPart):
    """Implements `ports.KeyStore`."""

    @reaching
    def add(self, key: ApiKey) -> None:
        """See `ports.KeyStore`."""
        try:
            self._collection(KEYS).insert_one({"_id": key.id, **key.model_dump(exclude={"id"})})
        except DuplicateKeyError:
            raise ConflictError("There is a key with this id already.") from None

    @reaching
    def list_all(self) -> list[ApiKey]:
        """See `ports.KeyStore`."""
        forms = self._primary(KEYS).find(sort=[("created_at", 1), ("_id", 1)])
        return [ApiKey.model_validate({"id": form.pop("_id"), **form}) for form in forms]

    @reaching
    def change(self, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """See `ports.KeyStore`."""
        while (form := self._primary(KEYS).find_one({"_id": key_id})) is not None:
            changed = change(
                ApiKey.model_validate({"id": key_id, **{k: form[k] for k in form if k != "_id"}})
            )
            same = {name: form.get(name) for name in ("_id", "last_used_at", "revoked_at", "sign_ins")}
            if self._collection(KEYS).replace_one(same, changed.model_dump(exclude={"id"})).matched_count:
                return changed
        raise NotFoundError("There is no key with this id.", code="key_not_found")


class MongoSecrets(MongoPart):
    """Implements `ports.SecretStore`."""

    @reaching
    def read(self, name: str, make: Callable[[], str]) -> str:
        """See `ports.SecretStore`."""
        secrets, key = self._primary(STATE), f"{SECRET_PREFIX}{name}"
        form = secrets.find_one({"_id": key})
        if form is None:
            # Of several makers at once, the first one's stays.
            with suppress(DuplicateKeyError):
                secrets.insert_one({"_id": key, "value": make()})
            form = secrets.find_one({"_id": key})
        if form is None:
            message = "a secret that was just kept is gone"
            raise RuntimeError(message)
        return str(form["value"])
