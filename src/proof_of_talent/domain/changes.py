"""The change feed: every record's newest change, in one order, so that a copy elsewhere can be kept true."""

import base64
import binascii
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from proof_of_talent.domain.errors import InvalidInputError

MOST_CHANGES = 1_000
"""Changes in one page at most."""


class ChangedRecord(NamedTuple):
    """What became of one record. `document` is its canonical JSON; None says that the record is gone."""

    record_id: str
    changed_at: datetime
    document: bytes | None


class ChangePage(NamedTuple):
    """Changes in order, and the cursor that goes on behind the last of them. The last page is empty."""

    changes: list[ChangedRecord]
    cursor: str


def encode_place(place: Any) -> str:
    """Return a place in a store's order as a cursor; any JSON value will do."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def decode_place(cursor: str) -> Any:
    """Return the place that a cursor stands for.

    Raises:
        InvalidInputError: it is no cursor.
    """
    try:
        return orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise refuse_cursor() from None


def refuse_cursor() -> InvalidInputError:
    """Return what to raise for a cursor that is not of this feed, or of its earlier life."""
    return InvalidInputError(
        "This cursor is not of this store as it is now; it may have been restored. Begin again, without a "
        "cursor and with an empty copy.",
        code="invalid_cursor",
        field="cursor",
    )
