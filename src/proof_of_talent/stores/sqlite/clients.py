"""Clients in SQLite, and their private parts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import apsw

from proof_of_talent.domain.clients import (
    ClientFile,
    ClientFilter,
    ClientPosition,
    ClientSort,
    fold_reference,
)
from proof_of_talent.domain.errors import ClientNotFoundError, ConflictError
from proof_of_talent.domain.ports import DeletionReceipt
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.erasure import insert_receipt, load_receipt
from proof_of_talent.stores.sqlite.records import to_stored_time
from proof_of_talent.stores.sqlite.writer import Transaction

_CONDITIONS = {
    "owner": "owner = :owner",
    "status": "status = :status",
    "tag": "instr(tags, char(10) || :tag || char(10))",
    "text": "(instr(folded, :text) OR instr(tags, :text))",
}


class SQLiteClients(SQLitePart):
    """Implements `ports.ClientStore`."""

    @writing
    def add(self, transaction: Transaction, client: ClientFile) -> bool:
        """See `ports.ClientStore`."""
        return insert_client(transaction, client)

    @reading
    def get(self, connection: apsw.Connection, client_id: str) -> ClientFile:
        """See `ports.ClientStore`."""
        return load_client(connection, client_id)

    @reading
    def find(self, connection: apsw.Connection, owner: str, reference: str) -> ClientFile | None:
        """See `ports.ClientStore`."""
        body = connection.execute(
            "SELECT body FROM clients WHERE owner = ? AND folded = ?", (owner, fold_reference(reference))
        ).get
        return None if body is None else ClientFile.model_validate_json(body)

    @writing
    def change(
        self, transaction: Transaction, client_id: str, change: Callable[[ClientFile], ClientFile]
    ) -> ClientFile:
        """See `ports.ClientStore`."""
        before = load_client(transaction.connection, client_id)
        after = change(before).model_copy(update={"version": before.version + 1})
        try:
            transaction.execute(
                "UPDATE clients SET owner = ?, folded = ?, status = ?, tags = ?, updated_at = ?, body = ? "
                "WHERE client_id = ?",
                (*_columns(after), client_id),
            )
        except apsw.ConstraintError:
            raise ConflictError(
                "Another client has this reference.", code="reference_taken", field="reference"
            ) from None
        return after

    @reading
    def list_page(
        self, connection: apsw.Connection, wanted: ClientFilter, *, sort: ClientSort = "-updated_at",
        limit: int = 50, after: ClientPosition | None = None,
    ) -> list[ClientFile]:  # fmt: skip
        """See `ports.ClientStore`."""
        way, beyond = ("DESC", "<") if sort.startswith("-") else ("ASC", ">")
        order = "updated_at" if sort.endswith("updated_at") else "folded"
        values: dict[str, Any] = wanted.model_dump(exclude_none=True)
        conditions = [_CONDITIONS[name] for name in values]
        values |= {name: fold_reference(values[name]) for name in ("tag", "text") if name in values}
        if after is not None:
            conditions.append(f"({order}, client_id) {beyond} (:value, :id)")
            by_time = order == "updated_at"
            values["value"] = to_stored_time(datetime.fromisoformat(after.value)) if by_time else after.value
            values["id"] = after.id
        rows = connection.execute(
            f"SELECT body FROM clients INDEXED BY clients_{order} WHERE {' AND '.join(conditions) or '1'} "
            f"ORDER BY {order} {way}, client_id {way} LIMIT :limit",
            {**values, "limit": limit},
        )
        return [ClientFile.model_validate_json(body) for (body,) in rows]

    @reading
    def list_sessions(self, connection: apsw.Connection, client_id: str) -> list[str]:
        """See `ports.ClientStore`."""
        rows = connection.execute(
            "SELECT session_id FROM sessions WHERE client = ?1 UNION "
            "SELECT session_id FROM cv_analyses WHERE client = ?1 ORDER BY session_id",
            (client_id,),
        )
        return [str(session_id) for (session_id,) in rows]

    @writing
    def remove(self, transaction: Transaction, client_id: str, receipt: DeletionReceipt) -> DeletionReceipt:
        """See `ports.ClientStore`."""
        for table in ("client_private", "clients"):
            transaction.execute(f"DELETE FROM {table} WHERE client_id = ?", (client_id,))
        insert_receipt(transaction, receipt)
        transaction.wants_checkpoint = True
        return load_receipt(transaction.connection, client_id) or receipt


class SQLitePrivate(SQLitePart):
    """Implements `ports.PrivateStore`."""

    @reading
    def read(self, connection: apsw.Connection, client_id: str) -> bytes | None:
        """See `ports.PrivateStore`."""
        return _load_private(connection, client_id)

    @writing
    def change(
        self, transaction: Transaction, client_id: str, change: Callable[[bytes | None], bytes]
    ) -> None:
        """See `ports.PrivateStore`."""
        load_client(transaction.connection, client_id)
        content = change(_load_private(transaction.connection, client_id))
        transaction.execute(
            "INSERT INTO client_private VALUES (?, ?) "
            "ON CONFLICT (client_id) DO UPDATE SET content = excluded.content",
            (client_id, content),
        )


def insert_client(transaction: Transaction, client: ClientFile) -> bool:
    """Insert a client; False when its id or reference is taken or it was erased."""
    if load_receipt(transaction.connection, client.id) is not None:
        return False
    transaction.execute(
        "INSERT OR IGNORE INTO clients (owner, folded, status, tags, updated_at, body, client_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*_columns(client), client.id),
    )
    return transaction.connection.changes() == 1


def _columns(client: ClientFile) -> tuple[Any, ...]:
    return (
        client.owner,
        fold_reference(client.reference),
        client.status,
        "\n".join(("", *client.tags, "")),
        to_stored_time(client.updated_at),
        client.model_dump_json().encode(),
    )


def load_client(connection: apsw.Connection, client_id: str) -> ClientFile:
    """Return a client, or raise that there is none."""
    body = connection.execute("SELECT body FROM clients WHERE client_id = ?", (client_id,)).get
    if body is None:
        raise ClientNotFoundError
    return ClientFile.model_validate_json(body)


def _load_private(connection: apsw.Connection, client_id: str) -> bytes | None:
    content = connection.execute("SELECT content FROM client_private WHERE client_id = ?", (client_id,)).get
    return None if content is None else bytes(content)
