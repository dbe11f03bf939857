"""The near side of text recognition (OCR): pages that are pictures, read one by one in another process.

It takes seconds a page, so that what was read is remembered for a while, in memory and under the content's
hash: whoever asks must have the file.
"""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.util import find_spec
from statistics import mean
from typing import NamedTuple

from proof_of_talent.domain.application import ExtractedText, Page
from proof_of_talent.domain.errors import DocumentError
from proof_of_talent.domain.extracted import DoubtfulWord, Recognised, UnreadPart, UnseenText
from proof_of_talent.domain.reading_gaps import Place
from proof_of_talent.extraction.frames import RECOGNISE, PeerGoneError
from proof_of_talent.extraction.limits import MEGABYTE, ExtractionLimits
from proof_of_talent.extraction.pool import ReaderPool

PAGE_SECONDS = 60.0
"""For one page; on a busy core most take 5 to 15."""

LEAST_SECONDS = 10.0
"""With less time left no page is begun."""

MEMORY_BYTES = 1536 * MEGABYTE
"""Address space: the models and one page take about 900 MB of it, half of that in memory."""

PAGES_PER_PROCESS = 100
IDLE_SECONDS = 60.0
MOST_PAGES_REMEMBERED = 400
DOUBTFUL = 0.85
"""Below this confidence a word is to be checked. Heuristic."""

MOST_DOUBTFUL = 100
CONFIRMED = 0.7
"""Of the words of an unseen text layer, the least share that stands on the picture too. Heuristic."""


class ScannedWord(NamedTuple):
    """A word on a picture, with how sure the models are (0-1) and its place."""

    text: str
    confidence: float
    place: Place


class ScannedPage(NamedTuple):
    """What stands on a picture; empty where there is no text, or none that can be read."""

    text: str = ""
    words: tuple[ScannedWord, ...] = ()


def can_read_scans() -> bool:
    """Tell whether the optional part is installed, without loading it."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class ScanReader:
    """Reads one page at a time. Safe to use from many threads; the process ends when nothing was asked for a
    minute, because it holds some 400 MB.
    """

    def __init__(self, limits: ExtractionLimits | None = None, *, seconds: float = 120.0) -> None:
        """Start nothing yet; `seconds` is the budget of one file."""
        limits = limits or ExtractionLimits()
        self._pool = ReaderPool(
            limits._replace(seconds=PAGE_SECONDS, memory_bytes=MEMORY_BYTES),
            size=1,
            files_per_process=PAGES_PER_PROCESS,
        )
        self._seconds = seconds
        self._lock = threading.Lock()
        self._remembered: OrderedDict[tuple[bytes, int], ScannedPage] = OrderedDict()
        self._idle: threading.Timer | None = None

    def read(
        self, content: bytes, numbers: Sequence[int], *, seconds: float | None = None
    ) -> dict[int, ScannedPage]:
        """Return what stands on pages of a PDF, by number; pages for which there is no time are missing.

        Raises:
            RuntimeError: the reader was closed.
        """
        until = time.monotonic() + min(self._seconds, seconds if seconds is not None else self._seconds)
        found: dict[int, ScannedPage] = {}
        for number in numbers:
            page = self.recall(content, number)
            if page is None and until - time.monotonic() >= min(LEAST_SECONDS, self._seconds):
                page = self._recognise(content, number, until)
            if page is not None:
                found[number] = page
        return found

    def recall(self, content: bytes, number: int) -> ScannedPage | None:
        """Return a page that is remembered."""
        with self._lock:
            return self._remembered.get((_hash(content), number))

    def close(self) -> None:
        """Stop the process. Safe to call twice."""
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
        self._pool.close()

    def _recognise(self, content: bytes, number: int, until: float) -> ScannedPage | None:
        try:
            answer = self._pool.ask(
                RECOGNISE, f"{number}\n".encode() + content, max(until - time.monotonic(), 0.1)
            )
        except PeerGoneError:
            answer = {"text": "", "words": []}  # it would die of this page again
        except DocumentError:
            return None
        finally:
            self._rest_later()
        if "error" in answer:
            return None
        page = ScannedPage(
            answer["text"],
            tuple(ScannedWord(text, sure, tuple(place)) for text, sure, place in answer["words"]),
        )
        with self._lock:
            self._remembered[_hash(content), number] = page
            while len(self._remembered) > MOST_PAGES_REMEMBERED:
                self._remembered.popitem(last=False)
        return page

    def _rest_later(self) -> None:
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            self._idle = threading.Timer(IDLE_SECONDS, self._pool.rest)
            self._idle.daemon = True
            self._idle.start()


def add_scans(
    extracted: ExtractedText, numbers: Sequence[int], found: Mapping[int, ScannedPage]
) -> ExtractedText:
    """Return a file's text with the pages that were recognised; those for which time ran out are late."""
    better = {
        page.number: found[page.number]
        for page in extracted.pages
        if page.number in found and len(found[page.number].text) > len(page.text)
    }
    late = set(numbers) - found.keys()
    kept = tuple(span for span in extracted.unseen if not _is_confirmed(span, better.get(span.page)))
    confirmed = sum(span.characters for span in extracted.unseen) - sum(span.characters for span in kept)
    return extracted.model_copy(
        update={
            "pages": tuple(_take(page, better.get(page.number)) for page in extracted.pages),
            "unseen": kept,
            "hidden_characters": extracted.hidden_characters - confirmed,
            "unread": tuple(
                UnreadPart(kind="late_page", page=part.page) if part.page in late else part
                for part in extracted.unread
                if part.page not in better
            ),
        }
    )


def _take(page: Page, scanned: ScannedPage | None) -> Page:
    if scanned is None:
        return page
    sure = [word.confidence for word in scanned.words]
    doubtful = [word for word in scanned.words if word.confidence < DOUBTFUL and word.text.strip()]
    return Page(
        number=page.number,
        text=scanned.text,
        ocr=Recognised(
            confidence=round(mean(sure), 3) if sure else 0.0,
            doubtful=tuple(
                DoubtfulWord(word=word.text, confidence=word.confidence) for word in doubtful[:MOST_DOUBTFUL]
            ),
        ),
    )


def _is_confirmed(span: UnseenText, scanned: ScannedPage | None) -> bool:
    """Tell whether unseen text is a scanner's own layer over its picture: its words stand on that too."""
    if scanned is None or span.reason != "invisible":
        return False
    words, there = Counter(span.text.casefold().split()), Counter(scanned.text.casefold().split())
    return (words & there).total() >= CONFIRMED * words.total()


def _hash(content: bytes) -> bytes:
    return sha256(content).digest()
