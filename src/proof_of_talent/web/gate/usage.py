"""Who uses what just now, and how much one client or session may: counted in memory, for each process."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from proof_of_talent.domain.errors import BusyError, TooManyRequestsError
from proof_of_talent.domain.record import AnalysisRecord

CLIENTS_REMEMBERED = 10_000
AGAIN_SECONDS = 10


class Budgets(NamedTuple):
    """What may be under way at once, in bytes of uploads and in requests; None is no limit.

    Attributes:
        bytes_in_all: uploads of everybody.
        bytes_of_client: uploads of one client.
        bytes_of_session: uploads to one session.
        requests_of_client: requests of one client, those that wait for their turn included.
        judging_of_client: seconds that analyses of one client may have taken within the last hour.
    """

    bytes_in_all: int
    bytes_of_client: int | None = None
    bytes_of_session: int | None = None
    requests_of_client: int | None = None
    judging_of_client: float | None = None


class ClientUse(NamedTuple):
    """What one client uses: now, and since it was first seen."""

    client: str
    requests: int
    upload_bytes: int
    refused: int
    judging_seconds: float
    blocked_seconds: int


class ClientUsage:
    """Counts what is under way. Safe to use from many threads."""

    def __init__(self, budgets: Budgets, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._budgets = budgets
        self._clock = clock
        self._lock = threading.Lock()
        self._requests: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._session_bytes: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._judging: dict[str, list[tuple[float, float]]] = {}
        self._asked: dict[str, str] = {}
        self._blocked: dict[str, float] = {}

    def begin_request(self, client: str) -> None:
        """Count one more request under way; `end_request` must follow, unless this raises.

        Raises:
            TooManyRequestsError: an operator blocked the client, or it has as many as it may.
        """
        with self._lock:
            if wait := self._blocked_for(client):
                self._refused[client] += 1
                message = (
                    "Requests from your address are not answered for now. Ask whoever runs this service."
                )
                raise TooManyRequestsError(message, code="blocked", retry_after=wait)
            most = self._budgets.requests_of_client
            if most is not None and self._requests[client] >= most:
                self._refused[client] += 1
                message = "Too many requests from your address are under way. Please try again shortly."
                raise TooManyRequestsError(message, code="too_many_at_once", retry_after=AGAIN_SECONDS)
            self._requests[client] += 1

    def end_request(self, client: str) -> None:
        """Count one less."""
        with self._lock:
            _subtract(self._requests, client, 1)

    def begin_upload(self, client: str, session_id: str) -> "HeldUpload":
        """Return what counts the bytes of an upload."""
        return HeldUpload(self, client, session_id)

    def take_bytes(self, client: str, session_id: str, count: int) -> None:
        """Count bytes of an upload.

        Raises:
            BusyError: uploads under way take as much as they may; nothing is counted.
        """
        limits = self._budgets
        with self._lock:
            if (
                self._bytes.total() + count > limits.bytes_in_all
                or _exceeds(self._bytes[client] + count, limits.bytes_of_client)
                or _exceeds(self._session_bytes[session_id] + count, limits.bytes_of_session)
            ):
                self._refused[client] += 1
                raise BusyError
            self._bytes[client] += count
            self._session_bytes[session_id] += count

    def give_bytes_back(self, client: str, session_id: str, count: int) -> None:
        """Count bytes no more."""
        with self._lock:
            _subtract(self._bytes, client, count)
            _subtract(self._session_bytes, session_id, count)

    def begin_analysis(self, client: str, session_id: str) -> None:
        """Remember who asks for an analysis.

        Raises:
            TooManyRequestsError: this client's analyses took as long as they may within an hour.
        """
        with self._lock:
            if _exceeds(self._judged(client), self._budgets.judging_of_client):
                self._refused[client] += 1
                message = (
                    "Analyses from your address have taken long in the last hour. Please try again later."
                )
                raise TooManyRequestsError(message, code="judging_budget", retry_after=600)
            if len(self._asked) >= CLIENTS_REMEMBERED:
                self._asked.clear()
            self._asked[session_id] = client

    def note_analysis(self, record: AnalysisRecord) -> None:
        """Charge an analysis that ended in this process to whoever asked for it here."""
        seconds = (record.timing.extraction_seconds or 0.0) + (record.timing.analysis_seconds or 0.0)
        with self._lock:
            client = self._asked.pop(record.session_id, None)
            if client is not None:
                self._judging.setdefault(client, []).append((self._clock(), seconds))

    def block(self, client: str, seconds: float) -> None:
        """Refuse a client's requests for a time; 0 ends it."""
        with self._lock:
            self._blocked[client] = self._clock() + seconds
            self._blocked = {who: until for who, until in self._blocked.items() if until > self._clock()}

    def list_clients(self, others: Iterable[str] = ()) -> list[ClientUse]:
        """Return what each client uses, the busiest first, and the others that are named."""
        with self._lock:
            names = {*others, *self._requests, *self._bytes, *self._refused, *self._judging, *self._blocked}
            found = [
                ClientUse(
                    client=name,
                    requests=self._requests[name],
                    upload_bytes=self._bytes[name],
                    refused=self._refused[name],
                    judging_seconds=round(self._judged(name), 1),
                    blocked_seconds=self._blocked_for(name),
                )
                for name in names
            ]
            if len(self._refused) > CLIENTS_REMEMBERED:
                self._refused.clear()
        return sorted(found, key=lambda use: (-use.upload_bytes, -use.requests, -use.refused, use.client))

    def _judged(self, client: str) -> float:
        since = self._clock() - 3600
        kept = [entry for entry in self._judging.get(client, ()) if entry[0] > since]
        if kept:
            self._judging[client] = kept
        else:
            self._judging.pop(client, None)
        return sum(seconds for _, seconds in kept)

    def _blocked_for(self, client: str) -> int:
        return max(0, round(self._blocked.get(client, 0.0) - self._clock()))


class HeldUpload:
    """The bytes that one upload holds."""

    def __init__(self, usage: ClientUsage, client: str, session_id: str) -> None:
        self._usage = usage
        self._who = (client, session_id)
        self._bytes = 0

    def add(self, count: int) -> None:
        """Hold more, or raise BusyError."""
        self._usage.take_bytes(*self._who, count)
        self._bytes += count

    def release(self) -> None:
        """Hold nothing."""
        self._usage.give_bytes_back(*self._who, self._bytes)
        self._bytes = 0


def _exceeds(value: float, limit: float | None) -> bool:
    return limit is not None and value > limit


def _subtract(counts: Counter[str], name: str, count: int) -> None:
    counts[name] -= count
    if counts[name] <= 0:
        del counts[name]
