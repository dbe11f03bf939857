"""Documents in GridFS. A content counts only when its session names it, so adding and removing are one
atomic write of the session; what is left over by a crash is swept.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from bson import ObjectId
from gridfs import GridFSBucket
from gridfs.errors import CorruptGridFile, NoFile

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.stores.mongo.deployment import reaching
from proof_of_talent.stores.mongo.forms import encode_name
from proof_of_talent.stores.mongo.schema import BUCKET, CHUNKS, FILES, SESSIONS
from proof_of_talent.stores.mongo.sessions import Sessions, idle_since

ORPHAN_AGE = timedelta(hours=1)
"""An unnamed content this old belongs to no upload under way."""

_SWEEP_BATCH = 500
_FIRST_ID = ObjectId(bytes(12))


class Documents(Sessions):
    """The part of the store that keeps documents' contents."""

    _swept_to = _FIRST_ID

    @reaching
    def add_document(
        self, session_id: str, document: Document, content: bytes, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.Store`."""
        name = f"files.{encode_name(document.id)}"
        file_id = self._upload(session_id, document.id, content)

        def add(session: Session) -> Session:
            if self._primary(SESSIONS).find_one({"session_id": session_id, name: {"$exists": True}}):
                raise ConflictError("There is a document with this id already. Please try again.")
            return change(session)

        try:
            with self._within_deadline():
                return self._change_session(session_id, add, {"$set": {name: file_id}})
        except BaseException:
            self._delete_unless_named(session_id, name, file_id)
            raise

    def _delete_unless_named(self, session_id: str, name: str, file_id: ObjectId) -> None:
        """Undo an upload; but not when the session's write was done and only its answer lost."""
        if self._primary(SESSIONS).find_one({"session_id": session_id, name: file_id}) is None:
            self._delete_file(file_id)

    @reaching
    def read_document(self, session_id: str, document_id: str) -> bytes:
        """See `ports.Store`."""
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, {"files": 1}) or {}
        file_id = form.get("files", {}).get(encode_name(document_id))
        try:
            if file_id is not None:
                return bytes(self._bucket.open_download_stream(file_id).read())
        except (NoFile, CorruptGridFile):
            pass  # removed while it was being read
        raise NotFoundError("There is no such document. It may have been removed.")

    @reaching
    def remove_document(
        self, session_id: str, document_id: str, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.Store`."""
        name = encode_name(document_id)
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, {"files": 1}) or {}
        with self._within_deadline():
            changed = self._change_session(session_id, change, {"$unset": {f"files.{name}": ""}})
        file_id = form.get("files", {}).get(name)
        if file_id is not None:
            self._delete_file(file_id)
        return changed

    def _upload(self, session_id: str, document_id: str, content: bytes) -> ObjectId:
        """Keep a content that no session names yet. Its name is ours: nothing of the applicant's is in it."""
        return self._bucket.upload_from_stream(
            f"{session_id}/{document_id}", content, metadata={"session_id": session_id}
        )

    @reaching
    def drop_session(self, session_id: str, before: datetime) -> bool:
        """See `ports.Store`. The session goes first: after a crash in between, a sweep finds the contents."""
        query = {"session_id": session_id, **idle_since(before)}
        if self._collection(SESSIONS).delete_one(query).deleted_count == 0:
            return False
        self._delete_files(session_id)
        return True

    @property
    def _bucket(self) -> GridFSBucket:
        return GridFSBucket(self._database, BUCKET)

    def _delete_file(self, file_id: Any) -> None:
        # The entry goes last: after a crash in between, a sweep finds it.
        self._collection(CHUNKS).delete_many({"files_id": file_id})
        self._collection(FILES).delete_one({"_id": file_id})

    def _delete_files(self, session_id: str) -> int:
        """Delete every content uploaded for a session, named by it or not."""
        ids = [
            form["_id"] for form in self._primary(FILES).find({"metadata.session_id": session_id}, {"_id": 1})
        ]
        for file_id in ids:
            self._delete_file(file_id)
        return len(ids)

    def _sweep_documents(self) -> int:
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

    def _sweep_next_documents(self) -> int:
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
            self._delete_file(file_id)
        return len(orphans)
