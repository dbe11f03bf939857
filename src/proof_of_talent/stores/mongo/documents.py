"""Documents in MongoDB: adding and removing one are one atomic write of the session that names it."""

from collections.abc import Callable

from bson import ObjectId

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import Deployment, MongoPart, reaching
from proof_of_talent.stores.mongo.forms import encode_name
from proof_of_talent.stores.mongo.schema import SESSIONS
from proof_of_talent.stores.mongo.sessions import MongoSessions


class MongoDocuments(MongoPart):
    """Implements `ports.DocumentStore`."""

    def __init__(self, deployment: Deployment, sessions: MongoSessions, contents: Contents) -> None:
        super().__init__(deployment)
        self._sessions = sessions
        self._contents = contents

    @reaching
    def add(
        self, session_id: str, document: Document, content: bytes, change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.DocumentStore`."""
        name = f"files.{encode_name(document.id)}"
        file_id = self._contents.upload(session_id, document.id, content)

        def add(session: Session) -> Session:
            if self._primary(SESSIONS).find_one({"session_id": session_id, name: {"$exists": True}}):
                raise ConflictError("There is a document with this id already. Please try again.")
            return change(session)

        try:
            with self._deployment.within_deadline():
                return self._sessions.change_with(session_id, add, {"$set": {name: file_id}})
        except BaseException:
            self._delete_unless_named(session_id, name, file_id)
            raise

    def _delete_unless_named(self, session_id: str, name: str, file_id: ObjectId) -> None:
        """Undo an upload; but not when the session's write was done and only its answer lost."""
        if self._primary(SESSIONS).find_one({"session_id": session_id, name: file_id}) is None:
            self._contents.delete(file_id)

    @reaching
    def read(self, session_id: str, document_id: str) -> bytes:
        """See `ports.DocumentStore`."""
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, {"files": 1}) or {}
        file_id = form.get("files", {}).get(encode_name(document_id))
        content = None if file_id is None else self._contents.read(file_id)
        if content is None:
            raise NotFoundError("There is no such document. It may have been removed.")
        return content

    @reaching
    def remove(self, session_id: str, document_id: str, change: Callable[[Session], Session]) -> Session:
        """See `ports.DocumentStore`."""
        name = encode_name(document_id)
        form = self._primary(SESSIONS).find_one({"session_id": session_id}, {"files": 1}) or {}
        with self._deployment.within_deadline():
            changed = self._sessions.change_with(session_id, change, {"$unset": {f"files.{name}": ""}})
        file_id = form.get("files", {}).get(name)
        if file_id is not None:
            self._contents.delete(file_id)
        return changed
