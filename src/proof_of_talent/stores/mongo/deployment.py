"""One MongoDB deployment as the parts of the store see it: prepared when first reached, with or without
transactions.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import pymongo
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.stores.mongo.client import Form, connect_client, mongo_failures
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
S = TypeVar("S", bound="MongoPart")


class DismantledError(StoreUnavailableError):
    """What the store had made is gone: somebody dropped an index, a collection or the database."""

    def __init__(self) -> None:
        super().__init__(
            "Parts of the database had been removed and are being created again. Please try again shortly."
        )


class Watch(Protocol):
    """Looks after what is stored while the deployment is used."""

    def check_at_start(self) -> None:
        """Mend what an earlier process left."""

    def check_when_due(self) -> None:
        """Look for drift now and then."""


class Deployment:
    """Implements `ports.StoreLife`; offers the parts collections, preparation and transactions."""

    watch: Watch

    def __init__(
        self, url: str, database: str | None = None, *, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        """Connect lazily; a server that is away now may come later. `watch` is set before the first call.

        Args:
            url: `mongodb://…` or `mongodb+srv://…`; see `client.connect_client`.
            database: overrides the one in the URL.
            deadline_seconds: how long a write may take.

        Raises:
            SetupError: the connection string cannot be read.
        """
        self.client, name = connect_client(url, database)
        self.database = self.client[name]
        self.deadline_seconds = deadline_seconds
        self.transactional = False
        self._preparing = threading.RLock()
        self._prepared = False

    def collection(self, name: str) -> Collection[Form]:
        """Return a collection to be read as the connection string prefers."""
        return self.database[name]

    def primary(self, name: str) -> Collection[Form]:
        """Return a collection to be read where it is written, whatever the connection string prefers."""
        return self.database[name].with_options(read_preference=ReadPreference.PRIMARY)

    def prepare(self) -> None:
        """Find out what the deployment can do and create what is missing, once."""
        if self._prepared:
            return
        with self._preparing:
            if self._prepared:
                return
            hello = self.client.admin.command("hello")
            self.transactional = "setName" in hello or hello.get("msg") == "isdbgrid"
            with pymongo.timeout(INDEX_SECONDS):
                prepare_database(self.database)
            self._prepared = True
            self.watch.check_at_start()

    def forget_preparation(self) -> None:
        """Prepare anew with the next call: something was dropped by hand."""
        self._prepared = False

    def check_when_due(self) -> None:
        """Let the watch look, if it is time."""
        self.watch.check_when_due()

    @contextmanager
    def within_deadline(self) -> Iterator[None]:
        """Give up what is inside when a write has taken too long."""
        with pymongo.timeout(self.deadline_seconds):
            yield

    def run(self, work: Callable[[ClientSession | None], T], *, patience: float | None = None) -> T:
        """Run a unit of work, in a transaction where the deployment has them.

        `work` may run several times in a transaction, for `patience` seconds (as long as any write, if None);
        what it raises undoes it.
        Without transactions it runs once, and orders its writes so that `repair` can finish or undo them.
        """
        if not self.transactional:
            with self.within_deadline():
                return work(None)
        seconds = self.deadline_seconds if patience is None else patience
        with pymongo.timeout(seconds), self.client.start_session() as session:
            return session.with_transaction(
                work,
                read_concern=ReadConcern("snapshot"),
                read_preference=ReadPreference.PRIMARY,
            )

    def run_unless_in_use(self, work: Callable[[ClientSession | None], T]) -> T | None:
        """Run a unit of work once; None when a document that it changes is being changed in a transaction.

        A write outside a transaction would wait for the end of that one, which a dead client never brings.
        """
        with self.within_deadline():
            if not self.transactional:
                return work(None)
            with self.client.start_session() as session:
                try:
                    with session.start_transaction(read_preference=ReadPreference.PRIMARY):
                        return work(session)
                except OperationFailure as error:
                    if error.code != WRITE_CONFLICT:
                        raise
                    return None

    def ping(self) -> None:
        """See `ports.StoreLife`."""
        with mongo_failures():
            self.prepare()
            self.client.admin.command("ping")

    def close(self) -> None:
        """See `ports.StoreLife`."""
        self.client.close()


class MongoPart:
    """One subject of the store."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._collection = deployment.collection
        self._primary = deployment.primary


def reaching(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a method of a part prepare the deployment first, and anew after something was dropped by hand,
    and raise our errors.
    """

    @wraps(method)
    def call(part: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        deployment = part._deployment  # noqa: SLF001 - a method of the part in all but its place
        with mongo_failures():
            deployment.prepare()
            try:
                return method(part, *args, **kwargs)
            except (DismantledError, OperationFailure) as error:
                if isinstance(error, OperationFailure) and _NO_SUCH_INDEX not in str(error):
                    raise
                # Not tried again here: the call may have written something. The next one prepares anew.
                deployment.forget_preparation()
                raise DismantledError from None

    return call
