"""Spans: which part of a request or an analysis took how long, for OpenTelemetry where an address is set.

Attributes name routes, codes, stages and models, and a session only by its stand-in: never a URL, an id, a
file name or anything that an applicant or a model wrote. So exceptions are named by kind, never quoted.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

Value = str | int | float | bool
Kind = Literal["internal", "server", "client", "consumer"]


class Span(Protocol):
    """One part of the work while it is under way."""

    def rename(self, name: str) -> None:
        """Give the span the name that was not known at its start."""

    def note(self, attributes: Mapping[str, Value | None]) -> None:
        """Add attributes; None is left out."""

    def fail(self, code: str) -> None:
        """Mark the span as failed with a code of ours or the kind of an exception."""


class Tracer(Protocol):
    """Makes spans. Safe to use from many threads."""

    def span(
        self, name: str, *, kind: Kind = "internal", parent: str | None = None
    ) -> AbstractContextManager[Span]:
        """Measure a block, as part of the block around it or of the `parent` that `carry` told elsewhere.

        A block that ends with an exception is marked as failed with the exception's kind.
        """

    def carry(self) -> str | None:
        """Return the present span as a W3C `traceparent`, to be continued in another process or thread."""

    def close(self) -> None:
        """Send what waits to be sent. A collector that is away is not waited for."""


class _NoSpan:
    """Takes everything and keeps nothing."""

    def rename(self, name: str) -> None:
        """Do nothing."""

    def note(self, attributes: Mapping[str, Value | None]) -> None:
        """Do nothing."""

    def fail(self, code: str) -> None:
        """Do nothing."""


class NoTracer:
    """The tracer where no address is set: it measures nothing."""

    _NOTHING = _NoSpan()

    @contextmanager
    def span(self, name: str, *, kind: Kind = "internal", parent: str | None = None) -> Iterator[Span]:  # noqa: ARG002
        """Run the block as it is."""
        yield self._NOTHING

    def carry(self) -> str | None:
        """Return None: there is nothing to continue."""
        return None

    def close(self) -> None:
        """Do nothing."""


NO_TRACER = NoTracer()
