"""Records in SQLite: writing rows, and finding them by any filter, sort and position."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import apsw

from proof_of_talent.domain.record import (
    REJUDGED,
    AnalysisFilter,
    AnalysisRecord,
    Position,
    Sort,
    label_assessor,
    name_ending,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIND_SELECTION = (
    "SELECT selection FROM selections WHERE field = ? AND status = ? AND recommendation = ? AND assessor = ?"
)
_INSERT = (
    "INSERT OR IGNORE INTO cv_analyses (_id, session_id, attempt, created_at, selection, field, "
    "processing_status, recommendation, assessor, overall_score, likelihood, client, document) VALUES "
)
_ROW = f"({', '.join('?' * 13)})"
ROWS_A_STATEMENT = 200
"""Rows of one INSERT: inside a statement SQLite runs free of Python's lock, between rows it waits for it."""
DEEP_SKIP = 2_000
"""Rows to skip beyond which one index walk is cheaper than merging the heads of several."""


def to_stored_time(moment: datetime) -> int:
    """Return whole milliseconds since 1970, exactly (no floating point)."""
    return (moment - _EPOCH) // _MILLISECOND


def to_moment(milliseconds: int) -> datetime:
    """Return the UTC moment of a number of milliseconds since 1970."""
    return _EPOCH + milliseconds * _MILLISECOND


def filter_conditions(wanted: AnalysisFilter) -> tuple[str, list[Any]]:
    """Return the filter as a SQL condition over `cv_analyses` and its values."""
    selection, values = _selection_conditions(wanted)
    conditions = ["1"]
    if selection != "1":
        conditions.append(f"selection IN (SELECT selection FROM selections WHERE {selection})")
    time, time_values = _time_conditions(wanted)
    return " AND ".join((*conditions, *time)), [*values, *time_values]


def _selection_conditions(wanted: AnalysisFilter) -> tuple[str, list[Any]]:
    conditions, values = choice_conditions(wanted.choices())
    conditions += leave_out_rejudged(wanted)
    return " AND ".join(conditions) or "1", values


def leave_out_rejudged(wanted: AnalysisFilter) -> list[str]:
    """Return the condition that keeps out what was judged again, where the filter does not ask for it."""
    return [f"status NOT IN {REJUDGED}"] if wanted.leaves_out_rejudged else []


def choice_conditions(choices: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[Any]]:
    """Return a filter's choices as SQL conditions over columns of their names, and their values."""
    conditions = [f"{name} IN ({', '.join('?' * len(values))})" for name, values in choices.items()]
    return conditions, [value for values in choices.values() for value in values]


def _time_conditions(wanted: AnalysisFilter) -> tuple[list[str], list[int]]:
    conditions: list[str] = []
    values: list[int] = []
    if wanted.since is not None:
        conditions.append("created_at >= ?")
        values.append(to_stored_time(wanted.since))
    if wanted.until is not None:
        conditions.append("created_at < ?")
        values.append(to_stored_time(wanted.until))
    return conditions, values


def _find_selection(connection: apsw.Connection, values: tuple[str, ...]) -> int:
    """Return the number of a combination of filterable values, giving it one if it is new."""
    found = connection.execute(_FIND_SELECTION, values).get
    if found is None:
        connection.execute(
            "INSERT INTO selections (field, status, recommendation, assessor) VALUES (?, ?, ?, ?)", values
        )
        found = connection.last_insert_rowid()
    return int(found)


def insert_record(connection: apsw.Connection, record: AnalysisRecord, document: bytes) -> bool:
    """Insert a record; False when its `_id` or its `(session_id, attempt)` is there already."""
    return insert_records(connection, [(record, document)]) == 1


def insert_records(connection: apsw.Connection, batch: Sequence[tuple[AnalysisRecord, bytes]]) -> int:
    """Insert records with their canonical JSON; those that are there already are left out of the count."""
    before = _count_records(connection)
    selections: dict[tuple[str, ...], int] = {}
    for start in range(0, len(batch), ROWS_A_STATEMENT):
        rows = batch[start : start + ROWS_A_STATEMENT]
        values = [
            value
            for record, document in rows
            for value in (
                record.id,
                record.session_id,
                record.attempt,
                *_columns(connection, record, selections),
                document,
            )
        ]
        connection.execute(_INSERT + ", ".join([_ROW] * len(rows)), values)
    return _count_records(connection) - before


