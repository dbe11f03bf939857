"""What an adviser does with clients: find, describe, note, and see what came out for each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from proof_of_talent.domain.base import Model, Moment
from proof_of_talent.domain.changes import decode_place, encode_place
from proof_of_talent.domain.clients import (
    MOST_NOTES,
    ClientFile,
    ClientFilter,
    ClientNote,
    ClientPosition,
    ClientSort,
    PrivatePart,
    client_position,
    new_client_id,
)
from proof_of_talent.domain.errors import (
    ClientNotFoundError,
    ConflictError,
    InvalidInputError,
    SessionErasedError,
    SessionNotFoundError,
)
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.observing.masking import mask_session_id
from proof_of_talent.records.comparison import AttemptSummary, summarise_attempt
from proof_of_talent.records.outcomes import is_outcome_due
from proof_of_talent.records.past_exports import find_session_records

CLIENT_CHANGED = "client_changed"
_T = TypeVar("_T")


class ClientSession(Model):
    """A session of a client with its attempts; `state` is `dropped` where only records are left.
    `asks_outcome`: the time that a decision takes is over, and nobody has said what it was.
    """

    session_id: str
    field: str
    state: str
    attempts: tuple[AttemptSummary, ...]
    asks_outcome: bool = False


class ClientLine(Model):
    """A client in a list, with the newest analysis of its newest session."""

    id: str
    owner: str
    reference: str
    name: str | None
    status: str
    tags: tuple[str, ...]
    created_at: Moment
    updated_at: Moment
    sessions: int
    field: str | None
    latest: AttemptSummary | None


class WholeClient(ClientLine):
    """Everything about a client but the papers and results themselves."""

    notes: tuple[ClientNote, ...]
    all_sessions: tuple[ClientSession, ...]


class ClientPage(Model):
    """One page of clients; `next_cursor` is null on the last."""

    clients: tuple[ClientLine, ...]
    next_cursor: str | None


def open_client(
    store: Store, owner: str, reference: str, now: datetime, *, client_id: str | None = None
) -> ClientFile:
    """Return the owner's client of this reference, made if there is none.

    Raises:
        InvalidInputError: the reference is not valid.
        ClientNotFoundError: a client of this id was erased.
    """
    found = store.clients.find(owner, reference)
    if found is not None:
        return found
    values = {
        "id": client_id or new_client_id(), "owner": owner, "reference": reference, "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    client = _checked(lambda: ClientFile.model_validate(values))
    if not store.clients.add(client):
        found = store.clients.find(owner, reference)  # another one was quicker, or it was erased
        if found is None:
            raise ClientNotFoundError
        return found
    return client


def get_client(store: Store, client_id: str, owner: str | None) -> ClientFile:
    """Return a client that an owner may see; None sees all.

    Raises:
        ClientNotFoundError: there is none, or it is another owner's.
    """
    client = store.clients.get(client_id)
    if owner is not None and client.owner != owner:
        raise ClientNotFoundError
    return client


def change_client(
    store: Store, client: ClientFile, now: datetime, *, actor: str, **changes: Any
) -> ClientFile:
    """Change reference, tags or status of a client.

    Raises:
        InvalidInputError: a value is not valid.
        ConflictError: the owner has another client of the new reference.
    """
    changed = _checked(lambda: store.clients.change(client.id, lambda it: it.with_changes(now, **changes)))
    _audit(store, client.id, now, actor, sorted(changes))
    return changed


def read_private(store: Store, client_id: str) -> PrivatePart:
    """Return a client's name and notes."""
    content = store.private.read(client_id)
    return PrivatePart() if content is None else PrivatePart.model_validate_json(content)


def change_private(
    store: Store, client_id: str, change: Callable[[PrivatePart], PrivatePart], now: datetime, *, actor: str
) -> None:
    """Change a client's name or notes; the audit log says that it was done, never what is in it.

    Raises:
        ClientNotFoundError: the client is gone.
        InvalidInputError: the name or note is too long or empty.
        ConflictError: there are too many notes.
    """

    def replace(content: bytes | None) -> bytes:
        before = PrivatePart() if content is None else PrivatePart.model_validate_json(content)
        return change(before).model_dump_json().encode()

    _checked(lambda: store.private.change(client_id, replace))
    store.clients.change(client_id, lambda it: it.with_changes(now))
    _audit(store, client_id, now, actor, ["private"])


