"""Documents in MongoDB: adding and removing one are one atomic write of the session that names it."""

from collections.abc import Callable, Mapping

from bson import ObjectId

from proof_of_talent.domain.application import Session
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
        self, session_id: str, contents: Mapping[str, bytes], change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.DocumentStore`."""
        taken = [{f"files.{encode_name(name)}": {"$exists": True}} for name in contents]

        def add(session: Session) -> Session:
            changed = change(session)
            same = {"session_id": session_id, "version": session.version}  # else it is asked again
            if taken and self._primary(SESSIONS).find_one(same | {"$or": taken}):
                raise ConflictError("There is a document with this id already. Please try again.")
            return changed

        add(self._sessions.get(session_id))  # refused before anything is sent
        files: dict[str, ObjectId] = {}
        try:
            for name, content in contents.items():
                files[f"files.{encode_name(name)}"] = self._contents.upload(session_id, name, content)
            with self._deployment.within_deadline():
                return self._sessions.change_with(session_id, add, {"$set": files} if files else {})
        except BaseException:
            self._delete_unless_named(session_id, files)
            raise

    def _delete_unless_named(self, session_id: str, files: Mapping[str, ObjectId]) -> None:
        """Undo an upload; but not when the session's write was done and only its answer lost."""
        if files and self._primary(SESSIONS).find_one({"session_id": session_id, **files}) is None:
            for file_id in files.values():
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
