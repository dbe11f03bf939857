"""Reading rollups in SQLite, and keeping them true: noticing that they are not, comparing, rebuilding."""

from functools import partial
from typing import Any, Literal, NamedTuple, cast

import apsw

from proof_of_talent.domain.ports import RollupDrift
from proof_of_talent.domain.record import EVERY_RECORD, AnalysisFilter
from proof_of_talent.domain.rollups import Grain, Rollup, RollupKey, fold
from proof_of_talent.domain.tally import KEY_FIGURES, TALLY_VERSION, Counters, add_counters
from proof_of_talent.stores.sqlite.database import SQLitePart, reading
from proof_of_talent.stores.sqlite.rollups import load_records, load_rollups, load_stored, write_rollup
from proof_of_talent.stores.sqlite.writer import Transaction

FREE_FOLDS = 3
"""How often a rebuild folds without holding up writers before it locks them out."""


class SQLiteRollups(SQLitePart):
    """Implements `ports.RollupStore`."""

    def read(self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True) -> list[Rollup]:
        """See `ports.RollupStore`."""
        with self._reading(consistent=True) as connection:
            if not is_drifted(connection):
                return load_rollups(connection, wanted, grain, detail=detail)
        with self._database.mending:  # of many readers that notice it, one rebuilds
            self.mend()
        with self._reading(consistent=True) as connection:
            return load_rollups(connection, wanted, grain, detail=detail)

    @reading
    def read_version(self, connection: apsw.Connection) -> str:
        """See `ports.RollupStore`."""
        return str(connection.execute("SELECT changes || '-' || rebuilds FROM bookkeeping").get)

    def verify(self) -> list[RollupDrift]:
        """See `ports.RollupStore`."""
        with self._reading(consistent=True) as connection:
            return find_drift(connection)

    def rebuild(self) -> int:
        """See `ports.RollupStore`. Folds in a reading view while others write, then swaps; where hand edits
        interfere, it locks writers out.
        """
        for _ in range(FREE_FOLDS):
            with self._reading(consistent=True) as connection:
                folded = _fold_records(connection)
            if self._database.writer.run(partial(_swap, folded), alone=True):
                return _count_folded(folded)
        return self._database.writer.run(_fold_and_swap, alone=True)

    def mend(self, *, check_counts: bool = False) -> None:
        """Rebuild where a cheap look shows that the rollups do not fit the records."""
        with self._reading(consistent=True) as connection:
            fits = not is_drifted(connection) and not (check_counts and _is_miscounted(connection))
        if not fits:
            self.rebuild()


def is_drifted(connection: apsw.Connection) -> bool:
    """Tell by one row whether somebody edited the records by hand, or the tally has a new meaning."""
    changes, accounted, version = connection.execute(
        "SELECT changes, accounted, tally_version FROM bookkeeping"
    ).fetchall()[0]
    return bool(changes != accounted or version != TALLY_VERSION)


def _is_miscounted(connection: apsw.Connection) -> bool:
    """Tell whether the rollups hold another number of records than the table (somebody edited rollups)."""
    (row,) = connection.execute(
        "SELECT (SELECT record_count FROM bookkeeping), "
        "(SELECT coalesce(sum(n), 0) FROM rollups INDEXED BY rollups_figures WHERE grain = 'month')"
    ).fetchall()
    return bool(row[0] != row[1])


def find_drift(connection: apsw.Connection) -> list[RollupDrift]:
    """Compare all rollups with a fold over all records; call it inside one read transaction."""
    expected = fold(load_records(connection, EVERY_RECORD))
    drifts = []
    stored = load_stored(connection)
    narrow = load_stored(connection, detail=False)
    for key in sorted(expected.keys() | stored.keys()):
        wanted, found, figures = (rollups.get(key, {}) for rollups in (expected, stored, narrow))
        wanted_figures = {name: wanted[name] for name in KEY_FIGURES if name in wanted}
        if wanted != found or wanted_figures != figures:
            shown = found if wanted != found else figures
            drifts.append(
                RollupDrift(key.grain, key.period, key.field, wanted.get("n", 0), shown.get("n", 0))
            )
    return drifts


class Folded(NamedTuple):
    """All records folded at one moment, and what was stored and accounted for at that moment."""

    rollups: dict[RollupKey, Counters]
    stored: dict[RollupKey, Counters]
    changes: int
    accounted: int


def _fold_records(connection: apsw.Connection) -> Folded:
    """Fold all records; call it inside one transaction, a reading one will do."""
    changes, accounted = _read_bookkeeping(connection)
    return Folded(fold(load_records(connection, EVERY_RECORD)), load_stored(connection), changes, accounted)


def _replace_rollups(connection: apsw.Connection, folded: Folded) -> bool:
    """Put the fold in place of the rollups, together with what was added to them since it was made.

    Tallies add up, so "since" is what is stored now less what was stored then. Returns False, having done
    nothing, when somebody edited records by hand meanwhile: then fold again.
    """
    changes, accounted = _read_bookkeeping(connection)
    if changes - folded.changes != accounted - folded.accounted:
        return False
    totals = {key: dict(counters) for key, counters in folded.rollups.items()}
    for stored, sign in ((load_stored(connection), 1), (folded.stored, -1)):
        for key, counters in stored.items():
            add_counters(totals.setdefault(key, {}), counters, cast("Literal[1, -1]", sign))
    connection.execute("DELETE FROM rollups")
    for key, counters in totals.items():
        if counters:
            write_rollup(connection, key, counters)
    connection.execute(
        "UPDATE bookkeeping SET accounted = changes, tally_version = ?, rebuilds = rebuilds + 1, "
        "record_count = (SELECT count(*) FROM cv_analyses INDEXED BY cv_analyses_time)",
        (TALLY_VERSION,),
    )
    return True


def _read_bookkeeping(connection: apsw.Connection) -> tuple[int, int]:
    rows: list[Any] = connection.execute("SELECT changes, accounted FROM bookkeeping").fetchall()
    changes, accounted = rows[0]
    return changes, accounted


def _count_folded(folded: Folded) -> int:
    """Return how many records were folded."""
    return sum(counters["n"] for key, counters in folded.rollups.items() if key.grain == "month")


def _swap(folded: Folded, transaction: Transaction) -> bool:
    return _replace_rollups(transaction.connection, folded)


def _fold_and_swap(transaction: Transaction) -> int:
    folded = _fold_records(transaction.connection)
    _replace_rollups(transaction.connection, folded)
    return _count_folded(folded)
