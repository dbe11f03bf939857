"""Exports: a view of the records that does not change while it is read.

Replica sets and sharded clusters read as of one moment (a snapshot session), as long as the server keeps
history: five minutes unless `minSnapshotHistoryWindowInSeconds` says otherwise. Elsewhere the ids are read
first, 12 bytes each, and then the records in batches: what is added meanwhile is not in the view, what is
erased meanwhile is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from proof_of_talent.ports import Snapshot
from proof_of_talent.record import AnalysisFilter
from proof_of_talent.stores.mongo.client import Form, translated_failures
from proof_of_talent.stores.mongo.deployment import Deployment, reaching
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.queries import choose_index, select_records
from proof_of_talent.stores.mongo.schema import ANALYSES, STATE

_BATCH = 500
_ID_BYTES = 12
_ORDER = [("created_at", 1), ("_id", 1)]


class SessionSnapshot:
    """Implements `ports.Snapshot` in a snapshot session of the server."""

    def __init__(self, collection: Collection[Form], wanted: AnalysisFilter, session: ClientSession) -> None:
        self._collection = collection
        self._query, self._index = select_records(wanted), choose_index(wanted, "time")
        self._session = session
        # The first read pins the moment.
        self._count = collection.count_documents(self._query, session=session, hint=self._index)

    def count(self) -> int:
        """See `ports.Snapshot`."""
        return self._count

    def documents(self) -> Iterator[bytes]:
        """See `ports.Snapshot`."""
        with (
            translated_failures(),
            self._collection.find(
                self._query, sort=_ORDER, hint=self._index, session=self._session, batch_size=_BATCH
            ) as cursor,
        ):
            yield from _encode(cursor)


class ListedSnapshot:
    """Implements `ports.Snapshot` by the list of ids at the time it was opened."""

    def __init__(self, collection: Collection[Form], wanted: AnalysisFilter) -> None:
        self._collection = collection
        self._ids = bytearray()
        query, index = select_records(wanted), choose_index(wanted, "time")
        for form in collection.find(query, {"created_at": 1}, sort=_ORDER, hint=index):
            self._ids += ObjectId(form["_id"]).binary

    def count(self) -> int:
        """See `ports.Snapshot`."""
        return len(self._ids) // _ID_BYTES

    def documents(self) -> Iterator[bytes]:
        """See `ports.Snapshot`."""
        with translated_failures():
            for start in count(0, _BATCH * _ID_BYTES):
                part = self._ids[start : start + _BATCH * _ID_BYTES]
                if not part:
                    return
                ids = [ObjectId(bytes(part[at : at + _ID_BYTES])) for at in range(0, len(part), _ID_BYTES)]
                forms = {form["_id"]: form for form in self._collection.find({"_id": {"$in": ids}})}
                yield from _encode(forms[record_id] for record_id in ids if record_id in forms)


def _encode(forms: Iterator[Form]) -> Iterator[bytes]:
    for form in forms:
        record = decode_record(form)
        if record is not None:
            yield record.to_json()


class Snapshots(Deployment):
    """The part of the store that opens snapshots."""

    _keeps_history: bool | None = None

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Snapshot]:
        """See `ports.Store`."""
        if not self._can_read_history():
            yield self._list_snapshot(wanted)
            return
        with translated_failures():
            session = self._client.start_session(snapshot=True)
        with session:
            with translated_failures():
                snapshot = SessionSnapshot(self._collection(ANALYSES), wanted, session)
            yield snapshot

    @reaching
    def _list_snapshot(self, wanted: AnalysisFilter) -> ListedSnapshot:
        return ListedSnapshot(self._primary(ANALYSES), wanted)

    @reaching
    def _can_read_history(self) -> bool:
        """Find out, once, whether a snapshot session really reads the past.

        Asked by trying, because a server may accept snapshot reads and answer with the present: the one
        that our tests use does.
        """
        if self._keeps_history is None:
            self._keeps_history = self._transactional and self._try_history()
        return self._keeps_history

    def _try_history(self) -> bool:
        state, probe = self._primary(STATE), {"_id": "snapshot_probe"}
        state.update_one(probe, {"$inc": {"n": 1}}, upsert=True)
        try:
            with self._client.start_session(snapshot=True) as session:
                before = state.find_one(probe, session=session)
                state.update_one(probe, {"$inc": {"n": 1}})
                return before is not None and before == state.find_one(probe, session=session)
        except PyMongoError as error:
            if error.timeout or error.has_error_label("RetryableWriteError"):
                raise
            return False
