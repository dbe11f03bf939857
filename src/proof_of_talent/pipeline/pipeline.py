"""From a submitted session to exactly one record; the only place where failures become records.

`submit` makes the job durable before anyone is answered. `run_analysis_task` claims it by a lease, works
in stages, and ends in `RecordStore.add`, which writes the record, its tally and the session's new state
together. Whatever dies in between leaves the lease to run out, and the job is taken up again.
"""

import math
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from proof_of_talent.domain.application import (
    Application,
    ApplicationDocument,
    Document,
    DocumentKind,
    ExtractedText,
    Job,
    Progress,
    Session,
)
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import (
    AssessmentError,
    DocumentError,
    InterruptedAnalysisError,
    Stage,
    StoreUnavailableError,
    TalentError,
)
from proof_of_talent.domain.ports import Assessor, Extractor, LinkFetcher, Store
from proof_of_talent.domain.record import AnalysisRecord, mark_content
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.judging.decide import Decided, add_notes, decide
from proof_of_talent.judging.papers.stated import list_stated, read_as_stated
from proof_of_talent.judging.repeating import ONCE, Repeats
from proof_of_talent.observing.masking import describe_exception, mask_session_id
from proof_of_talent.observing.tracing import NO_TRACER, Tracer, Value
from proof_of_talent.pipeline.attempts import (
    GIVEN_UP_MESSAGE,
    INTERNAL_MESSAGE,
    Attempt,
    StageFailure,
    close_attempt,
)
from proof_of_talent.pipeline.leases import LeaseKeeper
from proof_of_talent.pipeline.readiness import require_ready
from proof_of_talent.records.removed import find_verdict

log = structlog.get_logger(__name__)


