"""A backup of a MongoDB store is a checked SQLite file, and can be taken back to MongoDB."""

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.domain.errors import (
    ConflictError,
    InvalidInputError,
    SessionErasedError,
    StoreUnavailableError,
)
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.transfer.backup import back_up_store, restore_store
from proof_of_talent.wiring.opening import open_store
from tests.factories import NOW, make_document, make_record, make_submitted_session
from tests.stores.mongo_server import name_database

ALL = AnalysisFilter()


@pytest.fixture
def new_database(mongo_url):
    return lambda: mongo_url + name_database()


@pytest.fixture
def opened():
    stores = []
    yield lambda url: stores.append(open_store(url)) or stores[-1]
    for store in stores:
        store.close()


@pytest.fixture
def live(new_database, opened):
    """Return the address of a store with two sessions, and their ids."""
    url, sessions = new_database(), [make_submitted_session() for _ in range(2)]
    store = opened(url)
    for session in sessions:
        store.sessions.add(session)
        document = make_document()
        store.documents.add(
            session.session_id,
            {"d1": b"%PDF"},
            lambda it, new=document: it.with_changes(NOW, documents=(new,)),
        )
        store.records.add(make_record(session_id=session.session_id), lambda it: it)
    return url, [session.session_id for session in sessions]


def read_all(store):
    with store.records.open_snapshot(ALL) as snapshot:
        return list(snapshot.documents())


def test_a_backup_of_mongodb_is_taken_back_to_an_empty_database(live, new_database, opened, tmp_path):
    url, session_ids = live
    manifest = back_up_store(url, tmp_path / "copy", NOW)
    assert (manifest.records, manifest.sessions, manifest.documents) == (2, 2, 2)
    assert sorted(it.name for it in (tmp_path / "copy").iterdir()) == ["manifest.json", "talent.db"]
    elsewhere = new_database()
    assert restore_store(tmp_path / "copy", elsewhere, NOW) == manifest
    before, after = opened(url), opened(elsewhere)
    assert read_all(after) == read_all(before)
    assert [after.sessions.get(it) for it in session_ids] == [before.sessions.get(it) for it in session_ids]
    assert after.documents.read(session_ids[0], after.sessions.get(session_ids[0]).documents[0].id) == b"%PDF"
    assert after.rollups.verify() == []


def test_a_backup_of_mongodb_is_a_store_of_its_own(live, opened, tmp_path):
    url, _ = live
    back_up_store(url, tmp_path / "copy", NOW)
    copy = opened(f"sqlite:///{tmp_path / 'copy' / 'talent.db'}")
    assert read_all(copy) == read_all(opened(url))
    assert copy.rollups.verify() == []


def test_a_restore_over_other_sessions_is_refused_and_an_interrupted_one_continued(
    live, new_database, opened, tmp_path
):
    url, session_ids = live
    back_up_store(url, tmp_path / "copy", NOW)
    with pytest.raises(ConflictError, match="Restore into an empty one"):
        restore_store(tmp_path / "copy", url, NOW)
    elsewhere = new_database()
    restore_store(tmp_path / "copy", elsewhere, NOW)
    store = opened(elsewhere)
    store.erasure.erase(session_ids[0], NOW)
    restore_store(tmp_path / "copy", elsewhere, NOW)
    with pytest.raises(SessionErasedError):
        store.sessions.get(session_ids[0])
    assert len(read_all(store)) == 1


def test_what_the_emptied_database_holds_a_receipt_for_stays_erased(live, opened, tmp_path):
    url, (erased, kept) = live
    back_up_store(url, tmp_path / "copy", NOW)
    store = opened(url)
    for session_id in (erased, kept):
        store.erasure.erase(session_id, NOW)
    store.life.collection("gdpr_deletions").delete_one(
        {"session_hash": store.erasure.find_receipt(kept).session_hash}
    )
    restore_store(tmp_path / "copy", url, NOW)
    assert store.sessions.get(kept).session_id == kept
    with pytest.raises(SessionErasedError):
        store.sessions.get(erased)
    assert [it.session_id for it in store.records.list_page(ALL)] == [kept]


def test_a_damaged_backup_is_not_taken_back(live, new_database, opened, tmp_path):
    back_up_store(live[0], tmp_path / "copy", NOW)
    with (tmp_path / "copy" / "talent.db").open("ab") as file:
        file.write(b"x")
    elsewhere = new_database()
    with pytest.raises(InvalidInputError, match="damaged"):
        restore_store(tmp_path / "copy", elsewhere, NOW)
    assert read_all(opened(elsewhere)) == []


def test_no_backup_is_left_of_a_server_that_is_away(tmp_path):
    with pytest.raises(StoreUnavailableError):
        back_up_store("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=100", tmp_path / "copy", NOW)
    assert list(tmp_path.iterdir()) == []


def test_the_commands_work_on_mongodb(live, new_database, opened, tmp_path, monkeypatch):
    monkeypatch.setenv("PROOF_OF_TALENT_DATA_DIR", str(tmp_path / "data"))
    url, _ = live

    def run(*arguments):
        return CliRunner().invoke(app, [str(it) for it in arguments])

    assert "2 records, 2 sessions, 2 documents" in run("backup", tmp_path / "copy", "--store", url).stdout
    elsewhere = new_database()
    assert "2 records" in run("restore", tmp_path / "copy", "--yes", "--store", elsewhere).stdout
    assert "wrong" not in run("doctor", "--store", elsewhere).stdout
    opened(elsewhere).life.collection("rollups").update_one({}, {"$inc": {"score_sum": 1}})
    checked = run("doctor", "--store", elsewhere)
    assert checked.exit_code == 1
    assert "proof-of-talent rollups rebuild" in " ".join(checked.stdout.split())
