"""Pages of records: opaque cursors, totals from rollups, and the summary row of a list."""

import base64
import binascii
from datetime import datetime
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
)
from proof_of_talent.observing.masking import mask_session_id

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