class Pipeline:
    """Runs analyses. Safe to use from many threads and, through the store's leases, many processes."""

    def __init__(
        self,
        *,
        store: Store,
        extractor: Extractor,
        assessor: Assessor,
        rulebook: Rulebook,
        leases: LeaseKeeper,
        clock: Callable[[], datetime],
        max_deliveries: int,
        on_record: Callable[[AnalysisRecord], object] = lambda _: None,
        repeats: Repeats = ONCE,
        links: LinkFetcher | None = None,
        tracer: Tracer = NO_TRACER,
        longest_seconds: float = math.inf,
    ) -> None:
        self._longest_seconds = longest_seconds
        self._store = store
        self._extractor = extractor
        self._assessor = assessor
        self._rulebook = rulebook
        self._leases = leases
        self._clock = clock
        self._max_deliveries = max_deliveries
        self._on_record = on_record
        self._repeats = repeats
        self._links = links
        self._tracer = tracer

    def submit(self, session_id: str) -> Session:
        """Persist the job of a new attempt and return the session; while one runs, change nothing.

        Raises:
            ConflictError: the session has no documents, or its owner said no to being analysed.
        """
        return self._queue(session_id, lambda session: session.state != "analyzing")

    def rejudge(self, session_id: str) -> Session:
        """Persist the job of judging the papers of a completed analysis again; else change nothing.

        Raises:
            ConflictError: as `submit`.
        """
        return self._queue(session_id, lambda session: session.state == "completed", rejudges=True)

    def _queue(
        self, session_id: str, is_due: Callable[[Session], bool], *, rejudges: bool = False
    ) -> Session:
        trace = self._tracer.carry()

        def change(session: Session) -> Session:
            if not is_due(session):
                return session
            require_ready(session)
            now = self._clock()
            return session.with_changes(
                now,
                state="analyzing",
                attempt=session.attempt + 1,
                job=Job(queued_at=now, trace=trace, rejudges=rejudges),
                progress=Progress(),
                error_message=None,
            )

        return self._store.sessions.change(session_id, change)

    def run_analysis_task(self, session_id: str) -> AnalysisRecord | None:
        """Claim and run a session's job to its record; None when another worker has it or had it.

        Raises:
            StoreUnavailableError: the store went away; the job stays and is taken up again later.
            InterruptedAnalysisError: the service is stopping; as above.
        """
        session = self._leases.claim(session_id)
        if session is None or session.job is None:
            return None
        run = Attempt(session, self._clock())
        if session.job.rejudges:
            run.before = find_verdict(self._store, session_id, session.attempt - 1)
        span = self._tracer.span("analysis", kind="consumer", parent=session.job.trace)
        with span as traced, self._leases.held(session):
            traced.note(describe_job(session))
            if session.job.deliveries > self._max_deliveries:
                failure = StageFailure("queue", "gave_up", GIVEN_UP_MESSAGE)
                record = self._close(run, failure=failure)
            else:
                record = self._work(run)
            traced.note({"talent.result": record.processing_status})
            if record.error is not None:
                traced.fail(f"{record.error.stage}/{record.error.code}")
            with self._tracer.span("record"):
                return self._finish(record)

    def _work(self, run: Attempt) -> AnalysisRecord:
        try:
            judged = self._judge(run)
        except (StoreUnavailableError, InterruptedAnalysisError):
            raise
        except AssessmentError as error:
            failure = StageFailure(
                run.stage, error.code, error.message, error.assessor, error.usage, error.server
            )
            return self._close(run, failure=failure)
        except TalentError as error:
            return self._close(run, failure=StageFailure(run.stage, error.code, error.message))
        except Exception as error:  # noqa: BLE001 - every failure becomes a record, also those we did not foresee
            log.error(
                "analysis_failed",
                session=mask_session_id(run.session.session_id),
                stage=run.stage,
                error=describe_exception(error),
            )
            return self._close(run, failure=StageFailure(run.stage, "internal_error", INTERNAL_MESSAGE))
        return self._close(run, judged)

    def _judge(self, run: Attempt) -> Decided:
        self._enter(run, "extraction", 5)
        since = time.monotonic()
        session = run.session
        with self._tracer.span("extract") as span:
            span.note({"talent.documents": len(session.documents)})
            run.papers = self._extract(run)
            if self._links is not None:
                run.fetched = self._links.fetch(session.answers)
        run.measure("extraction", since)
        field = self._rulebook.field(session.field)
        application = Application(
            field=session.field,
            route=field.route(session.answers.get("route_preference")).id,
            answers=session.answers,
            documents=(*run.papers, *run.fetched.documents),
            as_of=run.started_at.date(),
            corrections=session.corrections,
        )
        since = time.monotonic()
        try:
            judged = decide(
                application,
                repeats=self._repeats,
                assessor=self._assessor,
                rulebook=self._rulebook,
                on_stage=lambda stage, percent: self._enter(run, stage, percent),
                tracer=self._tracer,
            )
        finally:
            run.measure("analysis", since)
        judged = add_notes(judged, run.fetched.notes) if run.fetched.notes else judged
        if not session.corrections:
            return judged
        stated = list_stated(session.corrections)
        return judged._replace(results=judged.results.model_copy(update={"corrections": stated}))

    def _extract(self, run: Attempt) -> tuple[ApplicationDocument, ...]:
        documents = []
        total = len(run.session.documents)
        for index, document in enumerate(run.session.documents):
            self._enter(run, "extraction", 5 + 35 * index // total)
            content = self._store.documents.read(run.session.session_id, document.id)
            self._check_time(run, f"reading document {document.id.removeprefix('d')}")
            run.fingerprints[document.id] = mark_content(run.session.session_id, content)
            extracted = read_as_stated(
                self._extract_one(document, content), document.id, run.session.corrections
            )
            documents.append(
                ApplicationDocument(
                    id=document.id,
                    kind=recognise_kind(document, extracted),
                    media_type=extracted.media_type,
                    bytes=len(content),
                    pages=extracted.pages,
                    hidden_characters=extracted.hidden_characters,
                )
            )
        return tuple(documents)

    def _extract_one(self, document: Document, content: bytes) -> ExtractedText:
        """Read a paper; a failure names it by its number."""
        try:
            return self._extractor.extract(content)
        except DocumentError as error:
            number = document.id.removeprefix("d")
            raise DocumentError(f"Document {number}: {error.message}", code=error.code) from None

    def _check_time(self, run: Attempt, doing: str) -> None:
        """Raise `analysis_too_long` when the analysis has used up its time."""
        if time.monotonic() - run.started > self._longest_seconds:
            raise TalentError(
                f"This analysis took too long and was stopped while {doing}. Upload fewer or shorter "
                "documents, then start it again.",
                code="analysis_too_long",
            )

    def _enter(self, run: Attempt, stage: Stage, percent: int) -> None:
        self._check_time(run, f"working on its {stage}")
        run.stage = stage
        if stage != "queue":
            self._leases.report(run.session.session_id, Progress(stage=stage, percent=percent))

    def _close(
        self, run: Attempt, judged: Decided | None = None, *, failure: StageFailure | None = None
    ) -> AnalysisRecord:
        return close_attempt(run, self._rulebook.field(run.session.field), self._clock(), judged, failure)

    def _finish(self, record: AnalysisRecord) -> AnalysisRecord | None:
        """Write the record with the session's end state; None if this attempt had ended elsewhere."""

        def change(session: Session) -> Session:
            if session.attempt != record.attempt:
                return session
            return session.with_changes(
                record.completed_at,
                state=record.processing_status if record.rejudged_from is None else "completed",
                job=None,
                progress=Progress(stage="done", percent=100),
                error_message=record.error_message if record.rejudged_from is None else None,
            )

        written = self._store.records.add(record, change)
        log.info(
            "analysis_ended",
            session=mask_session_id(record.session_id),
            attempt=record.attempt,
            status=record.processing_status,
            error=f"{record.error.stage}/{record.error.code}" if record.error else None,
            seconds=record.timing.total_seconds,
            written=written,
        )
        if not written:
            return None
        self._on_record(record)
        return record


def recognise_kind(document: Document, extracted: ExtractedText) -> DocumentKind:
    """Return what a document is: as the session says, unless it has not been read before."""
    if document.state == "read":
        return document.kind
    return classify_document(extracted.pages, document.filename)


def describe_job(session: Session) -> dict[str, Value | None]:
    """Return what a trace tells of the job in hand."""
    return {
        "talent.session": mask_session_id(session.session_id),
        "talent.field": session.field,
        "talent.attempt": session.attempt,
        "talent.deliveries": session.job.deliveries if session.job is not None else None,
    }
