"""Which store an address means. Part of the composition root: only the chosen driver is loaded."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from proof_of_talent.domain.errors import NotFoundError, SetupError
from proof_of_talent.domain.ports import Store
from proof_of_talent.stores.encryption import LockedDocumentError, encrypt_documents, read_keys
from proof_of_talent.wiring.extras import explaining_missing
from proof_of_talent.wiring.settings import split_list


class NoStoreError(SetupError):
    """There is no database where the address says."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} Check --store and PROOF_OF_TALENT_STORE; `proof-of-talent serve`, `assess` and "
            "`samples` make a new one.",
            field="PROOF_OF_TALENT_STORE",
        )


def open_store(url: str, database: str | None = None, *, creates: bool = True) -> Store:
    """Open the store that an address names.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `mongodb://host/database` or `mongodb+srv://…`.
        database: the MongoDB database to use in place of the one in the address; nothing to SQLite.
        creates: make one where there is none. Who only reads says no, so that a typo makes no empty database.

    Raises:
        SetupError: the address is of no known kind, there is no such store, or it refuses to open.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from proof_of_talent.stores.sqlite.store import SQLiteStore  # noqa: PLC0415 - only the chosen driver loads

        path = Path(rest[1:]).expanduser()
        if not creates and not path.exists():
            raise NoStoreError(f"There is no database at {path}.")
        return SQLiteStore(path)
    if scheme in ("mongodb", "mongodb+srv"):
        return open_mongo_store(url, database, creates=creates)
    raise SetupError(
        "PROOF_OF_TALENT_STORE is not valid. Use sqlite:///PATH or mongodb://HOST/DATABASE.",
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


def hide_secrets(url: str) -> str:
    """Return an address fit to be shown: user, password and a server's options, which may hold a key's
    password or a token, become `…`.
    """
    if url.startswith("sqlite:"):
        return url
    scheme, _, rest = url.partition("://")
    place, asks, _ = rest.partition("?")
    _, at, place = place.rpartition("@")
    return f"{scheme}://{'…@' if at else ''}{place}{'?…' if asks else ''}"


def find_database_clash(url: str, database: str | None) -> str | None:
    """Return the MongoDB database that an address names, where `database` would be used in its place."""
    if not database or not url.startswith(("mongodb://", "mongodb+srv://")):
        return None
    named = unquote(url.partition("://")[2].partition("?")[0].rpartition("@")[2].partition("/")[2])
    return named if named and named != database else None


def find_store_damage(url: str) -> str | None:
    """Return what SQLite finds wrong in the file of an embedded store; None for other stores."""
    if not url.startswith("sqlite:///"):
        return None
    from proof_of_talent.stores.sqlite import soundness  # noqa: PLC0415 - only the chosen driver loads

    return soundness.find_file_damage(find_database(url))


def open_mongo_store(url: str, database: str | None, *, creates: bool = True) -> Store:
    """Open a MongoDB store; the server itself is reached with the first call.

    Raises:
        SetupError: the driver is not installed, or the address cannot be read.
    """
    with explaining_missing(
        "MongoDB", "mongo", "PROOF_OF_TALENT_STORE", {"pymongo", "bson", "gridfs", "certifi"}
    ):
        from proof_of_talent.stores.mongo import OUR_COLLECTIONS, MongoStore, has_collections  # noqa: PLC0415 - only the chosen driver loads
    if not creates and not has_collections(url, database, OUR_COLLECTIONS):
        raise NoStoreError("There is no database of ours under this name.")
    return MongoStore(url, database)


_EVERY_SESSION = 100_000


def count_keys(text: str) -> int:
    """Return how many encryption keys a setting holds.

    Raises:
        SetupError: one of them is none.
    """
    return len(read_keys(split_list(text)))


def seal_store(store: Store, text: str) -> Store:
    """Return the store as one that encrypts and reads with the keys of a setting.

    Raises:
        SetupError: one of them is none.
    """
    return encrypt_documents(store, read_keys(split_list(text)))


def holds_locked_documents(store: Store, text: str, sessions: int) -> bool:
    """Tell whether the keys of a setting fail on a document of so many of the newest sessions."""
    sealed = seal_store(store, text)
    for session_id in store.transfer.list_session_ids("", _EVERY_SESSION)[-sessions:]:
        for document in store.sessions.get(session_id).documents:
            try:
                with suppress(NotFoundError):  # made up, or taken back since
                    sealed.documents.read(session_id, document.id)
            except LockedDocumentError:
                return True
    return False
