"""What our code costs on top of waiting for a model: many analyses against a slow endpoint of ours."""

import math
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.analysis import hand_in, read_cv
from bench.registry import Result, bench
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.llm_server import KEY, Ask, Reply, ScriptedModel, judge_honestly

ANALYSES = 64
CONCURRENCY = 16
LATENCY = 1.0


@bench("llm")
def bench_llm() -> list[Result]:
    """64 analyses, all in hand at once, at one second a request and at most 16 requests at a time.

    The ideal is a model that is never idle while requests are left, and code that costs nothing:
    ceil(requests / concurrency) x latency, with the requests that the endpoint counted. It is a floor: the
    requests of one analysis for its criteria run side by side, those that confirm a level come after them.
    """

    def answer(ask: Ask) -> Reply:
        reply = judge_honestly(ask)
        return Reply(reply.answer, delay=LATENCY)

    content = read_cv()
    with ScriptedModel(answer) as model, tempfile.TemporaryDirectory() as folder:
        services = build_services(make_settings(model, Path(folder)))
        try:
            first = hand_in(services, content)
            services.pipeline.submit(first)
            services.pipeline.run_analysis_task(first)  # loads the library, opens the connection
            sessions = [hand_in(services, content) for _ in range(ANALYSES)]
            for session_id in sessions:
                services.pipeline.submit(session_id)
            before = len(model.asks)
            started = time.perf_counter()
            with ThreadPoolExecutor(ANALYSES) as pool:
                records = list(pool.map(services.pipeline.run_analysis_task, sessions))
            elapsed = time.perf_counter() - started
        finally:
            services.close()
        requests = len(model.asks) - before
        assert model.peak == CONCURRENCY
    assert all(record is not None and record.processing_status == "completed" for record in records)
    ideal = math.ceil(requests / CONCURRENCY) * LATENCY
    name = f"{ANALYSES} analyses, {requests} requests, {CONCURRENCY} at a time"
    return [Result(name, elapsed, "s", ideal, "ceil(requests / 16) x 1 s", elapsed / ideal, "<= 1.3")]


def make_settings(model: ScriptedModel, folder: Path) -> Settings:
    """Return the default settings over the endpoint."""
    return Settings(
        data_dir=folder,
        store=f"sqlite:///{folder}/talent.db",
        assessor="compatible:scripted-1",
        llm_base_url=model.url,
        llm_api_key=KEY,
        llm_concurrency=CONCURRENCY,
    )
