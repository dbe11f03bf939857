"""The applicant's corrections of what was read: checked, kept with the session, audited without what was
said.
"""

from collections.abc import Callable
from datetime import datetime
from typing import get_args

from proof_of_talent.domain.application import Document, DocumentKind, Session
from proof_of_talent.domain.corrections import (
    ABOUT_ANOTHER,
    ABOUT_ME,
    CORRECTION_STATED,
    MOST_STATED,
    Correction,
    CorrectionSubject,
    add_correction,
)
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import ConflictError, InvalidInputError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.intake.intake import refuse_while_analyzing, settle
from proof_of_talent.intake.shown import DocumentReader
from proof_of_talent.observing.masking import mask_session_id

LONGEST_AUTHOR = 100
_LETTER: DocumentKind = "recommendation_letter"


class Corrector:
    """Takes what applicants say of their documents."""

    def __init__(
        self, *, store: Store, reader: DocumentReader, rulebook: Rulebook, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._reader = reader
        self._rulebook = rulebook
        self._clock = clock

    def correct(self, session_id: str, document_id: str, subject: CorrectionSubject, value: str) -> Session:
        """Keep a correction; it holds from the next analysis on.

        Raises:
            NotFoundError: the session has no such document.
            InvalidInputError: the value says nothing about this document.
            ConflictError: an analysis is under way, or the session has too many corrections.
        """
        session = self._store.sessions.get(session_id)
        checked = self._check(session, session.find_document(document_id), subject, value)

        def change(current: Session) -> Session:
            document = current.find_document(document_id)
            if subject == "author" and document.kind != _LETTER:
                current = self._add(current, document, "kind", _LETTER)
            return self._add(current, document, subject, checked)

        return self._change(session_id, subject, change)

    def take_back(
        self, session_id: str, document_id: str, subject: CorrectionSubject, value: str | None = None
    ) -> Session:
        """Forget what was said of a document on a subject; `value` names one of several passages.

        Raises:
            NotFoundError: the session has no such document.
            ConflictError: an analysis is under way.
        """

        def change(current: Session) -> Session:
            document = current.find_document(document_id)
            gone = [
                one
                for one in current.corrections
                if (one.document, one.subject) == (document_id, subject) and value in (None, one.value)
            ]
            before = next((one.was for one in gone if one.was is not None), document.kind)
            kept = tuple(one for one in current.corrections if one not in gone)
            return with_kind(current.model_copy(update={"corrections": kept}), document_id, before)

        return self._change(session_id, subject, change)

    def _change(
        self, session_id: str, subject: CorrectionSubject, change: Callable[[Session], Session]
    ) -> Session:
        """Change a session and note that it was changed, not what was said."""
        now = self._clock()

        def settled(session: Session) -> Session:
            refuse_while_analyzing(session)
            return settle(change(session), self._rulebook, now)

        session = self._store.sessions.change(session_id, settled)
        details = {"session": mask_session_id(session_id), "subject": subject}
        self._store.audit.add(
            AuditEntry(at=now, actor="applicant", action=CORRECTION_STATED, details=details)
        )
        return session

    def _add(self, session: Session, document: Document, subject: CorrectionSubject, value: str) -> Session:
        earlier = next(
            (one.was for one in session.corrections if (one.document, one.subject) == (document.id, "kind")),
            None,
        )
        was = (earlier or document.kind) if subject == "kind" else None
        said = Correction(document=document.id, subject=subject, value=value, was=was, said_at=self._clock())
        corrections = add_correction(session.corrections, said)
        if was == value:  # what we took it for at first
            corrections = tuple(one for one in corrections if one != said)
        if len(corrections) > MOST_STATED:
            message = f"This application has {MOST_STATED} corrections already. Take one back first."
            raise ConflictError(message, code="too_many_corrections")
        changed = session.model_copy(update={"corrections": corrections})
        return with_kind(changed, document.id, value) if subject == "kind" else changed

    def _check(self, session: Session, document: Document, subject: CorrectionSubject, value: str) -> str:
        """Return a value as it is kept."""
        value = " ".join("".join(one if one.isprintable() else " " for one in value).split())
        match subject:
            case "visible":
                fits = any(span.id == value for span in self._reader.read(session, document).unseen)
            case "author":
                fits = 0 < len(value) <= LONGEST_AUTHOR
            case "about":
                fits = value in (ABOUT_ME, ABOUT_ANOTHER)
            case "kind":
                fits = value in get_args(DocumentKind)
            case "same_as":
                fits = any(value == one.id != document.id for one in session.documents)
        if not fits:
            raise InvalidInputError(WRONG[subject], code="invalid_correction", field="value")
        return value


WRONG: dict[CorrectionSubject, str] = {
    "visible": "There is no such passage among what was left out of this document.",
    "author": f"Give the name of who wrote the letter, in at most {LONGEST_AUTHOR} characters.",
    "about": f"Say `{ABOUT_ME}` or `{ABOUT_ANOTHER}`.",
    "kind": "There is no such kind of document.",
    "same_as": "Choose another document of this application.",
}
"""What to say where a value does not fit."""


def with_kind(session: Session, document_id: str, kind: str) -> Session:
    """Return the session with a document's kind set."""
    documents = tuple(
        document.model_copy(update={"kind": kind}) if document.id == document_id else document
        for document in session.documents
    )
    return session.model_copy(update={"documents": documents})
