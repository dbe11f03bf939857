"""A small pool of reading processes, each killed when it misbehaves."""

import contextlib
import json
import queue
import threading
from typing import Any

from proof_of_talent.domain.errors import BusyError
from proof_of_talent.extraction.failures import document_error
from proof_of_talent.extraction.frames import DeadlineError, PeerGoneError
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.process import ReadingProcess


class ReaderPool:
    """`size` processes at most. Safe to use from many threads.

    Processes start when first needed and stay warm. A process is replaced after a crash, after a time-out
    and after `files_per_process` files, so that what a parser leaks does not add up.
    """

    def __init__(self, limits: ExtractionLimits, *, size: int, files_per_process: int) -> None:
        self._limits = limits
        self._files_per_process = files_per_process
        self._slots: queue.LifoQueue[ReadingProcess | None] = queue.LifoQueue()
        for _ in range(size):
            self._slots.put(None)
        self._lock = threading.Lock()
        self._running: set[ReadingProcess] = set()
        self._closed = False

    def ask(
        self, kind: int, content: bytes, seconds: float | None = None, wait: float | None = None
    ) -> dict[str, Any]:
        """Return a process's answer.

        Args:
            kind: what is asked, as `frames` names it.
            content: what it is asked about.
            seconds: for the answer, where that is less than the limits say.
            wait: seconds to wait for a free process; as long as it takes without.

        Raises:
            BusyError: no process became free in time.
            DocumentError: `parser_timeout` or `parser_unavailable`.
            PeerGoneError: the process died.
            RuntimeError: the pool was closed.
        """
        try:
            process = self._slots.get(timeout=wait)
        except queue.Empty:
            raise BusyError from None
        try:
            process = self._ensure_running(process)
            answer: dict[str, Any] = json.loads(process.ask(kind, content, seconds))
        except BaseException as error:
            self._discard(process)
            process = None
            self._refuse_when_closed()
            if isinstance(error, DeadlineError):
                raise document_error("parser_timeout") from None
            raise
        finally:
            self._slots.put(process)
        return answer

    def rest(self) -> None:
        """Stop the processes that nobody uses; the next question starts one."""
        idle: list[ReadingProcess | None] = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._slots.get_nowait())
        for process in idle:
            self._discard(process)
            self._slots.put(None)

    def close(self) -> None:
        """Stop every process. Safe to call twice."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            process.kill()  # a thread that waits for it wakes up and cleans up after itself
        self.rest()

    def _ensure_running(self, process: ReadingProcess | None) -> ReadingProcess:
        """Return a process fit for one more file: this one, or a new one."""
        self._refuse_when_closed()
        if process is not None and process.is_alive() and process.files < self._files_per_process:
            return process
        self._discard(process)
        try:
            process = ReadingProcess(self._limits)
        except (OSError, DeadlineError, PeerGoneError):
            raise document_error("parser_unavailable") from None
        with self._lock:
            self._running.add(process)
        if self._closed:  # closed meanwhile, and not seen there
            self._discard(process)
        self._refuse_when_closed()
        return process

    def _discard(self, process: ReadingProcess | None) -> None:
        if process is not None:
            with self._lock:
                self._running.discard(process)
            process.stop()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise RuntimeError("the extractor is closed")
