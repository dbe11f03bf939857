"""What an analysis costs on top of reading the document: the rubric on a real two-page CV."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from bench.registry import Result, bench
from proof_of_talent.bootstrap import build_services
from proof_of_talent.intake import Upload
from proof_of_talent.samples import load_sample
from proof_of_talent.settings import Settings

SHARED_CV = Path(__file__).parents[2] / "shared" / "data" / "cvs" / "rendercv_classic.pdf"
ROUNDS = 100


def read_cv() -> bytes:
    """Return a real two-page CV, or our own typeset one where the shared folder is absent."""
    if SHARED_CV.exists():
        return SHARED_CV.read_bytes()
    documents = load_sample("digital_technology/strong").documents
    return next(document.content_bytes() for document in documents if document.kind == "cv")


def extract_bare(content: bytes) -> list[str]:
    """Read the text as the library gives it: no guard, no hidden-text check, no normalisation."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@bench("analysis")
def bench_analysis() -> list[Result]:
    """Whole analyses, claim to durable record, one after another, against bare text extraction."""
    content = read_cv()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), store=f"sqlite:///{folder}/talent.db")
        services = build_services(settings)
        try:
            session_id = services.intake.create_session("digital_technology").session_id
            with tempfile.TemporaryFile() as file:
                file.write(content)
                services.intake.add_documents(session_id, [Upload("cv.pdf", file)])

            def analyse() -> None:
                services.pipeline.submit(session_id)
                record = services.pipeline.run_analysis_task(session_id)
                assert record is not None
                assert record.processing_status == "completed"

            analysed, bare = time_both(analyse, lambda: extract_bare(content))
        finally:
            services.close()
    return [Result("one analysis", analysed, "ms", bare, "pypdfium2 alone", analysed / bare, "<= 2.5")]


def time_both(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that each call takes when nothing disturbs it (the fastest tenth of rounds).

    They are taken in turns, so that a busy machine meets both alike.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((first, second), times, strict=True):
            started = time.perf_counter()
            work()
            kept.append((time.perf_counter() - started) * 1000)
    return sorted(times[0])[ROUNDS // 10], sorted(times[1])[ROUNDS // 10]
