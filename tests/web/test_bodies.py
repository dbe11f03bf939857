"""No body before its right: unknown sessions, idle and endless uploads, and too many bytes at once."""

import errno
import time

import anyio
import pytest
from anyio import CancelScope, create_task_group

from proof_of_talent.web.app import create_app
from proof_of_talent.web.errors import find_full_disk
from proof_of_talent.wiring.bootstrap import build_services
from tests.web.asgi import call, run
from tests.web.test_sessions import CV

UNKNOWN = "session_20260101_000000_" + "A" * 32
HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="cv.docx"\r\n\r\n'
FORM = "multipart/form-data; boundary=x"


@pytest.fixture
def make_app(settings, rulebook):
    made = []

    def make(**changes):
        made.append(build_services(settings.model_copy(update=changes), rulebook=rulebook))
        return create_app(made[-1]), made[-1].intake.create_session("arts_culture").session_id

    yield make
    for services in made:
        services.close()


class Network:
    """Sends parts of a body with a pause before each, and counts how often it was asked."""

    def __init__(self, *parts, pause=0.0, then_stall=True):
        self.parts, self.pause, self.then_stall, self.asked = list(parts), pause, then_stall, 0

    async def __call__(self):
        self.asked += 1
        await anyio.sleep(self.pause)
        if not self.parts and self.then_stall:
            await anyio.sleep_forever()
        part = self.parts.pop(0) if self.parts else b""
        return {"type": "http.request", "body": part, "more_body": bool(self.parts) or self.then_stall}


@pytest.mark.parametrize("path", [f"/api/upload/{UNKNOWN}", f"/apply/{UNKNOWN}/documents"])
def test_an_upload_to_an_unknown_session_is_refused_before_a_byte_of_it_is_read(make_app, path):
    app, _ = make_app()
    network = Network(HEAD)
    status, headers, _ = run(lambda: call(app, path, network, content_type=FORM))
    assert (status, headers[b"connection"]) == (404, b"close")
    assert network.asked == 0


def test_an_upload_to_an_erased_session_says_so(make_app):
    app, session_id = make_app()
    services = app.state.services
    services.store.erasure.erase(session_id, services.clock())
    network = Network(HEAD)
    status, _, body = run(lambda: call(app, f"/api/upload/{session_id}", network, content_type=FORM))
    assert (status, network.asked) == (410, 0)
    assert b"session_erased" in body


def test_an_upload_that_goes_silent_is_cut_off_whatever_it_sent_before(make_app):
    app, session_id = make_app(idle_upload_seconds=0.2)
    began = time.monotonic()
    network = Network(HEAD, bytes(1_000_000))  # which would earn a minute at the slowest speed
    status, _, _ = run(lambda: call(app, f"/api/upload/{session_id}", network, content_type=FORM))
    assert status == 408
    assert time.monotonic() - began < 40


def test_an_upload_that_trickles_in_is_cut_off(make_app):
    app, session_id = make_app(slow_upload_seconds=0.2)
    network = Network(HEAD, *[b"x"] * 100, pause=0.05)
    status, headers, body = run(lambda: call(app, f"/api/upload/{session_id}", network, content_type=FORM))
    assert (status, headers[b"connection"]) == (408, b"close")
    assert b"too_slow" in body
    assert network.asked < 20


def test_an_upload_that_never_ends_is_cut_off(make_app):
    app, session_id = make_app(longest_upload_seconds=0.4)
    network = Network(HEAD, *[bytes(40_000)] * 100, pause=0.05)
    status, _, _ = run(lambda: call(app, f"/api/upload/{session_id}", network, content_type=FORM))
    assert status == 408
    assert network.asked < 30


def test_uploads_under_way_take_no_more_memory_than_they_may_and_none_of_the_disk(make_app, settings):
    app, session_id = make_app(uploads_mb=1, max_files=1, max_file_mb=0.5)
    path = f"/api/upload/{session_id}"

    async def attack():
        answers, answered = [], anyio.Event()

        async def send(network):
            answers.append(await call(app, path, network, content_type=FORM))
            answered.set()

        async with create_task_group() as group:
            for _ in range(3):
                group.start_soon(send, Network(HEAD, bytes(700_000)))
            await answered.wait()
            kept = [path.name for path in settings.data_dir.glob("*")]
            group.cancel_scope.cancel()
        with CancelScope(shield=True):
            await send(Network(HEAD, CV, b"\r\n--x--\r\n", then_stall=False))
        return answers, kept

    (refused, sound), kept = run(attack)
    assert refused[0] == 503
    assert int(refused[1][b"retry-after"]) > 0
    assert b"reader_busy" in refused[2]
    assert sound[0] == 200
    assert kept == []


def test_a_full_disk_is_told_as_one_and_other_failures_are_not():
    full = RuntimeError("while writing")
    full.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert find_full_disk(full).status_code == 503
    assert find_full_disk(OSError(errno.ENOENT, "no such file")) is None
    assert find_full_disk(ValueError("x")) is None
