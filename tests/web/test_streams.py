"""One client holds so many streams of events and no more, and gets the place back however a stream ends."""

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from proof_of_talent.web.gate.streams import EventStream, OpenStreams

SCOPE = {"type": "http", "method": "GET", "path": "/x", "headers": [], "client": ("192.0.2.1", 1)}


def run_apart(function, *arguments):
    """Run on a thread of its own: a browser's loop may be running on this one."""
    with start_blocking_portal() as portal:
        return portal.call(function, *arguments)


class Sent(list):
    """What was sent, and an end of the connection after `most` messages."""

    def __init__(self, most=99):
        self.most = most

    async def send(self, message):
        if len(self) >= self.most:
            raise OSError("the client left")
        self.append(message)

    @property
    def status(self):
        return self[0]["status"]


async def receive():
    await anyio.sleep_forever()


async def events(ready, gate):
    yield b"data: 1\n\n"
    ready.set()
    await gate.wait()


async def run_streams(streams, clients):
    """Open streams that stay open; return the statuses and what a client got when all had ended."""
    results = []
    gate = anyio.Event()
    async with anyio.create_task_group() as group:
        for client in clients:
            ready, sent = anyio.Event(), Sent()
            results.append(sent)
            scope = SCOPE | {"client": (client, 1)}
            stream = EventStream(events(ready, gate), streams)
            group.start_soon(stream, scope, receive, sent.send)
            with anyio.move_on_after(0.5):
                await ready.wait()
        gate.set()
    return [sent.status for sent in results]


def test_more_than_the_limit_are_told_to_ask_for_the_status_instead():
    streams = OpenStreams(2)
    assert run_apart(run_streams, streams, ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"]) == [
        200, 200, 429, 200,
    ]  # fmt: skip
    assert run_apart(run_streams, streams, ["192.0.2.1", "192.0.2.1"]) == [200, 200]


def test_a_client_that_leaves_before_or_amid_its_stream_gives_its_place_back():
    streams = OpenStreams(1)

    async def leave(after):
        async def endless():
            while True:
                yield b"data: 1\n\n"

        with pytest.raises(Exception):  # noqa: B017 - however the server tells it
            await EventStream(endless(), streams)(SCOPE, receive, Sent(most=after).send)

    for after in (0, 1, 3):
        run_apart(leave, after)
    assert run_apart(run_streams, streams, ["192.0.2.1"]) == [200]
