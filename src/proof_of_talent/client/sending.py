"""Send a call, try it again where that is safe, and turn refusals into errors."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

import httpx2

TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds. A server that asks for more is believed next time somebody calls."""
REFUSED_FOR_NOW = frozenset({429, 503})
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Methods that do the same when they are sent twice."""


class ApiError(Exception):
    """The server refused a call.

    `code` stays the same for a cause (see docs/failures.md), `message` says what to do, and `field` names the
    part of the request at fault.
    """

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{message} ({status} {code})")
        self.status = status
        self.code = code
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Call:
    """One request: what is sent, and in which form the answer is wanted."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    files: Any = None
    gives: Literal["json", "none", "text", "bytes"] = "json"

    def build(self, client: httpx2.Client | httpx2.AsyncClient) -> httpx2.Request:
        """Return the request. Parameters that are None are left out."""
        query = {name: value for name, value in (self.query or {}).items() if value is not None}
        return client.build_request(
            self.method, self.path.lstrip("/"), params=query, json=self.body, files=self.files
        )

    def read(self, answer: httpx2.Response) -> Any:
        """Return what a successful answer holds."""
        if self.gives == "json":
            return answer.json()
        return {"none": None, "text": answer.text, "bytes": answer.content}[self.gives]

    def wait_after(self, attempt: int, outcome: httpx2.Response | httpx2.TransportError) -> float | None:
        """Return how many seconds to wait before the call is sent again; None where it is not.

        What the server refused for now has not been done, so every method is sent again; after a break only
        those that do the same twice, unless no connection came about.
        """
        if attempt >= TRIES:
            return None
        if isinstance(outcome, httpx2.Response):
            if outcome.status_code not in REFUSED_FOR_NOW:
                return None
            asked = float(outcome.headers.get("retry-after", 2**attempt))
            return asked if asked <= LONGEST_WAIT else None
        safe = self.method in REPEATABLE or isinstance(outcome, httpx2.ConnectError | httpx2.ConnectTimeout)
        return 2.0**attempt / 4 if safe else None


def refuse(answer: httpx2.Response) -> None:
    """Raise the error that an answer describes.

    Raises:
        ApiError: it is not a success. What a proxy says in place of the server has the code `http_error`.
    """
    if answer.is_success:
        return
    try:
        error = answer.json()["error"]
        found = ApiError(answer.status_code, error["code"], error["message"], error.get("field"))
    except (ValueError, KeyError, TypeError):
        found = ApiError(answer.status_code, "http_error", "Something before the server refused the call")
    raise found


def build_headers(key: str | None) -> dict[str, str]:
    """Return the headers of every call."""
    return {"Authorization": f"Bearer {key}"} if key else {}


class Sender:
    """Sends calls and waits for their answers. Close it, or use it in `with`."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Speak to the server at `url` (sub-paths are kept) with an API key; `timeout` in seconds."""
        self.http = httpx2.Client(
            base_url=url, headers=build_headers(key), timeout=timeout, transport=transport
        )

    def send(self, call: Call) -> Any:
        """Return what a call gives.

        Raises:
            ApiError: the server refuses it.
            httpx2.TransportError: the server cannot be reached, or breaks off.
        """
        answer = self.open(call)
        try:
            answer.read()
        finally:
            answer.close()
        return call.read(answer)

    def open(self, call: Call) -> httpx2.Response:
        """Return a successful answer whose body is still to be read."""
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self.http.send(call.build(self.http), stream=True)
            except httpx2.TransportError as error:
                if (wait := call.wait_after(attempt, error)) is None:
                    raise
            else:
                if answer.is_success:
                    return answer
                answer.read()
                if (wait := call.wait_after(attempt, answer)) is None:
                    refuse(answer)
            time.sleep(wait or 0)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()


class AsyncSender:
    """Sends calls whose answers are awaited. Close it, or use it in `async with`."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Speak to the server at `url` (sub-paths are kept) with an API key; `timeout` in seconds."""
        self.http = httpx2.AsyncClient(
            base_url=url, headers=build_headers(key), timeout=timeout, transport=transport
        )

    async def send(self, call: Call) -> Any:
        """Return what a call gives; raises as `Sender.send` does."""
        answer = await self.open(call)
        try:
            await answer.aread()
        finally:
            await answer.aclose()
        return call.read(answer)

    async def open(self, call: Call) -> httpx2.Response:
        """Return a successful answer whose body is still to be read."""
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self.http.send(call.build(self.http), stream=True)
            except httpx2.TransportError as error:
                if (wait := call.wait_after(attempt, error)) is None:
                    raise
            else:
                if answer.is_success:
                    return answer
                await answer.aread()
                if (wait := call.wait_after(attempt, answer)) is None:
                    refuse(answer)
            await asyncio.sleep(wait or 0)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()
