"""What an applicant does before an analysis: open a session, answer, hand in documents, change their mind."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Literal, NamedTuple

from proof_of_talent.domain.application import (
    Document,
    ExtractedText,
    Session,
    new_session_id,
)
from proof_of_talent.domain.consents import read_consents
from proof_of_talent.domain.corrections import forget_document
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.errors import ConflictError, DocumentError, InvalidInputError, NotFoundError
from proof_of_talent.domain.ports import Extractor, Store
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.intake.desk import ReadingDesk, UploadClock, Waiting
from proof_of_talent.intake.questionnaire import MAX_EXTRA, check_answers, is_complete, list_extra_answers

MAX_FILENAME = 200
GIVEN_UP_AFTER = timedelta(minutes=10)
"""After this time nobody reads a document any more that still waits to be read. Heuristic."""

ZIP_HEADER = b"PK\x03\x04"
WORD_TYPE: Literal["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)


class Upload(NamedTuple):
    """One file as it came in; `filename` is the client's own word for it and never a path."""

    filename: str
    file: BinaryIO


class RefusedFile(NamedTuple):
    """A file that cannot be used: its place in the request, from 0, and why."""

    position: int
    error: DocumentError


class UploadError(DocumentError):
    """One or more files of an upload cannot be used, so none was kept. Files are named by their place,
    never by their name.
    """

    def __init__(self, refused: Sequence[RefusedFile], *, total: int) -> None:
        first = refused[0]
        message = first.error.message
        if total > 1:
            message = f"File {first.position + 1} of {total}: {message} None of the files was kept."
        super().__init__(message, code=first.error.code, field=f"files.{first.position}")
        self.status_code = first.error.status_code
        self.refused = tuple(refused)
        self.problems = [
            {"field": f"files.{file.position}", "code": file.error.code, "message": file.error.message}
            for file in refused
        ]


