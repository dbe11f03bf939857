"""A client's folder handed in, the first time or again: the session is made to hold what the folder holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.base import Clock
from proof_of_talent.domain.clients import ClientFile
from proof_of_talent.domain.errors import (
    NotFoundError,
    SessionErasedError,
    SessionNotFoundError,
    TalentError,
)
from proof_of_talent.domain.ports import Store
from proof_of_talent.intake.intake import Intake, Upload, clean_filename, rewind


class ClientDesk:
    """Takes clients' folders."""

    def __init__(self, *, store: Store, intake: Intake, clock: Clock) -> None:
        self._store = store
        self._intake = intake
        self._clock = clock

    def hand_in(
        self, client: ClientFile, field_id: str, answers: Mapping[str, Any], uploads: Sequence[Upload]
    ) -> str:
        """Bring a client's session in a field up to date and return its id; a new one where there is none.

        A paper of the same name takes the place of the earlier one; what is not among the uploads goes.

        Raises:
            TalentError: the papers or answers cannot be used; a new session is gone again, an old one is as
                it was, except for its answers.
        """
        session = self._find_session(client, field_id)
        opened = session or self._intake.create_session(field_id, client.id)
        try:
            gone = {name: "" for name in opened.answers if name not in answers}
            self._intake.save_answers(opened.session_id, {**gone, **answers})
            self._replace_papers(opened, uploads)
        except TalentError:
            if session is None:
                self._store.erasure.erase(opened.session_id, self._clock())
            raise
        self._store.clients.change(client.id, lambda it: it.with_changes(self._clock()))
        return opened.session_id

    def _find_session(self, client: ClientFile, field_id: str) -> Session | None:
        """Return the newest session of a client in a field that is still there."""
        for session_id in reversed(self._store.clients.list_sessions(client.id)):
            try:
                session = self._store.sessions.get(session_id)
            except (SessionNotFoundError, SessionErasedError):
                continue
            if session.field == field_id:
                return session
        return None

    def _replace_papers(self, session: Session, uploads: Sequence[Upload]) -> None:
        earlier = {document.filename: document for document in session.documents}
        new: list[Upload] = []
        places: list[str | None] = []
        kept: set[str] = set()
        for upload in uploads:
            before = earlier.get(clean_filename(upload.filename))
            if before is not None and self._holds(session, before, upload):
                kept.add(before.id)
            else:
                new.append(upload)
                places.append(None if before is None else before.place or before.id)
        if new:
            self._intake.add_documents(session.session_id, new, places=places)
        for document in session.documents:
            if document.id not in kept:
                self._intake.remove_document(session.session_id, document.id)

    def _holds(self, session: Session, document: Document, upload: Upload) -> bool:
        """Tell whether a paper is kept with this very content."""
        try:
            return self._store.documents.read(session.session_id, document.id) == rewind(upload).read()
        except NotFoundError:
            return False
