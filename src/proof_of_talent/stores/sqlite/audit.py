"""The audit log and the service's own secrets in SQLite."""

from collections.abc import Callable

import apsw
import orjson

from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.records import to_moment, to_stored_time
from proof_of_talent.stores.sqlite.writer import Transaction


class SQLiteAuditLog(SQLitePart):
    """Implements `ports.AuditStore`."""

    @writing
    def add(self, transaction: Transaction, entry: AuditEntry) -> None:
        """See `ports.AuditStore`."""
        transaction.execute(
            "INSERT INTO audit (at, actor, action, details) VALUES (?, ?, ?, ?)",
            (to_stored_time(entry.at), entry.actor, entry.action, orjson.dumps(entry.details).decode()),
        )

    @reading
    def list_newest(
        self, connection: apsw.Connection, *, action: str | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """See `ports.AuditStore`."""
        condition, values = ("1", ()) if action is None else ("action = ?", (action,))
        rows = connection.execute(
            f"SELECT at, actor, action, details FROM audit WHERE {condition} "
            "ORDER BY at DESC, entry DESC LIMIT ?",
            (*values, limit),
        )
        return [
            AuditEntry(at=to_moment(at), actor=actor, action=name, details=orjson.loads(details))
            for at, actor, name, details in rows
        ]


class SQLiteSecrets(SQLitePart):
    """Implements `ports.SecretStore`."""

    @writing
    def read(self, transaction: Transaction, name: str, make: Callable[[], str]) -> str:
        """See `ports.SecretStore`."""
        value = transaction.execute("SELECT value FROM secrets WHERE name = ?", (name,)).get
        if value is None:
            value = make()
            transaction.execute("INSERT INTO secrets VALUES (?, ?)", (name, value))
        return str(value)
