"""Views of the records that do not change while they are read, for exports and comparisons.

Replica sets and sharded clusters read as of one moment in a snapshot session, as long as the server keeps
history: five minutes, unless `minSnapshotHistoryWindowInSeconds` says otherwise. A server that has
transactions but no history reads in a transaction (a minute, by default). A view that is read for longer, by
a slow client or because there is much of it, goes on with the records as they are by then: what was added
after the newest record of the view stays out, what is erased is left out, what was changed is seen changed.
On a standalone server the ids are read first, 12 bytes each, and then the records in batches, with the same
effect.
"""

from collections.abc import Iterable, Iterator
from itertools import count

from bson import ObjectId
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo.client import Form, mongo_failures
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.queries import choose_index, select_after, select_records, select_up_to

_BATCH = 500
_ID_BYTES = 12
_ORDER = [("created_at", 1), ("_id", 1)]
_NEWEST = [("created_at", -1), ("_id", -1)]
_MOMENT_IS_GONE = {43, 237, 239, 246, 251}
"""How a server says that a cursor, a snapshot or a transaction has come to its end (`CursorNotFound`,
`CursorKilled`, `SnapshotTooOld`, `SnapshotUnavailable`, `NoSuchTransaction`)."""


class SessionSnapshot:
    """Implements `ports.Snapshot` in a session of the server that sees one moment, for as long as it can."""

    def __init__(
        self,
        collection: Collection[Form],
        wanted: AnalysisFilter,
        session: ClientSession,
        *,
        all_readable: bool,
    ) -> None:
        self._collection = collection
        self._query, self._index = select_records(wanted), choose_index(wanted, "time")
        self._session = session
        # The first read pins the moment.
        self._count = collection.count_documents(self._query, session=session, hint=self._index)
        newest = collection.find(
            self._query, {"created_at": 1}, sort=_NEWEST, hint=self._index, session=session
        )
        self._newest = next(newest.limit(1), None)
        self._all_readable = all_readable

    def count(self) -> int:
        """See `ports.Snapshot`."""
        return self._count if self._all_readable else sum(1 for _ in self.documents())

    def documents(self) -> Iterator[bytes]:
        """See `ports.Snapshot`."""
        with mongo_failures():
            yield from _encode(self._read())

    def _read(self) -> Iterator[Form]:
        last: Form | None = None
        try:
            for last in self._find(self._query, self._session):
                yield last
        except OperationFailure as error:
            if error.code not in _MOMENT_IS_GONE:
                raise
            yield from self._find(self._select_rest(last), None)

    def _find(self, query: Form, session: ClientSession | None) -> Iterator[Form]:
        with self._collection.find(
            query, sort=_ORDER, hint=self._index, session=session, batch_size=_BATCH
        ) as cursor:
            yield from cursor

    def _select_rest(self, last: Form | None) -> Form:
        """Return the query for what comes after one record, up to the newest of the moment."""
        parts = [self._query]
        if self._newest is not None:
            parts.append(select_up_to(self._newest["created_at"], self._newest["_id"]))
        if last is not None:
            parts.append(select_after(last["created_at"], last["_id"]))
        return {"$and": parts}


class ListedSnapshot:
    """Implements `ports.Snapshot` by the list of ids at the time it was opened."""

    def __init__(self, collection: Collection[Form], wanted: AnalysisFilter, *, all_readable: bool) -> None:
        self._collection = collection
        self._all_readable = all_readable
        self._ids = bytearray()
        query, index = select_records(wanted), choose_index(wanted, "time")
        for form in collection.find(query, {"created_at": 1}, sort=_ORDER, hint=index):
            if isinstance(form["_id"], ObjectId):  # else a document made by hand that is no record
                self._ids += form["_id"].binary

    def count(self) -> int:
        """See `ports.Snapshot`."""
        return len(self._ids) // _ID_BYTES if self._all_readable else sum(1 for _ in self.documents())

    def documents(self) -> Iterator[bytes]:
        """See `ports.Snapshot`."""
        with mongo_failures():
            for start in count(0, _BATCH * _ID_BYTES):
                part = self._ids[start : start + _BATCH * _ID_BYTES]
                if not part:
                    return
                ids = [ObjectId(bytes(part[at : at + _ID_BYTES])) for at in range(0, len(part), _ID_BYTES)]
                forms = {form["_id"]: form for form in self._collection.find({"_id": {"$in": ids}})}
                yield from _encode(forms[record_id] for record_id in ids if record_id in forms)


def _encode(forms: Iterable[Form]) -> Iterator[bytes]:
    for form in forms:
        record = decode_record(form)
        if record is not None:
            yield record.to_json()
