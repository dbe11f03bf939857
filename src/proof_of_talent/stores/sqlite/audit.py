"""The audit log and the store's own secrets in SQLite."""

from collections.abc import Callable

import apsw
import orjson

from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.stores.sqlite.records import to_milliseconds, to_moment
from proof_of_talent.stores.sqlite.writer import Change


def add_entry(change: Change, entry: AuditEntry) -> None:
    """Append to the log."""
    change.execute(
        "INSERT INTO audit (at, actor, action, details) VALUES (?, ?, ?, ?)",
        (to_milliseconds(entry.at), entry.actor, entry.action, orjson.dumps(entry.details).decode()),
    )


def list_entries(connection: apsw.Connection, action: str | None, limit: int) -> list[AuditEntry]:
    """Return the newest entries first."""
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


def read_secret(change: Change, name: str, make: Callable[[], str]) -> str:
    """Return a secret, made now if there is none."""
    value = change.execute("SELECT value FROM secrets WHERE name = ?", (name,)).get
    if value is None:
        value = make()
        change.execute("INSERT INTO secrets VALUES (?, ?)", (name, value))
    return str(value)
