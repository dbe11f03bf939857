"""kill -9 while documents are read in the background: they are read again, or end in a clear state."""

import time

import httpx2

from tests.extraction.documents import LINE, make_text_pdf
from tests.faults.processes import Server
from tests.intake.hostile import make_nested_forms


def test_documents_that_were_being_read_when_the_server_died_are_read_again(tmp_path, happened):
    server = Server(tmp_path, extraction_seconds=4, extraction_memory_mb=6144)
    server.start()
    files = [("files", ("a.pdf", make_nested_forms())), ("files", ("b.pdf", make_text_pdf(LINE)))]
    try:
        with httpx2.Client(base_url=server.base, verify=False, timeout=60) as client:
            made = client.post("/api/session/create", json={"field": "digital_technology"})
            session = made.json()["session_id"]
            states = [
                one["state"] for one in client.post(f"/api/upload/{session}", files=files).json()["files"]
            ]
            assert states == ["reading", "reading"]
        server.kill()
        server.start()
        with httpx2.Client(base_url=server.base, verify=False, timeout=60) as client:
            deadline = time.monotonic() + 60
            while "reading" in states and time.monotonic() < deadline:
                listed = client.get(f"/api/session/{session}/documents").json()["documents"]
                states = [one["state"] for one in listed]
                time.sleep(0.2)
        assert states == ["unreadable", "read"]
    finally:
        server.kill()
    happened(
        "`kill -9` while documents are read in the background",
        "a hostile and an ordinary file, the server killed and started again",
        "the ordinary one was read, the other named as too slow",
    )
