"""What one assessment has consumed, and what it may still use."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proof_of_talent.domain.assessment import Usage

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse


@dataclass
class Bill:
    """What one assessment has consumed so far, failed requests included; `until` is its deadline.

    `until` is a moment of `time.monotonic`.
    """

    until: float = math.inf
    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    answered: int = 0
    unmeasured: int = 0
    retries: int = 0
    seconds: float = 0.0
    models: set[str] = field(default_factory=set)

    @property
    def seconds_left(self) -> float | None:
        """Return how long requests may still take; None where there is no deadline."""
        return None if math.isinf(self.until) else max(0.0, self.until - time.monotonic())

    def add(self, response: "ModelResponse", seconds: float) -> None:
        """Add an answered request."""
        usage = response.usage
        self.answered += 1
        self.seconds += seconds
        self.input_tokens += usage.input_tokens
        self.cached_tokens += usage.cache_read_tokens
        self.cache_write_tokens += usage.cache_write_tokens
        self.output_tokens += usage.output_tokens
        self.unmeasured += not (usage.input_tokens or usage.output_tokens)
        if response.model_name:
            self.models.add(response.model_name)

    def to_usage(self, compute_cost: Callable[["Bill"], tuple[float | None, str | None]]) -> Usage:
        """Return what a record keeps; tokens are null where nothing was measured."""
        measured = self.input_tokens + self.output_tokens > 0
        cost, prices = compute_cost(self) if measured and not self.unmeasured else (None, None)
        return Usage(
            input_tokens=self.input_tokens if measured else None,
            output_tokens=self.output_tokens if measured else None,
            cached_input_tokens=self.cached_tokens if measured else None,
            cost_usd=cost,
            prices=prices,
            requests=self.requests,
            unmeasured_requests=self.unmeasured,
            retries=self.retries,
            latency_seconds=round(self.seconds / self.answered, 3) if self.answered else None,
        )
