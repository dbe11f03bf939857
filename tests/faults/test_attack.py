"""Attacks on a real server, and how those fare who only want to use it meanwhile."""

import socket
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx2
import pytest

from tests.conftest import write_docx
from tests.extraction.documents import LINE, make_text_pdf
from tests.faults.processes import Server, hand_in
from tests.intake.hostile import make_nested_forms

CV = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")
WATCHED = ("/health", "/api/fields", "/")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("attacked"), idle_upload_seconds=2, max_files=20)
    made.start()
    yield made
    made.kill()


class Bystander:
    """Asks for health, data and a page, one after the other, until told to stop."""

    def __init__(self, server):
        self._server = server
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.seconds, self.statuses = [], []

    def _ask(self):
        with httpx2.Client(base_url=self._server.base, timeout=30, verify=False) as client:
            while not self._over.is_set():
                for path in WATCHED:
                    began = time.monotonic()
                    self.statuses.append(client.get(path).status_code)
                    self.seconds.append(time.monotonic() - began)
                time.sleep(0.05)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def describe(self):
        return (
            f"bystanders: {len(self.seconds)} answers, half of them within "
            f"{statistics.median(self.seconds) * 1000:.0f} ms, "
            f"slowest {max(self.seconds):.1f} s, none failed"
        )


def send_upload(server, session_id, *contents):
    with httpx2.Client(base_url=server.base, timeout=60, verify=False) as client:
        files = [("files", ("cv", content)) for content in contents]
        return client.post(f"/api/upload/{session_id}", files=files)


def make_session(server):
    with httpx2.Client(base_url=server.base, timeout=60, verify=False) as client:
        return client.post("/api/session/create", json={"field": "arts_culture"}).json()["session_id"]


def test_hostile_files_in_more_requests_than_threads_leave_bystanders_alone(server, is_full, happened):
    count, hostile = 44 if is_full else 14, make_nested_forms()
    sessions = [make_session(server) for _ in range(count)]
    with Bystander(server) as bystander, ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(lambda it: send_upload(server, it, hostile), sessions))
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
    assert set(bystander.statuses) == {200}
    assert max(bystander.seconds) < 30
    refused = sum(answer.status_code == 503 for answer in answers)
    happened(
        "hostile files at once",
        "44 uploads at the same time of a file that takes its reader long; the server has 40 threads",
        f"{count - refused} are kept and read in the background, {refused} are told 503 with `Retry-After`; "
        f"{bystander.describe()}",
    )


def test_idle_uploads_hold_no_disk_and_are_cut_off(server, happened):
    session_id = make_session(server)
    head = (
        f"POST /api/upload/{session_id} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    ).encode() + bytes(500_000)
    sizes = {path.name for path in server.folder.iterdir()}
    with Bystander(server) as bystander, ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(30)
        ]
        for one in sockets:
            one.sendall(head)
        new = {path.name for path in server.folder.iterdir()} - sizes
        began = time.monotonic()
        answers = [stack.enter_context(one.makefile("rb")).read() for one in sockets]
        waited = time.monotonic() - began
    assert all(answer.startswith(b"HTTP/1.1 408") for answer in answers)
    assert waited < 60
    assert new == set()
    assert set(bystander.statuses) == {200}
    happened(
        "idle uploads",
        "30 uploads send half a megabyte of the nine that they announce, and nothing more",
        f"no file is made for them; each ends with 408 after the idle time (2 s here, 15 by default); "
        f"{bystander.describe()}",
    )


def test_parallel_uploads_to_one_session_are_kept_until_it_is_full(server, is_full, happened):
    count = 300 if is_full else 30
    session_id, pdf = make_session(server), make_text_pdf(LINE)
    with Bystander(server) as bystander, ThreadPoolExecutor(min(count, 60)) as pool:
        answers = list(pool.map(lambda _: send_upload(server, session_id, pdf), range(count)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(200) == 20
    assert set(codes) <= {200, 422, 503}
    full = [answer.json()["error"]["code"] for answer in answers if answer.status_code == 422]
    assert set(full) == {"too_many_files"}
    with httpx2.Client(base_url=server.base, timeout=60, verify=False) as client:
        held = client.get(f"/api/session/{session_id}/documents").json()["documents"]
        assert hand_in(client, CV)
    assert sorted(int(one["id"][1:]) for one in held) == list(range(1, 21))
    assert set(bystander.statuses) == {200}
    happened(
        "parallel uploads",
        "300 uploads at the same time to one session that may hold 20 documents",
        f"20 are kept, with 20 different ids; {len(full)} are told that it is full, "
        f"{codes.count(503)} to try again; {bystander.describe()}",
    )
