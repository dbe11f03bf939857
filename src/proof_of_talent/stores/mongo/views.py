"""Sessions of the server that see one moment, for snapshots and comparisons."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference

from proof_of_talent.stores.mongo.deployment import MongoPart, reaching
from proof_of_talent.stores.mongo.schema import STATE


class Views(MongoPart):
    """Opens views that do not change while they are read."""

    _keeps_history: bool | None = None

    @contextmanager
    def open(self) -> Iterator[ClientSession | None]:
        """Open a session whose reads all see one moment; None where the deployment has nothing like it."""
        session = self._start()
        if session is None:
            yield None
            return
        with session:  # ends a transaction, too
            yield session

    @reaching
    def _start(self) -> ClientSession | None:
        if not self._deployment.transactional:
            return None
        if self._keeps_history is None:
            self._keeps_history = self._try_history()
        if self._keeps_history:
            return self._deployment.client.start_session(snapshot=True)
        session = self._deployment.client.start_session()
        session.start_transaction(ReadConcern("snapshot"), read_preference=ReadPreference.PRIMARY)
        return session

    def _try_history(self) -> bool:
        """Find out whether a snapshot session really reads the past.

        Asked by trying, because a server may accept snapshot reads and answer with the present: SecantusDB,
        which our tests run on, does. MongoDB reads the past since version 5.
        """
        state, probe = self._primary(STATE), {"_id": "snapshot_probe"}
        state.update_one(probe, {"$inc": {"n": 1}}, upsert=True)
        try:
            with self._deployment.client.start_session(snapshot=True) as session:
                before = state.find_one(probe, session=session)
                state.update_one(probe, {"$inc": {"n": 1}})
                return before is not None and before == state.find_one(probe, session=session)
        except PyMongoError as error:
            if error.timeout or error.has_error_label("RetryableWriteError"):
                raise
            return False
