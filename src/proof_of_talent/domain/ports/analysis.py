"""What an analysis asks of the outside world: text from files, the applicant's pages, judgements."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from proof_of_talent.domain.application import (
    Application,
    ApplicationDocument,
    ExtractedText,
    ExtractedWebPage,
)
from proof_of_talent.domain.assessment import Assessment
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.extracted import PagePicture


class Extractor(Protocol):
    """Turns a file into pages of text, safely."""

    def extract(
        self, content: bytes, *, seconds: float | None = None, wait: float | None = None
    ) -> ExtractedText:
        """Return the text of a PDF or DOCX, decided by content.

        Args:
            content: the file.
            seconds: for reading it, where that is less than the extractor's own limit. Pages that are scans
                are then only read where that is enough; the others are listed as late.
            wait: seconds to wait for a free reader; as long as it takes without.

        Raises:
            DocumentError: with one of the codes in `extraction.DOCUMENT_ERRORS`.
            BusyError: no reader became free in time.
        """

    def extract_web_page(self, content: bytes, charset: str | None) -> ExtractedWebPage:
        """Return the visible text of an HTML page; `charset` is what its server named, if anything.

        Raises:
            DocumentError: with one of the codes in `extraction.DOCUMENT_ERRORS`.
        """

    def picture_page(
        self, content: bytes, number: int, *, seconds: float | None = None, wait: float | None = None
    ) -> PagePicture:
        """Return a page of a PDF as a reader sees it, with its words and their places; pages count from 1.

        Raises:
            DocumentError: with one of the codes in `extraction.DOCUMENT_ERRORS`.
            BusyError: nothing became free in time.
        """

    def close(self) -> None:
        """Stop the helper process."""


class FetchedLinks(NamedTuple):
    """Pages that an applicant links to, as documents of kind `portfolio`, and codes of how that went."""

    documents: tuple[ApplicationDocument, ...] = ()
    notes: tuple[str, ...] = ()


class LinkFetcher(Protocol):
    """Reads the applicant's own pages, where that is switched on."""

    def fetch(self, answers: Mapping[str, Any]) -> FetchedLinks:
        """Return what the links among the answers lead to. A link that cannot be read is a note, no error."""


def tell_nobody(_done: int, _total: int) -> None:
    """Report progress to nobody."""


class Sitting(NamedTuple):
    """How an application is judged this time.

    Attributes:
        is_repeat: whether it was judged before, so that an assessor that draws at random should draw anew.
        report: told how many criteria are judged, of how many.
    """

    is_repeat: bool = False
    report: Callable[[int, int], None] = tell_nobody


FIRST = Sitting()


class SentPrompt(NamedTuple):
    """What would be sent to a model about one criterion: `shared` is the same for all criteria."""

    criterion: str
    system: str
    shared: str
    task: str


class Assessor(Protocol):
    """Judges an application criterion by criterion."""

    name: str

    def assess(
        self, application: Application, criteria: FieldCriteria, sitting: Sitting = FIRST
    ) -> Assessment:
        """Return a judgement for each criterion of the field, with quotes as evidence, or that it has none.

        Raises:
            AssessmentError: it cannot judge at all; never a made-up level.
        """

    def show(self, application: Application, criteria: FieldCriteria) -> tuple[SentPrompt, ...]:
        """Return word for word what would be sent to somebody else's model first; empty where nothing is."""

    def close(self) -> None:
        """Release connections and threads."""
