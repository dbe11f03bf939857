"""What `ports.Store` promises to a copy, on every store."""

from proof_of_talent.domain.application import new_session_id
from proof_of_talent.domain.ports import DeletionReceipt, Store
from tests.factories import NOW, make_document, make_session, make_submitted_session


def test_session_ids_are_walked_in_order_from_anywhere(store: Store) -> None:
    ids = sorted(new_session_id(NOW) for _ in range(7))
    for session_id in reversed(ids):
        store.sessions.add(make_session(session_id=session_id))
    assert store.transfer.list_session_ids("", 100) == ids
    assert store.transfer.list_session_ids(ids[2], 3) == ids[3:6]
    assert store.transfer.list_session_ids(ids[-1], 3) == []


def test_an_imported_session_is_kept_as_it_is_with_its_documents(store: Store) -> None:
    session = make_submitted_session(version=17, documents=(make_document(), make_document(id="d2")))
    contents = {"d1": b"one", "d2": bytes(range(256)) * 2000}
    assert store.transfer.import_session(session, contents)
    assert store.sessions.get(session.session_id) == session
    assert {it: store.documents.read(session.session_id, it) for it in contents} == contents
    assert store.jobs.find(NOW, 5) == [session.session_id]
    assert store.erasure.erase(session.session_id, NOW).documents == 2


def test_a_session_that_is_there_or_was_erased_is_not_imported(store: Store) -> None:
    present, erased = make_session(answers={"a": 1}), make_session()
    for session in (present, erased):
        store.sessions.add(session)
    store.erasure.erase(erased.session_id, NOW)
    for session in (make_session(session_id=present.session_id), erased):
        assert not store.transfer.import_session(session, {"d1": b"x"})
    assert store.sessions.get(present.session_id) == present
    assert store.transfer.list_session_ids("", 9) == [present.session_id]


def test_receipts_are_imported_once_and_walked_in_order(store: Store) -> None:
    receipts = [
        DeletionReceipt(session_hash=digit * 64, deleted_at=NOW, documents=2, records=1) for digit in "cab"
    ]
    assert all(store.transfer.import_receipt(receipt) for receipt in receipts)
    assert not store.transfer.import_receipt(receipts[0].model_copy(update={"records": 9}))
    assert [it.session_hash[0] for it in store.transfer.list_receipts("", 9)] == ["a", "b", "c"]
    assert store.transfer.list_receipts("a" * 64, 1) == [receipts[2]]


def test_secrets_are_listed_by_name(store: Store) -> None:
    assert store.transfer.list_secrets() == {}
    store.secrets.read("one", lambda: "1")
    store.secrets.read("two/three", lambda: "23")
    assert store.transfer.list_secrets() == {"one": "1", "two/three": "23"}
