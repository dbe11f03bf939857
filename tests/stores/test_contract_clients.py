"""What `ports.ClientStore` and `ports.PrivateStore` promise, on every store."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from proof_of_talent.domain.clients import (
    ClientFile,
    ClientFilter,
    ClientNote,
    ClientSort,
    PrivatePart,
    client_position,
    new_client_id,
)
from proof_of_talent.domain.errors import ClientNotFoundError, ConflictError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.erasure import erase_client
from proof_of_talent.stores.encryption import encrypt_documents
from proof_of_talent.transfer.copy import copy_store
from tests.factories import NOW, make_document, make_record, make_session

EVERYONE = ClientFilter()


def make_client(**overrides: Any) -> ClientFile:
    values = {
        "id": new_client_id(),
        "owner": "local",
        "reference": "A 1",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return ClientFile.model_validate(values | overrides)


def add_clients(store: Store, count: int) -> list[ClientFile]:
    clients = [
        make_client(
            reference=f"Case {number % 7}-{number:02}",
            owner=f"owner{number % 2}",
            status=("active", "closed")[number % 3 == 0],
            tags=("urgent", "a+b") if number % 4 == 0 else (),
            updated_at=NOW + timedelta(seconds=number // 2),
        )
        for number in range(count)
    ]
    assert all(store.clients.add(client) for client in clients)
    return clients


def fill(store: Store, client: ClientFile, word: str) -> str:
    """Give a client a session with a document, two analyses, a name and a note; return the session's id."""
    session = make_session(client=client.id, answers={"about": word}, attempt=2, state="completed")
    store.sessions.add(session)
    document = make_document(filename=f"{word}.pdf")
    store.documents.add(
        session.session_id,
        {"d1": word.encode() * 9},
        lambda it: it.with_changes(NOW, documents=(document,)),
    )
    for attempt in (1, 2):
        store.records.add(
            make_record(
                session_id=session.session_id,
                attempt=attempt,
                client=client.id,
                questionnaire_responses={"about": word},
            )
        )
    private = PrivatePart(name=word, notes=(ClientNote(at=NOW, by="local", text=f"Ask {word}."),))
    store.private.change(client.id, lambda _: private.model_dump_json().encode())
    return session.session_id


def walk(store: Store, wanted: ClientFilter, sort: ClientSort) -> list[ClientFile]:
    found: list[ClientFile] = []
    page = store.clients.list_page(wanted, sort=sort, limit=7)
    while page:
        found += page
        page = store.clients.list_page(wanted, sort=sort, limit=7, after=client_position(page[-1], sort))
    return found


def test_a_client_is_kept_found_and_changed(store: Store) -> None:
    client = make_client(reference="  Ref  7 ", tags=("Urgent", "urgent"))
    assert (client.reference, client.tags) == ("Ref 7", ("urgent",))
    assert store.clients.add(client)
    assert not store.clients.add(client)
    assert not store.clients.add(make_client(reference="REF 7"))
    assert store.clients.add(make_client(reference="REF 7", owner="another"))
    assert store.clients.get(client.id) == store.clients.find("local", "ref 7") == client
    changed = store.clients.change(client.id, lambda it: it.with_changes(NOW, status="applied"))
    assert (changed.status, changed.version) == ("applied", 1)
    assert store.clients.get(client.id) == changed
    other = make_client(reference="B")
    store.clients.add(other)
    with pytest.raises(ConflictError):
        store.clients.change(other.id, lambda it: it.with_changes(NOW, reference="ref 7"))
    for unknown in (store.clients.get, lambda it: store.clients.change(it, lambda one: one)):
        with pytest.raises(ClientNotFoundError):
            unknown(new_client_id())


