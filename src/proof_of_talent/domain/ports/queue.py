"""Waking workers."""

from collections.abc import Callable
from typing import Protocol


class Queue(Protocol):
    """Wakes a worker. The store's lease decides who works; losing a wake-up only costs time."""

    def start(self, run: Callable[[str], object]) -> None:
        """Begin handing session ids to `run`."""

    def put(self, session_id: str) -> None:
        """Ask for a session's job to be run soon. Never waits for a network and never fails."""

    def is_ready(self) -> bool:
        """Tell whether wake-ups get through now; while they do not, jobs wait for the next sweep."""

    def stop(self, grace_seconds: float) -> None:
        """Take no more work and wait up to the grace time for what runs."""

    def close(self) -> None:
        """Let go of connections; a wake-up whose job did not end here goes to another worker."""
