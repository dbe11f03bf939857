"""API keys in SQLite."""

from collections.abc import Callable

import apsw

from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.keys import ApiKey
from proof_of_talent.stores.sqlite.writer import Change


def add_key(change: Change, key: ApiKey) -> None:
    """Insert a new key."""
    try:
        change.execute("INSERT INTO api_keys VALUES (?, ?)", (key.id, key.model_dump_json()))
    except apsw.ConstraintError:
        raise ConflictError("There is a key with this id already.") from None


def list_keys(connection: apsw.Connection) -> list[ApiKey]:
    """Return all keys, oldest first."""
    rows = connection.execute("SELECT body FROM api_keys")
    keys = [ApiKey.model_validate_json(body) for (body,) in rows]
    return sorted(keys, key=lambda key: (key.created_at, key.id))


def change_key(change: Change, key_id: str, work: Callable[[ApiKey], ApiKey]) -> ApiKey:
    """Apply a function to a key."""
    body = change.execute("SELECT body FROM api_keys WHERE key_id = ?", (key_id,)).get
    if body is None:
        raise NotFoundError("There is no key with this id.", code="key_not_found")
    changed = work(ApiKey.model_validate_json(body))
    change.execute("UPDATE api_keys SET body = ? WHERE key_id = ?", (changed.model_dump_json(), key_id))
    return changed
