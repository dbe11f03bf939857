"""Turns: how many requests of each kind are answered at once, so that none keeps others from being answered.

Requests share a pool of threads. Each lane may take a part of it, and one client a part of a lane; whoever
comes later waits a little. Health, static files and streams need no turn.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proof_of_talent.domain.errors import TalentError, TooManyRequestsError
from proof_of_talent.web.errors import RefusedError, render_talent_error
from proof_of_talent.web.gate.bodies import UPLOAD_PATHS
from proof_of_talent.web.gate.rates import name_client
from proof_of_talent.web.gate.usage import ClientUsage

EXEMPT = re.compile(r"/(live|ready|health|metrics|static/.*)|/apply/[^/]+/events")
EXPORT_PATHS = re.compile(r"/api/analytics/export|/dashboard/export")
THREADS = {"upload": 10, "export": 8, "page": 20}
"""What each lane may take of the pool of 40 threads; the rest is for streams."""
LONGEST_LINE = 500
"""Requests that wait in one lane; more are refused at once."""


class TurnTakenError(TalentError):
    """The service answers as many requests as it can (503)."""

    code = "busy"
    status_code = 503

    def __init__(self) -> None:
        super().__init__("The service is busy just now. Please try again in a few seconds.", retry_after=5)


class LaneUse(NamedTuple):
    """How full a lane is."""

    lane: str
    slots: int
    taken: int
    waiting: int


class Lane:
    """A number of requests at once, and a line for those that wait; for one event loop."""

    def __init__(self, name: str, slots: int, share: int, wait_seconds: float) -> None:
        """Take the slots, how many of them one client may hold, and how long anybody waits."""
        self._name, self._slots, self._share, self._wait_seconds = name, slots, share, wait_seconds
        self._taken: Counter[str] = Counter()
        self._waiting = 0
        self._changed = asyncio.Condition()

    async def enter(self, client: str) -> None:
        """Wait for a turn.

        Raises:
            TurnTakenError: none came in time, or too many wait already.
        """
        if self._fits(client):
            self._taken[client] += 1
            return
        if self._waiting >= LONGEST_LINE:
            raise TurnTakenError
        with self._count_waiting():
            try:
                async with asyncio.timeout(self._wait_seconds), self._changed:
                    await self._changed.wait_for(lambda: self._fits(client))
                    self._taken[client] += 1
            except TimeoutError:
                raise TurnTakenError from None

    async def leave(self, client: str) -> None:
        """Give the turn to the next."""
        self._taken[client] -= 1
        if not self._taken[client]:
            del self._taken[client]
        async with self._changed:
            self._changed.notify_all()

    def describe(self) -> LaneUse:
        """Return how full it is."""
        return LaneUse(self._name, self._slots, self._taken.total(), self._waiting)

    def _fits(self, client: str) -> bool:
        return self._taken.total() < self._slots and self._taken[client] < self._share

    @contextmanager
    def _count_waiting(self) -> Iterator[None]:
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1


class Lanes:
    """All lanes. On a server for one machine a client may take a whole lane, on others half of it."""

    def __init__(self, *, wait_seconds: float, is_shared: bool) -> None:
        self._lanes = {
            name: Lane(name, slots, slots // 2 if is_shared else slots, wait_seconds)
            for name, slots in THREADS.items()
        }

    def choose(self, scope: Scope) -> Lane | None:
        """Return the lane of a request; None where it needs no turn."""
        if EXEMPT.fullmatch(scope["path"]):
            return None
        return self._lanes["export" if EXPORT_PATHS.fullmatch(scope["path"]) else "page"]

    @property
    def uploads(self) -> Lane:
        """The lane of uploads, which wait for their turn when they have arrived."""
        return self._lanes["upload"]

    def describe(self) -> list[LaneUse]:
        """Return how full each lane is."""
        return [lane.describe() for lane in self._lanes.values()]


class ClientLimit:
    """Refuses clients that an operator blocked or that have too much under way, before their body is read."""

    def __init__(self, app: ASGIApp, *, usage: ClientUsage) -> None:
        self._app = app
        self._usage = usage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request while it is under way."""
        if scope["type"] != "http" or EXEMPT.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        client = name_client((scope.get("client") or ("",))[0])
        try:
            self._usage.begin_request(client)
        except TooManyRequestsError as error:
            answer = render_talent_error(None, error)
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._usage.end_request(client)


class Admission:
    """Lets requests through when it is their turn, uploads once they have arrived."""

    def __init__(self, app: ASGIApp, *, lanes: Lanes) -> None:
        self._app = app
        self._lanes = lanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a turn, or answer 503."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = name_client((scope.get("client") or ("",))[0])
        if scope["method"] == "POST" and UPLOAD_PATHS.fullmatch(scope["path"]):
            await self._pass_upload(client, scope, receive, send)
            return
        lane = self._lanes.choose(scope)
        try:
            if lane is not None:
                await lane.enter(client)
        except TurnTakenError as error:
            await render_talent_error(None, error)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if lane is not None:
                await lane.leave(client)

    async def _pass_upload(self, client: str, scope: Scope, receive: Receive, send: Send) -> None:
        has_turn = False

        async def receive_in_turn() -> Message:
            nonlocal has_turn
            message = await receive()
            if not has_turn and not message.get("more_body", False):
                try:
                    await self._lanes.uploads.enter(client)
                except TurnTakenError as error:
                    raise RefusedError(error) from error
                has_turn = True
            return message

        try:
            await self._app(scope, receive_in_turn, send)
        finally:
            if has_turn:
                await self._lanes.uploads.leave(client)
