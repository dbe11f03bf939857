"""How routers are made: their routes are whole from the start, so all apps of a process share them.

`include_router` would analyse every route a second time for each app, which took a third of a second.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from proof_of_talent.domain.keys import Scope
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import ACCESS_ERRORS, guard
from proof_of_talent.web.http.routes import WebRoute

FRONT_ERRORS = document_errors(403, 408, 413, 421, 429)
"""What stands before every endpoint may say."""


def name_operation(route: APIRoute) -> str:
    """Return the name of a call in the OpenAPI document."""
    return route.name


def make_router(
    prefix: str = "",
    *,
    needs: tuple[Scope, ...] = (),
    responses: dict[int | str, dict[str, Any]] | None = None,
    **options: Any,
) -> APIRouter:
    """Return a router of the API.

    Args:
        prefix: how all its paths begin.
        needs: scopes of which a caller must have one. Without any, there is no check.
        responses: errors of all its routes, besides those of what stands before every endpoint.
        options: what else FastAPI's router takes.
    """
    return APIRouter(
        route_class=WebRoute,
        prefix=prefix,
        dependencies=[guard(*needs)] if needs else None,
        responses=FRONT_ERRORS | (ACCESS_ERRORS if needs else {}) | (responses or {}),
        generate_unique_id_function=name_operation,
        **options,
    )


def make_page_router(prefix: str = "", *, needs: tuple[Scope, ...] = ()) -> APIRouter:
    """Return a router of pages, which the OpenAPI document leaves out."""
    return make_router(prefix, needs=needs, include_in_schema=False, default_response_class=HTMLResponse)
