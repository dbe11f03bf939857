"""What `doctor` says of a setup that works and is not what its operator meant, or does not work."""

import base64
from datetime import timedelta

import pytest

from proof_of_talent.commands.doctor import list_checks, run_check
from proof_of_talent.commands.doctor_settings import find_unknown_names
from proof_of_talent.domain.base import read_clock
from proof_of_talent.stores.encryption import encrypt_documents
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import make_document, make_record, make_session

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def look(settings):
    def look(name, **changes):
        changed = type(settings).model_validate(settings.model_dump() | changes)
        (check,) = [check for check in list_checks(changed) if check.name == name]
        return run_check(check)

    return look


@pytest.fixture
def store(tmp_path):
    opened = SQLiteStore(tmp_path / "talent.db")
    yield opened
    opened.close()


def test_a_setting_that_does_not_exist_is_named_with_the_nearest(look, monkeypatch, tmp_path):
    assert look("Settings").verdict == "ok"
    file = tmp_path / "settings.env"
    file.write_text("PROOF_OF_TALENT_RETAIN_DOCUMENT_DAYS=90\n# a comment\n")
    monkeypatch.setenv("PROOF_OF_TALENT_WORKER", "4")
    found = look("Settings", settings_file=file)
    assert found.verdict == "look"
    assert "did you mean PROOF_OF_TALENT_RETAIN_DOCUMENTS_DAYS?" in found.words
    assert "did you mean PROOF_OF_TALENT_WORKERS?" in found.words
    assert find_unknown_names(["PROOF_OF_TALENT_ZZZZZZZZZ"]) == {"PROOF_OF_TALENT_ZZZZZZZZZ": None}


def test_a_database_that_is_not_there_is_not_made(look, tmp_path):
    assert look("Store").verdict == "look"
    assert look("Figures").verdict == "ok"
    assert list(tmp_path.glob("*.db")) == []


def test_keys_for_documents_are_tried_on_them(look, store):
    assert look("Encryption").verdict == "look"
    assert look("Encryption", encryption_key="c2hvcnQ=").verdict == "wrong"
    session, document = make_session(), make_document()
    store.sessions.add(session)
    sealed = encrypt_documents(store, [b"k" * 32])
    sealed.documents.add(
        session.session_id, {"d1": b"x"}, lambda it: it.model_copy(update={"documents": (document,)})
    )
    assert look("Encryption", encryption_key=KEY).verdict == "ok"
    assert "no key" in look("Encryption").words
    other = look("Encryption", encryption_key=base64.b64encode(b"o" * 32).decode())
    assert (other.verdict, "another key" in other.words) == ("wrong", True)


def test_a_server_for_others_needs_a_key_and_says_what_else_is_open(look, store):
    assert look("Exposure").verdict == "ok"
    assert look("Exposure", host="0.0.0.0").verdict == "wrong"
    found = look("Exposure", host="0.0.0.0", bootstrap_key_log=True)
    assert (found.verdict, "ALLOWED_HOSTS" in found.words) == ("look", True)
    whole = {"allowed_hosts": "talent.example.org", "trusted_proxies": "127.0.0.1"}
    assert look("Exposure", host="0.0.0.0", bootstrap_key_log=True, **whole).verdict == "ok"


def test_a_clock_behind_the_records_is_told(look, store):
    assert look("Clock").verdict == "ok"
    store.records.add(make_record(at=read_clock() + timedelta(hours=3)))
    assert look("Clock").verdict == "look"


def test_keeping_everything_for_ever_is_told(look):
    assert look("Retention").verdict == "look"
    assert "90 days" in look("Retention", retain_documents_days=90).words
