"""Files made to take the reader's time cost their sender's budget: the service answers everybody else."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.extraction.documents import LINE, make_text_pdf
from tests.faults.processes import Server
from tests.intake.hostile import make_nested_forms

SECONDS = 8
REQUESTS_A_SECOND = 2  # the allowed rate of 120 a minute
GOOD = make_text_pdf(LINE)
HOSTILE = make_nested_forms()


def create(client):
    return client.post("/api/session/create", json={"field": "digital_technology"}).json()["session_id"]


def send(client, session_id, content, number=1):
    files = [("files", (f"{index}.pdf", content)) for index in range(number)]
    return client.post(f"/api/upload/{session_id}", files=files)


@pytest.mark.parametrize("seconds", [SECONDS])
def test_the_service_answers_while_hostile_files_are_sent(tmp_path, happened, seconds):
    server = Server(tmp_path)
    try:
        server.start()
        stop = threading.Event()
        with (
            httpx2.Client(base_url=server.base, verify=False, timeout=60) as client,
            ThreadPoolExecutor(REQUESTS_A_SECOND * 40) as pool,
        ):

            def attack():
                while not stop.wait(1 / REQUESTS_A_SECOND):
                    pool.submit(lambda: send(client, create(client), HOSTILE, 20))

            attacker = threading.Thread(target=attack)
            attacker.start()
            health, uploads, states = [], [], []
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                started = time.monotonic()
                assert client.get("/health").status_code == 200
                health.append(time.monotonic() - started)
                session_id = create(client)
                started = time.monotonic()
                answer = send(client, session_id, GOOD)
                uploads.append(time.monotonic() - started)
                states.append(answer.json()["files"][0]["state"] if answer.is_success else answer.status_code)
                time.sleep(0.3)
            stop.set()
            attacker.join()
            server.kill()
    finally:
        server.kill()
    print(f"health {max(health):.2f} s, uploads {max(uploads):.2f} s, {states}")  # noqa: T201
    assert statistics.median(health) < 1  # a pause of the machine makes single ones late
    assert statistics.median(uploads) < 5
    assert max(health + uploads) < 60
    assert set(states) <= {"read", "reading"}
    happened(
        "files made to take the reader's time",
        f"two uploads a second, each of 20 files of 3 KB that would be read for minutes, for {seconds} s",
        "`/health` answers within 1 s, other applicants' uploads are taken within 5 s",
    )