class Intake:
    """The applicant's side of a session, up to handing it in."""

    def __init__(
        self,
        *,
        store: Store,
        desk: ReadingDesk,
        rulebook: Rulebook,
        clock: Callable[[], datetime],
        max_files: int,
    ) -> None:
        self._store = store
        self._desk = desk
        self._rulebook = rulebook
        self._clock = clock
        self._since = clock()
        self._max_files = max_files

    def find_field(self, field_id: str) -> FieldCriteria:
        """Return a field's criteria.

        Raises:
            NotFoundError: there is no such field.
        """
        try:
            return self._rulebook.field(field_id)
        except KeyError:
            known = ", ".join(field.id for field in self._rulebook.fields)
            raise NotFoundError(
                f"There is no such field. Choose one of: {known}.", code="field_not_found", field="field"
            ) from None

    def create_session(self, field_id: str, client: str | None = None) -> Session:
        """Open a session, for a client where its id is given.

        Raises:
            NotFoundError: there is no such field, or no such client.
        """
        field = self.find_field(field_id)
        now = self._clock()
        session = Session(
            session_id=new_session_id(now), client=client, field=field.id, created_at=now, updated_at=now
        )
        self._store.sessions.add(session)
        return session

    def save_answers(self, session_id: str, answers: Mapping[str, Any]) -> Session:
        """Merge answers into the session; an empty answer removes the earlier one. Answers to questions that
        the field does not have are kept apart.

        Raises:
            AnswersError: an answer is not acceptable; nothing is saved then.
            InvalidInputError: there are too many answers to other questions.
            ConflictError: an analysis is under way.
        """
        field = self._rulebook.field(self._store.sessions.get(session_id).field)
        checked = check_answers(field, answers, complete=False)
        extra = list_extra_answers(field, answers)

        def change(session: Session) -> Session:
            refuse_while_analyzing(session)
            merged = {name: value for name, value in session.answers.items() if name not in answers} | checked
            others = {**dict(session.extra_answers), **extra}
            kept = tuple((name, answer) for name, answer in others.items() if answer)[-MAX_EXTRA:]
            return self._settle(session, answers=merged, extra_answers=kept, consents=read_consents(merged))

        return self._store.sessions.change(session_id, change)

    def start_upload(self, session_id: str, client: str = "") -> UploadClock:
        """Return the clock of an upload by a client: all its files share one budget of time."""
        return self._desk.start_upload(session_id, client)

    def add_documents(
        self,
        session_id: str,
        uploads: Sequence[Upload],
        clock: UploadClock | None = None,
        places: Sequence[str | None] = (),
    ) -> list[Document]:
        """Read, classify and keep files: all of them, or none if one cannot be used. `places` names for each
        the place that it takes (see `Document`), where it takes another's.

        A file that takes long is kept in state `reading` and read in the background, and with it the files
        after it; what it turns out to be is then noted in the session.

        Raises:
            UploadError: some files cannot be used; each has its code and message.
            BusyError: too many files wait to be read already; nothing is kept.
            InvalidInputError: more files than a session may have.
            ConflictError: an analysis is under way.
        """
        self._check_room(self._store.sessions.get(session_id), adding=len(uploads))
        clock = clock or self.start_upload(session_id)
        drafts: list[Document] = []
        refused: list[RefusedFile] = []
        for position, upload in enumerate(uploads):
            try:
                drafts.append(self._read(upload, clock))
            except DocumentError as error:
                refused.append(RefusedFile(position, error))
        if refused:
            raise UploadError(refused, total=len(uploads))
        for position, place in enumerate(places):
            drafts[position] = drafts[position].model_copy(update={"place": place})
        if slow := sum(draft.state == "reading" for draft in drafts):
            self._desk.check_room(clock, slow)
        kept = self._keep(session_id, drafts, [rewind(upload).read() for upload in uploads])
        for document in kept:
            if document.state == "reading":
                self._desk.leave(Waiting(session_id, document.id, clock.client), self._read_later)
        return kept

    def resume_reading(self, session: Session) -> Session:
        """Return the session; have its documents read whose reading ended with the process that did it.

        Another server may be reading a document that is younger than this process, so that it is given time.
        """
        given_up = max(self._since, self._clock() - GIVEN_UP_AFTER)
        if session.state != "analyzing":
            for document in session.documents:
                if document.state == "reading" and document.uploaded_at < given_up:
                    waiting = Waiting(session.session_id, document.id, session.session_id)
                    self._desk.leave(waiting, self._read_later)
        return session

    def _read(self, upload: Upload, clock: UploadClock) -> Document:
        """Describe one file as a document that has no id yet."""
        content = rewind(upload).read()
        filename = clean_filename(upload.filename)
        unread = Document(
            id="",
            kind=classify_document((), filename),
            filename=filename,
            media_type=WORD_TYPE if content.startswith(ZIP_HEADER) else "application/pdf",
            bytes=len(content),
            pages=0,
            uploaded_at=self._clock(),
            state="reading",
        )
        extracted = self._desk.read_now(content, clock)
        return unread if extracted is None else describe_read(unread, extracted)

    def _read_later(self, waiting: Waiting, extractor: Extractor | None) -> None:
        """Read a kept document and note in the session what it is, or why it cannot be read; None in place of
        an extractor says that the session's budget is used up.
        """
        session = self._store.sessions.get(waiting.session_id)
        before = next((one for one in session.documents if one.id == waiting.document_id), None)
        if before is None or before.state != "reading":
            return
        after = before.model_copy(update={"state": "unreadable", "problem": "parser_timeout"})
        if extractor is not None:
            try:
                content = self._store.documents.read(waiting.session_id, waiting.document_id)
                after = describe_read(before, extractor.extract(content))
            except DocumentError as error:
                after = before.model_copy(update={"state": "unreadable", "problem": error.code})

        def change(current: Session) -> Session:
            documents = tuple(after if one == before else one for one in current.documents)
            return current.with_changes(self._clock(), documents=documents)

        self._store.sessions.change(waiting.session_id, change)

    def _keep(self, session_id: str, drafts: Sequence[Document], contents: Sequence[bytes]) -> list[Document]:
        """Give documents the next free ids and keep all or none; again when another upload took one."""
        while True:
            session = self._store.sessions.get(session_id)
            first = max((int(document.id[1:]) for document in session.documents), default=0) + 1
            added = [
                draft.model_copy(update={"id": f"d{number}"}) for number, draft in enumerate(drafts, first)
            ]
            ids = [document.id for document in added]

            def change(current: Session, added: Sequence[Document] = added) -> Session:
                self._check_room(current, adding=len(added))
                if {document.id for document in added} & {document.id for document in current.documents}:
                    raise _IdTakenError
                return self._settle(current, documents=(*current.documents, *added))

            with suppress(_IdTakenError):
                self._store.documents.add(session_id, dict(zip(ids, contents, strict=True)), change)
                return added

    def remove_document(self, session_id: str, document_id: str) -> Session:
        """Take a document back.

        Raises:
            NotFoundError: the session has no such document.
        """

        def change(session: Session) -> Session:
            refuse_while_analyzing(session)
            session.find_document(document_id)
            kept = tuple(document for document in session.documents if document.id != document_id)
            said = forget_document(session.corrections, document_id)
            return self._settle(session, documents=kept, corrections=said)

        return self._store.documents.remove(session_id, document_id, change)

    def _check_room(self, session: Session, adding: int = 1) -> None:
        refuse_while_analyzing(session)
        if len(session.documents) + adding > self._max_files:
            raise InvalidInputError(
                f"A session can hold at most {self._max_files} documents. Remove one first.",
                code="too_many_files",
                field="files",
            )

    def _settle(self, session: Session, **changes: Any) -> Session:
        return settle(session.model_copy(update=changes), self._rulebook, self._clock())


def settle(session: Session, rulebook: Rulebook, now: datetime) -> Session:
    """Return a changed session in the state that its content amounts to."""
    if is_complete(rulebook.field(session.field), session.answers):
        return session.with_changes(now, state="questionnaire_completed")
    return session.with_changes(now, state="documents_uploaded" if session.documents else "created")


class _IdTakenError(Exception):
    """Two uploads met on one document id; the loser takes the next."""


def refuse_while_analyzing(session: Session) -> None:
    """Raise ConflictError while an analysis runs, because it must judge what was handed in."""
    if session.state == "analyzing":
        raise ConflictError(
            "This application is being analysed. Wait for the result before changing it.",
            code="analysis_running",
        )


def describe_read(document: Document, extracted: ExtractedText) -> Document:
    """Return a document with what reading it told."""
    return document.model_copy(
        update={
            "kind": classify_document(extracted.pages, document.filename),
            "media_type": extracted.media_type,
            "pages": len(extracted.pages),
            "warnings": extracted.warnings,
            "state": "read",
            "problem": None,
        }
    )


def clean_filename(filename: str) -> str:
    """Return the last part of a client's file name, printable and short, for showing back only."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in last if character.isprintable()).strip()
    return printable[:MAX_FILENAME] or "document"


def rewind(upload: Upload) -> BinaryIO:
    """Return the upload's file, to be read from its start."""
    upload.file.seek(0)
    return upload.file
