"""A consistent view of the records on a connection of its own, for exports."""

from collections.abc import Iterator

import apsw

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.records import filter_conditions
from proof_of_talent.stores.sqlite.schema import sqlite_failures


class SQLiteSnapshot:
    """Implements `ports.Snapshot` inside one read transaction."""

    def __init__(self, connection: apsw.Connection, wanted: AnalysisFilter) -> None:
        self._connection = connection
        self._conditions, self._values = filter_conditions(wanted)

    def count(self) -> int:
        """Return how many records the filter selects, from an index."""
        with sqlite_failures():
            return int(
                self._connection.execute(
                    f"SELECT count(*) FROM cv_analyses INDEXED BY cv_analyses_time WHERE {self._conditions}",
                    self._values,
                ).get
            )

    def documents(self) -> Iterator[bytes]:
        """Yield each record's canonical JSON, oldest first; SQLite hands out one row at a time.

        The cast costs nothing on what we wrote; a document that somebody edited at a SQL prompt is text.
        """
        with sqlite_failures():
            for (document,) in self._connection.execute(
                "SELECT CAST(document AS BLOB) FROM cv_analyses INDEXED BY cv_analyses_time "
                f"WHERE {self._conditions} ORDER BY created_at, _id",
                self._values,
            ):
                yield document
