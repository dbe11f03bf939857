"""What reading costs: the sample documents against the bare library, and scanned pages by the second."""

import time

import pypdfium2

from bench.registry import Result, bench
from proof_of_talent.demo.samples import list_bundled_samples
from proof_of_talent.extraction.child import extract
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.scans import ScanReader, can_read_scans
from tests.extraction.scanned import LETTER, TWO_LANGUAGES, draw, make_scan, photograph, share_right

ROUNDS = 15
MOST_OF_BARE = "<= 1.65"
"""Reading cost 1.4 of the bare library before pages were judged by their looks; a tenth more is allowed, and
some for a busy machine.
"""

SLOWEST_PAGE = 15.0
"""Seconds a page on one core of a machine that does nothing else; a budget of our own."""

FEWEST_RIGHT = 0.9


@bench("reading")
def bench_reading() -> list[Result]:
    """Reading the sample PDFs in one process, with every check, against pypdfium2 alone: CPU time."""
    papers = [one.content_bytes() for sample in list_bundled_samples() for one in sample.documents]
    papers = [content for content in papers if content.startswith(b"%PDF-")]
    limits = ExtractionLimits()
    ours, bare = [], []
    for _ in range(ROUNDS):  # in turns, so that a busy machine meets both alike; the best counts
        ours.append(time_all(lambda content: extract(content, limits), papers))
        bare.append(time_all(read_bare, papers))
    value, base = min(ours), min(bare)
    return [Result("a sample document", value, "ms", base, "pypdfium2 alone", value / base, MOST_OF_BARE)]


def time_all(read, papers) -> float:
    """Return milliseconds of CPU for one paper."""
    started = time.process_time()
    for content in papers:
        read(content)
    return (time.process_time() - started) * 1000 / len(papers)


def read_bare(content: bytes) -> None:
    """Read the text as the library gives it."""
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            page.get_textpage().get_text_range()


@bench("ocr")
def bench_ocr() -> list[Result]:
    """Scanned pages of our own (clean, photographed, of two languages): seconds a page, and words right.

    Nothing where the extra `ocr` is not installed.
    """
    if not can_read_scans():
        return []
    page = draw(*LETTER)
    scans = ((make_scan(page), LETTER), (make_scan(photograph(page)), LETTER),
             (make_scan(draw(*TWO_LANGUAGES)), TWO_LANGUAGES))  # fmt: skip
    reader = ScanReader()
    try:
        reader.read(make_scan(draw("warm")), [1])
        seconds, right = zip(*(recognise(reader, *one) for one in scans), strict=True)
    finally:
        reader.close()
    mean = sum(seconds) / len(seconds)
    share = sum(right) / len(right)
    return [
        Result("OCR, a page", mean, "s", SLOWEST_PAGE, "budget", mean / SLOWEST_PAGE, "<= 1"),
        Result("OCR, words right", 100 * share, "%", 100, "all", share, f">= {FEWEST_RIGHT}"),
    ]


def recognise(reader: ScanReader, content: bytes, lines: tuple[str, ...]) -> tuple[float, float]:
    """Return the seconds that a page took, and the share of its words that were read right."""
    started = time.perf_counter()
    found = reader.read(content, [1])
    return time.perf_counter() - started, share_right(found[1].text, lines)
