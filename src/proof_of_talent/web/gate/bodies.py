"""Bodies while they arrive: how large, how fast, for whom, and how much of them the process holds at once.

No byte of an upload is taken before its session is known. Uploads are held in memory, so none is left on a
disk; what they may take together has a limit.
"""

import asyncio
import re
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proof_of_talent.domain.errors import TalentError
from proof_of_talent.web.errors import RefusedError, render_error
from proof_of_talent.web.gate.rates import name_client
from proof_of_talent.web.gate.usage import ClientUsage

UPLOAD_PATHS = re.compile(r"/api/upload/([^/]+)|/apply/([^/]+)/documents|(?:/api)?/clients/upload")
"""Where documents arrive: the API, and the page's form for browsers without JavaScript; and clients' folders,
from callers whose key is checked before the first byte is taken.
"""
MOST_BODY_BYTES = 1024 * 1024
"""The largest body that is no upload."""
MIN_BYTES_PER_SECOND = 16 * 1024
"""A body that comes in slower than this for long ties up a connection for nothing."""
TOO_SLOW = "The request came in too slowly. Please try again over a better connection."
CHECKS_AT_ONCE = 4
"""Sessions of uploads that are looked up at the same time, on threads of their own."""


class BodyTimes(NamedTuple):
    """How long a body may take, in seconds.

    Attributes:
        slow: allowance, beside its size at `MIN_BYTES_PER_SECOND`.
        idle: without a byte.
        total: in all.
    """

    slow: float
    idle: float
    total: float

    def until(self, started: float, received: int) -> float:
        """Return the moment, as `time.monotonic` tells it, by which more must have come."""
        by_size = started + self.slow + received / MIN_BYTES_PER_SECOND
        return min(by_size, started + self.total, time.monotonic() + self.idle)


class _Body:
    """One body on its way in."""

    def __init__(self, receive: Receive, times: BodyTimes, limit: int) -> None:
        self._receive = receive
        self._times = times
        self._limit = limit
        self._received = 0
        self._started = time.monotonic()
        self.is_arriving = True

    async def next(self) -> Message:
        """Return the next part of it.

        Raises:
            HTTPException: it is too large (413) or too slow (408).
        """
        if not self.is_arriving:
            return await self._receive()  # only the client's leaving can come now
        try:
            async with asyncio.timeout(self._times.until(self._started, self._received) - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, TOO_SLOW, {"Connection": "close"}) from None
        self.is_arriving = message.get("more_body", False)
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            raise HTTPException(413, too_large_message(self._limit), {"Connection": "close"})
        return message


class BodyLimit:
    """Refuses bodies that are too large, too slow, or uploads for no session, while they arrive. What is
    no upload is whole when the app sees it, so that it can hold nothing there by trickling in.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_upload_bytes: int,
        times: BodyTimes,
        usage: ClientUsage,
        find_session: Callable[[str], object],
    ) -> None:
        """Take the limits; `find_session` raises a `TalentError` where there is no such session."""
        self._app = app
        self._times = times
        self._max_upload_bytes = max_upload_bytes
        self._usage = usage
        self._find_session = find_session
        self._threads = CapacityLimiter(CHECKS_AT_ONCE)
        MultiPartParser.spool_max_size = sys.maxsize  # in memory only: `ClientUsage` counts it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a body that keeps to its limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = UPLOAD_PATHS.fullmatch(scope["path"]) if scope["method"] == "POST" else None
        limit = self._max_upload_bytes if found else MOST_BODY_BYTES
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and (len(length) > len(str(sys.maxsize)) or int(length) > limit):
            answer = render_error(413, "too_large", too_large_message(limit))
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        body = _Body(receive, self._times, limit)
        if found:
            await self._take_upload(found[1] or found[2] or "", body, scope, send)
        else:
            await self._app(scope, await self._read_whole(body, scope), send)

    async def _read_whole(self, body: _Body, scope: Scope) -> Receive:
        """Return a body that has arrived, or the reason why it has not, as something to receive."""
        parts: list[Message] = []
        refusal: HTTPException | None = None
        try:
            while has_body(scope) and body.is_arriving:
                parts.append(await body.next())
        except HTTPException as error:
            refusal = error
        parts.reverse()

        async def receive() -> Message:
            if refusal is not None:
                raise refusal
            return parts.pop() if parts else await body.next()

        return receive

    async def _take_upload(self, session_id: str, body: _Body, scope: Scope, send: Send) -> None:
        held = self._usage.begin_upload(name_client((scope.get("client") or ("",))[0]), session_id)
        is_known = not session_id

        async def receive() -> Message:
            nonlocal is_known
            try:
                if not is_known:
                    await to_thread.run_sync(self._find_session, session_id, limiter=self._threads)
                    is_known = True
                message = await body.next()
                held.add(len(message.get("body", b"")))
            except TalentError as error:
                raise RefusedError(error) from error
            return message

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and body.is_arriving:
                MutableHeaders(scope=message)["Connection"] = "close"  # the rest of it is not wanted
            await send(message)

        try:
            await self._app(scope, receive, send_and_close)
        finally:
            held.release()


def has_body(scope: Scope) -> bool:
    """Tell whether a request says that it has a body."""
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def too_large_message(limit: int) -> str:
    """Return what to say about a body over a limit in bytes."""
    return f"This request is over the limit of {limit / 1024 / 1024:.0f} MB. Send less at a time."
