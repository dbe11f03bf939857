"""What stands on a PDF page beside its own content: filled form fields, free-text notes, signatures.

Their appearances are drawn into the page, as a viewer does, and then read like everything else on it. What
has no appearance, but a value that viewers show, is read from its dictionary.
"""

import re
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.extraction.pdf_text import FillBuffer, read_wide_text

INVISIBLE_FLAGS = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
LONGEST_VALUE = 100_000
WHITE_INK = re.compile(r"(?:^|\s)(?:1(?:\.0*)?\s+g|(?:1(?:\.0*)?\s+){3}rg|(?:0(?:\.0*)?\s+){4}k)\s*$")
"""A default appearance in which the last colour that is set is white."""

DRAWS_TEXT = re.compile(r"(?<![A-Za-z])(?:T[jJ]|Do)(?![A-Za-z])|[)>]\s*['\"]")
SETS_FONT = re.compile(
    r"/\S{1,127}\s{1,9}(?!0*(?:\.0*)?\s)[-+.\d]{1,20}\s{1,9}Tf|(?<![A-Za-z])Do(?![A-Za-z])"
)
"""A font of some size. Programs copy the size 0 into appearances, by which a field asks its viewer to choose
one; PDFium makes appearances without a font for notes that name none. Such text is not drawn.
"""

TAG = re.compile(r"<[^>]*>")
TEXTLESS = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
FIELD_TYPES = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)


class AnnotatedPage(NamedTuple):
    """A page with its visible annotations drawn into it, the values that no appearance shows, and the names
    of files that are attached to it.
    """

    page: pypdfium2.PdfPage
    values: list[str]
    files: list[str]


def open_with_annotations(document: pypdfium2.PdfDocument, number: int) -> AnnotatedPage:
    """Return a page as a viewer shows it."""
    page = document[number]
    values: list[str] = []
    files: list[str] = []
    annotations = raw.FPDFPage_GetAnnotCount(page)
    if annotations <= 0:
        return AnnotatedPage(page, values, files)
    shown = False
    for index in reversed(range(annotations)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            is_hidden = raw.FPDFAnnot_GetFlags(annotation) & INVISIBLE_FLAGS
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
                files.append(_read_file_name(annotation))
            if not is_hidden and raw.FPDFAnnot_GetSubtype(annotation) not in TEXTLESS:
                shown = True
                values[:0] = _read_value(document, annotation)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if is_hidden:
            raw.FPDFPage_RemoveAnnot(page, index)
    if not shown or raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return AnnotatedPage(page, values, files)
    page.close()
    return AnnotatedPage(document[number], values, files)


def _read_file_name(annotation: raw.FPDF_ANNOTATION) -> str:
    file = raw.FPDFAnnot_GetFileAttachment(annotation)
    if not file:
        return ""
    return _read_text(lambda buffer, size: raw.FPDFAttachment_GetName(file, buffer, size))


def _read_value(document: pypdfium2.PdfDocument, annotation: raw.FPDF_ANNOTATION) -> list[str]:
    """Return the text that viewers show in an annotation although it brings no picture of it."""
    if _has_appearance(annotation):
        return []
    subtype = raw.FPDFAnnot_GetSubtype(annotation)
    if WHITE_INK.search(_read_string(annotation, b"DA")):
        return []
    if subtype == raw.FPDF_ANNOT_FREETEXT:
        return [_read_string(annotation, b"Contents") or TAG.sub(" ", _read_string(annotation, b"RC"))]
    if subtype != raw.FPDF_ANNOT_WIDGET or document.formenv is None:
        return []
    if raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation) not in FIELD_TYPES:
        return []
    return [
        _read_text(
            lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(document.formenv, annotation, buffer, size)
        )
    ]


def _has_appearance(annotation: raw.FPDF_ANNOTATION) -> bool:
    """Return whether an appearance draws text; programs that fill in forms may leave an empty one."""
    stream = _read_text(
        lambda buffer, size: raw.FPDFAnnot_GetAP(
            annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, buffer, size
        )
    )
    return DRAWS_TEXT.search(stream) is not None and SETS_FONT.search(stream) is not None


def _read_string(annotation: raw.FPDF_ANNOTATION, key: bytes) -> str:
    return _read_text(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _read_text(read: FillBuffer) -> str:
    return read_wide_text(read, LONGEST_VALUE)