def test_pages_go_on_behind_their_last_row_in_every_order_and_filter(store: Store) -> None:
    clients = add_clients(store, 16)
    keys: dict[ClientSort, Callable[[ClientFile], Any]] = {
        "updated_at": lambda it: (it.updated_at, it.id),
        "reference": lambda it: (it.reference.casefold(), it.id),
    }
    filters: dict[ClientFilter, Callable[[ClientFile], bool]] = {
        EVERYONE: lambda _: True,
        ClientFilter(owner="owner1"): lambda it: it.owner == "owner1",
        ClientFilter(status="closed", owner="owner0"): lambda it: (
            (it.status, it.owner) == ("closed", "owner0")
        ),
        ClientFilter(tag="A+B"): lambda it: "a+b" in it.tags,
        ClientFilter(text="CASE 3"): lambda it: "3-" in it.reference,
        ClientFilter(text="rgen"): lambda it: "urgent" in it.tags,
        ClientFilter(text="%."): lambda _: False,
    }
    for wanted, means in filters.items():
        for sort, key in keys.items():
            expected = sorted(filter(means, clients), key=key)
            assert walk(store, wanted, sort) == expected
            if wanted == EVERYONE:
                assert walk(store, wanted, f"-{sort}") == expected[::-1]  # type: ignore[arg-type]


def test_a_session_needs_its_client_and_is_listed_with_it(store: Store) -> None:
    client = make_client()
    with pytest.raises(ClientNotFoundError):
        store.sessions.add(make_session(client=client.id))
    store.clients.add(client)
    session = make_session(client=client.id)
    store.sessions.add(session)
    store.records.add(make_record(client=client.id, session_id=session.session_id))
    left = make_record(client=client.id)
    store.records.add(left)
    store.records.add(make_record())
    assert store.clients.list_sessions(client.id) == sorted((session.session_id, left.session_id))
    assert store.sessions.get(session.session_id) == session


def test_the_private_part_is_replaced_whole_and_only_its_owner_reads_it(store: Store) -> None:
    client, other, keys = make_client(), make_client(reference="B"), [bytes(32)]
    sealed = encrypt_documents(store, keys)
    with pytest.raises(ClientNotFoundError):
        sealed.private.change(client.id, lambda _: b"Zoe")
    for one in (client, other):
        store.clients.add(one)
    assert sealed.private.read(client.id) is None
    sealed.private.change(client.id, lambda before: b"Zoe" if before is None else b"")
    sealed.private.change(client.id, lambda before: (before or b"") + b" B.")
    assert sealed.private.read(client.id) == b"Zoe B."
    kept = store.private.read(client.id)
    assert kept is not None
    assert b"Zoe" not in kept


def test_an_erased_client_leaves_one_receipt_and_nothing_else(store: Store) -> None:
    client, other = make_client(), make_client(reference="B")
    for one in (client, other):
        store.clients.add(one)
    gone = [fill(store, client, "Xanthippe"), fill(store, client, "Xanthippe")]
    kept = fill(store, other, "Bruno")
    receipt = erase_client(store, client.id, NOW, actor="local")
    assert (receipt.documents, receipt.records) == (2, 4)
    assert erase_client(store, client.id, NOW + timedelta(days=1), actor="local") == receipt
    assert store.private.read(client.id) is None
    assert store.clients.list_sessions(client.id) == []
    assert all(store.erasure.find_receipt(session_id) for session_id in gone)
    assert not store.clients.add(client)
    with pytest.raises(ClientNotFoundError):
        store.sessions.add(make_session(client=client.id))
    assert store.clients.list_page(EVERYONE) == [other]
    assert store.clients.list_sessions(other.id) == [kept]
    assert len(store.records.list_page(AnalysisFilter())) == 2
    assert store.rollups.verify() == []
    (entry,) = store.audit.list_newest(action="erase")
    assert client.id not in entry.model_dump_json()
    with pytest.raises(ClientNotFoundError):
        erase_client(store, new_client_id(), NOW, actor="local")


def test_a_copy_brings_clients_and_what_was_erased_stays_so(make_store: Callable[[], Store]) -> None:
    source, target = make_store(), make_store()
    client, other = make_client(), make_client(reference="B")
    for one in (client, other):
        source.clients.add(one)
    session_id = fill(source, client, "Xanthippe")
    report = copy_store(source, target, NOW, on_progress=lambda *_: None)
    assert report.clients == 2
    assert target.transfer.list_clients("", 9) == sorted((client, other), key=lambda it: it.id)
    assert target.private.read(client.id) == source.private.read(client.id)
    assert target.clients.list_sessions(client.id) == [session_id]
    erase_client(source, client.id, NOW, actor="local")
    copy_store(source, target, NOW, on_progress=lambda *_: None)
    assert target.transfer.list_clients("", 9) == [other]
    assert target.private.read(client.id) is None
