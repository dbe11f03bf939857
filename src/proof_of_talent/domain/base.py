"""What every type of the domain is built on: the base model and moments."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer


def truncate_to_milliseconds(moment: datetime) -> datetime:
    """Return the moment in UTC at millisecond precision, the finest that BSON keeps.

    Raises:
        ValueError: the moment has no time zone, or lies outside the years 1 to 9999 in UTC.
    """
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        message = "a moment lies between the years 1 and 9999"
        raise ValueError(message) from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def format_moment(moment: datetime) -> str:
    """Return the wire form of a UTC moment: `2026-11-22T18:40:00.123Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


Moment = Annotated[
    datetime,
    AfterValidator(truncate_to_milliseconds),
    PlainSerializer(format_moment, return_type=str, when_used="json"),
]


Clock = Callable[[], datetime]
"""Tells the present moment; handed in, so that tests choose it."""


def read_clock() -> datetime:
    """Return the present moment in UTC, at the precision that records keep."""
    return truncate_to_milliseconds(datetime.now(UTC))


class Model(BaseModel):
    """Base of our immutable, strict data types."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
