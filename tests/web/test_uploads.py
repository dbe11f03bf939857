"""Files and bodies made to do harm, over HTTP; `tests/extraction` has those aimed at the parsers."""

import io
import zipfile

import pytest

from proof_of_talent.demo.samples import load_sample
from tests.web.test_sessions import CV, create, upload

PDF = next(
    content
    for document in load_sample("digital_technology/middling").documents
    if (content := document.content_bytes()).startswith(b"%PDF")
)
SCRIPT = b"<html><script>alert(document.cookie)</script>"
SECRET = "root:x:0:0"


def rewrite_part(content, name, change):
    """Return a DOCX with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return made.getvalue()


@pytest.mark.parametrize(
    "name",
    ["cv.pdf.exe", "cv.docx.html", "cv", ".htaccess", "../../../../etc/cron.d/x", "..\\..\\win.ini",
     "/etc/passwd", "C:\\x.docx", "%2e%2e%2fx.docx", "x\x00.docx", "d1", "…/a.docx", "a" * 900 + ".docx",
     "\u202efdp.exe"],
)  # fmt: skip
def test_no_name_is_a_path_a_type_or_a_place(client, services, name):
    session_id = create(client)
    (document,) = upload(client, session_id, CV, name=name).json()["files"]
    assert not {"/", "\\", "\x00"} & set(document["filename"])
    assert len(document["filename"]) <= 200
    assert document["media_type"].endswith("wordprocessingml.document")
    content = client.get(f"/api/session/{session_id}/documents/{document['id']}/content")
    assert content.content == CV
    assert content.headers["content-disposition"] == 'attachment; filename="d1.docx"'
    names = {path.name for path in services.settings.data_dir.parent.rglob("*")}
    assert not any(
        part in kept for kept in names for part in ("passwd", "cron", "htaccess", "win.ini", ".exe")
    )


@pytest.mark.parametrize("claimed", ["application/pdf", "text/html", "image/svg+xml"])
def test_a_claimed_type_changes_nothing(client, claimed):
    session_id = create(client)
    files = [("files", ("cv.pdf", CV, claimed))]
    (document,) = client.post(f"/api/upload/{session_id}", files=files).json()["files"]
    assert document["media_type"].endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SCRIPT + b"\n" + PDF, id="a page before a PDF"),
        pytest.param(b"GIF89a;" + PDF, id="a picture before a PDF"),
        pytest.param(PDF + SCRIPT, id="a page behind a PDF"),
        pytest.param(CV + SCRIPT, id="a page behind a DOCX"),
        pytest.param(CV + PDF, id="a PDF behind a DOCX"),
        pytest.param(b"\x00POT1" + bytes(40) + PDF, id="our own mark of an encrypted file before a PDF"),
    ],
)
def test_a_file_that_is_two_things_is_refused_or_never_shown_as_the_other(client, content):
    session_id = create(client)
    answer = upload(client, session_id, content)
    if answer.status_code != 200:
        assert answer.json()["error"]["code"] in {"damaged", "unsupported_type"}
        return
    held = client.get(f"/api/session/{session_id}/documents/d1/content")
    assert held.headers["content-type"] == "application/octet-stream"
    assert held.headers["content-disposition"].startswith("attachment")
    assert held.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in held.headers["content-security-policy"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x.dtd"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_an_external_entity_is_never_fetched(client, address, part):
    def plant(xml):
        head, _, rest = xml.partition(b"?>")
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'.encode()
        return head + b"?>" + entity + rest.replace(b"Ada Example", b"Ada &e;")

    session_id = create(client)
    answer = upload(client, session_id, rewrite_part(CV, part, plant))
    assert answer.status_code in {200, 422}
    assert SECRET not in answer.text
    if part == "word/document.xml":
        assert answer.json()["error"]["code"] == "damaged"


def test_a_compressed_body_is_not_unpacked(client):
    session_id = create(client)
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    answer = client.post(f"/api/session/{session_id}/questionnaire", content=b"\x1f\x8b" * 9, headers=headers)
    assert answer.status_code == 422
