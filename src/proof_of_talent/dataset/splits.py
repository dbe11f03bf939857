"""Which split a record belongs to: all attempts of one application, and all of one client, go together."""

import hashlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from proof_of_talent.dataset.options import SPLITS, SplitName

Assign = Callable[[Mapping[str, Any]], SplitName]
"""From a record on the wire to its split."""

_BUCKETS = 10_000
_START = len("session_")
_START_DIGITS = len("20261122_184000")


def split_by_applicant(shares: Sequence[int]) -> Assign:
    """Return the split by a hash of who it is: it never changes when rows come or go."""
    bounds = _add_up(shares)

    def assign(wire: Mapping[str, Any]) -> SplitName:
        digest = hashlib.sha256(b"split:" + name_applicant(wire).encode()).digest()
        bucket = int.from_bytes(digest[:8], "big") % _BUCKETS
        return _find(bucket * 100 / _BUCKETS, bounds)

    return assign


def name_applicant(wire: Mapping[str, Any]) -> str:
    """Return by what a record's person is known: the client, where it has one, or else the session."""
    return str(wire.get("client") or wire["session_id"])


def split_by_time(shares: Sequence[int], starts: "array[int]", first_starts: Mapping[str, int]) -> Assign:
    """Return the split by when a session began, a client's first one: the oldest train, the newest test.

    Args:
        shares: per cent of train, validation and test.
        starts: when each row's person began.
        first_starts: `read_start` of the session of each client's first analysis.
    """
    ordered = sorted(starts)
    bounds = [
        ordered[min(len(ordered) - 1, len(ordered) * bound // 100)] if 0 < bound < 100 and ordered  # noqa: PLR2004
        else (float("-inf") if bound == 0 else float("inf"))
        for bound in _add_up(shares)
    ]  # fmt: skip
    return lambda wire: _find(
        first_starts.get(wire.get("client") or "", read_start(wire["session_id"])), bounds
    )


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
