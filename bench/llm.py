"""What our code costs on top of waiting for a model: many analyses against a slow endpoint of ours."""

import math
import os
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
CRITERIA = 5


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
    return [
        Result(name, elapsed, "s", ideal, "ceil(requests / 16) x 1 s", elapsed / ideal, "<= 1.2"),
        measure_shared([ask for ask in model.asks if ask.criterion != "case"][:CRITERIA]),
        measure_requests(len(model.asks[:before])),
    ]


def measure_shared(asks: list[Ask]) -> Result:
    """Return how much of the first round's prompts is the same from their beginning on."""
    texts = ["".join(str(message["content"]) for message in ask.body["messages"]) for ask in asks]
    shared = len(os.path.commonprefix(texts))  # noqa: RUF071 - letters are meant
    mean = sum(map(len, texts)) / len(texts)
    name = f"prompts of {len(texts)} criteria: what they share"
    return Result(name, shared, "characters", mean, "mean length of a prompt", shared / mean, ">= 0.8")


def measure_requests(requests: int) -> Result:
    """Return how many requests an analysis takes when all goes well."""
    most = 2 * CRITERIA + 1
    return Result(
        "requests for one analysis", requests, "requests", most, "2 x criteria + 1", requests / most, "<= 1"
    )


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
