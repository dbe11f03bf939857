"""The one composition root: settings in, wired services out. Nothing else chooses an adapter."""

import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from proof_of_talent.domain.base import Clock, read_clock
from proof_of_talent.domain.costs import Spent
from proof_of_talent.domain.criteria import Rulebook, load_rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.ports import Assessor, Extractor, JobStore, LinkFetcher, Queue, Store
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.scans import ScanReader, can_read_scans
from proof_of_talent.intake.correcting import Corrector
from proof_of_talent.intake.desk import ReadingBudget, ReadingDesk
from proof_of_talent.intake.handing_in import ClientDesk
from proof_of_talent.intake.intake import Intake
from proof_of_talent.intake.shown import DocumentReader
from proof_of_talent.judging.repeating import Repeats
from proof_of_talent.observing.metrics import Telemetry
from proof_of_talent.observing.tracing import NO_TRACER, Tracer
from proof_of_talent.pipeline.comparing import Comparer
from proof_of_talent.pipeline.leases import LeaseKeeper
from proof_of_talent.pipeline.pipeline import Pipeline
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.records.retention import RetentionRules, RetentionSweeper
from proof_of_talent.stores.encryption import encrypt_documents, read_keys
from proof_of_talent.wiring.extras import explaining_missing
from proof_of_talent.wiring.opening import open_store
from proof_of_talent.wiring.reviews import listen_both, make_picker
from proof_of_talent.wiring.settings import Settings, split_list

SCANS_SECONDS = 600.0
"""What reading a session's files may cost in the background where scans are read. Heuristic."""


@dataclass(frozen=True)
class Services:
    """Everything a front end needs, already wired."""

    settings: Settings
    rulebook: Rulebook
    clock: Clock
    store: Store
    extractor: Extractor
    assessor: Assessor
    intake: Intake
    client_desk: ClientDesk
    reader: DocumentReader
    desk: ReadingDesk
    corrector: Corrector
    leases: LeaseKeeper
    pipeline: Pipeline
    comparer: Comparer
    queue: Queue
    keyring: Keyring
    retention: RetentionSweeper
    telemetry: Telemetry
    read_spending: Callable[[], Spent | None] = lambda: None
    tracer: Tracer = NO_TRACER
    stopping: threading.Event = field(default_factory=threading.Event)

    def is_stopping(self) -> bool:
        """Tell whether the end has begun, so that no new requests should be sent here."""
        return self.stopping.is_set()

    def start(self) -> None:
        """Begin to run analyses, those that a crash interrupted first."""
        self.queue.start(self.pipeline.run_analysis_task)
        self.retention.start()

    def submit(self, session_id: str) -> None:
        """Persist a session's job, then wake a worker."""
        self.pipeline.submit(session_id)
        self.queue.put(session_id)

    def close(self) -> None:
        """Release everything in order: work, leases, judges, files, database."""
        self.stopping.set()
        self.queue.stop(self.settings.grace_seconds)
        for session_id in self.leases.close():
            self.queue.put(session_id)
        self.queue.close()
        self.retention.close()
        self.assessor.close()
        self.desk.close()
        self.extractor.close()
        self.store.close()
        self.tracer.close()


def make_assessor(settings: Settings, rulebook: Rulebook, tracer: Tracer = NO_TRACER) -> Assessor:
    """Return the assessor that the settings choose.

    Raises:
        SetupError: there is no assessor of that name, or its settings cannot work.
    """
    from proof_of_talent.assessors.rubric.assessor import RubricAssessor  # noqa: PLC0415 - only the chosen one loads

    if settings.assessor == "rubric":
        return RubricAssessor()
    from proof_of_talent.assessors.fallback import FallbackAssessor  # noqa: PLC0415 - as above
    from proof_of_talent.wiring.models import make_llm_assessor  # noqa: PLC0415

    model = make_llm_assessor(settings, rulebook, tracer)
    if settings.llm_fallback == "rubric":
        return FallbackAssessor(model, RubricAssessor())
    return model


def make_spending_reader(settings: Settings) -> Callable[[], Spent | None]:
    """Return what tells the costs of the model that judges; None where none does."""
    if settings.assessor == "rubric":
        return lambda: None
    from proof_of_talent.wiring.models import open_spending  # noqa: PLC0415 - only the chosen one loads

    return open_spending(settings).read


def make_extractor(settings: Settings, scans: ScanReader | None = None) -> GuardedExtractor:
    """Return the extractor with the settings' limits."""
    return GuardedExtractor(make_limits(settings), scans=scans)


def make_scan_reader(settings: Settings) -> ScanReader | None:
    """Return what reads scans, None where that is switched off or not installed."""
    if not (settings.ocr and can_read_scans()):
        return None
    return ScanReader(make_limits(settings), seconds=settings.ocr_seconds)


def make_limits(settings: Settings) -> ExtractionLimits:
    """Return the settings' limits for reading a file."""
    return ExtractionLimits(
        file_bytes=settings.max_file_bytes,
        pages=settings.max_pages,
        seconds=settings.extraction_seconds,
        memory_bytes=settings.extraction_memory_mb * 1024 * 1024,
    )


def make_link_fetcher(settings: Settings, extractor: Extractor) -> LinkFetcher | None:
    """Return what reads applicants' links, or None where that is switched off.

    Raises:
        SetupError: it is switched on and its library is not installed.
    """
    if not settings.fetch_links:
        return None
    with explaining_missing("Reading links", "fetch", "PROOF_OF_TALENT_FETCH_LINKS", {"ssrfguard", "httpx"}):
        from proof_of_talent.extraction.links import GuardedLinkFetcher  # noqa: PLC0415 - only loads where switched on
    return GuardedLinkFetcher(extractor)


