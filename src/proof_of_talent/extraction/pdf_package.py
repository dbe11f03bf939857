"""What a PDF is beside its pages: a form that only one viewer shows, a portfolio, a carrier of files."""

import io
import logging
import re
from collections.abc import Callable
from typing import Any

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.extraction.findings import Unread
from proof_of_talent.extraction.pdf_text import read_wide_text

VIEWER_NOTICE = re.compile(
    r"if this message is not eventually replaced by the proper contents of the document"
    r"|viewer may not be able to display this type of document|you need a later version of the pdf viewer"
    r"|requires (?:a newer version of )?adobe (?:acrobat|reader)"
    r"|(?:please wait|bitte warten|veuillez patienter|espere|attendere|aguarde|\u8bf7\u7b49\u5f85|"
    r"\u304a\u5f85\u3061).{0,600}adobe reader",
    re.IGNORECASE | re.DOTALL,
)
"""What stands on the one page of a form that only Adobe's own reader shows."""

NOTICE_WORDS = ("viewer", "Reader", "reader", "READER", "Acrobat")
LONGEST_PLACEHOLDER = 2_000
LONGEST_IN_FORM = 600
"""Where the file does hold such a form, a page this short that names the viewer is its notice, in whatever
language and words. Heuristic.
"""

MOST_ATTACHMENTS = 100
LONGEST_FILE_NAME = 4096
"""Bytes."""


def is_unprinted_form(document: pypdfium2.PdfDocument, texts: list[str]) -> bool:
    """Return whether the pages are the placeholder of a form (XFA) and not the form."""
    kind = document.get_formtype()
    if kind == raw.FORMTYPE_XFA_FULL:
        return True
    text = " ".join(" ".join(texts).split())
    if len(text) >= LONGEST_PLACEHOLDER or not any(word in text for word in NOTICE_WORDS):
        return False  # the pattern is slow
    is_form = kind == raw.FORMTYPE_XFA_FOREGROUND and len(texts) == 1
    return (is_form and len(text) < LONGEST_IN_FORM) or VIEWER_NOTICE.search(text) is not None


def list_attachments(document: pypdfium2.PdfDocument) -> list[Unread]:
    """Return the files that are attached to the document."""
    count = min(raw.FPDFDoc_GetAttachmentCount(document), MOST_ATTACHMENTS)
    return [Unread("attachment", _read_name(document, index)) for index in range(count)]


def is_portfolio(content: bytes) -> bool:
    """Return whether a PDF with attachments is a portfolio: a cover page and the papers attached to it."""
    collection = _ask_pypdf(content, lambda reader: reader.root_object.get("/Collection"))
    if collection is None:
        return False
    return bool(collection.get_object().get("/View") != "/H")  # hidden: to be seen as an ordinary document


def read_user_unit(content: bytes, number: int) -> float:
    """Return the size of a page's unit in points, which PDFium does not tell."""
    unit = _ask_pypdf(content, lambda reader: float(reader.pages[number].get("/UserUnit", 1.0)))
    return unit if unit and unit > 0 else 1.0


def _ask_pypdf(content: bytes, ask: Callable[[Any], Any]) -> Any:
    """Return what pypdf says, None where it fails: on a damaged file it raises almost anything."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load and rarely needed

    logging.disable()
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        return ask(reader)
    except Exception:  # noqa: BLE001
        return None


def _read_name(document: pypdfium2.PdfDocument, index: int) -> str:
    attachment = raw.FPDFDoc_GetAttachment(document, index)
    return read_wide_text(
        lambda buffer, size: raw.FPDFAttachment_GetName(attachment, buffer, size), LONGEST_FILE_NAME
    )
