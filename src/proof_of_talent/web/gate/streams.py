"""Streams of events that are open at the same time, counted by client: each one holds a connection."""

import threading
from collections import Counter
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from proof_of_talent.web.applicant.events import STREAM_SECONDS
from proof_of_talent.web.errors import render_error
from proof_of_talent.web.gate.rates import name_client


class OpenStreams:
    """How many streams each client holds open."""

    def __init__(self, most: int) -> None:
        """Take the most that one client may hold."""
        self._most = most
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, client: str) -> bool:
        """Count one more; False, and nothing is counted, when the client holds as many as it may."""
        with self._lock:
            if self._open[client] >= self._most:
                return False
            self._open[client] += 1
            return True

    def leave(self, client: str) -> None:
        """Count one less, and forget a client that holds none."""
        with self._lock:
            self._open[client] -= 1
            if self._open[client] <= 0:
                del self._open[client]


class EventStream(StreamingResponse):
    """Server-sent events, or 429 for a client that holds too many streams; pages ask for the status then.

    It counts while it is being sent, however that ends.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], streams: OpenStreams) -> None:
        """Take the events and the count that this stream is part of."""
        super().__init__(events, headers={"Cache-Control": "no-store"})
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events, or say when to come back."""
        client = name_client((scope.get("client") or ("",))[0])
        if not self._streams.enter(client):
            message = "Too many streams are open from your address. Ask for the status instead."
            refusal = render_error(429, "too_many_streams", message, retry_after=int(STREAM_SECONDS))
            await refusal(scope, receive, send)
            return
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.leave(client)