def _count_records(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT record_count FROM bookkeeping").get)


def rewrite_record(connection: apsw.Connection, record: AnalysisRecord) -> None:
    """Replace the row of a record that has the same `_id`."""
    connection.execute(
        "UPDATE cv_analyses SET created_at = ?, selection = ?, field = ?, processing_status = ?, "
        "recommendation = ?, assessor = ?, overall_score = ?, likelihood = ?, client = ?, document = ? "
        "WHERE _id = ?",
        (*_columns(connection, record, {}), record.to_json(), record.id),
    )


def _columns(
    connection: apsw.Connection, record: AnalysisRecord, selections: dict[tuple[str, ...], int]
) -> tuple[Any, ...]:
    """Return the searchable columns; `selections` remembers numbers within one statement's transaction."""
    assessor = label_assessor(record.assessor)
    key = (record.field, name_ending(record), record.recommendation or "none", assessor)
    if key not in selections:
        selections[key] = _find_selection(connection, key)
    return (
        to_stored_time(record.created_at),
        selections[key],
        record.field,
        record.processing_status,
        record.recommendation,
        assessor,
        record.overall_score,
        record.likelihood,
        record.client,
    )


def load_record(
    connection: apsw.Connection, condition: str, values: tuple[Any, ...]
) -> AnalysisRecord | None:
    """Return the one record that a condition over unique columns names."""
    document = connection.execute(f"SELECT document FROM cv_analyses WHERE {condition}", values).get
    return None if document is None else AnalysisRecord.from_json(document)


class PageRequest(NamedTuple):
    """Which page of the records is wanted."""

    wanted: AnalysisFilter
    sort: Sort
    limit: int
    skip: int
    after: Position | None

    @property
    def by_score(self) -> bool:
        """Whether the score decides the order, not the time."""
        return self.sort.endswith("overall_score")

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""
        return self.sort.startswith("-")

    @property
    def direction(self) -> tuple[str, str]:
        """The SQL words for the order, and for being behind a row in it."""
        return ("DESC", "<") if self.descending else ("ASC", ">")


_Head = tuple[int | None, str, int]
"""A row's sort value, `_id` and position in the table."""


def load_page(connection: apsw.Connection, request: PageRequest) -> list[AnalysisRecord]:
    """Return one page; call it inside one read transaction."""
    if request.limit <= 0:
        return []
    condition, values = _selection_conditions(request.wanted)
    if not request.by_score and (not values or request.skip > DEEP_SKIP):
        positions = _walk_time(connection, request)
    else:
        query = f"SELECT selection FROM selections WHERE {condition}"
        heads: list[_Head] = []
        selections: list[Any] = connection.execute(query, values).fetchall()
        find = _find_by_score if request.by_score else _find_by_time
        for (selection,) in selections:
            heads += find(connection, request, selection)
        heads.sort(
            key=_order_by_score(descending=request.descending) if request.by_score else None,
            reverse=request.descending,
        )
        positions = [head[2] for head in heads[request.skip : request.skip + request.limit]]
    query = "SELECT document FROM cv_analyses WHERE position = ?"
    return [AnalysisRecord.from_json(connection.execute(query, (it,)).get) for it in positions]


def _order_by_score(*, descending: bool) -> Callable[[_Head], tuple[bool, int, str]]:
    """Return a sort key that puts rows without a score last in either direction."""

    def order(head: _Head) -> tuple[bool, int, str]:
        score, record_id, _ = head
        return ((score is not None) if descending else (score is None)), score or 0, record_id

    return order


def _behind_time(request: PageRequest) -> tuple[list[str], list[Any]]:
    """Return the condition that a row lies behind the last one of the page before, and its values."""
    after = request.after
    if after is None:
        return [], []
    moment = datetime.fromisoformat(str(after.value))
    return [f"(created_at, _id) {request.direction[1]} (?, ?)"], [to_stored_time(moment), after.id]


def _walk_time(connection: apsw.Connection, request: PageRequest) -> list[int]:
    """Find a page along the one index over all records by time."""
    conditions, values = filter_conditions(request.wanted)
    behind, behind_values = _behind_time(request)
    way = request.direction[0]
    rows = connection.execute(
        "SELECT position FROM cv_analyses INDEXED BY cv_analyses_time "
        f"WHERE {' AND '.join((conditions, *behind))} ORDER BY created_at {way}, _id {way} LIMIT ? OFFSET ?",
        (*values, *behind_values, request.limit, request.skip),
    )
    return [int(position) for (position,) in rows]


def _find_by_time(connection: apsw.Connection, request: PageRequest, selection: int) -> list[_Head]:
    """Return the first rows of one selection by time."""
    times, bounds = _time_conditions(request.wanted)
    behind, behind_values = _behind_time(request)
    way = request.direction[0]
    conditions = " AND ".join(("selection = ?", *times, *behind))
    return connection.execute(  # type: ignore[return-value]
        "SELECT created_at, _id, position FROM cv_analyses INDEXED BY cv_analyses_selection_time "
        f"WHERE {conditions} ORDER BY created_at {way}, _id {way} LIMIT ?",
        (selection, *bounds, *behind_values, request.limit + request.skip),
    ).fetchall()


def _find_by_score(connection: apsw.Connection, request: PageRequest, selection: int) -> list[_Head]:
    """Return the first rows of one selection by score, those without one last."""
    times, bounds = _time_conditions(request.wanted)
    way, sign = request.direction
    limit, after = request.limit + request.skip, request.after

    def find(condition: str, values: tuple[Any, ...], missing: int) -> list[_Head]:
        conditions = " AND ".join(("selection = ?", condition, *times))
        return connection.execute(  # type: ignore[return-value]
            "SELECT overall_score, _id, position FROM cv_analyses INDEXED BY cv_analyses_selection_score "
            f"WHERE {conditions} ORDER BY overall_score {way}, _id {way} LIMIT ?",
            (selection, *values, *bounds, missing),
        ).fetchall()

    if after is not None and after.value is None:
        return find(f"overall_score IS NULL AND _id {sign} ?", (after.id,), limit)
    if after is None:
        rows = find("overall_score IS NOT NULL", (), limit)
    else:
        rows = find(f"(overall_score, _id) {sign} (?, ?)", (after.value, after.id), limit)
    if len(rows) < limit:
        rows += find("overall_score IS NULL", (), limit - len(rows))
    return rows
