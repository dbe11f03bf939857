"""Many applicants at once beside readers of the dashboard: no failed request, and exact figures afterwards.

`make bench ARGS=load`: a real server on SQLite with its default settings, on the same cores as its clients.
"""

import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx2
import orjson
from rich.console import Console
from rich.table import Table

from bench.registry import Result, bench
from proof_of_talent.demo.samples import Sample, list_bundled_samples
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.wiring.opening import open_store
from tests.faults.processes import Server

APPLICANTS, READERS, SECONDS = 50, 4, 60
POLL_SECONDS = 0.5
"""How often a page asks whether its analysis has ended."""
PATIENCE_SECONDS = 120
"""An analysis that has not ended after this time counts as a failure."""
SLOW_SECONDS = 5.0
"""What 95 of 100 answers of every kind must stay below while all 50 applicants push at once."""
READ_PATHS = {
    "read overview": "/api/analytics/overview",
    "read analyses": "/api/analytics/analyses?limit=50",
    "read quality": "/api/analytics/quality",
    "read dashboard page": "/dashboard?period=all",
    "read analyses page": "/dashboard/analyses",
}


@dataclass
class Outcome:
    """What all clients saw, and what the store held afterwards."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    shown: int = 0
    recorded: Counter[tuple[str, int]] = field(default_factory=Counter)
    drifts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> int:
        return sum(len(times) for step, times in self.seconds.items() if step != "wait for the result")

    def count_wrong(self) -> int:
        """Return by how much figures and records differ from the analyses that were accepted."""
        expected = Counter((session_id, 1) for session_id in self.accepted)
        missing, surplus = expected - self.recorded, self.recorded - expected
        return missing.total() + surplus.total() + abs(self.shown - expected.total()) + self.drifts


class Client:
    """One person at a browser, who notes every answer and how long it took."""

    def __init__(self, http: httpx2.Client, outcome: Outcome) -> None:
        self._http = http
        self._outcome = outcome

    def send(self, step: str, method: str, path: str, **body: object) -> httpx2.Response:
        started = time.monotonic()
        answer = self._http.request(method, path, **body)
        self._note(step, time.monotonic() - started)
        if answer.status_code != 200:
            raise AssertionError(f"{step}: {answer.status_code} {answer.text[:200]}")
        return answer

    def apply(self, sample: Sample, papers: list[tuple[str, tuple[str, bytes]]]) -> None:
        """Go the whole way of an applicant, up to the results."""
        opened = self.send("create", "POST", "/api/session/create", json={"field": sample.field}).json()
        session_id = opened["session_id"]
        self.send("questionnaire", "POST", f"/api/session/{session_id}/questionnaire", json=sample.answers)
        self.send("upload", "POST", f"/api/upload/{session_id}", files=papers)
        self.send("analyze", "POST", f"/api/analyze/{session_id}")
        self._outcome.accepted.append(session_id)
        started = time.monotonic()
        while self.send("status", "GET", f"/api/session/{session_id}/status").json()["status"] == "analyzing":
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise AssertionError("an analysis did not end")
            time.sleep(POLL_SECONDS)
        self._note("wait for the result", time.monotonic() - started)
        if self.send("results", "GET", f"/api/results/{session_id}").json()["status"] != "completed":
            raise AssertionError("an analysis ended as an error")

    def read(self) -> None:
        """Look at everything a reader of the dashboard opens, once."""
        for step, path in READ_PATHS.items():
            self.send(step, "GET", path)

    def _note(self, step: str, seconds: float) -> None:
        with self._outcome.lock:
            self._outcome.seconds[step].append(seconds)


def apply_load(base: str, *, seconds: float, applicants: int, readers: int = READERS) -> Outcome:
    """Let applicants and readers work for a time; everyone finishes what was begun."""
    outcome = Outcome()
    until = time.monotonic() + seconds
    cases = [
        (sample, [("files", (it.filename, it.content_bytes())) for it in sample.documents if it.kind == "cv"])
        for sample in list_bundled_samples()
    ]

    def work(number: int) -> None:
        with httpx2.Client(base_url=base, timeout=60, verify=False) as http:
            client = Client(http, outcome)
            mine = cycle(cases[number % len(cases) :] + cases[: number % len(cases)])
            while time.monotonic() < until:
                try:
                    if number < applicants:
                        client.apply(*next(mine))
                    else:
                        client.read()
                        time.sleep(POLL_SECONDS)
                except (AssertionError, httpx2.HTTPError) as error:
                    outcome.failures.append(f"{type(error).__name__} {error}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(applicants + readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.shown = httpx2.get(f"{base}/api/analytics/overview", timeout=60).json()["total_analyses"]
    return outcome


def look_into_store(url: str, outcome: Outcome) -> None:
    """Note what the store holds: every record, and where rollups do not fit the records."""
    store = open_store(url)
    try:
        with store.records.open_snapshot(AnalysisFilter()) as snapshot:
            for document in snapshot.documents():
                record = orjson.loads(document)
                outcome.recorded[record["session_id"], record["attempt"]] += 1
        outcome.drifts = len(store.rollups.verify())
    finally:
        store.close()


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of all values does not exceed."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def print_latencies(outcome: Outcome) -> None:
    table = Table("step", "requests", "p50 ms", "p95 ms", "p99 ms", "slowest ms")
    for step, times in outcome.seconds.items():
        figures = [percentile(times, share) * 1000 for share in (0.5, 0.95, 0.99, 1)]
        table.add_row(step, f"{len(times):,}", *(f"{figure:,.0f}" for figure in figures))
    Console().print(table)
    for failure, count in Counter(outcome.failures).most_common(5):
        Console().print(f"[red]{count} times[/] {failure}", highlight=False)


@bench("load")
def bench_load() -> list[Result]:
    """50 applicants go the whole way again and again for 60 s beside 4 readers."""
    with tempfile.TemporaryDirectory() as folder:
        defaults = {"lease_seconds": 30, "sweep_seconds": 5, "max_deliveries": 3}
        server = Server(Path(folder), **defaults)
        try:
            server.start()
            started = time.monotonic()
            outcome = apply_load(server.base, seconds=SECONDS, applicants=APPLICANTS)
            elapsed = time.monotonic() - started
            server.stop()
        finally:
            server.kill()
        look_into_store(server.url, outcome)
    print_latencies(outcome)
    requests, analyses = outcome.requests, len(outcome.accepted)
    p95 = {
        step: percentile(times, 0.95)
        for step, times in outcome.seconds.items()
        if not step.startswith("wait")
    }
    slowest = max(p95, key=p95.__getitem__)
    failed, wrong = len(outcome.failures), outcome.count_wrong()
    return [
        Result("failed requests", failed, "", requests, "requests", failed / max(requests, 1), "<= 0"),
        Result("records or figures that are wrong", wrong, "", analyses, "accepted analyses",
               wrong / max(analyses, 1), "<= 0"),
        Result("analyses", analyses / elapsed, "/s", APPLICANTS / SECONDS, "one for each applicant",
               analyses / elapsed / (APPLICANTS / SECONDS), ">= 1"),
        Result(f"p95 of the slowest step ({slowest})", p95[slowest], "s", SLOW_SECONDS, "limit",
               p95[slowest] / SLOW_SECONDS, "<= 1"),
    ]  # fmt: skip
