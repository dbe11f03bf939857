"""Which split a record belongs to: all attempts of one application always go together."""

import hashlib
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from proof_of_talent.dataset.options import SPLITS, SplitName

Assign = Callable[[str], SplitName]
"""From a session id to its split."""

_BUCKETS = 10_000
_START = len("session_")
_START_DIGITS = len("20261122_184000")


def split_by_applicant(shares: Sequence[int]) -> Assign:
    """Return the split by a hash of the session id: it never changes when rows come or go."""
    bounds = _add_up(shares)

    def assign(session_id: str) -> SplitName:
        digest = hashlib.sha256(b"split:" + session_id.encode()).digest()
        bucket = int.from_bytes(digest[:8], "big") % _BUCKETS
        return _find(bucket * 100 / _BUCKETS, bounds)

    return assign


def split_by_time(shares: Sequence[int], starts: "array[int]") -> Assign:
    """Return the split by when a session began: the oldest train, the newest test.

    Args:
        shares: per cent of train, validation and test.
        starts: `read_start` of every row.
    """
    ordered = sorted(starts)
    bounds = [
        ordered[min(len(ordered) - 1, len(ordered) * bound // 100)] if 0 < bound < 100 and ordered  # noqa: PLR2004
        else (float("-inf") if bound == 0 else float("inf"))
        for bound in _add_up(shares)
    ]  # fmt: skip
    return lambda session_id: _find(read_start(session_id), bounds)


def read_start(session_id: str) -> int:
    """Return when a session began as a number that sorts by time; its id begins with it."""
    return int(session_id[_START : _START + _START_DIGITS].replace("_", ""))


def _add_up(shares: Sequence[int]) -> list[int]:
    return [sum(shares[: index + 1]) for index in range(len(shares))]


def _find(value: float, bounds: Sequence[Any]) -> SplitName:
    for name, bound in zip(SPLITS, bounds, strict=True):
        if value < bound:
            return name
    return SPLITS[-1]
