"""API keys in SQLite."""

from collections.abc import Callable

import apsw

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.stores.sqlite.database import SQLitePart, reading, writing
from proof_of_talent.stores.sqlite.writer import Transaction


class SQLiteKeys(SQLitePart):
    """Implements `ports.KeyStore`."""

    @writing
    def add(self, transaction: Transaction, key: ApiKey) -> None:
        """See `ports.KeyStore`."""
        try:
            transaction.execute("INSERT INTO api_keys VALUES (?, ?)", (key.id, key.model_dump_json()))
        except apsw.ConstraintError:
            raise ConflictError("There is a key with this id already.") from None

    @reading
    def list_all(self, connection: apsw.Connection) -> list[ApiKey]:
        """See `ports.KeyStore`."""
        rows = connection.execute("SELECT body FROM api_keys")
        keys = [ApiKey.model_validate_json(body) for (body,) in rows]
        return sorted(keys, key=lambda key: (key.created_at, key.id))

    @writing
    def change(self, transaction: Transaction, key_id: str, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        """See `ports.KeyStore`."""
        body = transaction.execute("SELECT body FROM api_keys WHERE key_id = ?", (key_id,)).get
        if body is None:
            raise NotFoundError("There is no key with this id.", code="key_not_found")
        changed = change(ApiKey.model_validate_json(body))
        transaction.execute(
            "UPDATE api_keys SET body = ? WHERE key_id = ?", (changed.model_dump_json(), key_id)
        )
        return changed
