"""The change feed of SQLite: triggers number the changes, in the order in which they are committed."""

from typing import Any

import apsw

from proof_of_talent.domain.changes import (
    ChangedRecord,
    ChangePage,
    decode_place,
    encode_place,
    refuse_cursor,
)
from proof_of_talent.stores.sqlite.database import SQLitePart
from proof_of_talent.stores.sqlite.records import to_moment

_READ = (
    "SELECT change, record_id, changed_at, CASE WHEN removed THEN NULL ELSE CAST(document AS BLOB) END "
    "FROM changes LEFT JOIN cv_analyses ON _id = record_id WHERE change > ? ORDER BY change LIMIT ?"
)


class SQLiteChanges(SQLitePart):
    """Implements `ports.ChangeStore`."""

    def read(self, cursor: str | None, limit: int) -> ChangePage:
        """See `ports.ChangeStore`."""
        with self._reading(consistent=True) as connection:
            epoch = str(connection.execute("SELECT epoch FROM change_feed").get)
            last = _find_place(connection, cursor, epoch)
            rows: list[Any] = connection.execute(_READ, (last, limit)).fetchall()
        changes = [ChangedRecord(record_id, to_moment(at), document) for _, record_id, at, document in rows]
        return ChangePage(changes, encode_place([epoch, rows[-1][0] if rows else last]))


def _find_place(connection: apsw.Connection, cursor: str | None, epoch: str) -> int:
    """Return the number of the last change that was read.

    Raises:
        InvalidInputError: the cursor is of another file, or of one that was restored since.
    """
    if cursor is None:
        return 0
    newest = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").get or 0
    match decode_place(cursor):
        case [str(of), int(last)] if of == epoch and 0 <= last <= newest:
            return last
        case _:
            raise refuse_cursor()
