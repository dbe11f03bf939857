"""Who may ask for what: API keys by header, by cookie in a browser, or nothing at all on one's own machine.

As long as no key was ever made and the server listens to its own machine only, whoever is on that machine
may read everything. The first key ends that, and a server that others can reach never starts without one.
"""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from proof_of_talent.domain.errors import ForbiddenError, TooManyRequestsError, UnauthorizedError
from proof_of_talent.domain.keys import SCOPES, ApiKey, Scope
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.guards import SAFE_METHODS, is_own_page
from proof_of_talent.web.gate.rates import Rates, name_client
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import is_loopback_host

COOKIE = "proof_of_talent"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Where the connection is encrypted: no other site of the same domain can set a cookie of this name."""
ACCESS_ERRORS = document_errors(401, 403, 429)

_bearer = HTTPBearer(auto_error=False, description="An API key, as `Authorization: Bearer KEY`.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by signing in, for browsers.")


class Caller(NamedTuple):
    """Who sends a request: `actor` is what the audit log says, `scopes` what they may do, `key_id` which key
    it is, if any.
    """

    actor: str
    scopes: frozenset[Scope]
    key_id: str | None = None


THIS_MACHINE = Caller("local", frozenset(SCOPES))


def identify(
    request: Request,
    services: ServicesDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _shown: Annotated[str | None, Security(_cookie)],
) -> Caller:
    """Return who sends the request.

    Raises:
        UnauthorizedError: a key is needed and none was shown, or it opens nothing.
        TooManyRequestsError: too many wrong keys came from this client.
    """
    keyring = services.keyring
    if services.settings.serves_this_machine and not keyring.has_any():
        return THIS_MACHINE
    if credentials is not None:
        return make_caller(check_key(request, services, credentials.credentials))
    if (cookie := read_cookie(request)) is not None:
        key = keyring.check_cookie(cookie)
        if key is None:
            raise UnauthorizedError("You are no longer signed in. Please sign in again.")
        if request.method not in SAFE_METHODS and not is_own_page(request.headers):
            raise ForbiddenError("This request does not come from one of our pages.", code="cross_site")
        return make_caller(key)
    raise UnauthorizedError


def name_cookie(request: Request) -> str:
    """Return the cookie's name: the safe one over HTTPS, and wherever the browser is on another machine."""
    is_own_machine = is_loopback_host(request.headers.get("host", ""))
    return COOKIE if is_own_machine and request.url.scheme != "https" else SECURE_COOKIE


def read_cookie(request: Request) -> str | None:
    """Return what the browser shows of its sign-in."""
    return request.cookies.get(name_cookie(request))


def check_key(request: Request, services: Services, token: str) -> ApiKey:
    """Return the key that a token opens; wrong ones are counted by client. A right one always opens.

    Raises:
        UnauthorizedError: it opens nothing.
        TooManyRequestsError: it opens nothing, and too many before it did not either.
    """
    key = services.keyring.check(token)
    if key is not None:
        return key
    rates: Rates = request.app.state.rates
    wait = rates.count("sign_in", name_client(request.client.host if request.client else ""))
    if wait is not None:
        message = f"Too many wrong keys came from your address. Try again in {wait} seconds."
        raise TooManyRequestsError(message, retry_after=wait)
    raise UnauthorizedError("This API key is not valid: it may be mistyped or revoked.")


def make_caller(key: ApiKey) -> Caller:
    """Return the caller that a key stands for."""
    scopes = frozenset(key.scopes)
    return Caller(key.label, scopes | {"analytics"} if "export" in scopes else scopes, key.id)


def require(*scopes: Scope) -> Callable[..., Caller]:
    """Return the dependency that lets only callers with one of these scopes through."""
    named = " or ".join(f"`{scope}`" for scope in scopes)

    def check(caller: Annotated[Caller, Depends(identify)]) -> Caller:
        if caller.scopes.isdisjoint(scopes):
            raise ForbiddenError(
                f"This needs an API key with the scope {named}. Ask whoever runs this service for one.",
                code="missing_scope",
            )
        return caller

    return check


def guard(*scopes: Scope) -> Any:
    """Return what to put into a route's or router's `dependencies`."""
    return Depends(require(*scopes))


AnalyticsCaller = Annotated[Caller, Depends(require("analytics"))]
ExportCaller = Annotated[Caller, Depends(require("export"))]
AdviseCaller = Annotated[Caller, Depends(require("advise"))]
ReviewCaller = Annotated[Caller, Depends(require("review"))]
AdminCaller = Annotated[Caller, Depends(require("admin"))]
