"""The class of all our routes: what holds for every page and for every call of the API."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.responses import Response
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from proof_of_talent.web.http.accepting import check_accepted
from proof_of_talent.web.http.parameters import Parameter, check_query, describe_parameter
from proof_of_talent.web.http.uploads import UploadRequest

API = "/api/"
IS_HEAD = "proof_of_talent.head"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class WebRoute(APIRoute):
    """A route that answers HEAD wherever it answers GET. One of the API takes only parameters that it knows,
    and gives only what the client takes.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match HEAD as GET."""
        match, child = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL and self._is_head(scope) else match), child

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; of an answer to HEAD only the headers go out, and a stream ends with them."""
        if not self._is_head(scope):
            await super().handle(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            elif message.get("more_body"):
                raise OSError  # as if the client had left: whoever streams stops

        try:
            await super().handle({**scope, "method": "GET", IS_HEAD: True}, receive, send_head)
        except ClientDisconnect:
            return

    def get_route_handler(self) -> Handler:
        """Return what checks a request of the API and then answers it."""
        answer = super().get_route_handler()
        known = self.describe_query()
        is_json = self._gives_json()

        async def answer_checked(request: Request) -> Response:
            if not request.scope["path"].startswith(API):
                return await answer(request)
            if is_json:
                check_accepted(request.headers.get("accept"))
            query = check_query(request.scope["query_string"].decode("latin-1"), known)
            request.scope["query_string"] = query.encode("latin-1")
            return await answer(UploadRequest(request.scope, request.receive))

        return answer_checked

    def describe_query(self) -> list[Parameter]:
        """Return the parameters that an address of this route may have."""
        found: list[Parameter] = []
        for field in walk_query(self.dependant):
            annotation = field.field_info.annotation
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                found += [Parameter(name, several=False) for name in annotation.model_fields]
            else:
                found.append(describe_parameter(field.alias, annotation))
        return found

    def _gives_json(self) -> bool:
        """Tell whether JSON is all that this route can give."""
        return isinstance(self.response_class, DefaultPlaceholder)

    def _is_head(self, scope: Scope) -> bool:
        return scope.get("method") == "HEAD" and self.methods == {"GET"}


def is_head(request: Request) -> bool:
    """Tell whether only the headers of an answer will be sent."""
    return IS_HEAD in request.scope


def walk_query(dependant: Dependant) -> Iterator[Any]:
    """Yield the query parameters of an endpoint and of all that it depends on."""
    yield from dependant.query_params
    for inner in dependant.dependencies:
        yield from walk_query(inner)


def list_methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that a path can be asked with, over all routes."""
    found: set[str] = set()
    for context in iter_route_contexts(app.routes):
        if context.path_regex is not None and context.path_regex.match(path):
            found |= context.methods or set()
    if "GET" in found:
        found.add("HEAD")
    return sorted(found)
