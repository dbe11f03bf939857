"""Every request gets an id, is logged, counted and traced; every answer gets the security headers."""

import re
import secrets
import time
from contextlib import AbstractContextManager
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proof_of_talent.observing.masking import mask_session_id
from proof_of_talent.observing.metrics import Telemetry
from proof_of_talent.observing.tracing import NO_TRACER, Span, Tracer, Value

log = structlog.get_logger("proof_of_talent.access")

UNTRACED = ("/live", "/ready", "/health", "/metrics", "/static/")
FIRST_SERVER_ERROR = 500
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{8,64}")
SESSION_PATTERN = re.compile(r"session_\d{8}_\d{6}_[A-Za-z0-9_-]{22,64}")


def choose_request_id(headers: Headers) -> str:
    """Return the id that a proxy gave the request, if it is a sound one, else a new one."""
    given = headers.get("x-request-id", "")
    return given if ID_PATTERN.fullmatch(given) else secrets.token_hex(8)


def describe_request(scope: Scope) -> dict[str, Any]:
    """Return what the log lines of a request carry: its id, and a stand-in for the session's."""
    bound = {"request_id": choose_request_id(Headers(scope=scope))}
    if found := SESSION_PATTERN.search(scope["path"]):
        bound["session"] = mask_session_id(found.group())
    return bound


def name_route(scope: Scope) -> str:
    """Return the template of the matched route; `-` where none matched, so that labels stay few."""
    return str(getattr(scope.get("route"), "path", "-"))


def add_headers(message: Message, scope: Scope, request_id: str) -> None:
    """Add the request's id to an answer, and the security headers that it does not set itself."""
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if scope["path"].startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")


class Observation:
    """Plain ASGI around everything else, because streaming answers must pass through untouched.

    Requests are named by route, never by URL: a URL holds the session id, which is the applicant's key.
    """

    def __init__(self, app: ASGIApp, *, telemetry: Telemetry, tracer: Tracer = NO_TRACER) -> None:
        self._app = app
        self._telemetry = telemetry
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its id bound to the log; add headers to the answer, log it and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bound = describe_request(scope)
        started = time.monotonic()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_headers(message, scope, bound["request_id"])
            await send(message)

        with structlog.contextvars.bound_contextvars(**bound), self._trace(scope) as span:
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                self._record(scope, span, status, time.monotonic() - started, bound.get("session"))

    def _record(self, scope: Scope, span: Span, status: int, seconds: float, session: str | None) -> None:
        """Log, count and trace an answer."""
        route = name_route(scope)
        log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
        method = self._telemetry.count_request(scope["method"], route, status, seconds)
        span.rename(f"{method} {route}")
        span.note(describe_answer(method, route, status) | {"talent.session": session})
        if status >= FIRST_SERVER_ERROR:
            span.fail(str(status))

    def _trace(self, scope: Scope) -> AbstractContextManager[Span]:
        """Begin the request's span, continuing its sender's trace; machines that look in make none."""
        if scope["path"].startswith(UNTRACED):
            return NO_TRACER.span("")
        return self._tracer.span("request", kind="server", parent=Headers(scope=scope).get("traceparent"))


def describe_answer(method: str, route: str, status: int) -> dict[str, Value | None]:
    """Return what a trace tells of an answer, by OpenTelemetry's names; a URL would open a session."""
    return {"http.request.method": method, "http.route": route, "http.response.status_code": status}
