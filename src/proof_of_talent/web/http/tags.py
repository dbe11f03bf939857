"""Entity tags of figures: they change when a record does, so that a client need not fetch the same twice."""

import hashlib
from datetime import UTC
from typing import Any

from fastapi import Request, Response

import proof_of_talent
from proof_of_talent.web.dependencies import FilterDep, ServicesDep
from proof_of_talent.web.gate.access import AnalyticsCaller

KEPT = {"Cache-Control": "private, no-cache", "Vary": "Accept, Accept-Encoding, Authorization, Cookie"}
"""A client may keep an answer, and asks each time whether it still holds."""
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the answer with the tag in `If-None-Match`."}
}


class NotModifiedError(Exception):
    """The client has this answer already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def tag_figures(
    request: Request, response: Response, wanted: FilterDep, services: ServicesDep, caller: AnalyticsCaller
) -> None:
    """Give an answer the tag of its figures.

    The tag is read before the figures are, so that an answer may be newer than its tag, never older. Beside
    the records' version it holds what else figures depend on: the sessions for the funnel, today's date, what
    the caller may see, and the program's version.

    Raises:
        NotModifiedError: the client has the answer of this tag.
    """
    store = services.store
    facts = (
        store.rollups.read_version(), store.sessions.count(wanted), services.clock().astimezone(UTC).date(),
        sorted(caller.scopes), proof_of_talent.__version__,
    )  # fmt: skip
    tag = f'W/"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'
    if holds_tag(request.headers.get("if-none-match"), tag):
        raise NotModifiedError(tag)
    response.headers.update({"ETag": tag, **KEPT})


def holds_tag(header: str | None, tag: str) -> bool:
    """Tell whether an `If-None-Match` header names a tag, compared weakly, or any tag with `*`."""
    named = {part.strip().removeprefix("W/") for part in (header or "").split(",")}
    return "*" in named or tag.removeprefix("W/") in named


def answer_not_modified(_request: Request, error: Exception) -> Response:
    """Answer that nothing has changed."""
    assert isinstance(error, NotModifiedError)  # noqa: S101 - registered for this class only
    return Response(status_code=304, headers={"ETag": error.tag, **KEPT})
