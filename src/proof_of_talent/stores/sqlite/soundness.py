"""Whether a database file is sound, page by page and figure by figure."""

from pathlib import Path

import apsw

from proof_of_talent.domain.errors import SetupError
from proof_of_talent.stores.sqlite.schema import open_connection
from proof_of_talent.stores.sqlite.store import SQLiteStore


def check_copy(path: Path) -> None:
    """Check a database that nobody else uses, page by page and figure by figure.

    Raises:
        SetupError: something in it is wrong.
    """
    store = SQLiteStore(path)
    try:
        problem = find_file_damage(path)
        drifts = store.rollups.verify()
    finally:
        store.close()
    if problem is not None:
        raise SetupError(f"The copy is damaged ({problem}). The database itself probably is, too.")
    if drifts:
        raise SetupError(
            f"{len(drifts)} rollups differ from the records. Run `proof-of-talent rollups rebuild` first."
        )


def check_restored(path: Path) -> None:
    """Check a database that is about to be used again, and begin its change feed anew: whoever read on from a
    later place would miss what changes from now on.

    Raises:
        SetupError: something in it is wrong.
    """
    check_copy(path)
    connection = open_connection(path, writing=True)
    try:
        connection.execute("UPDATE change_feed SET epoch = lower(hex(randomblob(8)))")
    finally:
        connection.close()


def find_file_damage(path: Path) -> str | None:
    """Return the first thing that SQLite's own check finds wrong, or None."""
    connection = open_connection(path, writing=False)
    try:
        found = connection.execute("PRAGMA integrity_check(1)").get
    except apsw.Error as error:
        return type(error).__name__
    finally:
        connection.close()
    return None if found == "ok" else str(found)
