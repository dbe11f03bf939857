"""Finding records by id, attempt, or any filter, order and position."""

from typing import Any

from bson import ObjectId
from bson.errors import InvalidId

from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.stores.mongo.client import Form
from proof_of_talent.stores.mongo.deployment import Deployment, reaching
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.queries import plan_walks
from proof_of_talent.stores.mongo.schema import ANALYSES


class Reading(Deployment):
    """The part of the store that reads records."""

    @reaching
    def get_record(self, record_id: str) -> AnalysisRecord:
        """See `ports.Store`."""
        record = self._load_record({"_id": to_object_id(record_id)})
        if record is None:
            raise no_such_record()
        return record

    @reaching
    def find_record(self, session_id: str, attempt: int) -> AnalysisRecord | None:
        """See `ports.Store`."""
        return self._load_record({"session_id": session_id, "attempt": attempt})

    def _load_record(self, query: dict[str, Any]) -> AnalysisRecord | None:
        form = self._primary(ANALYSES).find_one(query)
        return None if form is None else decode_record(form)

    @reaching
    def list_records(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """See `ports.Store`. What an edit by hand made unreadable is left out of its page."""
        forms: list[Form] = []
        collection = self._collection(ANALYSES)
        for walk in plan_walks(wanted, sort, after):
            missing = limit - len(forms)
            if missing <= 0:
                break
            found = list(
                collection.find(walk.query, sort=walk.sort, skip=skip, limit=missing, hint=walk.hint)
            )
            if skip and not found:
                skip = max(0, skip - collection.count_documents(walk.query, hint=walk.hint))
            elif found:
                skip = 0
            forms += found
        records = map(decode_record, forms)
        return [record for record in records if record is not None]


def no_such_record() -> NotFoundError:
    """Return what to raise for an id that names no record."""
    return NotFoundError("There is no analysis with this id.")


def to_object_id(record_id: str) -> ObjectId:
    """Return a record's id as BSON; raise `NotFoundError` for what cannot be one."""
    try:
        return ObjectId(record_id)
    except InvalidId:
        raise no_such_record() from None
