"""What the service tells Prometheus about itself: counts and durations, no personal data.

Every label has few values that we choose ourselves (routes as templates, codes, fields), never a URL, an id
or anything an applicant wrote.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from proof_of_talent.domain.costs import Spent
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import JobStore, Queue
from proof_of_talent.domain.record import AnalysisRecord

MOST_WAITING = 1_000
"""Waiting jobs are counted up to here, so that a scrape stays cheap however long the queue is."""
REQUEST_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
ANALYSIS_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Telemetry:
    """The figures of one process, in a registry of its own."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        queue: Queue,
        clock: Callable[[], datetime],
        read_spending: Callable[[], Spent | None] = lambda: None,
    ) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "proof_of_talent_requests", "Answered requests.", ["method", "route", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._request_seconds = Histogram(
            "proof_of_talent_request_seconds", "Time from a request to the end of its answer.", ["route"],
            buckets=REQUEST_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._analyses = Counter(
            "proof_of_talent_analyses", "Analyses that ended in this process.", ["field", "result", "error"],
            registry=self._registry,
        )  # fmt: skip
        self._analysis_seconds = Histogram(
            "proof_of_talent_analysis_seconds", "Time an analysis spent in each part.", ["part"],
            buckets=ANALYSIS_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._not_judged = Counter(
            "proof_of_talent_criteria_not_judged", "Criteria that a model could not judge.", ["code"],
            registry=self._registry,
        )  # fmt: skip
        self._listeners: list[Callable[[AnalysisRecord], None]] = []
        self._registry.register(_Dependencies(jobs, queue, clock))
        self._registry.register(_Costs(read_spending))
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> str:
        """Count one answered request and return its method as counted (`other` where nobody knows it).

        `route` is a template such as `/api/results/{session_id}`.
        """
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        return known

    def listen(self, listener: Callable[[AnalysisRecord], None]) -> None:
        """Have a listener told of each analysis that ends in this process."""
        self._listeners.append(listener)

    def count_analysis(self, record: AnalysisRecord) -> None:
        """Count one ended analysis and the seconds it spent in its parts."""
        error = f"{record.error.stage}/{record.error.code}" if record.error else ""
        self._analyses.labels(record.field, record.processing_status, error).inc()
        for missing in (record.analysis_results or {}).get("not_judged") or ():
            self._not_judged.labels(missing["code"]).inc()
        for part in ("queued", "extraction", "analysis", "total"):
            seconds = getattr(record.timing, f"{part}_seconds")
            if seconds is not None:
                self._analysis_seconds.labels(part).observe(seconds)
        for listener in self._listeners:
            listener(record)

    def render(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _Costs(Collector):
    """What the model has cost, at the moment of a scrape."""

    def __init__(self, read_spending: Callable[[], Spent | None]) -> None:
        self._read_spending = read_spending

    def describe(self) -> Iterator[Metric]:
        """Name no metric beforehand, so that registering reads nothing."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Tell costs and ceilings; nothing where no model judges."""
        spent = self._read_spending()
        if spent is None:
            return
        cost = GaugeMetricFamily(
            "proof_of_talent_model_cost_usd", "Cost of the model on this machine.", labels=["span"]
        )
        ceiling = GaugeMetricFamily(
            "proof_of_talent_model_ceiling_usd", "Ceilings that are set for it.", labels=["span"]
        )
        for span, used in (("day", spent.today), ("key", spent.key)):
            cost.add_metric([span], used)
        for span, most in spent.ceilings._asdict().items():
            if most is not None:
                ceiling.add_metric([span], most)
        yield cost
        yield ceiling


class _Dependencies(Collector):
    """What others are asked at the moment of a scrape."""

    def __init__(self, jobs: JobStore, queue: Queue, clock: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._queue = queue
        self._clock = clock

    def describe(self) -> Iterator[Metric]:
        """Name no metric beforehand, so that registering asks nobody."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Ask the store and the queue; a store that is away is a figure, not a failed scrape."""
        try:
            waiting = len(self._jobs.find(self._clock(), MOST_WAITING))
        except TalentError:
            yield GaugeMetricFamily("proof_of_talent_store_up", "1 when the store answers.", 0)
        else:
            yield GaugeMetricFamily("proof_of_talent_store_up", "1 when the store answers.", 1)
            yield GaugeMetricFamily(
                "proof_of_talent_jobs_waiting",
                f"Jobs that nobody works on (counted up to {MOST_WAITING}).",
                waiting,
            )
        yield GaugeMetricFamily(
            "proof_of_talent_queue_up", "1 when wake-ups reach the workers.", int(self._queue.is_ready())
        )
