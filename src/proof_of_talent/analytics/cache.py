"""A small memory of answers that stay right until a record changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from proof_of_talent.domain.ports import Store

_Answer = TypeVar("_Answer")


class AnalyticsCache:
    """Remembers the latest answers of the analytics functions; safe to share between threads.

    An answer is kept under the store's `read_version`, today's date and the question (a function's name with
    its filter and options), because nothing else can change it. The funnel of `insights` counts sessions,
    which `read_version` does not cover: do not cache that function.
    """

    def __init__(self, size: int = 256) -> None:
        """Keep at most `size` answers; the one unused for longest makes room."""
        self._size = size
        self._answers: OrderedDict[tuple[str, date, Hashable], Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, store: Store, now: datetime, question: Hashable, compute: Callable[[], _Answer]) -> _Answer:
        """Return the remembered answer, or compute and remember it.

        Two threads that miss at once both compute; that is cheaper than one waiting with the lock held. The
        version is read before computing, so an answer can be newer than its version but never older.
        """
        key = (store.rollups.read_version(), now.astimezone(UTC).date(), question)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                answer: _Answer = self._answers[key]
                return answer
        answer = compute()
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return answer
