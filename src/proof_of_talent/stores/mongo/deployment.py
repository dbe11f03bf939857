"""One MongoDB deployment as the parts of the store see it: prepared when first reached, with or without
transactions.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import pymongo
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.stores.mongo.client import Form, connect, translated_failures
from proof_of_talent.stores.mongo.schema import prepare_database

DEADLINE_SECONDS = 20.0
"""How long a write may take, its retries and the wait for a new primary included."""

PATIENT_SECONDS = 75.0
"""How long a write in a transaction may take that is worth waiting for. A client that dies in a transaction
keeps others from what it had changed until the server ends it: after 60 seconds, unless
`transactionLifetimeLimitSeconds` says otherwise.
"""

INDEX_SECONDS = 3600.0
"""How long making the indexes may take, which is long only over a large collection of somebody else's."""

WRITE_CONFLICT = 112
"""What a server answers when two transactions change one document."""

_NO_SUCH_INDEX = "does not correspond to an existing index"
"""How a server refuses a query that names an index which is gone; the code is that of any bad value."""

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S", bound="Deployment")


class DismantledError(StoreUnavailableError):
    """What the store had made is gone: somebody dropped an index, a collection or the database."""

    def __init__(self) -> None:
        super().__init__(
            "Parts of the database had been removed and are being made anew. Please try again shortly."
        )


class Deployment:
    """Base of the store's parts: collections, preparation, transactions."""

    _deadline_seconds = DEADLINE_SECONDS

    def __init__(self, url: str, database: str | None = None, *, check_seconds: float = 15.0) -> None:
        """Connect lazily; a server that is away now may come later.

        Args:
            url: `mongodb://…` or `mongodb+srv://…`; see `client.connect`.
            database: overrides the one in the URL.
            check_seconds: how often, at most, reading looks for edits by hand and unfinished writes.

        Raises:
            SetupError: the connection string cannot be read.
        """
        self._client, name = connect(url, database)
        self._database = self._client[name]
        self._preparing = threading.RLock()
        self._prepared = False
        self._transactional = False
        self._check_seconds = check_seconds
        self._checking = threading.Lock()

    def _collection(self, name: str) -> Collection[Form]:
        return self._database[name]

    def _primary(self, name: str) -> Collection[Form]:
        """Return a collection to be read where it is written, whatever the connection string prefers."""
        return self._database[name].with_options(read_preference=ReadPreference.PRIMARY)

    def _prepare(self) -> None:
        """Find out what the deployment can do and create what is missing, once."""
        if self._prepared:
            return
        with self._preparing:
            if self._prepared:
                return
            hello = self._client.admin.command("hello")
            self._transactional = "setName" in hello or hello.get("msg") == "isdbgrid"
            with pymongo.timeout(INDEX_SECONDS):
                prepare_database(self._database)
            self._prepared = True
            self._check_at_start()

    def _check_at_start(self) -> None:
        """Mend what an earlier process left; see `repair`."""

    def _check_when_due(self) -> None:
        """Look for drift now and then; see `repair`."""

    @contextmanager
    def _within_deadline(self) -> Iterator[None]:
        with pymongo.timeout(self._deadline_seconds):
            yield

    def _run(self, work: Callable[[ClientSession | None], T], *, patience: float | None = None) -> T:
        """Run a unit of work, in a transaction where the deployment has them.

        `work` may run several times in a transaction, for `patience` seconds (as long as any write, if None);
        what it raises undoes it.
        Without transactions it runs once, and orders its writes so that `repair` can finish or undo them.
        """
        if not self._transactional:
            with self._within_deadline():
                return work(None)
        seconds = self._deadline_seconds if patience is None else patience
        with pymongo.timeout(seconds), self._client.start_session() as session:
            return session.with_transaction(
                work,
                read_concern=ReadConcern("snapshot"),
                read_preference=ReadPreference.PRIMARY,
            )

    def _run_unless_in_use(self, work: Callable[[ClientSession | None], T]) -> T | None:
        """Run a unit of work once; None when a document that it changes is being changed in a transaction.

        A write outside a transaction would wait for the end of that one, which a dead client never brings.
        """
        with self._within_deadline():
            if not self._transactional:
                return work(None)
            with self._client.start_session() as session:
                try:
                    with session.start_transaction(read_preference=ReadPreference.PRIMARY):
                        return work(session)
                except OperationFailure as error:
                    if error.code != WRITE_CONFLICT:
                        raise
                    return None

    def close(self) -> None:
        """See `ports.Store`."""
        self._client.close()


def reaching(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a method of the store prepare the deployment first, and anew after something was dropped by hand,
    and raise our errors.
    """

    @wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        with translated_failures():
            self._prepare()
            try:
                return method(self, *args, **kwargs)
            except (DismantledError, OperationFailure) as error:
                if isinstance(error, OperationFailure) and _NO_SUCH_INDEX not in str(error):
                    raise
                # Not tried again here: the call may have written something. The next one prepares anew.
                self._prepared = False
                raise DismantledError from None

    return cast("Callable[Concatenate[S, P], T]", call)
