"""An application on its way: the session an applicant works in, its documents, and what an assessor gets."""

import secrets
from datetime import UTC, date, datetime
from typing import Any, Literal, Self

from pydantic import Field

from proof_of_talent.domain.base import Model, Moment, truncate_to_milliseconds
from proof_of_talent.domain.clients import CLIENT_ID_PATTERN
from proof_of_talent.domain.corrections import Correction
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.extracted import Recognised, UnreadPart, UnseenText

FieldId = Literal["digital_technology", "arts_culture", "science_research"]
DocumentKind = Literal["cv", "recommendation_letter", "evidence", "personal_statement", "portfolio"]
OWN_KINDS: frozenset[DocumentKind] = frozenset({"cv", "personal_statement", "portfolio"})
"""Documents in which applicants speak for themselves."""
SessionState = Literal[
    "created", "documents_uploaded", "questionnaire_completed", "analyzing", "completed", "error"
]
ProgressStage = Literal["waiting", "extraction", "analysis", "grounding", "scoring", "storage", "done"]
SESSION_ID_PATTERN = r"^session_\d{8}_\d{6}_[A-Za-z0-9_-]{22,64}$"


def new_session_id(now: datetime) -> str:
    """Return a session id whose random part is 192 bits; the id is the applicant's only capability."""
    return f"session_{now.astimezone(UTC):%Y%m%d_%H%M%S}_{secrets.token_urlsafe(24)}"


class Document(Model):
    """One uploaded file as the session knows it; its content is kept by the store under (session, id).

    `filename` is the applicant's own name for the file. It is personal data: shown back to the applicant,
    never used as a path, never copied into a record, log or error.
    """

    id: str  # "d1", "d2", … in upload order, unique within the session
    kind: DocumentKind
    filename: str
    media_type: Literal[
        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]
    bytes: int = Field(ge=0)
    pages: int = Field(ge=0)
    uploaded_at: Moment
    warnings: tuple[str, ...] = ()  # codes such as "hidden_text"
    state: Literal["read", "reading", "unreadable"] = "read"  # "reading": in the background
    place: str | None = None  # id of the first paper in whose place this one stands; None for its own
    problem: str | None = None  # of an unreadable document: why, as a code


class Page(Model):
    """The visible text of one page, normalised so that quotes can be found again. Numbers start at 1.

    `ocr` is there where the page is a picture whose text was recognised.
    """

    number: int = Field(ge=1)
    text: str
    ocr: Recognised | None = None


class ExtractedText(Model):
    """What extraction yields for one file.

    `hidden_characters` counts text left out because no reader can see it; `unseen` shows the beginning of
    it, with places and reasons. `unread` names the parts that were not read.
    """

    media_type: Literal[
        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]
    pages: tuple[Page, ...]
    hidden_characters: int = Field(default=0, ge=0)
    unseen: tuple[UnseenText, ...] = ()
    unread: tuple[UnreadPart, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether pages that are scans still wait to be read."""
        return any(part.kind == "late_page" for part in self.unread)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the applicant should know of this file, as codes."""
        codes = {"unreadable_text" if part.kind == "unreadable_page" else "not_read" for part in self.unread}
        if self.hidden_characters:
            codes.add("hidden_text")
        if any(page.ocr for page in self.pages):
            codes.add("read_by_ocr")
        return tuple(sorted(codes))


class ExtractedWebPage(Model):
    """What extraction yields for a web page: its visible text, and how many characters were hidden."""

    pages: tuple[Page, ...]
    hidden_characters: int = Field(default=0, ge=0)


class ApplicationDocument(Model):
    """One document as an assessor sees it. Ids are "d1", "d2", … of uploads, "w1", … of linked pages."""

    id: str
    kind: DocumentKind
    media_type: str
    bytes: int
    pages: tuple[Page, ...]
    hidden_characters: int = 0


class Application(Model):
    """Everything an assessor may look at. `as_of` is the day recency is measured from, so that judging the
    same application with the same `as_of` gives the same result. `body` is the endorsing body whose criteria
    apply, None for the field's general ones. `corrections` are the applicant's word about the documents: they
    may leave one out and are no evidence.
    """

    field: FieldId
    route: str
    body: str | None = None
    answers: dict[str, Any]
    documents: tuple[ApplicationDocument, ...]
    as_of: date
    corrections: tuple[Correction, ...] = ()


class Progress(Model):
    """How far an analysis has come; `percent` is 0-100 and never falls within one attempt."""

    stage: ProgressStage = "waiting"
    percent: int = Field(default=0, ge=0, le=100)


class Job(Model):
    """The durable claim on running one attempt. The database lease is the truth about who works on it."""

    queued_at: Moment
    worker: str | None = None
    lease_until: Moment | None = None
    deliveries: int = 0  # how often a worker has claimed this attempt; a poison job is given up on
    rejudges: bool = False  # the papers of the attempt before, under the rules of now
    trace: str | None = None  # W3C traceparent of the request that submitted it; random, nothing personal


class Session(Model):
    """An applicant's working state.

    `attempt` counts submissions: 0 before the first, and it names the record `(session_id, attempt)`.
    `client` is whose session it is, where an adviser keeps clients. `consents` are opt-in flags by name
    (for example `training`); absent means no. `extra_answers` are those to questions that the field does
    not have, as (question, answer): other clients ask more.
    """

    session_id: str = Field(pattern=SESSION_ID_PATTERN)
    client: str | None = Field(default=None, pattern=CLIENT_ID_PATTERN)
    field: FieldId
    state: SessionState = "created"
    created_at: Moment
    updated_at: Moment
    answers: dict[str, Any] = {}
    extra_answers: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document, ...] = ()
    corrections: tuple[Correction, ...] = ()
    consents: dict[str, bool] = {}
    attempt: int = 0
    job: Job | None = None
    progress: Progress = Progress()
    error_message: str | None = None
    asked_outcome: bool = False  # and answered that there is none to tell
    version: int = 0  # raised by the store on every change

    @property
    def has_finished(self) -> bool:
        """Whether an analysis of this session has ended, well or badly, in this attempt or an earlier one."""
        return self.attempt > 0 and (self.state in ("completed", "error") or self.attempt > 1)

    def find_document(self, document_id: str) -> Document:
        """Return one of the session's documents.

        Raises:
            NotFoundError: there is none with this id.
        """
        for document in self.documents:
            if document.id == document_id:
                return document
        raise NotFoundError("This session has no such document.", code="document_not_found")

    def with_changes(self, now: datetime, **changes: Any) -> Self:
        """Return a copy with these fields changed and `updated_at` set to now."""
        return self.model_copy(update={**changes, "updated_at": truncate_to_milliseconds(now)})
