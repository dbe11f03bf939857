"""The clients of an adviser: who they are to the adviser, apart from what they hand in."""

import secrets
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self, get_args

from pydantic import Field, field_validator

from proof_of_talent.domain.base import Model, Moment, format_moment, truncate_to_milliseconds

CLIENT_ID_PATTERN = r"^client_[A-Za-z0-9_-]{22}$"
THIS_MACHINE_OWNER = "local"
"""Who owns the clients of a server without keys, and those of the command line."""
MOST_TAGS, MOST_NOTES = 20, 500
LONGEST_NOTE = 4_000

ClientStatus = Literal["active", "applied", "endorsed", "refused", "closed"]
CLIENT_STATUSES: tuple[ClientStatus, ...] = get_args(ClientStatus)
ClientSort = Literal["-updated_at", "updated_at", "reference", "-reference"]


def new_client_id() -> str:
    """Return a client's id, with 128 random bits."""
    return f"client_{secrets.token_urlsafe(16)}"


def fold_reference(text: str) -> str:
    """Return a reference or tag as it is compared: without regard to case and spaces."""
    return " ".join(text.casefold().split())


class ClientFile(Model):
    """A person whom an adviser works for. `owner` is the id of the adviser's API key, or
    `THIS_MACHINE_OWNER`; `reference` is the adviser's own word and kept as it is, so it should be no name.
    """

    id: str = Field(pattern=CLIENT_ID_PATTERN)
    owner: str
    reference: str = Field(min_length=1, max_length=100)
    tags: tuple[str, ...] = Field(default=(), max_length=MOST_TAGS)
    status: ClientStatus = "active"
    created_at: Moment
    updated_at: Moment
    version: int = 0  # raised by the store on every change

    @field_validator("reference")
    @classmethod
    def _tidy_reference(cls, reference: str) -> str:
        tidy = _tidy(reference)
        if not tidy:
            message = "a reference needs a letter or digit"
            raise ValueError(message)
        return tidy

    @field_validator("tags")
    @classmethod
    def _tidy_tags(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        tidy = tuple(dict.fromkeys(fold_reference(_tidy(tag)) for tag in tags))
        if any(not 0 < len(tag) <= 40 for tag in tidy):  # noqa: PLR2004 - as many as fit beside a name
            message = "a tag has 1 to 40 characters"
            raise ValueError(message)
        return tidy

    def with_changes(self, now: datetime, **changes: Any) -> Self:
        """Return a checked copy with these fields changed and `updated_at` set to now.

        Raises:
            pydantic.ValidationError: a value is not valid.
        """
        values = self.model_dump() | changes | {"updated_at": truncate_to_milliseconds(now)}
        return type(self).model_validate(values)


class ClientNote(Model):
    """What an adviser wrote down; `by` is how the audit log names the adviser."""

    at: Moment
    by: str
    text: str = Field(min_length=1, max_length=LONGEST_NOTE)


class PrivatePart(Model):
    """What is kept apart and encrypted: the name, and notes, oldest first."""

    name: str | None = Field(default=None, max_length=200)
    notes: tuple[ClientNote, ...] = Field(default=(), max_length=MOST_NOTES)


class ClientFilter(Model):
    """Which clients are meant; all conditions must hold, None is no condition. `text` stands in the reference
    or in a tag, without regard to case.
    """

    owner: str | None = None
    status: ClientStatus | None = None
    tag: str | None = Field(default=None, max_length=40)
    text: str | None = Field(default=None, max_length=100)


class ClientPosition(NamedTuple):
    """Where a page of clients ended: what its last row was sorted by, as text, and its id."""

    value: str
    id: str


def client_position(client: ClientFile, sort: ClientSort) -> ClientPosition:
    """Return where a page ends whose last row is this client."""
    by_time = sort.endswith("updated_at")
    return ClientPosition(
        format_moment(client.updated_at) if by_time else fold_reference(client.reference), client.id
    )


def _tidy(text: str) -> str:
    printable = (one if one.isprintable() else " " for one in text)
    return " ".join("".join(printable).split())
