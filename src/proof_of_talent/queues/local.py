"""Work inside this process: a bounded thread pool, and a sweep that finds what was forgotten."""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

import structlog

from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import JobStore
from proof_of_talent.observing.masking import describe_exception, mask_session_id

log = structlog.get_logger(__name__)

STOP = ""
SWEEP_DEPTH = 50
"""Jobs that a sweep brings in for each worker, so that none runs dry before the next one."""


class LocalQueue:
    """Runs jobs on threads of this process.

    The queue in memory only saves waiting: every `sweep_seconds` the store is asked for jobs that nobody
    holds, so a job survives a crash, a full restart, and a submit whose wake-up was lost.
    """

    def __init__(
        self, *, jobs: JobStore, clock: Callable[[], datetime], workers: int, sweep_seconds: float,
        sweep_depth: int = SWEEP_DEPTH,
    ) -> None:  # fmt: skip
        self._waiting_jobs = jobs
        self._clock = clock
        self._workers = workers
        self._sweep_seconds = sweep_seconds
        self._sweep_depth = sweep_depth
        self._jobs: queue.Queue[str] = queue.Queue()
        self._waiting: dict[str, Future[None]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, run: Callable[[str], object]) -> None:
        """Start the workers and the sweep."""
        targets = [lambda: self._work(run)] * self._workers + [self._sweep_forever]
        for number, target in enumerate(targets):
            thread = threading.Thread(target=target, name=f"analysis-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def put(self, session_id: str) -> None:
        """Run a session's job as soon as a worker is free; a job already waiting is not added again."""
        self.hand_over(session_id)

    def hand_over(self, session_id: str) -> "Future[None]":
        """Put a job and return a future that ends with its run; never, if the queue is stopped first."""
        with self._lock:
            if (waiting := self._waiting.get(session_id)) is not None:
                return waiting
            future: Future[None] = Future()
            if self._closing.is_set():
                return future
            self._waiting[session_id] = future
        self._jobs.put(session_id)
        return future

    def is_ready(self) -> bool:
        """Tell that wake-ups get through: they do not leave the process."""
        return True

    def stop(self, grace_seconds: float) -> None:
        """Take no new job and give running ones the grace time; the rest is taken up after a restart."""
        self._closing.set()
        for _ in range(self._workers):
            self._jobs.put(STOP)
        until = time.monotonic() + grace_seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def close(self) -> None:
        """Have nothing left to let go of."""

    def _work(self, run: Callable[[str], object]) -> None:
        while (session_id := self._jobs.get()) != STOP:
            if self._closing.is_set():
                return
            with self._lock:
                future = self._waiting.pop(session_id)
            try:
                run(session_id)
            except TalentError as error:
                log.warning("analysis_postponed", session=mask_session_id(session_id), code=error.code)
            except Exception as error:  # noqa: BLE001 - a worker thread must outlive any single job
                log.error(
                    "analysis_postponed",
                    session=mask_session_id(session_id),
                    error=describe_exception(error),
                )
            future.set_result(None)

    def _sweep_forever(self) -> None:
        while True:
            try:
                for session_id in self._waiting_jobs.find(
                    self._clock(), limit=self._workers * self._sweep_depth
                ):
                    self.put(session_id)
            except TalentError as error:
                log.warning("sweep_failed", code=error.code)
            except Exception as error:  # noqa: BLE001 - as above
                log.error("sweep_failed", error=describe_exception(error))
            if self._closing.wait(self._sweep_seconds):
                return
