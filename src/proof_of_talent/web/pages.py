"""What all pages share: the template environment, their headers, and errors as pages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

import proof_of_talent
from proof_of_talent.charts.wording import TEMPLATE_FILTERS
from proof_of_talent.domain.errors import TalentError, UnauthorizedError
from proof_of_talent.export.formats import FORMATS
from proof_of_talent.web.assets import Assets, load_assets
from proof_of_talent.web.errors import (
    find_failure,
    find_full_disk,
    render_http_exception,
    render_talent_error,
    render_unexpected,
    render_validation_error,
)
from proof_of_talent.web.gate.access import read_cookie
from proof_of_talent.web.http.tags import NotModifiedError, answer_not_modified

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Vary": "Cookie",
}
UNCOMPRESSED = "/static/"
"""Static files are packed beforehand."""
PACKED_INSIDE = tuple(info.media_type for info in FORMATS.values() if not info.compressible)
GZIP_LEVEL = 5
"""Levels above take twice the time for a few hundredths of the size."""


@dataclass(frozen=True)
class Link:
    """A link of the main navigation or of an error page."""

    href: str
    label: str


NAVIGATION = (
    Link("/", "Apply"), Link("/dashboard", "Dashboard"), Link("/dashboard/analyses", "Analyses"),
    Link("/clients", "Clients"), Link("/reviews", "Reviews"),
)  # fmt: skip
ERROR_TITLES = {
    403: "Your key does not allow this",
    404: "Page not found",
    410: "This has been deleted",
    422: "This address is not valid",
    503: "The data is not available right now",
}


class Templates:
    """Renders the package's templates with what every page needs."""

    def __init__(self, assets: Assets) -> None:
        """Prepare the environment; templates are read when first used."""
        self._environment = Environment(
            loader=PackageLoader("proof_of_talent.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(TEMPLATE_FILTERS)
        self._environment.globals.update(
            asset=assets.address, version=proof_of_talent.__version__, navigation=NAVIGATION
        )

    def render(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page. The context names at least its `title`."""
        values = {
            "theme": request.cookies.get("theme"),
            "signed_in": read_cookie(request) is not None,
            "here": request.url.path,
            "status": status,
            **context,
        }
        html = self._environment.get_template(template).render(values)
        return HTMLResponse(html, status_code=status, headers=PAGE_HEADERS)


def render_page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page of the app that a request belongs to."""
    templates: Templates = request.app.state.templates
    return templates.render(request, template, status=status, **context)


def wants_page(request: Request) -> bool:
    """Tell whether a request is for a page: its route gives one, or nothing matched and a browser asks."""
    route = request.scope.get("route")
    if route is not None:
        response_class: Any = getattr(route, "response_class", None)
        return isinstance(response_class, type) and issubclass(response_class, HTMLResponse)
    is_data = request.url.path.startswith(("/api/", "/static/"))
    return not is_data and "text/html" in request.headers.get("accept", "")


def render_error_page(request: Request, status: int, message: str) -> HTMLResponse:
    """Return a failure as a page that says what to do."""
    path = request.url.path
    is_applicant = path.startswith("/apply")
    overview = Link("/", "Go to the start page") if is_applicant else Link("/dashboard", "Open the dashboard")
    start_again = Link(path, "Open without filters") if request.url.query and status != 404 else None  # noqa: PLR2004
    return render_page(
        request,
        "error.html",
        status=status,
        title=ERROR_TITLES.get(status, "Something went wrong"),
        message=message,
        retry=str(request.url.replace(scheme="", netloc="")),
        links=[link for link in (start_again, overview) if link],
    )


def answer_talent_error(request: Request, error: Exception) -> Response:
    """Answer an expected failure as page or JSON."""
    answer = render_talent_error(request, error)
    if isinstance(error, TalentError) and wants_page(request):
        page = render_error_page(request, error.status_code, error.message)
        if "retry-after" in answer.headers:
            page.headers["Retry-After"] = answer.headers["retry-after"]
        return page
    return answer


def answer_unauthorized(request: Request, error: Exception) -> Response:
    """Ask whoever wants a page to sign in first and bring them back to it; answer others with JSON."""
    if not wants_page(request):
        return render_talent_error(request, error)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", status_code=303)


def answer_validation_error(request: Request, error: Exception) -> Response:
    """Answer an address or form that does not have the right shape as page or JSON."""
    if isinstance(error, RequestValidationError) and wants_page(request):
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:])
        return render_error_page(request, 422, f"{name}: {first['msg']}.")
    return render_validation_error(request, error)


def answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses as page or JSON."""
    failure = find_failure(error)
    if failure is not None:
        return answer_talent_error(request, failure)
    if isinstance(error, HTTPException) and wants_page(request):
        message = "The address may be mistyped, or what was here is gone." if error.status_code == 404 else ""  # noqa: PLR2004
        return render_error_page(request, error.status_code, message or str(error.detail))
    return render_http_exception(request, error)


def answer_unexpected(request: Request, error: Exception) -> Response:
    """Log a bug of ours and answer it as page or JSON."""
    full = find_full_disk(error)
    if full is not None:
        return answer_talent_error(request, full)
    answer = render_unexpected(request, error)
    if wants_page(request):
        return render_error_page(request, 500, "Something went wrong on our side. Please try again.")
    return answer


class Compression:
    """Compresses pages and text, exports too, for clients that accept gzip; lets streams of events and packed
    files through untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(
            app,
            compresslevel=GZIP_LEVEL,
            exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED_INSIDE),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose by path; streams of events go uncompressed by their accepted type."""
        accepts = dict(scope.get("headers") or ()).get(b"accept", b"")
        plain = scope["type"] != "http" or scope["path"].startswith(UNCOMPRESSED)
        if plain or b"text/event-stream" in accepts:
            await self._app(scope, receive, send)
        else:
            await self._compressing(scope, receive, send)


def install_pages(app: FastAPI) -> None:
    """Give an app templates, static files and errors as pages."""
    app.state.assets = load_assets()
    app.state.templates = Templates(app.state.assets)
    app.add_exception_handler(TalentError, answer_talent_error)
    app.add_exception_handler(NotModifiedError, answer_not_modified)
    app.add_exception_handler(UnauthorizedError, answer_unauthorized)
    app.add_exception_handler(RequestValidationError, answer_validation_error)
    app.add_exception_handler(HTTPException, answer_http_exception)
    app.add_exception_handler(Exception, answer_unexpected)
    app.add_middleware(Compression)
