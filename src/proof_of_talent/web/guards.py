"""What every request passes first: host and origin checks, a size limit, headers, a log line.

Plain ASGI, because streaming answers must pass through untouched.
"""

import re
import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proof_of_talent.web.errors import render_error

log = structlog.get_logger("proof_of_talent.access")

UPLOAD_PATHS = re.compile(r"/api/upload/|/apply/[^/]+/documents$")
"""Where documents arrive: the API, and the page's form for browsers without JavaScript."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def is_loopback_host(host: str) -> bool:
    """Tell whether a Host header (with or without port) names this machine itself."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


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


class LoopbackGuard:
    """Keeps an unprotected server to this machine: right Host only, no requests by other sites.

    The Host check stops DNS rebinding; the origin check stops pages elsewhere from using a visitor's
    browser as a way in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer 421 or 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_loopback_host(headers.get("host", "")):
            answer = render_error(421, "wrong_host", "This server answers on this machine only.")
        elif is_foreign(headers, scope["method"]):
            answer = render_error(403, "cross_site", "Requests from other sites are refused.")
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)


class BodyLimit:
    """Refuses bodies over a limit while they arrive, so that nobody fills memory or disk."""

    def __init__(self, app: ASGIApp, *, max_upload_bytes: int, max_body_bytes: int = 1024 * 1024) -> None:
        self._app = app
        self._max_upload_bytes = max_upload_bytes
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives; over the limit answer 413 and read no further."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = UPLOAD_PATHS.match(scope["path"]) is not None
        limit = self._max_upload_bytes if is_upload else self._max_body_bytes
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, too_large_message(limit))
            return message

        await self._app(scope, receive_counted, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        answer = render_error(413, "too_large", too_large_message(limit))
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


def too_large_message(limit: int) -> str:
    """Return what to say about a body over a limit in bytes."""
    return f"This request is over the limit of {limit / 1024 / 1024:.0f} MB. Send less at a time."


class AnswerHeaders:
    """Adds the security headers and writes one log line per request, by route, never by URL.

    A URL holds the session id, which is the applicant's key.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            log.info(
                "request",
                method=scope["method"],
                route=getattr(scope.get("route"), "path", "-"),
                status=status,
                ms=round((time.monotonic() - started) * 1000, 1),
            )
