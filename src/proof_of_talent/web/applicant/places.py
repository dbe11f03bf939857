"""Where the quotes of a record stand: by name, page and line, with a link to the page that shows them.

A link names a quote by its number among those of the record, because an address must hold no words of a
document.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from proof_of_talent.domain.application import Document, Session
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults

MARK_PATTERN = r"^\d{1,6}-\d{1,6}$"
"""The number of an analysis, and of a quote in it."""


class QuotedPassage(NamedTuple):
    """A quote with where it stands; `line` where it is known, `href` where the page can be shown."""

    text: str
    document: str
    page: int
    line: int | None
    href: str | None
    ocr: bool = False

    @property
    def place(self) -> str:
        """Page and line in words, and whether the words were recognised on a picture."""
        line = f", line {self.line}" if self.line is not None else ""
        return f"page {self.page}{line}{', read by OCR' if self.ocr else ''}"


class Places:
    """Finds the places of a record's quotes."""

    def __init__(
        self, record: AnalysisRecord, results: AnalysisResults, session: Session | None, *, base: str,
        names: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Take a record and what may be shown of it.

        Args:
            record: the analysis.
            results: what it found.
            session: where its documents are, if they are still there.
            base: the address under which documents are shown.
            names: what each document is called.
        """
        self.names = names
        self._base = base
        self._attempt = record.attempt
        self._shown = {document.id for document in list_kept(record, session)}
        quotes = list(_walk(results))
        self._numbers = {key: number for number, key in enumerate(dict.fromkeys(map(_key, quotes)), 1)}
        self._lines = {_key(quote): quote.line for quote in quotes if getattr(quote, "line", None)}
        self._recognised = {_key(quote) for quote in quotes if getattr(quote, "ocr", False)}

    def locate(self, quote: Any) -> QuotedPassage:
        """Return a quote of the record with its place."""
        number = self._numbers.get(_key(quote))
        href = None
        if number is not None and quote.document in self._shown:
            href = self.link(quote.document, f"page={quote.page}&mark={self._attempt}-{number}#page")
        name = self.names.get(quote.document, quote.document)
        key = _key(quote)
        return QuotedPassage(
            quote.quote, name, quote.page, self._lines.get(key), href, ocr=key in self._recognised
        )

    def link(self, document: str, query: str = "") -> str | None:
        """Return the address that shows a document, if it is still there."""
        if document not in self._shown:
            return None
        return f"{self._base}/documents/{document}/read{'?' if query else ''}{query}"


def find_marked(record: AnalysisRecord, mark: str) -> tuple[str, int, str] | None:
    """Return the document, page and words that a mark names in a record."""
    attempt, number = map(int, mark.split("-"))
    results = record.read_results()
    if attempt != record.attempt or results is None:
        return None
    quotes = list(dict.fromkeys(map(_key, _walk(results))))
    return quotes[number - 1] if 1 <= number <= len(quotes) else None


def list_kept(record: AnalysisRecord, session: Session | None) -> list[Document]:
    """Return the documents of a record that are still there; an id may have gone to another file since."""
    known = {(document.id, document.bytes, document.media_type) for document in record.documents}
    documents = session.documents if session is not None else ()
    return [one for one in documents if (one.id, one.bytes, one.media_type) in known]


def _key(quote: Any) -> tuple[str, int, str]:
    return quote.document, quote.page, quote.quote


def _walk(part: Any) -> Iterator[Any]:
    """Yield the quotes of results in order, wherever they stand."""
    if isinstance(part, BaseModel):
        fields = type(part).model_fields.keys()
        if {"document", "page", "quote"} <= fields:
            yield part
            return
        for name in fields:
            yield from _walk(getattr(part, name))
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _walk(value)