def rename_client(store: Store, client_id: str, name: str | None, now: datetime, *, actor: str) -> None:
    """Set or take away a client's name; errors as `change_private`."""

    def change(private: PrivatePart) -> PrivatePart:
        return PrivatePart(name=name or None, notes=private.notes)

    change_private(store, client_id, change, now, actor=actor)


def add_note(store: Store, client_id: str, text: str, now: datetime, *, actor: str) -> None:
    """Add a note; errors as `change_private`."""

    def change(private: PrivatePart) -> PrivatePart:
        if len(private.notes) >= MOST_NOTES:
            raise ConflictError(f"A client has room for {MOST_NOTES} notes.", code="too_many_notes")
        return PrivatePart(name=private.name, notes=(*private.notes, ClientNote(at=now, by=actor, text=text)))

    change_private(store, client_id, change, now, actor=actor)


def list_clients(
    store: Store, wanted: ClientFilter, *, sort: ClientSort = "-updated_at", limit: int = 50,
    cursor: str | None = None,
) -> ClientPage:  # fmt: skip
    """Return one page of clients with what came out for each.

    Raises:
        InvalidInputError: the cursor is not one of ours for this sort.
    """
    after = None if cursor is None else _read_cursor(cursor, sort)
    clients = store.clients.list_page(wanted, sort=sort, limit=limit + 1, after=after)
    shown = clients[:limit]
    more = len(clients) > limit
    return ClientPage(
        clients=tuple(summarise_client(store, client) for client in shown),
        next_cursor=encode_place([sort, *client_position(shown[-1], sort)]) if more else None,
    )


def summarise_client(store: Store, client: ClientFile) -> ClientLine:
    """Return a client with the newest analysis of its newest session."""
    ids = store.clients.list_sessions(client.id)
    newest = describe_session(store, ids[-1]) if ids else None
    return ClientLine(
        **client.model_dump(exclude={"version"}),
        name=read_private(store, client.id).name,
        sessions=len(ids),
        field=newest.field if newest is not None else None,
        latest=newest.attempts[-1] if newest is not None and newest.attempts else None,
    )


def describe_client(store: Store, client: ClientFile, now: datetime) -> WholeClient:
    """Return everything about a client."""
    ids = store.clients.list_sessions(client.id)
    sessions = [describe_session(store, session_id, now) for session_id in ids]
    line = summarise_client(store, client)
    return WholeClient(
        **line.model_dump(exclude={"latest"}),
        latest=line.latest,
        notes=read_private(store, client.id).notes,
        all_sessions=tuple(one for one in sessions if one is not None),
    )


def describe_session(store: Store, session_id: str, now: datetime | None = None) -> ClientSession | None:
    """Return a session with its attempts; None where it went meanwhile."""
    records = find_session_records(store, session_id)
    attempts = tuple(map(summarise_attempt, records))
    try:
        session = store.sessions.get(session_id)
    except SessionErasedError:
        return None
    except SessionNotFoundError:
        if not records:
            return None
        return ClientSession(
            session_id=session_id, field=records[-1].field, state="dropped", attempts=attempts
        )
    return ClientSession(
        session_id=session_id,
        field=session.field,
        state=session.state,
        attempts=attempts,
        asks_outcome=now is not None and is_outcome_due(session, records, now),
    )


def _read_cursor(cursor: str, sort: ClientSort) -> ClientPosition:
    refused = InvalidInputError(
        "This cursor is not valid here. Start again from the beginning.",
        code="invalid_cursor",
        field="cursor",
    )
    try:
        made_for, value, client_id = decode_place(cursor)
        if sort.endswith("updated_at"):
            datetime.fromisoformat(value)
    except (InvalidInputError, ValueError, TypeError):
        raise refused from None
    if made_for != sort or not isinstance(value, str) or not isinstance(client_id, str):
        raise refused
    return ClientPosition(value, client_id)


def _audit(store: Store, client_id: str, now: datetime, actor: str, changed: list[str]) -> None:
    details = {"client": mask_session_id(client_id), "changed": changed}
    store.audit.add(AuditEntry(at=now, actor=actor, action=CLIENT_CHANGED, details=details))


def _checked(work: Callable[[], _T]) -> _T:
    """Do something; say what is wrong with a value that is not valid, without repeating it."""
    try:
        return work()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][-1]) if first["loc"] else "value"
        raise InvalidInputError(f"{name}: {first['msg']}.", field=name) from None
