"""What an analysis costs on top of reading the document: the rubric on a real two-page CV."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2

from bench.registry import Result, bench
from proof_of_talent.demo.samples import load_sample
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import Services, build_services
from proof_of_talent.wiring.settings import Settings

SHARED_CV = Path(__file__).parents[2] / "shared" / "data" / "cvs" / "rendercv_classic.pdf"
ANALYSES = 40
ROUNDS = 5


@bench("analysis")
def bench_analysis() -> list[Result]:
    """Whole analyses, from claim to durable record, against bare text extraction of the same file.

    Once as the service runs them (its default two workers), once one after another. PDFium reads one file at
    a time in a process, so the baseline is a plain loop.
    """
    content = read_cv()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), store=f"sqlite:///{folder}/talent.db")
        services = build_services(settings)
        try:
            sessions = [hand_in(services, content) for _ in range(ANALYSES)]
            bare, together, alone = [], [], []
            for _ in range(ROUNDS):  # in turns, so that a busy machine meets all alike; the best counts
                bare.append(time_extraction(content))
                together.append(time_analyses(services, sessions, workers=settings.workers))
                alone.append(time_analyses(services, sessions, workers=1))
        finally:
            services.close()
    base = min(bare)
    return [
        Result("an analysis, two workers", min(together), "ms", base, "pypdfium2 alone", min(together) / base,
               "<= 2.5"),
        Result("an analysis, one worker", min(alone), "ms", base, "pypdfium2 alone", min(alone) / base,
               "<= 4"),
    ]  # fmt: skip


def read_cv() -> bytes:
    """Return a real two-page CV, or our own typeset one where the shared folder is absent."""
    if SHARED_CV.exists():
        return SHARED_CV.read_bytes()
    documents = load_sample("digital_technology/strong").documents
    return next(document.content_bytes() for document in documents if document.kind == "cv")


def hand_in(services: Services, content: bytes) -> str:
    """Return a new session with the CV in it."""
    session_id = services.intake.create_session("digital_technology").session_id
    with tempfile.TemporaryFile() as file:
        file.write(content)
        services.intake.add_documents(session_id, [Upload("cv.pdf", file)])
    return session_id


def time_analyses(services: Services, sessions: list[str], *, workers: int) -> float:
    """Return milliseconds for one analysis when each session is submitted and then analysed once."""
    for session_id in sessions:
        services.pipeline.submit(session_id)
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        records = list(pool.map(services.pipeline.run_analysis_task, sessions))
    elapsed = time.perf_counter() - started
    assert all(record is not None and record.processing_status == "completed" for record in records)
    return elapsed * 1000 / len(sessions)


def time_extraction(content: bytes) -> float:
    """Return milliseconds for reading the text as the library gives it: no guard, no check, no tidying."""
    started = time.perf_counter()
    for _ in range(ANALYSES):
        with pypdfium2.PdfDocument(content) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()
    return (time.perf_counter() - started) * 1000 / ANALYSES
