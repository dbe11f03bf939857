"""One event loop on a thread of its own, so that synchronous ports can share asynchronous clients."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

_T = TypeVar("_T")
_CLOSING_SECONDS = 5


class BackgroundLoop:
    """Runs coroutines for callers on any thread. The thread starts with the first call."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run to the end and return the result, or raise what it raised.

        Raises:
            CancelledError: the loop was closed before or meanwhile.
        """
        try:
            loop = self._ensure()
        except CancelledError:
            work.close()
            raise
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    def _ensure(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._serve, args=(self._loop,), name=self._name, daemon=True
                )
                self._thread.start()
            return self._loop

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    def close(self, last: Coroutine[Any, Any, None] | None = None) -> None:
        """Cancel what runs, run `last` (to close clients), stop the thread. Safe to call twice."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._is_closed = True
            self._loop = self._thread = None
        if loop is None or thread is None:
            if last is not None:
                last.close()
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(last), loop).result(_CLOSING_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_CLOSING_SECONDS)


async def _cancel_all(last: Coroutine[Any, Any, None] | None) -> None:
    me = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not me]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if last is not None:
        await last