def make_queue(settings: Settings, *, jobs: JobStore, clock: Clock, works: bool) -> Queue:
    """Return the queue that the settings choose.

    Raises:
        SetupError: the broker's address is of no known kind, or its driver is not installed.
    """
    if not settings.queue:
        from proof_of_talent.queues.local import LocalQueue  # noqa: PLC0415 - only the chosen queue loads

        return LocalQueue(
            jobs=jobs, clock=clock, workers=settings.workers, sweep_seconds=settings.sweep_seconds
        )
    if not settings.queue.startswith(("amqp://", "amqps://")):
        raise SetupError(
            "PROOF_OF_TALENT_QUEUE is not valid. Use amqp://USER:PASSWORD@HOST/VHOST (RabbitMQ).",
            field="PROOF_OF_TALENT_QUEUE",
        )
    with explaining_missing("RabbitMQ", "queue", "PROOF_OF_TALENT_QUEUE", {"taskiq", "taskiq_aio_pika"}):
        from proof_of_talent.queues.rabbitmq import RabbitQueue  # noqa: PLC0415 - as above
    return RabbitQueue(
        settings.queue,
        jobs=jobs,
        clock=clock,
        workers=settings.workers if works else 0,
        sweep_seconds=settings.sweep_seconds,
    )


def open_tracer(endpoint: str | None) -> Tracer:
    """Return what sends spans to a collector's OTLP/HTTP address, or to nobody where there is none.

    Raises:
        SetupError: there is an address and the libraries are not installed.
    """
    if not endpoint:
        return NO_TRACER
    with explaining_missing("Sending traces", "otel", "PROOF_OF_TALENT_OTLP_ENDPOINT", {"opentelemetry"}):
        from proof_of_talent.observing.otlp import OTLPTracer  # noqa: PLC0415 - only loads where it is used
    return OTLPTracer(endpoint)


def make_retention_rules(settings: Settings) -> RetentionRules:
    """Return how long the settings keep things."""

    def span(days: float | None) -> timedelta | None:
        return None if days is None else timedelta(days=days)

    return RetentionRules(
        documents=span(settings.retain_documents_days),
        sessions=span(settings.retain_sessions_days),
        records=span(settings.retain_records_days),
    )


def name_worker() -> str:
    """Return a name that no other worker has: host, process, and a random part for restarts."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def build_services(
    settings: Settings,
    *,
    store: Store | None = None,
    extractor: Extractor | None = None,
    assessor: Assessor | None = None,
    rulebook: Rulebook | None = None,
    clock: Clock = read_clock,
    works: bool | None = None,
) -> Services:
    """Wire everything; the parts given are used as they are, so tests bring their own.

    `works` says whether this process runs analyses; by default it does unless a broker hands them to others.

    Raises:
        SetupError: a setting cannot work.
    """
    rulebook = rulebook or load_rulebook(settings.rules)
    keys = read_keys(split_list(settings.encryption_key.get_secret_value()))
    tracer = open_tracer(settings.otlp_endpoint)
    assessor = assessor or make_assessor(settings, rulebook, tracer)
    store = store or open_store(settings.store_url, settings.mongodb_database)
    store = encrypt_documents(store, keys)
    scans = make_scan_reader(settings)  # one for both: what one has read the other need not
    slow = extractor or make_extractor(settings, scans)
    extractor = extractor or make_extractor(settings, scans)
    budget = ReadingBudget(session=SCANS_SECONDS) if scans is not None else ReadingBudget()
    desk = ReadingDesk(quick=extractor, slow=slow, budget=budget)
    links = make_link_fetcher(settings, extractor)
    leases = LeaseKeeper(
        jobs=store.jobs,
        sessions=store.sessions,
        worker=name_worker(),
        lease=timedelta(seconds=settings.lease_seconds),
        clock=clock,
    )
    queue = make_queue(
        settings, jobs=store.jobs, clock=clock, works=not settings.queue if works is None else works
    )
    intake = Intake(store=store, desk=desk, rulebook=rulebook, clock=clock, max_files=settings.max_files)
    reader = DocumentReader(documents=store.documents, extractor=extractor, desk=desk)
    read_spending = make_spending_reader(settings)
    telemetry = Telemetry(jobs=store.jobs, queue=queue, clock=clock, read_spending=read_spending)
    note_record = listen_both(telemetry.count_analysis, make_picker(store, settings.review_people, clock))
    return Services(
        settings=settings,
        rulebook=rulebook,
        clock=clock,
        store=store,
        extractor=extractor,
        assessor=assessor,
        intake=intake,
        client_desk=ClientDesk(store=store, intake=intake, clock=clock),
        reader=reader,
        corrector=Corrector(store=store, reader=reader, rulebook=rulebook, clock=clock),
        leases=leases,
        pipeline=Pipeline(
            store=store,
            extractor=slow,
            assessor=assessor,
            rulebook=rulebook,
            leases=leases,
            clock=clock,
            max_deliveries=settings.max_deliveries,
            on_record=note_record,
            repeats=Repeats(
                times=settings.repeat,
                borderline_points=settings.borderline_points,
                borderline_times=settings.borderline_repeat,
            ),
            links=links,
            tracer=tracer,
            longest_seconds=settings.analysis_seconds,
        ),
        comparer=Comparer(store=store, reader=reader, assessor=assessor, rulebook=rulebook),
        desk=desk,
        queue=queue,
        telemetry=telemetry,
        read_spending=read_spending,
        keyring=Keyring(store.keys, store.audit, clock),
        retention=RetentionSweeper(store=store, rules=make_retention_rules(settings), clock=clock),
        tracer=tracer,
    )
