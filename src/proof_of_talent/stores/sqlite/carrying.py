"""What a restore must not forget: keys revoked, consents withdrawn, audit entries made since the backup."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
import orjson

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.consents import PREFIX
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.stores.sqlite.schema import open_connection
from proof_of_talent.stores.sqlite.store import SQLiteStore


def carry_over(staged: Path, present: Path) -> None:
    """Take over into a copied backup what the present database knows and the backup does not.

    A part of a damaged database that cannot be read is left out; the others are taken.
    """
    connection = open_connection(staged, writing=True)
    try:
        with suppress(apsw.CorruptError, apsw.NotADBError):
            connection.execute("ATTACH ? AS present", (os.fspath(present),))
            for carry in (carry_keys, carry_audit, carry_consents):
                with suppress(apsw.CorruptError, apsw.SQLError), connection:
                    carry(connection)
    finally:
        connection.close()


def carry_keys(connection: apsw.Connection) -> None:
    """Keep keys as they are now: revoked where either side says so, new ones too, browsers signed out."""
    backed_up: dict[Any, Any] = dict(connection.execute("SELECT key_id, body FROM main.api_keys"))
    present: list[Any] = connection.execute("SELECT key_id, body FROM present.api_keys").fetchall()
    for key_id, body in present:
        key = ApiKey.model_validate_json(body)
        if key_id in backed_up and key.revoked_at is None:
            before = ApiKey.model_validate_json(backed_up[key_id])
            key = key.model_copy(update={"revoked_at": before.revoked_at})
        values = (key_id, key.model_dump_json())
        connection.execute("INSERT OR REPLACE INTO main.api_keys VALUES (?, ?)", values)


def close_sign_ins(path: Path) -> None:
    """Sign all browsers out: some of them may have signed out after the backup was made."""
    store = SQLiteStore(path)
    try:
        for key in store.keys.list_all():
            store.keys.change(key.id, lambda kept: kept.model_copy(update={"sign_ins": ()}))
    finally:
        store.close()


def carry_audit(connection: apsw.Connection) -> None:
    """Keep audit entries that the backup does not have."""
    columns = "at, actor, action, details"
    connection.execute(
        f"INSERT INTO main.audit ({columns}) SELECT * FROM (SELECT {columns} FROM present.audit "
        f"EXCEPT SELECT {columns} FROM main.audit) ORDER BY at"
    )


def carry_consents(connection: apsw.Connection) -> None:
    """Take back consents that were given in the backup and are not any more."""
    rows: list[Any] = connection.execute(
        "SELECT ours.body, theirs.body FROM main.sessions AS ours "
        "JOIN present.sessions AS theirs USING (session_id) WHERE ours.body <> theirs.body"
    ).fetchall()
    for old, new in rows:
        given, kept = (orjson.loads(body).get("consents") or {} for body in (old, new))
        if withdrawn := [name for name, agreed in given.items() if agreed and not kept.get(name)]:
            session = withdraw(Session.model_validate_json(old), withdrawn)
            connection.execute(
                "UPDATE main.sessions SET body = ? WHERE session_id = ?",
                (session.model_dump_json().encode(), session.session_id),
            )


def withdraw(session: Session, names: list[str]) -> Session:
    """Return a session whose applicant does not consent to these."""
    answers = {**session.answers, **{f"{PREFIX}{name}": False for name in names}}
    consents = {**session.consents, **dict.fromkeys(names, False)}
    return session.model_copy(update={"answers": answers, "consents": consents})


def note_restore(path: Path, actor: str, now: datetime, made_at: str) -> None:
    """Write into the audit log of a restored database that it was."""
    store = SQLiteStore(path)
    try:
        store.audit.add(AuditEntry(at=now, actor=actor, action="restore", details={"backup_of": made_at}))
    finally:
        store.close()
