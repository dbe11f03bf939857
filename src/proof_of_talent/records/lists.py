"""Pages of records: opaque cursors, totals from rollups, and the summary row of a list."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson
from pydantic import Field, field_validator

from proof_of_talent.domain.base import Model, format_moment
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import (
    RECORD_ID_PATTERN,
    AnalysisFilter,
    AnalysisRecord,
    Position,
    Sort,
    check_bound,
    parse_bound,
    position_of,
)
from proof_of_talent.domain.tally import tally
from proof_of_talent.observing.masking import mask_session_id

_CHUNK = 100
LEFT_OUT = frozenset({"questionnaire_responses", "analysis_results", "documents"})
"""Parts of a record that a list does not carry; `/analyses/{_id}` has them."""


class RecordPage(Model):
    """One page of a list. `total` counts all matching records; `next_cursor` is null on the last page."""

    analyses: list[dict[str, Any]]
    total: int
    skip: int
    limit: int
    next_cursor: str | None


class _TimePosition(Position):
    """Where a page sorted by time ended."""

    id: str = Field(pattern=RECORD_ID_PATTERN)
    value: str

    @field_validator("value")
    @classmethod
    def check_moment(cls, value: str) -> str:
        """Refuse what is not a moment as we write it; stores read it back without asking."""
        if format_moment(check_bound(datetime.fromisoformat(value))) != value:
            message = "not a moment of ours"
            raise ValueError(message)
        return value


class _ScorePosition(Position):
    """Where a page sorted by score ended."""

    id: str = Field(pattern=RECORD_ID_PATTERN)
    value: int | None = Field(strict=True)


_POSITIONS = {
    "-created_at": _TimePosition,
    "created_at": _TimePosition,
    "-overall_score": _ScorePosition,
    "overall_score": _ScorePosition,
}


def read_page(
    store: Store, wanted: AnalysisFilter, *, sort: Sort, limit: int, skip: int, cursor: str | None
) -> RecordPage:
    """Return one page; with a cursor `skip` counts from there.

    Raises:
        InvalidInputError: the cursor is not one of ours for this sort.
    """
    after = decode_cursor(cursor, sort) if cursor else None
    records = store.records.list_page(wanted, sort=sort, limit=limit + 1, skip=skip, after=after)
    shown = records[:limit]
    more = len(records) > limit
    return RecordPage(
        analyses=[summarise(record) for record in shown],
        total=count_records(store, wanted),
        skip=skip,
        limit=limit,
        next_cursor=encode_cursor(shown[-1], sort) if more else None,
    )


def has_mark(counters: Iterable[str], mark: str) -> bool:
    """Tell whether a record's tally has a counter, or one below it: `gap/x`, `error/extraction`."""
    return any(name == mark or name.startswith(f"{mark}/") for name in counters)


def read_marked_page(store: Store, wanted: AnalysisFilter, mark: str, *, limit: int, skip: int) -> RecordPage:
    """Return a page of the records that a mark of a chart stands for, newest first: those with its counter.

    Only days whose rollups have the counter are looked through.
    """
    records = list(islice(_walk_marked(store, wanted, mark), skip, skip + limit))
    return RecordPage(
        analyses=[summarise(record) for record in records],
        total=sum(
            rollup.counters[name]
            for rollup in store.rollups.read(wanted)
            for name in rollup.counters
            if has_mark((name,), mark)
        ),
        skip=skip,
        limit=limit,
        next_cursor=None,
    )


def _walk_marked(store: Store, wanted: AnalysisFilter, mark: str) -> Iterator[AnalysisRecord]:
    months = {r.key.period for r in store.rollups.read(wanted) if has_mark(r.counters, mark)}
    for month in sorted(months, reverse=True):
        begin = parse_bound(f"{month}-01", is_until=False)
        within = _narrow_range(wanted, begin, (begin + timedelta(days=31)).replace(day=1))
        days = {r.key.period for r in store.rollups.read(within, grain="day") if has_mark(r.counters, mark)}
        for day in sorted(days, reverse=True):
            start = parse_bound(day, is_until=False)
            whole = _narrow_range(wanted, start, start + timedelta(days=1))
            for record in walk_records(store, whole):
                if has_mark(tally(record), mark):
                    yield record


def _narrow_range(wanted: AnalysisFilter, since: datetime, until: datetime) -> AnalysisFilter:
    """Return the filter for the part of a range that it selects."""
    return wanted.model_copy(
        update={"since": max(since, wanted.since or since), "until": min(until, wanted.until or until)}
    )


def walk_records(store: Store, wanted: AnalysisFilter) -> Iterator[AnalysisRecord]:
    """Yield records one page after another, newest first."""
    after: Position | None = None
    while page := store.records.list_page(wanted, limit=_CHUNK, after=after):
        yield from page
        after = position_of(page[-1], "-created_at")


def mask_page(page: RecordPage) -> RecordPage:
    """Return a page without session ids, which would open the sessions."""
    rows = [row | {"session_id": mask_session_id(row["session_id"])} for row in page.analyses]
    return page.model_copy(update={"analyses": rows})


def count_records(store: Store, wanted: AnalysisFilter) -> int:
    """Count matching records by their rollups, at a cost that does not grow with their number."""
    return sum(rollup.counters.get("n", 0) for rollup in store.rollups.read(wanted, detail=False))


def summarise(record: AnalysisRecord) -> dict[str, Any]:
    """Return a record without its long parts."""
    return {name: value for name, value in record.to_wire().items() if name not in LEFT_OUT}


def encode_cursor(record: AnalysisRecord, sort: Sort) -> str:
    """Return the cursor that goes on behind this record."""
    value = record.to_wire()[sort.removeprefix("-")]
    return base64.urlsafe_b64encode(orjson.dumps([sort, value, record.id])).decode().rstrip("=")


def decode_cursor(cursor: str, sort: Sort) -> Position:
    """Read a cursor back.

    Raises:
        InvalidInputError: it is not one of ours, or was made for another sort.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, value, record_id = orjson.loads(base64.urlsafe_b64decode(padded))
        position = _POSITIONS[made_for](value=value, id=record_id)
    except (ValueError, TypeError, KeyError, binascii.Error):
        raise InvalidInputError(
            "This cursor is not valid. Start again from the first page.",
            code="invalid_cursor",
            field="cursor",
        ) from None
    if made_for != sort:
        raise InvalidInputError(
            "This cursor belongs to another sort order. Start again from the first page.",
            code="invalid_cursor",
            field="cursor",
        )
    return Position(value=position.value, id=position.id)
