"""The applicant's word about their documents, applied where it may be: it lets a passage be read."""

from collections.abc import Sequence

from proof_of_talent.domain.application import Application, ExtractedText
from proof_of_talent.domain.corrections import ABOUT_ANOTHER, ABOUT_ME, Correction, find_corrections
from proof_of_talent.domain.results import ResultCorrection

_SAID_IN_RECORDS = frozenset({"about", "kind", "same_as"})
"""Subjects whose values name nobody and quote nothing."""


def read_as_stated(
    extracted: ExtractedText, document: str, corrections: tuple[Correction, ...]
) -> ExtractedText:
    """Return a document's text with the passages that the applicant says can be seen, each at the end of its
    page.
    """
    visible = set(find_corrections(corrections, document, "visible"))
    spans = [span for span in extracted.unseen if span.id in visible]
    if not spans:
        return extracted
    pages = tuple(
        page.model_copy(
            update={
                "text": "\n".join([page.text, *(span.text for span in spans if span.page == page.number)])
            }
        )
        for page in extracted.pages
    )
    read = sum(span.characters for span in spans)
    return extracted.model_copy(
        update={
            "pages": pages,
            "unseen": tuple(span for span in extracted.unseen if span.id not in visible),
            "hidden_characters": max(extracted.hidden_characters - read, 0),
        }
    )


def leave_out_others(application: Application) -> Application:
    """Return the application without the papers that are, as the applicant says, about somebody else."""
    kept = tuple(one for one in application.documents if not _is_said(application, one.id, ABOUT_ANOTHER))
    return application.model_copy(update={"documents": kept})


def is_about_applicant(application: Application, document: str) -> bool:
    """Tell whether the applicant says that a paper is about them."""
    return _is_said(application, document, ABOUT_ME)


def name_stated_author(application: Application, document: str) -> str | None:
    """Return who wrote a letter, as the applicant says."""
    return next(iter(find_corrections(application.corrections, document, "author")), None)


def _is_said(application: Application, document: str, about: str) -> bool:
    return about in find_corrections(application.corrections, document, "about")


def list_stated(corrections: Sequence[Correction]) -> tuple[ResultCorrection, ...]:
    """Return what a record keeps of corrections: no name of a person and nothing of a text."""
    return tuple(
        ResultCorrection(
            document=one.document,
            subject=one.subject,
            value=one.value if one.subject in _SAID_IN_RECORDS else None,
        )
        for one in corrections
    )
