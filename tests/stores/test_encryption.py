"""Documents at rest are ciphertext when a key is set, on every step from upload to analysis to erasure."""

import base64
import os

import pytest

from proof_of_talent.domain.errors import SetupError
from proof_of_talent.intake.intake import Upload
from proof_of_talent.stores.encryption import Cipher, LockedDocumentError, encrypt_documents, read_keys
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.wiring.bootstrap import build_services
from tests.conftest import write_docx
from tests.factories import make_document, make_session

OLD, NEW = os.urandom(32), os.urandom(32)


def test_what_was_sealed_opens_in_its_place_only():
    cipher = Cipher([NEW])
    sealed = cipher.seal(b"the CV of Ada", "s1/d1")
    assert b"Ada" not in sealed
    assert cipher.seal(b"the CV of Ada", "s1/d1") != sealed
    assert cipher.open(sealed, "s1/d1") == b"the CV of Ada"
    for content, place in (
        (sealed, "s2/d1"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), "s1/d1"),
        (sealed[:9], "s1/d1"),
    ):
        with pytest.raises(LockedDocumentError):
            cipher.open(content, place)


def test_keys_rotate_and_documents_from_before_stay_readable():
    old, both, new = Cipher([OLD]), Cipher([NEW, OLD]), Cipher([NEW])
    sealed = old.seal(b"x", "p")
    assert both.open(sealed, "p") == b"x"
    assert new.open(both.seal(b"y", "p"), "p") == b"y"
    assert new.open(b"%PDF-1.7 plain", "p") == b"%PDF-1.7 plain"
    for cipher in (new, Cipher([])):
        with pytest.raises(LockedDocumentError):
            cipher.open(sealed, "p")


@pytest.mark.parametrize("keys", [[], [NEW]])
@pytest.mark.parametrize("mark", [b"\x00POT1", b"\x00POT0"])
def test_a_file_that_begins_like_one_of_ours_comes_back_as_it_was(keys, mark):
    cipher = Cipher(keys)
    content = mark + bytes(50) + b"%PDF-1.7"
    assert cipher.open(cipher.seal(content, "p"), "p") == content


@pytest.mark.parametrize("text", ["short", "not base64 at all!", base64.b64encode(b"x" * 31).decode()])
def test_a_key_that_cannot_work_stops_the_start_without_being_repeated(text):
    with pytest.raises(SetupError) as caught:
        read_keys([text])
    assert text not in caught.value.message


def test_an_analysis_runs_on_encrypted_documents_and_the_file_holds_none(settings, rulebook, tmp_path):
    key = base64.b64encode(NEW).decode()
    changed = settings.model_copy(update={"encryption_key": type(settings.encryption_key)(key)})
    services = build_services(changed, rulebook=rulebook)
    cv = write_docx("Curriculum Vitae", "2019 - 2025 Lead engineer at Example Ltd.")
    session_id = services.intake.create_session("digital_technology").session_id
    services.intake.add_documents(session_id, [Upload("cv.docx", open_bytes(cv))])
    assert services.store.documents.read(session_id, "d1") == cv
    services.pipeline.submit(session_id)
    assert services.pipeline.run_analysis_task(session_id).processing_status == "completed"
    services.close()

    plain = SQLiteStore(tmp_path / "talent.db")
    kept = plain.documents.read(session_id, "d1")
    assert b"PK\x03\x04" not in kept
    with pytest.raises(LockedDocumentError):
        encrypt_documents(plain, [OLD]).documents.read(session_id, "d1")
    plain.close()
    assert cv[:64] not in (tmp_path / "talent.db").read_bytes()


def test_a_lost_key_ends_an_analysis_with_a_record_that_says_so(settings, rulebook, tmp_path):
    store = encrypt_documents(SQLiteStore(tmp_path / "talent.db"), [OLD])
    session = make_session()
    store.sessions.add(session)
    document = make_document()
    store.documents.add(
        session.session_id, {"d1": b"%PDF"}, lambda it: it.model_copy(update={"documents": (document,)})
    )
    store.close()
    services = build_services(settings, rulebook=rulebook)
    services.pipeline.submit(session.session_id)
    record = services.pipeline.run_analysis_task(session.session_id)
    services.close()
    assert (record.processing_status, record.error.code) == ("error", "locked_document")
    assert "PROOF_OF_TALENT_ENCRYPTION_KEY" in record.error_message


def open_bytes(content):
    from io import BytesIO

    return BytesIO(content)
