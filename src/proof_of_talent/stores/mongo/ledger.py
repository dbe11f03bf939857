"""The audit log, the store's own secrets, and whether it answers."""

from collections.abc import Callable
from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from proof_of_talent.ports import AuditEntry
from proof_of_talent.stores.mongo.deployment import Deployment, reaching
from proof_of_talent.stores.mongo.schema import AUDIT, STATE


class Ledger(Deployment):
    """The part of the store for operators."""

    @reaching
    def add_audit_entry(self, entry: AuditEntry) -> None:
        """See `ports.Store`."""
        self._collection(AUDIT).insert_one(entry.model_dump())

    @reaching
    def list_audit_entries(self, *, action: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """See `ports.Store`."""
        if limit <= 0:
            return []
        query = {} if action is None else {"action": action}
        forms = self._collection(AUDIT).find(
            query, {"_id": 0}, sort=[("at", -1), ("_id", -1)], limit=limit,
            hint="time" if action is None else "action_time",
        )  # fmt: skip
        return [AuditEntry.model_validate(form) for form in forms]

    @reaching
    def read_secret(self, name: str, make: Callable[[], str]) -> str:
        """See `ports.Store`."""
        secrets, key = self._primary(STATE), f"secret/{name}"
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

    @reaching
    def ping(self) -> None:
        """See `ports.Store`."""
        self._client.admin.command("ping")
