"""Taking up new settings without dropping a request: the app is replaced inside its process.

The listening socket, its connections and the process id stay; so it works the same by hand, in a container
and under systemd. See `docs/decisions/0008-reload-inside-the-process.md`.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from proof_of_talent.domain.errors import TalentError
from proof_of_talent.wiring.bootstrap import Services

log = structlog.get_logger(__name__)


class _Generation:
    """One app from its start to its end, and the requests it still answers."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.services: Services = app.state.services
        self._life = AsyncExitStack()
        self._requests = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def begin(self) -> None:
        """Start the app's background work."""
        await self._life.enter_async_context(self.app.router.lifespan_context(self.app))

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self._requests += 1
        self._idle.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self._requests -= 1
            if not self._requests:
                self._idle.set()

    async def end(self) -> None:
        """Begin no more analyses, answer what is under way, finish or hand back the rest, let go of all."""
        await run_in_threadpool(self.services.queue.stop, 0)
        await self._idle.wait()
        await self._life.aclose()


class ReloadingApp:
    """An ASGI app that is made anew on SIGHUP.

    New requests go to the new app as soon as it has started; the old one answers what it has begun. Where the
    new one cannot be made, the old one stays and the log says why.
    """

    def __init__(self, make_app: Callable[[], FastAPI], *, first: FastAPI, on_hangup: bool) -> None:
        """Prepare.

        Args:
            make_app: reads the settings and returns a new app with services of its own.
            first: the app to begin with.
            on_hangup: whether SIGHUP reloads; at a terminal it means that the terminal is gone.
        """
        self._make_app = make_app
        self._current = _Generation(first)
        self._on_hangup = on_hangup
        self._turn = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()
        self._frame = Starlette(lifespan=self._live)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the present app; begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._frame(scope, receive, send)
        else:
            await self._current.answer(scope, receive, send)

    async def reload(self) -> None:
        """Replace the app. Returns when the new one answers; the old one ends in the background."""
        async with self._turn:
            try:
                fresh = _Generation(await run_in_threadpool(self._make_app))
                await fresh.begin()
            except TalentError as error:
                log.error("reload_refused", reason=error.message)
                return
            old, self._current = self._current, fresh
        log.warning("reloaded")
        await self._end_later(old)

    async def _end_later(self, old: _Generation) -> None:
        task = asyncio.create_task(old.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    @asynccontextmanager
    async def _live(self, _: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        await self._current.begin()
        reloads: set[asyncio.Task[None]] = set()

        def hang_up() -> None:
            task = loop.create_task(self.reload())
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        if self._on_hangup:
            loop.add_signal_handler(signal.SIGHUP, hang_up)
        try:
            yield
        finally:
            if self._on_hangup:
                loop.remove_signal_handler(signal.SIGHUP)
            await asyncio.gather(*reloads)
            await asyncio.gather(*self._ending, self._current.end())
