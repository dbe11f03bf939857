"""How often one client may create, upload, analyse or show a wrong key: counted per process, in memory."""

import math
import re
import time
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from proof_of_talent.domain.errors import SetupError
from proof_of_talent.web.errors import render_error
from proof_of_talent.wiring.settings import Settings

LIMITED = {
    "create": re.compile(r"POST (/api/session/create|/apply)"),
    "upload": re.compile(r"POST (/api/upload/.*|/apply/[^/]+/documents|(/api)?/clients/upload)"),
    "analyse": re.compile(r"POST (/api/analyze/.*|/apply/[^/]+/analysis)"),
    "answers": re.compile(r"POST (/api/session|/apply)/[^/]+/(questionnaire|questions)"),
    "data": re.compile(r"(GET (/api/session|/apply)/[^/]+/data|POST (/api/session|/apply)/[^/]+/outcome)"),
    "read": re.compile(
        r"(GET|POST) (/api/session|/apply)/[^/]+/"
        r"(documents/[^/]+/(text|corrections|read|pages/[^/]+)|diff|attempts)"
    ),
}
"""What is counted, by method and path in the API or on the pages that need no JavaScript. `data` is what
reads or writes the audit log on behalf of an applicant, `read` what has documents read again.
"""


_UNIT_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_LIMIT = re.compile(rf"(\d+)\s*(?:/|per)\s*(\d+)?\s*({'|'.join(_UNIT_SECONDS)})s?", re.IGNORECASE)
_SWEEP_SECONDS = 60
"""How often clients whose window has ended are forgotten."""


class Limit(NamedTuple):
    """So many events in a window of so many seconds."""

    events: int
    seconds: int


class Rates:
    """Counts events by kind and client in windows of fixed length.

    Fixed windows keep two numbers a client and forget them when the window ends.
    """

    def __init__(self, limits: Mapping[str, str], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take limits such as `30/minute` by kind; an empty one is no limit.

        Raises:
            SetupError: a limit is not valid.
        """
        self._limits = {kind: read_limit(kind, text) for kind, text in limits.items() if text.strip()}
        self._clock = clock
        self._lock = Lock()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}
        self._next_sweep = 0.0

    def count(self, kind: str, client: str) -> int | None:
        """Count one event; None while it is within the limit, else the seconds to wait."""
        limit = self._limits.get(kind)
        if limit is None:
            return None
        with self._lock:
            now = self._clock()
            end, events = self._windows.get((kind, client), (0.0, 0))
            if end <= now:
                self._forget(now)
                end, events = now + limit.seconds, 0
            self._windows[kind, client] = end, events + 1
        return None if events < limit.events else max(1, math.ceil(end - now))

    def _forget(self, now: float) -> None:
        if now >= self._next_sweep:
            self._windows = {who: window for who, window in self._windows.items() if window[0] > now}
            self._next_sweep = now + _SWEEP_SECONDS


def read_limit(kind: str, text: str) -> Limit:
    """Return a limit from a setting.

    Raises:
        SetupError: it is not valid.
    """
    found = _LIMIT.fullmatch(text.strip())
    if found is None:
        name = f"PROOF_OF_TALENT_RATE_{kind.upper()}"
        raise SetupError(f"{name} is not valid. Write it like 30/minute or 500/hour.", field=name)
    events, times, unit = found.groups()
    return Limit(int(events), int(times or 1) * _UNIT_SECONDS[unit.lower()])


def make_rates(settings: Settings) -> Rates:
    """Return the settings' limits. A server that only its own machine can reach limits signing in alone."""
    limits = {"sign_in": settings.rate_sign_in}
    if not settings.serves_this_machine:
        limits |= {
            "create": settings.rate_create,
            "upload": settings.rate_upload,
            "analyse": settings.rate_analyse,
            "answers": settings.rate_answers,
            "data": settings.rate_data,
            "read": settings.rate_read,
        }
    return Rates(limits)


def name_client(host: str) -> str:
    """Return what is counted as one client: an IPv4 address, or the /64 network that one IPv6 user owns."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return host


def name_requester(request: Request) -> str:
    """Return the client that sent a request, as it is counted."""
    return name_client(request.client.host if request.client else "")


class RateLimit:
    """Refuses a client's request over the limit before its body is read."""

    def __init__(self, app: ASGIApp, *, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request; over the limit answer 429 with the time to wait."""
        kind = None
        if scope["type"] == "http":
            asked = f"{scope['method']} {scope['path']}"
            kind = next((name for name, paths in LIMITED.items() if paths.fullmatch(asked)), None)
        wait = self._rates.count(kind, name_client((scope.get("client") or ("",))[0])) if kind else None
        if wait is None:
            await self._app(scope, receive, send)
            return
        message = f"That was too often in a short time. Please try again in {wait} seconds."
        await render_error(429, "too_many_requests", message, retry_after=wait)(scope, receive, send)
