"""The near side of extraction: a small pool of reading processes, each killed when it misbehaves.

PDFium is not thread-safe and parses hostile input, so no parser is ever loaded into this process.
"""

import base64
import os
import time
from types import TracebackType
from typing import Any, Self

from proof_of_talent.domain.application import ExtractedText, ExtractedWebPage, Page
from proof_of_talent.domain.extracted import PagePicture, PlacedWord, UnreadPart, UnseenText
from proof_of_talent.extraction.failures import document_error, nothing_recognised
from proof_of_talent.extraction.frames import EXPLAIN, EXTRACT, EXTRACT_HTML, PICTURE, PeerGoneError
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.pool import ReaderPool
from proof_of_talent.extraction.scans import ScanReader, add_scans


class GuardedExtractor:
    """Implements `ports.Extractor`. Safe to call from many threads; `size` files are read at once."""

    def __init__(
        self,
        limits: ExtractionLimits | None = None,
        *,
        size: int | None = None,
        files_per_process: int = 200,
        scans: ScanReader | None = None,
    ) -> None:
        """Start nothing yet; `scans` reads pages that are pictures, which are not read without it."""
        self.limits = limits or ExtractionLimits()
        self._pool = ReaderPool(
            self.limits, size=size or min(2, os.cpu_count() or 1), files_per_process=files_per_process
        )
        self._scans = scans

    def extract(
        self, content: bytes, *, seconds: float | None = None, wait: float | None = None
    ) -> ExtractedText:
        """Return the visible text of a PDF or DOCX, page by page.

        Args:
            content: the file.
            seconds: for reading it, where that is less than the limits say. Pages that are scans are then
                only read where that is enough; the others are listed as late.
            wait: seconds to wait for a free process; as long as it takes without.

        Raises:
            DocumentError: with one of the codes in `DOCUMENT_ERRORS`.
            BusyError: no process became free in time.
            RuntimeError: the extractor was closed.
        """
        started = time.monotonic()
        if not content:
            raise document_error("empty_file")
        if len(content) > self.limits.file_bytes:
            raise document_error("too_large")
        try:
            answer = self._pool.ask(EXTRACT, content, seconds, wait)
        except PeerGoneError:
            answer = self._explain_crash(content, seconds, wait)
        if "error" in answer:
            raise document_error(answer["error"])
        extracted = ExtractedText(
            media_type=answer["media_type"],
            pages=tuple(Page(number=number, text=text) for number, text in enumerate(answer["pages"], 1)),
            hidden_characters=answer["hidden_characters"],
            unseen=tuple(UnseenText(**span) for span in answer["unseen"]),
            unread=tuple(UnreadPart(**part) for part in answer["unread"]),
        )
        if answer["scans"] and self._scans is not None:
            left = None if seconds is None else seconds - (time.monotonic() - started)
            found = self._scans.read(content, answer["scans"], seconds=left)
            extracted = add_scans(extracted, answer["scans"], found)
        self._refuse_blank(extracted, in_a_hurry=seconds is not None)
        return extracted

    def _refuse_blank(self, extracted: ExtractedText, *, in_a_hurry: bool) -> None:
        """Raise the error that says why nothing was read, unless there is time to read it later."""
        if any(page.text for page in extracted.pages):
            return
        kinds = {part.kind for part in extracted.unread}
        if "late_page" in kinds:
            if in_a_hurry:
                return
            raise document_error("parser_timeout")
        if "unreadable_page" in kinds:
            raise document_error("unreadable_text")
        raise document_error("no_text") if self._scans is None else nothing_recognised()

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
            answer = self._pool.ask(EXTRACT_HTML, named + b"\n" + content)
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
            answer = self._pool.ask(PICTURE, f"{number}\n".encode() + content, seconds, wait)
        except PeerGoneError:
            raise document_error("parser_crash") from None
        if "error" in answer:
            raise document_error(answer["error"])
        words = tuple(PlacedWord(text, tuple(place)) for text, place in answer["words"])
        recalled = self._scans.recall(content, number) if self._scans is not None else None
        if recalled is not None and len(recalled.words) > len(words):
            words = tuple(PlacedWord(word.text, word.place) for word in recalled.words)
        return PagePicture(base64.b64decode(answer["png"]), answer["width"], answer["height"], words)

    def close(self) -> None:
        """Stop every reading process. Safe to call twice."""
        self._pool.close()
        if self._scans is not None:
            self._scans.close()

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
            explanation = self._pool.ask(EXPLAIN, content, seconds, wait)
            return explanation if "error" in explanation else self._pool.ask(EXTRACT, content, seconds, wait)
        except PeerGoneError:
            raise document_error("parser_crash") from None
