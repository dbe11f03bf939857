"""Backups of a database in use are whole and checked; a restore brings them back and nothing erased."""

import json
import threading
from datetime import timedelta

import pytest

from proof_of_talent.domain.errors import InvalidInputError, SessionErasedError, SetupError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.stores.sqlite.backup import back_up, restore_database
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_record, make_session

ALL = AnalysisFilter()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "live" / "talent.db"


@pytest.fixture
def store(path):
    path.parent.mkdir()
    opened = SQLiteStore(path)
    yield opened
    opened.close()


def count(store):
    with store.records.open_snapshot(ALL) as snapshot:
        return snapshot.count()


def test_a_backup_says_what_it_holds(store, path, tmp_path):
    session = make_session()
    store.sessions.add(session)
    store.documents.add(session.session_id, {"d1": b"%PDF"}, lambda it: it)
    store.records.add_many([make_record() for _ in range(3)])
    manifest = back_up(path, tmp_path / "copy", NOW)
    assert (manifest.records, manifest.sessions, manifest.documents) == (3, 1, 1)
    assert json.loads((tmp_path / "copy" / "manifest.json").read_text())["sha256"] == manifest.sha256
    assert sorted(it.name for it in (tmp_path / "copy").iterdir()) == ["manifest.json", "talent.db"]


def test_only_its_owner_can_read_a_backup(store, path, tmp_path):
    back_up(path, tmp_path / "copy", NOW)
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    assert (tmp_path / "copy" / "talent.db").stat().st_mode & 0o077 == 0


def test_a_backup_made_under_load_is_one_moment_with_fitting_figures(store, path, tmp_path):
    stopped = threading.Event()

    def write():
        while not stopped.is_set():
            store.records.add(make_record())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manifests = [back_up(path, tmp_path / f"copy{number}", NOW) for number in range(3)]
    finally:
        stopped.set()
        writer.join()
    for number, manifest in enumerate(manifests):
        copy = SQLiteStore(tmp_path / f"copy{number}" / "talent.db")
        assert count(copy) == manifest.records
        assert copy.rollups.verify() == []
        copy.close()
    assert store.rollups.verify() == []


def test_a_backup_never_overwrites(store, path, tmp_path):
    (tmp_path / "copy").mkdir()
    with pytest.raises(InvalidInputError, match="exists"):
        back_up(path, tmp_path / "copy", NOW)


def test_a_restore_under_running_users_brings_the_old_state_back(store, path, tmp_path):
    store.records.add_many([make_record() for _ in range(5)])
    back_up(path, tmp_path / "copy", NOW)
    store.records.add_many([make_record() for _ in range(4)])
    version = store.rollups.read_version()
    restore_database(tmp_path / "copy", path, NOW)
    assert count(store) == 5  # the store that was open all the time
    assert store.rollups.verify() == []
    assert store.rollups.read_version() != version
    store.records.add(make_record())
    assert count(store) == 6


def test_the_database_that_a_restore_replaces_is_kept(store, path, tmp_path):
    back_up(path, tmp_path / "empty", NOW)
    store.records.add_many([make_record() for _ in range(4)])
    restore_database(tmp_path / "empty", path, NOW)
    (kept,) = path.parent.glob("*before-restore*")
    restore_database(kept, path, NOW + timedelta(seconds=1))
    assert count(store) == 4


def test_what_was_erased_since_a_backup_stays_erased_after_a_restore(store, path, tmp_path):
    erased, stays = make_session(), make_session()
    for session in (erased, stays):
        store.sessions.add(session)
        store.records.add(make_record(session_id=session.session_id))
    back_up(path, tmp_path / "copy", NOW)
    receipt = store.erasure.erase(erased.session_id, NOW)
    restore_database(tmp_path / "copy", path, NOW)
    with pytest.raises(SessionErasedError):
        store.sessions.get(erased.session_id)
    assert store.erasure.find_receipt(erased.session_id) == receipt
    assert store.sessions.get(stays.session_id) == stays
    assert count(store) == 1
    assert store.rollups.verify() == []


def test_a_backup_can_be_restored_where_nothing_is(store, path, tmp_path):
    store.records.add_many([make_record()])
    back_up(path, tmp_path / "copy", NOW)
    restore_database(tmp_path / "copy", tmp_path / "new" / "talent.db", NOW)
    new = SQLiteStore(tmp_path / "new" / "talent.db")
    assert count(new) == 1
    new.close()


def test_a_damaged_backup_is_not_restored(store, path, tmp_path):
    store.records.add_many([make_record()])
    back_up(path, tmp_path / "copy", NOW)
    content = bytearray((tmp_path / "copy" / "talent.db").read_bytes())
    content[5000] ^= 255
    (tmp_path / "copy" / "talent.db").write_bytes(content)
    with pytest.raises(InvalidInputError, match="checksum"):
        restore_database(tmp_path / "copy", path, NOW)
    assert count(store) == 1


