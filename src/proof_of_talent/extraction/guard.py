"""The near side of extraction: a small pool of reading processes, each killed when it misbehaves.

PDFium is not thread-safe and parses hostile input, so no parser is ever loaded into this process.
"""

import base64
import contextlib
import json
import os
import queue
import threading
from types import TracebackType
from typing import Any, Self

from proof_of_talent.domain.application import ExtractedText, ExtractedWebPage, Page
from proof_of_talent.domain.errors import BusyError
from proof_of_talent.domain.extracted import PagePicture, PlacedWord, UnreadPart, UnseenText
from proof_of_talent.extraction.failures import document_error
from proof_of_talent.extraction.frames import (
    EXPLAIN,
    EXTRACT,
    EXTRACT_HTML,
    PICTURE,
    DeadlineError,
    PeerGoneError,
)
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.process import ReadingProcess


class GuardedExtractor:
    """Implements `ports.Extractor`. Safe to call from many threads; `size` files are read at once.

    Processes start when first needed and stay warm. A process is replaced after a crash, after a time-out
    and after `files_per_process` files, so that what a parser leaks does not add up.
    """

    def __init__(
        self,
        limits: ExtractionLimits | None = None,
        *,
        size: int | None = None,
        files_per_process: int = 200,
    ) -> None:
        self.limits = limits or ExtractionLimits()
        self._files_per_process = files_per_process
        self._slots: queue.LifoQueue[ReadingProcess | None] = queue.LifoQueue()
        self._size = size or min(2, os.cpu_count() or 1)
        for _ in range(self._size):
            self._slots.put(None)
        self._lock = threading.Lock()
        self._running: set[ReadingProcess] = set()
        self._closed = False

    def extract(
        self, content: bytes, *, seconds: float | None = None, wait: float | None = None
    ) -> ExtractedText:
        """Return the visible text of a PDF or DOCX, page by page.

        Args:
            content: the file.
            seconds: for reading it, where that is less than the limits say.
            wait: seconds to wait for a free process; as long as it takes without.

        Raises:
            DocumentError: with one of the codes in `DOCUMENT_ERRORS`.
            BusyError: no process became free in time.
            RuntimeError: the extractor was closed.
        """
        if not content:
            raise document_error("empty_file")
        if len(content) > self.limits.file_bytes:
            raise document_error("too_large")
        try:
            answer = self._ask(EXTRACT, content, seconds, wait)
        except PeerGoneError:
            answer = self._explain_crash(content, seconds, wait)
        if "error" in answer:
            raise document_error(answer["error"])
        return ExtractedText(
            media_type=answer["media_type"],
            pages=tuple(Page(number=number, text=text) for number, text in enumerate(answer["pages"], 1)),
            hidden_characters=answer["hidden_characters"],
            unseen=tuple(UnseenText(**span) for span in answer["unseen"]),
            unread=tuple(UnreadPart(**part) for part in answer["unread"]),
        )

    def extract_web_page(self, content: bytes, charset: str | None) -> ExtractedWebPage:
        """Return the visible text of an HTML page, as one page.

        Args:
            content: the page as it came.
            charset: the encoding that the server named, if any.

        Raises:
            DocumentError: with one of the codes in `DOCUMENT_ERRORS`.
            RuntimeError: the extractor was closed.
        """
        if len(content) > self.limits.file_bytes:
            raise document_error("too_large")
        named = (charset or "").encode("ascii", "ignore").replace(b"\n", b"")
        try:
            answer = self._ask(EXTRACT_HTML, named + b"\n" + content)
        except PeerGoneError:
            raise document_error("parser_crash") from None
        if "error" in answer:
            raise document_error(answer["error"])
        return ExtractedWebPage(
            pages=tuple(Page(number=number, text=text) for number, text in enumerate(answer["pages"], 1)),
            hidden_characters=answer["hidden_characters"],
        )

    def picture_page(
        self, content: bytes, number: int, *, seconds: float | None = None, wait: float | None = None
    ) -> PagePicture:
        """Return a page of a PDF as a reader sees it; pages count from 1, the rest is as for `extract`.

        Raises:
            DocumentError: with one of the codes in `DOCUMENT_ERRORS`.
            BusyError: no process became free in time.
            RuntimeError: the extractor was closed.
        """
        try:
            answer = self._ask(PICTURE, f"{number}\n".encode() + content, seconds, wait)
        except PeerGoneError:
            raise document_error("parser_crash") from None
        if "error" in answer:
            raise document_error(answer["error"])
        return PagePicture(
            png=base64.b64decode(answer["png"]),
            width=answer["width"],
            height=answer["height"],
            words=tuple(PlacedWord(text, tuple(place)) for text, place in answer["words"]),
        )

    def close(self) -> None:
        """Stop every reading process. Safe to call twice."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            process.kill()  # a thread that waits for it wakes up and cleans up after itself
        idle: list[ReadingProcess | None] = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._slots.get_nowait())
        for process_or_none in idle:
            self._discard(process_or_none)
            self._slots.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _explain_crash(self, content: bytes, seconds: float | None, wait: float | None) -> dict[str, Any]:
        """Say why a process died: ask a slower parser, and if it sees nothing wrong, try once more (the
        process may have been killed from outside).
        """
        try:
            explanation = self._ask(EXPLAIN, content, seconds, wait)
            return explanation if "error" in explanation else self._ask(EXTRACT, content, seconds, wait)
        except PeerGoneError:
            raise document_error("parser_crash") from None

    def _ask(
        self, kind: int, content: bytes, seconds: float | None = None, wait: float | None = None
    ) -> dict[str, Any]:
        try:
            process = self._slots.get(timeout=wait)
        except queue.Empty:
            raise BusyError from None
        try:
            process = self._ensure_running(process)
            answer: dict[str, Any] = json.loads(process.ask(kind, content, seconds))
        except BaseException as error:
            self._discard(process)
            process = None
            self._refuse_when_closed()
            if isinstance(error, DeadlineError):
                raise document_error("parser_timeout") from None
            raise
        finally:
            self._slots.put(process)
        return answer

    def _ensure_running(self, process: ReadingProcess | None) -> ReadingProcess:
        """Return a process fit for one more file: this one, or a new one."""
        self._refuse_when_closed()
        if process is not None and process.is_alive() and process.files < self._files_per_process:
            return process
        self._discard(process)
        try:
            process = ReadingProcess(self.limits)
        except (OSError, DeadlineError, PeerGoneError):
            raise document_error("parser_unavailable") from None
        with self._lock:
            self._running.add(process)
        if self._closed:  # closed meanwhile, and not seen there
            self._discard(process)
        self._refuse_when_closed()
        return process

    def _discard(self, process: ReadingProcess | None) -> None:
        if process is not None:
            with self._lock:
                self._running.discard(process)
            process.stop()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise _closed_error()


def _closed_error() -> RuntimeError:
    return RuntimeError("the extractor is closed")
