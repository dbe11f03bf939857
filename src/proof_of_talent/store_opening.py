"""Which store an address means. Part of the composition root: only the chosen driver is loaded."""

from pathlib import Path

from proof_of_talent.errors import SetupError
from proof_of_talent.ports import Store


def open_store(url: str, database: str | None = None) -> Store:
    """Open the store that an address names.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `mongodb://host/database` or `mongodb+srv://…`.
        database: the MongoDB database to use in place of the one in the address; nothing to SQLite.

    Raises:
        SetupError: the address is of no known kind, or the store refuses to open.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from proof_of_talent.stores.sqlite import SQLiteStore  # noqa: PLC0415 - only the chosen driver loads

        path = Path(rest[1:]).expanduser()
        return SQLiteStore(path)
    if scheme in ("mongodb", "mongodb+srv"):
        return open_mongo_store(url, database)
    raise SetupError(
        "PROOF_OF_TALENT_STORE is not understood. Use sqlite:///PATH or mongodb://HOST/DATABASE.",
        field="PROOF_OF_TALENT_STORE",
    )


def find_database(url: str) -> Path:
    """Return the SQLite file that an address names.

    Raises:
        SetupError: it names no file.
    """
    if not url.startswith("sqlite:///") or url == "sqlite:///":
        raise SetupError("The store is not a SQLite file.", field="PROOF_OF_TALENT_STORE")
    return Path(url.removeprefix("sqlite:///")).expanduser()


def find_damage(url: str) -> str | None:
    """Return what SQLite finds wrong in the file of an embedded store; None for other stores."""
    if not url.startswith("sqlite:///"):
        return None
    from proof_of_talent.stores import sqlite_backup  # noqa: PLC0415 - only the chosen driver loads

    return sqlite_backup.find_damage(find_database(url))


def open_mongo_store(url: str, database: str | None) -> Store:
    """Open a MongoDB store; the server itself is reached with the first call.

    Raises:
        SetupError: the driver is not installed, or the address cannot be read.
    """
    try:
        from proof_of_talent.stores.mongo import MongoStore  # noqa: PLC0415 - only the chosen driver loads
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"pymongo", "bson", "gridfs", "certifi"}:
            raise
        raise SetupError(
            "MongoDB needs its driver. Install it with: pip install 'proof-of-talent[mongo]'.",
            field="PROOF_OF_TALENT_STORE",
        ) from error
    return MongoStore(url, database)
