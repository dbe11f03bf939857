"""What every request passes first: host and origin checks.

Plain ASGI, because streaming answers must pass through untouched.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from proof_of_talent.web.errors import render_error
from proof_of_talent.wiring.settings import Settings, is_loopback_host, split_list

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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
