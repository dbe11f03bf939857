"""What a model has cost so far, and the ceilings that it must not pass.

One file for each data folder holds what was spent by day and in all, for each key. It holds no key, only a
short hash. Processes of one machine share it; every machine has its own.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import structlog

from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.costs import Ceilings, Spent

log = structlog.get_logger(__name__)

_KEPT_DAYS = 40
_DECIMALS = 8


def _read_today() -> date:
    return read_clock().date()


class Spending:
    """Adds up costs. Safe to use from many threads; what other processes add is seen at the next reading."""

    def __init__(
        self, path: Path | None, key: str, ceilings: Ceilings, *, today: Callable[[], date] = _read_today
    ) -> None:
        """Prepare.

        Args:
            path: the file; in memory only where None.
            key: the provider's key, or what else tells one account from another.
            ceilings: the most that may be spent.
            today: the day, UTC.
        """
        self._path = path
        self._key = hashlib.sha256(key.encode()).hexdigest()[:12]
        self._ceilings = ceilings
        self._today = today
        self._lock = threading.Lock()
        self._memory: dict[str, Any] = {}

    def read(self) -> Spent:
        """Return what was spent so far."""
        kept = self._load().get(self._key, {})
        return Spent(
            kept.get("days", {}).get(self._today().isoformat(), 0.0), kept.get("total", 0.0), self._ceilings
        )

    def add(self, cost: float) -> None:
        """Add what an analysis has cost. A file that cannot be written is said, and counted in memory."""
        if not cost:
            return
        with self._lock:
            book = self._load()
            kept = book.setdefault(self._key, {"total": 0.0, "days": {}})
            day, oldest = self._today().isoformat(), (self._today() - timedelta(days=_KEPT_DAYS)).isoformat()
            kept["total"] = round(kept["total"] + cost, _DECIMALS)
            kept["days"] = {d: c for d, c in kept["days"].items() if d >= oldest}
            kept["days"][day] = round(kept["days"].get(day, 0.0) + cost, _DECIMALS)
            self._memory = book
            self._write(book)

    def _load(self) -> dict[str, Any]:
        if self._path is None:
            return self._memory
        try:
            book = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return self._memory
        return book if isinstance(book, dict) else self._memory

    def _write(self, book: dict[str, Any]) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._path.with_suffix(f".{threading.get_ident()}")
            draft.write_text(json.dumps(book), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            log.warning("model_spending_not_kept")