def test_a_folder_that_is_no_backup_is_refused(path, tmp_path):
    with pytest.raises(InvalidInputError, match="not a backup"):
        restore_database(tmp_path, path, NOW)


def test_a_backup_is_restored_over_a_damaged_database_which_is_kept(store, path, tmp_path):
    store.records.add_many([make_record()])
    back_up(path, tmp_path / "copy", NOW)
    store.close()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(SetupError, match="not a sound SQLite database"):
        SQLiteStore(path)
    restore_database(tmp_path / "copy", path, NOW)
    again = SQLiteStore(path)
    assert count(again) == 1
    again.close()
    (kept,) = path.parent.glob("*before-restore*")
    assert (kept / "talent.db").read_bytes().startswith(b"no database")


def make_revocable(store):
    keyring = Keyring(store.keys, store.audit, lambda: NOW)
    return keyring, keyring.create("reader", ("export",), actor="test")


def test_a_key_revoked_since_a_backup_stays_revoked_and_a_new_one_stays(store, path, tmp_path):
    keyring, made = make_revocable(store)
    back_up(path, tmp_path / "copy", NOW)
    keyring.revoke(made.key.id, actor="test")
    newer = keyring.create("newer", ("analytics",), actor="test")
    restore_database(tmp_path / "copy", path, NOW)
    assert keyring.check(made.token) is None
    assert keyring.check(newer.token) is not None


def test_a_browser_signed_out_since_a_backup_stays_signed_out(store, path, tmp_path):
    keyring, made = make_revocable(store)
    cookie = keyring.sign_in(made.key)
    back_up(path, tmp_path / "copy", NOW)
    keyring.sign_out(cookie)
    restore_database(tmp_path / "copy", path, NOW)
    assert keyring.check_cookie(cookie) is None
    restore_database(tmp_path / "copy", tmp_path / "elsewhere" / "talent.db", NOW)
    elsewhere = SQLiteStore(tmp_path / "elsewhere" / "talent.db")
    assert elsewhere.keys.list_all()[0].sign_ins == ()
    elsewhere.close()


def test_a_key_that_was_revoked_before_the_backup_is_not_revived_by_an_older_present(store, path, tmp_path):
    keyring, made = make_revocable(store)
    back_up(path, tmp_path / "before", NOW)
    keyring.revoke(made.key.id, actor="test")
    back_up(path, tmp_path / "after", NOW)
    store.keys.change(made.key.id, lambda key: key.model_copy(update={"revoked_at": None}))
    restore_database(tmp_path / "after", path, NOW)
    assert keyring.check(made.token) is None


def test_newer_audit_entries_outlive_a_restore_which_is_noted_itself(store, path, tmp_path):
    keyring, _ = make_revocable(store)
    back_up(path, tmp_path / "copy", NOW)
    keyring.create("newer", ("export",), actor="test")
    before = store.audit.list_newest()
    restore_database(tmp_path / "copy", path, NOW + timedelta(seconds=1), actor="operator:me")
    newest, *others = store.audit.list_newest()
    assert (newest.action, newest.actor) == ("restore", "operator:me")
    assert others == before


def test_a_consent_withdrawn_since_a_backup_stays_withdrawn(store, path, tmp_path):
    given = {"consents": {"training": True, "analytics": True}}
    answers = {"answers": {"consent_training": True, "consent_analytics": True}}
    session, other = make_session(**given, **answers), make_session(**given, **answers)
    for each in (session, other):
        store.sessions.add(each)
    back_up(path, tmp_path / "copy", NOW)
    store.sessions.change(
        session.session_id,
        lambda it: it.model_copy(
            update={"consents": {"analytics": True}, "answers": {"years_experience": 3}}
        ),
    )
    restore_database(tmp_path / "copy", path, NOW)
    restored = store.sessions.get(session.session_id)
    assert restored.consents == {"training": False, "analytics": True}
    assert restored.answers["consent_training"] is False
    assert store.sessions.get(other.session_id).consents == given["consents"]


def test_a_key_is_not_revived_by_a_restore_over_a_database_whose_records_are_damaged(store, path, tmp_path):
    keyring, made = make_revocable(store)
    store.records.add_many([make_record() for _ in range(300)])
    back_up(path, tmp_path / "copy", NOW)
    keyring.revoke(made.key.id, actor="test")
    store.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8 * 4096] = b"\xff" * (8 * 4096)
    path.write_bytes(content)
    restore_database(tmp_path / "copy", path, NOW)
    again = SQLiteStore(path)
    assert [key.revoked_at for key in again.keys.list_all()] == [NOW]
    again.close()
