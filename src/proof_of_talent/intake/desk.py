"""Where uploads are read: at once where that is quick, else one after the other in the background.

An applicant's request never waits long for a file, and a hostile file costs its sender's budget and nobody
else's: what takes longer than a moment is read later, the papers of sessions that cost time before after all
others.
"""

import queue
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import NamedTuple

from proof_of_talent.domain.application import ExtractedText
from proof_of_talent.domain.errors import BusyError, DocumentError, TalentError
from proof_of_talent.domain.ports import Extractor

TOO_LONG = "parser_timeout"
MOST_REMEMBERED = 10_000


class ReadingBudget(NamedTuple):
    """What reading may cost, in seconds unless it says otherwise. All are heuristics.

    Attributes:
        wait: for a free reader, before a file is left for the background.
        document: for one file while its sender waits.
        suspect_document: the same for a client that is over its budget; ordinary files take far less.
        upload: for all files of one upload while their sender waits.
        session: for all of one session's files in the background.
        client: of time lost on files that took too long, within a minute, for one client.
        queued: files of one client that may wait for the background, where a session has cost time.
        queued_in_all: files that may wait for it.
    """

    wait: float = 1.5
    document: float = 2.5
    suspect_document: float = 0.5
    upload: float = 4.0
    session: float = 120.0
    client: float = 10.0
    queued: int = 100
    queued_in_all: int = 1_000


class Waiting(NamedTuple):
    """A kept document that waits to be read."""

    session_id: str
    document_id: str
    client: str


Finish = Callable[[Waiting, Extractor | None], None]


class _Task(NamedTuple):
    waiting: Waiting
    finish: Finish


class UploadClock:
    """How much of its budget an upload has left: nothing after the first file that takes too long."""

    def __init__(self, session_id: str, client: str, seconds: float) -> None:
        self.session_id = session_id
        self.client = client
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that the upload may still take."""
        return max(self._until - time.monotonic(), 0.0)

    def stop(self) -> None:
        """Leave the rest for the background."""
        self._until = 0.0


class ReadingDesk:
    """Reads uploads. Safe to use from many threads; nothing runs before the first file has to wait."""

    def __init__(self, *, quick: Extractor, slow: Extractor, budget: ReadingBudget | None = None) -> None:
        self.budget = budget or ReadingBudget()
        self._quick = quick
        self._slow = slow
        self._lock = threading.Lock()
        self._queue: queue.PriorityQueue[tuple[float, int, _Task | None]] = queue.PriorityQueue()
        self._known: set[tuple[str, str]] = set()
        self._number = 0
        self._queued: Counter[str] = Counter()
        self._lost: dict[str, deque[tuple[float, float]]] = defaultdict(deque)
        self._spent: dict[str, float] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def start_upload(self, session_id: str, client: str) -> UploadClock:
        """Return the clock of an upload."""
        return UploadClock(session_id, client, self.budget.upload)

    def read_now(self, content: bytes, clock: UploadClock) -> ExtractedText | None:
        """Return what a file says, None where it has to wait for the background, as scans do.

        Raises:
            DocumentError: the file cannot be used.
        """
        seconds = min(self._allow(clock), clock.left)
        if seconds <= 0:
            return None
        started = time.monotonic()
        try:
            text = self._quick.extract(content, seconds=seconds, wait=min(self.budget.wait, clock.left))
        except BusyError:
            clock.stop()
            return None
        except DocumentError as error:
            if error.code != TOO_LONG:
                raise
            clock.stop()
            self._charge(clock.session_id, clock.client, time.monotonic() - started)
            return None
        return None if text.is_late else text

    def check_room(self, clock: UploadClock, adding: int) -> None:
        """Raise BusyError when the background has too much to read already, of everybody or, in a session
        that has cost time, of this client.
        """
        with self._lock:
            is_suspect = clock.session_id in self._spent
            of_client = self._queued[clock.client] + adding if is_suspect else 0
            if self._queued.total() + adding > self.budget.queued_in_all or of_client > self.budget.queued:
                raise BusyError

    def leave(self, waiting: Waiting, finish: Finish) -> None:
        """Have a kept document read in the background, unless it waits already; `finish` reads it, or is told
        by None not to.
        """
        with self._lock:
            if waiting[:2] in self._known:
                return
            self._known.add(waiting[:2])
            self._number += 1
            self._queued[waiting.client] += 1
            spent = self._spent.get(waiting.session_id, 0.0)
            self._queue.put((spent, self._number, _Task(waiting, finish)))
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
                self._thread.start()

    def list_lost(self) -> dict[str, float]:
        """Return the seconds that each client's files took too long, within the last minute."""
        since = time.monotonic() - 60
        with self._lock:
            sums = {
                client: sum(seconds for at, seconds in lost if at >= since)
                for client, lost in self._lost.items()
            }
        return {client: seconds for client, seconds in sums.items() if seconds}

    def close(self) -> None:
        """Stop reading. What waits is read when somebody asks for it again, or by its analysis."""
        with self._lock:
            self._closed = True
            thread = self._thread
        self._queue.put((-1.0, 0, None))
        self._slow.close()
        if thread is not None:
            thread.join(timeout=10)

    def _allow(self, clock: UploadClock) -> float:
        """Return the seconds that a file may take now: none in a session that has cost time before."""
        with self._lock:
            if self._spent.get(clock.session_id):
                return 0.0
            lost = self._lost.get(clock.client)
            since = time.monotonic() - 60
            while lost and lost[0][0] < since:
                lost.popleft()
            over = lost is not None and sum(seconds for _, seconds in lost) >= self.budget.client
        return self.budget.suspect_document if over else self.budget.document

    def _charge(self, session_id: str, client: str, seconds: float) -> None:
        with self._lock:
            for memory in (self._spent, self._lost):
                if len(memory) > MOST_REMEMBERED:
                    memory.clear()
            self._spent[session_id] = self._spent.get(session_id, 0.0) + seconds
            self._lost[client].append((time.monotonic(), seconds))

    def _work(self) -> None:
        while True:
            task = self._queue.get()[2]
            if task is None or self._closed:
                return
            waiting = task.waiting
            is_over = self._spent.get(waiting.session_id, 0.0) >= self.budget.session
            started = time.monotonic()
            try:
                task.finish(waiting, None if is_over else self._slow)
            except (TalentError, RuntimeError):  # the session is gone, the store is away, or we are stopping
                pass
            finally:
                with self._lock:
                    self._queued[waiting.client] -= 1
                    self._known.discard(waiting[:2])
                if (seconds := time.monotonic() - started) > self.budget.document:
                    self._charge(waiting.session_id, waiting.client, seconds)
