"""The contents of documents in GridFS. One counts only when a session names it; what is left over by a crash
is swept.
"""

from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from bson import ObjectId
from gridfs import GridFSBucket
from gridfs.errors import CorruptGridFile, NoFile

from proof_of_talent.stores.mongo.deployment import MongoPart
from proof_of_talent.stores.mongo.schema import BUCKET, CHUNKS, FILES, SESSIONS

ORPHAN_AGE = timedelta(hours=1)
"""An unnamed content this old belongs to no upload under way."""

_SWEEP_BATCH = 500
_FIRST_ID = ObjectId(bytes(12))


class Contents(MongoPart):
    """Keeps contents, whoever names them."""

    _swept_to = _FIRST_ID

    @property
    def _bucket(self) -> GridFSBucket:
        return GridFSBucket(self._deployment.database, BUCKET)

    def upload(self, session_id: str, document_id: str, content: bytes) -> ObjectId:
        """Keep a content that no session names yet. Its name is ours: nothing of the applicant's is in it."""
        return self._bucket.upload_from_stream(
            f"{session_id}/{document_id}", content, metadata={"session_id": session_id}
        )

    def read(self, file_id: ObjectId) -> bytes | None:
        """Return a content; None when it was removed meanwhile."""
        try:
            return bytes(self._bucket.open_download_stream(file_id).read())
        except (NoFile, CorruptGridFile):
            return None

    def delete(self, file_id: Any) -> None:
        """Delete a content."""
        # The entry goes last: after a crash in between, a sweep finds it.
        self._collection(CHUNKS).delete_many({"files_id": file_id})
        self._collection(FILES).delete_one({"_id": file_id})

    def delete_of_session(self, session_id: str) -> int:
        """Delete every content uploaded for a session, named by it or not."""
        ids = [
            form["_id"] for form in self._primary(FILES).find({"metadata.session_id": session_id}, {"_id": 1})
        ]
        for file_id in ids:
            self.delete(file_id)
        return len(ids)

    def sweep(self) -> int:
        """Delete contents that no session names, left by a crash; return how many.

        An upload that was cut off has chunks but no entry in `files` yet, so both are looked through.
        """
        before = datetime.now(UTC) - ORPHAN_AGE
        chunks = self._primary(CHUNKS).find(
            {"files_id": {"$lt": ObjectId.from_datetime(before)}, "n": 0},
            {"_id": 0, "files_id": 1}, hint="files_id_1_n_1",
        )  # fmt: skip
        files = self._primary(FILES).find({"uploadDate": {"$lt": before}}, {"_id": 1}, hint="age")
        ids = chain((form["files_id"] for form in chunks), (form["_id"] for form in files))
        swept = 0
        while batch := list(islice(ids, _SWEEP_BATCH)):
            swept += self._sweep_batch(batch)
        return swept

    def sweep_next(self) -> int:
        """Sweep the next few contents in order of their ids, from the first one again after the last; return
        how many no session named. So what an upload or a deletion leaves that is cut off by the server's end
        does not wait for the next start of the service.
        """
        before = ObjectId.from_datetime(datetime.now(UTC) - ORPHAN_AGE)
        forms = self._primary(CHUNKS).find(
            {"files_id": {"$gt": self._swept_to, "$lt": before}, "n": 0}, {"_id": 0, "files_id": 1},
            sort=[("files_id", 1), ("n", 1)], limit=_SWEEP_BATCH, hint="files_id_1_n_1",
        )  # fmt: skip
        ids = [form["files_id"] for form in forms]
        self._swept_to = ids[-1] if len(ids) == _SWEEP_BATCH else _FIRST_ID
        return self._sweep_batch(ids) if ids else 0

    def _sweep_batch(self, ids: list[Any]) -> int:
        owners = self._primary(FILES).distinct("metadata.session_id", {"_id": {"$in": ids}})
        named = {
            file_id
            for session in self._primary(SESSIONS).find({"session_id": {"$in": owners}}, {"files": 1})
            for file_id in session.get("files", {}).values()
        }
        orphans = [file_id for file_id in ids if file_id not in named]
        for file_id in orphans:
            self.delete(file_id)
        return len(orphans)
