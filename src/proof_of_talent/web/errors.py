"""How failures are answered: one shape everywhere, `{"error": {"code", "message", "field"?}, "detail"}`."""

import errno
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from proof_of_talent.domain.errors import StoreUnavailableError, TalentError, UnauthorizedError
from proof_of_talent.observing.masking import describe_exception
from proof_of_talent.web.http.accepting import PROBLEM, make_problem, wants_problem
from proof_of_talent.web.http.routes import list_methods

log = structlog.get_logger(__name__)

UNAVAILABLE = 503
USUAL_WAIT_SECONDS = 5
"""When to try again where nobody knows better."""
NOT_ALLOWED = 405
UNREADABLE = 400
"""What the framework answers to a body that it cannot take apart."""

_FULL = "The disk of the server is full. Please try again later."
NO_ROOM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: "The disk of the server is read-only. Please try again later.",
}

DESCRIPTIONS = {
    401: "An API key is needed, or the one shown opens nothing.",
    403: "The key lacks the scope, or another site's page asks.",
    404: "There is nothing under this id.",
    406: "The client takes nothing that is offered here.",
    408: "The body came in too slowly.",
    409: "The request does not fit the present state.",
    410: "It was erased.",
    413: "The body is too large.",
    416: "The file has no such part.",
    421: "The server does not answer under this host name.",
    422: "The request cannot be accepted as it is; the message says what to change.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "Not available just now; `Retry-After` says how many seconds to wait.",
}
HTTP_CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    416: "no_such_part",
    421: "wrong_host",
}


class RefusedError(HTTPException):
    """An expected failure that ends a body while it is read. The framework lets only its own kind through."""

    def __init__(self, error: TalentError) -> None:
        super().__init__(error.status_code, error.message)
        self.error = error


class ErrorBody(BaseModel):
    """What went wrong: a stable code and a sentence that says what to do."""

    code: str
    message: str
    field: str | None = None
    problems: list[dict[str, str]] | None = None


class ErrorAnswer(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorBody
    detail: str


def render_error(
    status: int, code: str, message: str, *, field: str | None = None, retry_after: int | None = None,
    problems: list[dict[str, str]] | None = None,
) -> JSONResponse:  # fmt: skip
    """Return an error answer in the one shape."""
    error: dict[str, Any] = {"code": code, "message": message}
    if field is not None:
        error["field"] = field
    if problems:
        error["problems"] = problems
    headers = {"Cache-Control": "no-store"}
    if retry_after is None and status == UNAVAILABLE:
        retry_after = USUAL_WAIT_SECONDS
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return ErrorResponse({"error": error, "detail": message}, status_code=status, headers=headers)


class ErrorResponse(JSONResponse):
    """An error answer, which takes the form of RFC 9457 for clients that ask for it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in the form that the request asks for."""
        if scope["type"] == "http" and wants_problem(Headers(scope=scope).get("accept", "")):
            error: dict[str, Any] = orjson.loads(self.body)["error"]
            self.body = self.render(make_problem(self.status_code, error))
            self.headers["Content-Length"] = str(len(self.body))
            self.headers["Content-Type"] = PROBLEM
        await super().__call__(scope, receive, send)


def render_talent_error(_request: Request | None, error: Exception) -> JSONResponse:
    """Answer an expected failure."""
    assert isinstance(error, TalentError)  # noqa: S101 - registered for this class only
    if isinstance(error, StoreUnavailableError):
        log.error("store_unavailable", reason=error.message)
    answer = render_error(
        error.status_code,
        error.code,
        error.message,
        field=error.field,
        retry_after=error.retry_after,
        problems=error.problems,
    )
    if isinstance(error, UnauthorizedError):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def render_validation_error(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not have the documented form; the values sent are not repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    first = error.errors()[0]
    if first["loc"] == ("body",) and not is_json(request):
        message = "Send the body as JSON, with the header `Content-Type: application/json`."
        return render_error(422, "invalid_request", message)
    if first["type"] == "json_invalid":
        return render_error(422, "invalid_request", f"The body is not valid JSON: {first['ctx']['error']}.")
    field = ".".join(str(part) for part in first["loc"][1:]) or None
    message = f"{field}: {first['msg']}." if field else f"{first['msg']}."
    return render_error(422, "invalid_request", message, field=field)


def is_json(request: Request) -> bool:
    """Tell whether a request says that its body is JSON; curl and forms say something else by default."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def render_http_exception(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses, such as an unknown path.

    A body that cannot be read at all is a 422, like one that can be read and is wrong.
    """
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if error.status_code == UNREADABLE:
        return render_error(422, "invalid_request", "The body cannot be read. Send it as it is documented.")
    answer = render_error(
        error.status_code, HTTP_CODES.get(error.status_code, "http_error"), str(error.detail)
    )
    answer.headers.update(error.headers or {})
    if error.status_code == NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(list_methods(request.app, request.scope["path"]))
    return answer


def find_failure(error: Exception) -> TalentError | None:
    """Return the expected failure behind what the framework raised; None where there is none."""
    return error.error if isinstance(error, RefusedError) else find_full_disk(error)


def find_full_disk(error: BaseException) -> StoreUnavailableError | None:
    """Return what to say where a full or read-only disk is the reason of a failure; None elsewhere."""
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, OSError) and reason.errno in NO_ROOM:
            return StoreUnavailableError(NO_ROOM[reason.errno])
        reason = reason.__cause__ or reason.__context__
    return None


def render_unexpected(request: Request, error: Exception) -> JSONResponse:
    """Answer a bug of ours: logged by kind and place, told without internals."""
    route = getattr(request.scope.get("route"), "path", "-")
    log.error("request_failed", route=route, error=describe_exception(error))
    return render_error(500, "internal_error", "Something went wrong on our side. Please try again.")


def document_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI entries of the errors an endpoint may answer with.

    They refer to the one schema: of a model, the framework would make a validator for each entry.
    """
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}}
    return {
        status: {"description": DESCRIPTIONS.get(status, HTTPStatus(status).phrase), "content": body}
        for status in statuses
    }


SESSION_ERRORS = document_errors(404, 410, 422, 503)
"""What reading a session can be answered with."""
CHANGE_ERRORS = document_errors(404, 409, 410, 413, 422, 503)
"""What changing a session can be answered with."""
