"""Clients, and what is kept apart about them."""

from collections.abc import Callable
from typing import Protocol

from proof_of_talent.domain.clients import ClientFile, ClientFilter, ClientPosition, ClientSort
from proof_of_talent.domain.ports.ledger import DeletionReceipt


class ClientStore(Protocol):
    """Clients. Which sessions are a client's, the sessions and records say."""

    def add(self, client: ClientFile) -> bool:
        """Keep a new client; False, with nothing changed, when the owner has one with this reference, this id
        is taken, or the client was erased.
        """

    def get(self, client_id: str) -> ClientFile:
        """Return a client.

        Raises:
            ClientNotFoundError: there is none with this id, or it was erased.
        """

    def find(self, owner: str, reference: str) -> ClientFile | None:
        """Return an owner's client by its reference, without regard to case."""

    def change(self, client_id: str, change: Callable[[ClientFile], ClientFile]) -> ClientFile:
        """Apply a pure function to a client atomically (it may be called more than once); return the result.

        Raises:
            ClientNotFoundError: as `get`.
            ConflictError: the owner has another client with the new reference.
        """

    def list_page(
        self, wanted: ClientFilter, *, sort: ClientSort = "-updated_at", limit: int = 50,
        after: ClientPosition | None = None,
    ) -> list[ClientFile]:  # fmt: skip
        """Return one page; ties are broken by id in the sort's direction. `after` (see `client_position`)
        continues behind a row and does not get slower with depth.
        """

    def list_sessions(self, client_id: str) -> list[str]:
        """Return the ids of a client's sessions, oldest first, also of those with records only."""

    def remove(self, client_id: str, receipt: DeletionReceipt) -> DeletionReceipt:
        """Remove a client with its private part and keep a receipt: both or neither. Where there is a receipt
        of it already, that one stays and is returned.
        """


class PrivateStore(Protocol):
    """The private part of each client, as bytes that only their owner can read."""

    def read(self, client_id: str) -> bytes | None:
        """Return what is kept of a client; None where nothing is."""

    def change(self, client_id: str, change: Callable[[bytes | None], bytes]) -> None:
        """Replace what is kept by what a function makes of it, atomically (it may be called more than once).

        Raises:
            ClientNotFoundError: the client is gone.
        """
