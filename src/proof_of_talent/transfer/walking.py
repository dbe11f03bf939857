"""Walking through everything that a store holds, a page at a time."""

from collections.abc import Callable, Iterator

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.clients import ClientFile
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.ports import DeletionReceipt, Store
from proof_of_talent.domain.reviews import Review, ReviewFilter

OnProgress = Callable[[str, int], None]
"""Called with the name of a step and by how many items it has moved on."""

_BATCH = 500


def walk_receipts(store: Store) -> Iterator[list[DeletionReceipt]]:
    """Yield every receipt, a page at a time."""
    after = ""
    while page := store.transfer.list_receipts(after, _BATCH):
        yield page
        after = page[-1].session_hash


def walk_sessions(store: Store) -> Iterator[str]:
    """Yield the id of every session."""
    after = ""
    while page := store.transfer.list_session_ids(after, _BATCH):
        yield from page
        after = page[-1]


def walk_client_files(store: Store) -> Iterator[ClientFile]:
    """Yield every client."""
    after = ""
    while page := store.transfer.list_clients(after, _BATCH):
        yield from page
        after = page[-1].id


def walk_reviews(store: Store) -> Iterator[Review]:
    """Yield every review."""
    after: str | None = None
    while page := store.reviews.list_page(ReviewFilter(), limit=_BATCH, after=after):
        yield from page
        after = page[-1].id


def read_contents(store: Store, session: Session) -> dict[str, bytes]:
    """Return the documents of a session that this store still has, by their ids."""
    contents = {}
    for document in session.documents:
        try:
            contents[document.id] = store.documents.read(session.session_id, document.id)
        except NotFoundError:
            continue  # its content is gone from this store, too
    return contents
