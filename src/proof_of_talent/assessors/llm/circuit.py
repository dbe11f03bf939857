"""A circuit breaker and a shared pause: while a provider is down or asks for patience, nobody hammers it.

Work waits at the gate instead of failing at once, so that an outage holds a queue up but does not burn it.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


class CircuitOpenError(Exception):
    """The provider was still out of order when the patience of this request ran out."""

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Circuit:
    """Decides when the next request may go out; used from one event loop only.

    After `threshold` failures in a row it opens: nothing goes out for `cooldown` seconds, then a single probe
    does. A probe that fails doubles the time, up to `longest`; one that succeeds closes the circuit.
    """

    def __init__(
        self,
        *,
        threshold: int,
        cooldown: float,
        longest: float = 300,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = threshold
        self._cooldown = cooldown
        self._longest = longest
        self._clock = clock
        self._failures = 0
        self._sources: set[int] = set()
        self._wait = cooldown
        self._open_until: float | None = None
        self._is_probing = False
        self._paused_until = 0.0
        self._reason = ""

    @property
    def is_open(self) -> bool:
        """Whether requests are held back because the provider is out of order."""
        return self._open_until is not None

    async def admit(self, patience: float) -> None:
        """Return when a request may go out.

        Raises:
            CircuitOpenError: it may not within `patience` seconds.
        """
        deadline = self._clock() + patience
        while (wait := self._seconds_to_wait()) > 0:
            left = deadline - self._clock()
            if self.is_open and wait > left:
                raise CircuitOpenError(self._reason, wait)
            await asyncio.sleep(min(wait, max(left, 0.001)) if self.is_open else wait)
        if self.is_open:
            self._is_probing = True

    def _seconds_to_wait(self) -> float:
        now = self._clock()
        if self._open_until is None:
            return max(self._paused_until - now, 0.0)
        if self._is_probing:
            return max(self._cooldown / 4, 0.01)  # look again soon: the probe decides
        return max(self._open_until - now, 0.0)

    def pause(self, seconds: float) -> None:
        """Hold back everybody for as long as the provider asked one of us to wait."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def succeed(self) -> None:
        """Note an answer, whatever it says: the provider works."""
        if self.is_open:
            log.info("assessor_circuit_closed")
        self._failures = 0
        self._sources.clear()
        self._wait = self._cooldown
        self._open_until = None
        self._is_probing = False

    def would_open(self, source: int) -> bool:
        """Tell whether one more failure opens the circuit, all of them being of this source."""
        return not self.is_open and self._failures + 1 >= self._threshold and self._sources <= {source}

    def fail(self, reason: str, *, source: int = 0, at_once: bool = False) -> None:
        """Note a failure of the provider.

        Args:
            reason: its code.
            source: whose request it was.
            at_once: opens the circuit without waiting for more failures.
        """
        self._failures += 1
        self._sources.add(source)
        self._reason = reason
        if self.is_open:
            if self._is_probing:
                self._wait = min(self._wait * 2, self._longest)
                self._open(reason)
        elif at_once or self._failures >= self._threshold:
            self._open(reason)

    def release(self) -> None:
        """Note that a request ended without telling anything about the provider (it was cancelled)."""
        self._is_probing = False

    def _open(self, reason: str) -> None:
        self._open_until = self._clock() + self._wait
        self._is_probing = False
        log.warning("assessor_circuit_open", reason=reason, seconds=self._wait)
