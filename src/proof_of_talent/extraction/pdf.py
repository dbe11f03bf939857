"""Text of a PDF, by PDFium. Loaded only in the reading process."""

from collections.abc import Container, Sequence
from functools import partial
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.extraction import pdf_explanation, pdf_package
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.findings import ReadFile, Unread, Unseen
from proof_of_talent.extraction.legibility import UNMAPPED_SHARE, is_legible
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.pdf_accents import has_accents, name_codes, set_accents
from proof_of_talent.extraction.pdf_annotations import open_with_annotations
from proof_of_talent.extraction.pdf_columns import join_pieces, order_pieces
from proof_of_talent.extraction.pdf_lettering import has_lettering, set_lettering
from proof_of_talent.extraction.pdf_pieces import list_pieces, list_signs, may_have_columns
from proof_of_talent.extraction.pdf_visibility import PageJudge, may_have_layers

END_WITHIN = 64 * 1024 + 2048
"""A whole PDF ends in `startxref`, an offset and `%%EOF`; programs and mail gateways append up to 64 KB."""


FEW_LETTERS = 200
"""Characters (without spaces): a picture's page with more is not a scan. Heuristic."""


class _PageText(NamedTuple):
    text: str
    unseen: list[Unseen]
    is_mapped: bool
    is_scan: bool = False
    files: Sequence[str] = ()


def read_pdf(content: bytes, limits: ExtractionLimits) -> ReadFile:
    """Return the visible text of each page in reading order, and what was left out or not read.

    Raises:
        UnreadableFileError: `encrypted`, `damaged`, `too_many_pages`, `unpacks_too_large`, `portfolio`
            or `form_not_printed`.
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
        return _read_document(document, content, limits)
    except pypdfium2.PdfiumError:
        raise UnreadableFileError("damaged") from None
    finally:
        document.close()


def _read_document(document: pypdfium2.PdfDocument, content: bytes, limits: ExtractionLimits) -> ReadFile:
    unread = pdf_package.list_attachments(document)
    if unread and pdf_package.is_portfolio(content):
        raise UnreadableFileError("pdf_portfolio")
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()  # lets PDFium draw the values of fields that bring no picture of their own
    pages = _read_pages(document, content, limits)
    texts = [page.text for page in pages]
    if pdf_package.is_unprinted_form(document, texts):
        raise UnreadableFileError("form_not_printed")
    scans: list[int] = []
    for number, page in enumerate(pages, 1):
        unread += [Unread("attachment", name, number) for name in page.files]
        if not page.is_mapped or not is_legible(page.text):
            texts[number - 1] = ""
            unread.append(Unread("unreadable_page", page=number))
        elif page.is_scan:
            unread.append(Unread("picture_page", page=number))
        else:
            continue
        scans.append(number)
    return ReadFile(texts, [span for page in pages for span in page.unseen], unread, scans)


def _read_pages(document: pypdfium2.PdfDocument, content: bytes, limits: ExtractionLimits) -> list[_PageText]:
    pages: list[_PageText] = []
    length = 0
    layers = may_have_layers(content)
    for number in range(len(document)):
        page, values, files = open_with_annotations(document, number)
        judge = PageJudge(page, layers=layers, unit=partial(pdf_package.read_user_unit, content, number))
        read = _read_page(page, judge, number + 1)
        text = _append_values(read.text, values)
        letters = len("".join(text[: 2 * FEW_LETTERS].split()))
        is_scan = letters < FEW_LETTERS and judge.is_picture(has_text=letters > 0)
        pages.append(read._replace(text=text, is_scan=is_scan, files=files))
        length += len(read.text) + sum(span.characters for span in read.unseen)
        if length > limits.text_characters:
            raise UnreadableFileError("unpacks_too_large")
    return pages


def _append_values(text: str, values: list[str]) -> str:
    """Add the values that viewers show in fields, unless they stand in the text already."""
    packed = "".join(text.split())
    missing = [value for value in values if value.strip() and "".join(value.split()) not in packed]
    return "\n".join([text, *missing]) if missing else text


def _read_page(page: pypdfium2.PdfPage, judge: PageJudge, number: int) -> _PageText:
    textpage = page.get_textpage()
    try:
        unseen = judge.find_unseen(textpage.raw) if judge.has_doubt else {}
        text = textpage.get_text_range()
        is_mapped = _is_mapped(textpage.raw, text)
        spans = judge.describe(textpage.raw, unseen, number) if unseen else []
        return _PageText(_arrange(textpage.raw, text, unseen), spans, is_mapped)
    finally:
        textpage.close()
        page.close()


def _arrange(textpage: raw.FPDF_TEXTPAGE, text: str, unseen: Container[int]) -> str:
    """Return a page's text without what cannot be seen, accents on their letters, columns apart."""
    is_accented = has_accents(text)
    has_columns = may_have_columns(textpage, len(text))
    is_lettered = has_lettering(text)
    if not (unseen or is_accented or has_columns or is_lettered):
        return text
    signs = list_signs(textpage, text)
    if unseen:
        signs = [" " if number in unseen else sign for number, sign in enumerate(signs)]
    if is_accented:
        name_codes(textpage, signs)
        set_accents(textpage, signs)
    if is_lettered:
        set_lettering(textpage, signs)
    if has_columns:
        pieces = list_pieces(textpage, signs)
        ordered = order_pieces(pieces)
        if ordered != pieces:
            return join_pieces(ordered)
    text = "".join(signs)
    return "\n".join(line for line in text.splitlines() if line.strip()) if unseen else text


def _is_mapped(textpage: raw.FPDF_TEXTPAGE, text: str) -> bool:
    """Return whether the page's fonts say what their codes mean; asked only where strange signs turn up."""
    if text.replace("\r\n", "").isprintable():
        return True
    signs = {one for one in set(text) if not (one.isprintable() or one in "\r\n\t\u00ad")}
    strange = sum(map(text.count, signs))
    if strange <= UNMAPPED_SHARE * len(text) / 2:
        return True
    count = raw.FPDFText_CountChars(textpage)
    unmapped = sum(raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 for index in range(count))
    return bool(max(unmapped, strange) <= UNMAPPED_SHARE * max(count, 1))
