"""Rollups in SQLite: adding tallies up and reading ranges."""

from collections.abc import Iterator
from typing import Any, Literal

import apsw
import orjson

from proof_of_talent.domain.record import EVERY_RECORD, AnalysisFilter, AnalysisRecord
from proof_of_talent.domain.rollups import Grain, Rollup, RollupKey, add_up_rollups, as_month, rollup_keys
from proof_of_talent.domain.tally import KEY_FIGURES, Counters, add_counters, tally
from proof_of_talent.stores.sqlite.records import choice_conditions, filter_conditions, leave_out_rejudged

_KEY = "grain = ? AND period = ? AND field = ? AND status = ? AND recommendation = ? AND assessor = ?"
_WRITE = f"INSERT OR REPLACE INTO rollups VALUES (?, ?, ?, ?, ?, ?, {', '.join('?' * len(KEY_FIGURES))}, ?)"
_FIGURES = ", ".join(KEY_FIGURES)


class Moves:
    """Tallies on their way into the rollups, added up by day, and how many rows of records they stand for."""

    def __init__(self) -> None:
        self.days: dict[RollupKey, Counters] = {}
        self.rows = 0

    def add(self, record: AnalysisRecord, sign: Literal[1, -1] = 1) -> None:
        """Add a record's tally, or subtract it."""
        day, _ = rollup_keys(record)
        add_counters(self.days.setdefault(day, {}), tally(record), sign)

    def merge(self, other: "Moves") -> None:
        """Take over another's tallies."""
        for key, counters in other.days.items():
            add_counters(self.days.setdefault(key, {}), counters)
        self.rows += other.rows

    def totals(self) -> dict[RollupKey, Counters]:
        """Return what to add to the rollups of days and of months; a month is the sum of its days."""
        months: dict[RollupKey, Counters] = {}
        for key, counters in self.days.items():
            add_counters(months.setdefault(as_month(key), {}), counters)
        return {**self.days, **months}


def apply_moves(connection: apsw.Connection, moves: Moves) -> None:
    """Add tallies to the stored rollups, inside the caller's transaction; a rollup of nothing disappears."""
    if moves.rows:
        connection.execute("UPDATE bookkeeping SET accounted = accounted + ?", (moves.rows,))
    for key, counters in moves.totals().items():
        if not counters:
            continue
        stored = connection.execute(f"SELECT counters FROM rollups WHERE {_KEY}", key).get
        total: Counters = orjson.loads(stored) if stored is not None else {}
        add_counters(total, counters)
        if total:
            write_rollup(connection, key, total)
        else:
            connection.execute(f"DELETE FROM rollups WHERE {_KEY}", key)


def write_rollup(connection: apsw.Connection, key: RollupKey, counters: Counters) -> None:
    """Store a rollup, in place of the one with this key if there is one."""
    figures = [counters.get(name, 0) for name in KEY_FIGURES]
    connection.execute(_WRITE, (*key, *figures, orjson.dumps(counters)))


def load_rollups(
    connection: apsw.Connection, wanted: AnalysisFilter, grain: Grain, *, detail: bool
) -> list[Rollup]:
    """Return the rollups of exactly the filter's records; call it inside one read transaction."""
    return add_up_rollups(
        wanted,
        grain,
        detail=detail,
        read_stored=lambda ranges: (
            found for periods in ranges for found in _read_range(connection, wanted, periods, detail=detail)
        ),
        read_records=lambda bounded: load_records(connection, bounded),
    )


def _read_range(
    connection: apsw.Connection,
    wanted: AnalysisFilter,
    periods: tuple[str, str | None, str | None],
    *,
    detail: bool,
) -> Iterator[tuple[RollupKey, Counters]]:
    """Yield stored rollups of one grain and an inclusive range of periods that match the filter."""
    grain, first, last = periods
    conditions = ["grain = ?"]
    values: list[Any] = [grain]
    for condition, value in (("period >= ?", first), ("period <= ?", last)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    chosen, chosen_values = choice_conditions(wanted.choices())
    conditions += [*chosen, *leave_out_rejudged(wanted)]
    values += chosen_values
    columns = "counters" if detail else _FIGURES
    index = "" if detail else "INDEXED BY rollups_figures"
    rows = connection.execute(
        "SELECT grain, period, field, status, recommendation, assessor, "
        f"{columns} FROM rollups {index} WHERE {' AND '.join(conditions)}",
        values,
    )
    for row in rows:
        key = RollupKey(*row[:6])
        if detail:
            yield key, orjson.loads(row[6])
        else:
            yield key, {name: value for name, value in zip(KEY_FIGURES, row[6:], strict=True) if value}


def load_records(connection: apsw.Connection, wanted: AnalysisFilter) -> Iterator[AnalysisRecord]:
    """Yield the records of a filter, oldest first, one at a time."""
    conditions, values = filter_conditions(wanted)
    rows = connection.execute(
        f"SELECT document FROM cv_analyses INDEXED BY cv_analyses_time WHERE {conditions} "
        "ORDER BY created_at, _id",
        values,
    )
    for (document,) in rows:
        yield AnalysisRecord.from_json(document)


def load_stored(connection: apsw.Connection, *, detail: bool = True) -> dict[RollupKey, Counters]:
    """Return all stored rollups, of both grains: every counter, or the narrow columns kept beside them."""
    stored: dict[RollupKey, Counters] = {}
    for grain in ("day", "month"):
        stored.update(_read_range(connection, EVERY_RECORD, (grain, None, None), detail=detail))
    return stored
