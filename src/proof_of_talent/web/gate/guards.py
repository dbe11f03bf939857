"""What every request passes first: host and origin checks, and limits of a body's size and time.

Plain ASGI, because streaming answers must pass through untouched.
"""

import asyncio
import re
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proof_of_talent.web.errors import render_error
from proof_of_talent.wiring.settings import Settings, is_loopback_host, split_list

UPLOAD_PATHS = re.compile(r"/api/upload/|/apply/[^/]+/documents$")
"""Where documents arrive: the API, and the page's form for browsers without JavaScript."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MIN_BYTES_PER_SECOND = 16 * 1024
"""A body that comes in slower than this for long ties up a connection for nothing."""


def is_own_page(headers: Headers) -> bool:
    """Tell whether one of our own pages made this request; no evidence is a no."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is not None and origin.partition("://")[2] == headers.get("host")


def is_foreign(headers: Headers, method: str) -> bool:
    """Tell whether another site's page made this request (a link followed from there is not foreign).

    Browsers send `Sec-Fetch-Site`; older ones at least `Origin` on requests that change something.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        followed_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
        return site in {"cross-site", "same-site"} and not followed_link
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


class VisitorGuard:
    """Refuses requests under a wrong Host, and those that other sites' pages make with a visitor's browser.

    The Host check stops DNS rebinding; the origin check stops cross-site request forgery, whatever the
    method. Origins that are listed for CORS may ask.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in split_list(settings.allowed_hosts))
        self._origins = frozenset(split_list(settings.cors_origins))
        # Bound to an open address without a list, the names are not ours to know; keys protect then.
        self._any_host = not self._hosts and not is_loopback_host(settings.host)
        self._is_local = settings.serves_this_machine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer 421 or 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._knows(headers.get("host", "")):
            if self._is_local:
                message = "This server answers on this machine only."
            else:
                message = "This server does not answer under this name."
            answer = render_error(421, "wrong_host", message)
        elif is_foreign(headers, scope["method"]) and headers.get("origin") not in self._origins:
            answer = render_error(403, "cross_site", "Requests from other sites are refused.")
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)

    def _knows(self, host: str) -> bool:
        if self._any_host or is_loopback_host(host):
            return True
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return host.lower() in self._hosts or name in self._hosts


class BodyLimit:
    """Refuses bodies that are too large or too slow while they arrive, so that nobody fills memory or disk
    or holds connections open with a trickle.
    """

    def __init__(
        self, app: ASGIApp, *, max_upload_bytes: int, slow_seconds: float, max_body_bytes: int = 1024 * 1024
    ) -> None:
        self._app = app
        self._slow_seconds = slow_seconds
        self._max_upload_bytes = max_upload_bytes
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives; over the limit answer 413, too slow answer 408, and read no further."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = UPLOAD_PATHS.match(scope["path"]) is not None
        limit = self._max_upload_bytes if is_upload else self._max_body_bytes
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        received, arriving = 0, True
        started = time.monotonic()

        async def receive_counted() -> Message:
            nonlocal received, arriving
            if not arriving:
                return await receive()  # only the client's leaving can come now
            until = started + self._slow_seconds + received / MIN_BYTES_PER_SECOND
            try:
                async with asyncio.timeout(until - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, TOO_SLOW, {"Connection": "close"}) from None
            arriving = message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, too_large_message(limit))
            return message

        await self._app(scope, receive_counted, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        answer = render_error(413, "too_large", too_large_message(limit))
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


TOO_SLOW = "The request came in too slowly. Please try again over a better connection."


def too_large_message(limit: int) -> str:
    """Return what to say about a body over a limit in bytes."""
    return f"This request is over the limit of {limit / 1024 / 1024:.0f} MB. Send less at a time."
