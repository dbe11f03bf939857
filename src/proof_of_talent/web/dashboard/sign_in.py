"""Signing in with an API key, for browsers: a page, a cookie, and out again."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from proof_of_talent.domain.errors import TooManyRequestsError, UnauthorizedError
from proof_of_talent.domain.keys import SIGN_IN_LIFE, ApiKey, Scope
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import COOKIE, check_key, name_cookie, read_cookie
from proof_of_talent.web.gate.guards import is_own_page
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import is_loopback_host

router = make_router()

START = "/dashboard"


class SignIn(BaseModel):
    """The API key to sign in with."""

    key: str = Field(max_length=200)


class SignedIn(BaseModel):
    """Whose key it is, and what it opens."""

    name: str
    scopes: list[Scope]


@router.post("/api/sign-in", tags=["access"], responses=document_errors(401, 422, 429, 503))
def sign_in(body: SignIn, request: Request, response: Response, services: ServicesDep) -> SignedIn:
    """Exchange an API key for a cookie that lasts until nobody uses it for two hours.

    It ends after twelve hours in any case, and with the key.
    """
    key = check_key(request, services, body.key.strip())
    set_cookie(request, response, services, key)
    return SignedIn(name=key.name, scopes=list(key.scopes))


@router.post("/api/sign-out", tags=["access"], status_code=204, responses=document_errors(422, 503))
def sign_out(
    request: Request, response: Response, services: ServicesDep, *, everywhere: bool = False
) -> None:
    """Sign this browser out, and with `everywhere` all others that signed in by the same key."""
    end_session(request, response, services, everywhere=everywhere)


@router.get("/sign-in", response_class=HTMLResponse, include_in_schema=False)
def show_sign_in(request: Request, next: str = START) -> HTMLResponse:  # noqa: A002 - a readable address
    """The page on which one signs in."""
    return render_sign_in(request, next)


@router.post("/sign-in", response_class=HTMLResponse, include_in_schema=False)
def submit_sign_in(
    request: Request,
    services: ServicesDep,
    key: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = START,  # noqa: A002 - as above
) -> Response:
    """Sign in and go where one wanted to go; with a wrong key ask again."""
    try:
        found = check_key(request, services, key.strip())
    except (UnauthorizedError, TooManyRequestsError) as error:
        page = render_sign_in(request, next, status=error.status_code, problem=error.message)
        if error.retry_after is not None:
            page.headers["Retry-After"] = str(error.retry_after)
        return page
    answer = RedirectResponse(keep_inside(next), status_code=303)
    set_cookie(request, answer, services, found)
    return answer


@router.post("/sign-out", response_class=HTMLResponse, include_in_schema=False)
def submit_sign_out(
    request: Request, services: ServicesDep, everywhere: Annotated[bool, Form()] = False
) -> Response:
    """Sign out and show the page for signing in."""
    answer = RedirectResponse("/sign-in", status_code=303)
    end_session(request, answer, services, everywhere=everywhere)
    return answer


def end_session(request: Request, response: Response, services: Services, *, everywhere: bool) -> None:
    """End what the browser's cookie stands for, then take the cookie back."""
    if (cookie := read_cookie(request)) is not None and is_own_page(request.headers):
        services.keyring.sign_out(cookie, everywhere=everywhere)
    response.delete_cookie(name_cookie(request), secure=name_cookie(request) != COOKIE, httponly=True)


def render_sign_in(request: Request, target: str, *, status: int = 200, problem: str = "") -> HTMLResponse:
    """Return the page, with what went wrong where something did."""
    return render_page(
        request,
        "sign_in.html",
        status=status,
        title="Sign in",
        target=keep_inside(target),
        problem=problem,
        unsafe=not is_secure(request) and not is_own_machine(request),
    )


def keep_inside(target: str) -> str:
    """Return a path of ours to go on to; anything that could lead elsewhere becomes the dashboard."""
    is_path = target.startswith("/") and not target.startswith("//")
    is_plain = "\\" not in target and all(character.isprintable() for character in target)
    return target if is_path and is_plain else START


def is_secure(request: Request) -> bool:
    """Tell whether the browser's connection is encrypted, as far as we or a trusted proxy know."""
    return request.url.scheme == "https"


def is_own_machine(request: Request) -> bool:
    """Tell whether the browser runs on this machine, where no network can listen."""
    return is_loopback_host(request.headers.get("host", ""))


def set_cookie(request: Request, response: Response, services: Services, key: ApiKey) -> None:
    """Give the browser its cookie: out of reach of scripts and other sites, and over HTTPS only (but for
    one's own machine).
    """
    name = name_cookie(request)
    response.set_cookie(
        name,
        services.keyring.sign_in(key),
        max_age=int(SIGN_IN_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=name != COOKIE,
    )
