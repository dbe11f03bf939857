"""One event loop on a thread of its own, so that synchronous ports can share asynchronous clients."""

import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

_T = TypeVar("_T")


class BackgroundLoop:
    """Runs coroutine functions for callers on any thread. The thread starts with the first call."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._portal: BlockingPortal | None = None
        self._running: set[Future[Any]] = set()
        self._is_closed = False

    def run(self, work: Callable[..., Awaitable[_T]], *arguments: object) -> _T:
        """Run to the end and return the result, or raise what it raised.

        Raises:
            CancelledError: the loop was closed before or meanwhile.
        """
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._portal is None:
                self._portal = self._opened.enter_context(start_blocking_portal(name=self._name))
            future = self._portal.start_task_soon(work, *arguments)
            self._running.add(future)
        try:
            return future.result()
        finally:
            self._running.discard(future)

    def close(self, last: Callable[[], Awaitable[None]]) -> None:
        """Cancel what runs, run `last` (to close clients), stop the thread. Safe to call twice."""
        with self._lock:
            portal, self._portal, self._is_closed = self._portal, None, True
        if portal is None:
            return
        for future in tuple(self._running):
            future.cancel()
        portal.call(last)
        self._opened.close()
