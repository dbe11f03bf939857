"""Text of a PDF, by PDFium. Loaded only in the reading process."""

import ctypes

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.extraction import pdf_explanation
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.pdf_geometry import Box
from proof_of_talent.extraction.pdf_visibility import (
    HiddenText,
    address_of,
    find_hidden_text,
    may_have_layers,
)

END_WITHIN = 4096
"""A whole PDF ends in `startxref`, an offset and `%%EOF`; some programs append a little."""


def read_pdf(content: bytes, limits: ExtractionLimits) -> tuple[list[str], int]:
    """Return the visible text of each page in reading order, and how many characters were hidden.

    Raises:
        UnreadableFileError: `encrypted`, `damaged`, `too_many_pages` or `unpacks_too_large`.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise UnreadableFileError(pdf_explanation.explain_pdf(content, limits) or "damaged") from None
    try:
        if len(document) > limits.pages:
            raise UnreadableFileError("too_many_pages")
        if b"startxref" not in content[-END_WITHIN:]:
            raise UnreadableFileError("damaged")  # cut short: PDFium would show what is left of it
        return _read_pages(document, limits, layers=may_have_layers(content))
    except pypdfium2.PdfiumError:
        raise UnreadableFileError("damaged") from None
    finally:
        document.close()


def _read_pages(
    document: pypdfium2.PdfDocument, limits: ExtractionLimits, *, layers: bool
) -> tuple[list[str], int]:
    texts: list[str] = []
    hidden = length = 0
    for number in range(len(document)):
        text, hidden_here = _read_page(document[number], layers=layers)
        texts.append(text)
        hidden += hidden_here
        length += len(text) + hidden_here
        if length > limits.text_characters:
            raise UnreadableFileError("unpacks_too_large")
    return texts, hidden


def _read_page(page: pypdfium2.PdfPage, *, layers: bool) -> tuple[str, int]:
    found = find_hidden_text(page, layers=layers)
    textpage = page.get_textpage()
    try:
        return _read_visible(textpage.raw, found) if found else (textpage.get_text_range(), 0)
    finally:
        textpage.close()
        page.close()


def _read_visible(textpage: raw.FPDF_TEXTPAGE, found: HiddenText) -> tuple[str, int]:
    """Read character by character, leaving out what belongs to a hidden object or lies off the page."""
    characters: list[str] = []
    hidden = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1:  # a space or line end that PDFium made up
            characters.append(chr(code))
        elif _is_hidden(textpage, index, found):
            hidden += not chr(code).isspace()
            characters.append(" ")
        else:
            characters.append("\ufffe" if raw.FPDFText_IsHyphen(textpage, index) == 1 else chr(code))
    lines = "".join(characters).splitlines()
    return "\n".join(line for line in lines if line.strip()), hidden


def _is_hidden(textpage: raw.FPDF_TEXTPAGE, index: int, found: HiddenText) -> bool:
    if address_of(raw.FPDFText_GetTextObject(textpage, index)) in found.objects:
        return True
    return found.straddling and _is_outside(textpage, index, found.page)


def _is_outside(textpage: raw.FPDF_TEXTPAGE, index: int, page: Box) -> bool:
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    if not raw.FPDFText_GetCharBox(textpage, index, *edges):
        return False
    x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    return not (page.left <= x <= page.right and page.bottom <= y <= page.top)
