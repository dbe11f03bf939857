"""What a bench is: a named function that returns results. A new module registers itself in `MODULES`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

MODULES = (
    "bench.analysis",
    "bench.clients",
    "bench.dashboard",
    "bench.export",
    "bench.llm",
    "bench.load",
    "bench.mongo",
    "bench.reading",
    "bench.start",
    "bench.store",
)
"""Modules that register benches when they are imported; add yours here."""


@dataclass(frozen=True)
class Result:
    """One measured figure.

    `ratio` is `value / baseline`; `limit` says what it must be, such as `<= 1.5` or `>= 100`.
    """

    name: str
    value: float
    unit: str
    baseline: float
    baseline_name: str
    ratio: float
    limit: str

    @property
    def ok(self) -> bool:
        """Whether the ratio keeps the limit."""
        sign, bound = self.limit.split()
        return self.ratio <= float(bound) if sign == "<=" else self.ratio >= float(bound)

    def to_json(self) -> dict[str, Any]:
        """Return the result with its verdict."""
        return asdict(self) | {"ok": self.ok}


Bench = Callable[[], list[Result]]
BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a function under a name that `python -m bench NAME` knows."""

    def register(function: Bench) -> Bench:
        BENCHES[name] = function
        return function

    return register


def load_benches() -> dict[str, Bench]:
    """Import all modules and return their benches by name."""
    for module in MODULES:
        import_module(module)
    return BENCHES
