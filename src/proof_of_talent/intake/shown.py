"""Documents read again to be shown: their text and the pictures of their pages, each kept for a while.

What is kept is in memory only and bounded by its size. Whoever asks must hold the session, so that nothing is
shown of one that was erased.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from proof_of_talent.domain.application import Document, ExtractedText, Session
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.extracted import PagePicture
from proof_of_talent.domain.ports import DocumentStore, Extractor
from proof_of_talent.intake.desk import ReadingDesk, Waiting

LARGEST_KEPT = 32 * 1024 * 1024
"""Bytes of texts and pictures that are kept at most, roughly."""

SECONDS, WAIT = 5.0, 2.0
"""For reading, and for getting a turn, while somebody waits for the page. Heuristic."""

BYTES_PER_WORD = 200
_T = TypeVar("_T")


class DocumentReader:
    """Reads a session's documents for whoever may see them. Safe to use from many threads."""

    def __init__(
        self,
        *,
        documents: DocumentStore,
        extractor: Extractor,
        desk: ReadingDesk,
        largest: int = LARGEST_KEPT,
    ) -> None:
        self._documents = documents
        self._extractor = extractor
        self._desk = desk
        self._kept = _Kept(largest)

    def read(self, session: Session, document: Document) -> ExtractedText:
        """Return the text of a document, what was left out of it and what was not read.

        Pages that are scans and not remembered are read in the background, and here the next time.

        Raises:
            NotFoundError: its content is no longer kept.
            DocumentError: it cannot be read (any more), or not in time.
            BusyError: others are being read; ask again.
        """
        text = self._kept.find(
            (session.session_id, document.id, document.uploaded_at),
            lambda: self._extractor.extract(
                self._documents.read(session.session_id, document.id), seconds=SECONDS, wait=WAIT
            ),
            lambda text: sum(len(page.text) for page in text.pages) if not text.is_late else None,
        )
        if text.is_late:
            self._desk.leave(Waiting(session.session_id, document.id, session.session_id), self._read_scans)
        return text

    def _read_scans(self, waiting: Waiting, extractor: Extractor | None) -> None:
        """Read a document for what is remembered of it then."""
        if extractor is not None:
            extractor.extract(self._documents.read(waiting.session_id, waiting.document_id))

    def picture(self, session: Session, document: Document, page: int) -> PagePicture:
        """Return a page as a reader sees it; pages count from 1.

        Raises:
            NotFoundError: `no_picture` for a document that is no PDF, `page_not_found`, or the content is no
                longer kept.
            DocumentError: it cannot be read (any more), or not in time.
            BusyError: others are being read; ask again.
        """
        if document.media_type != "application/pdf":
            message = "There are pictures of PDF pages only. Ask for the text of this document instead."
            raise NotFoundError(message, code="no_picture")
        if not 1 <= page <= document.pages:
            raise NotFoundError("This document has no such page.", code="page_not_found")
        return self._kept.find(
            (session.session_id, document.id, document.uploaded_at, page),
            lambda: self._extractor.picture_page(self._documents.read(session.session_id, document.id), page),
            lambda picture: len(picture.png) + BYTES_PER_WORD * len(picture.words) if picture.words else None,
        )


class _Kept:
    """What was made last, up to a size: what was not asked for the longest goes first."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._lock = Lock()
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def find(self, key: Hashable, make: Callable[[], _T], measure: Callable[[_T], int | None]) -> _T:
        """Return the value of a key, made where it is not kept; one without a size is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                value: _T = self._values[key][0]
                return value
        value = make()
        size = measure(value)
        if size is not None:
            self._keep(key, value, size)
        return value

    def _keep(self, key: Hashable, value: object, size: int) -> None:
        with self._lock:
            self._size += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, size)
            while self._size > self._largest and self._values:
                self._size -= self._values.popitem(last=False)[1][1]
