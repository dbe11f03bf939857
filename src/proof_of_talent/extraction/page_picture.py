"""A page of a PDF as a reader sees it, with the places of its words. Loaded only in the reading process."""

import base64
import ctypes
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.domain.reading_gaps import Place
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.pdf_annotations import open_with_annotations
from proof_of_talent.extraction.pdf_geometry import Box, Frame

LARGEST_SHOWN = 1_500_000
"""Pixels of a picture; an A4 page then has about 1,030 across."""

SHARPEST = 2.0
"""Pixels a point, for small pages."""

MOST_WORDS = 20_000
FASTEST = 1
"""The level of compression: a page of text packs well at any, and people wait."""

Word = tuple[str, Place]


@contextmanager
def open_shown_page(content: bytes, number: int, limits: ExtractionLimits) -> Iterator[pypdfium2.PdfPage]:
    """Open a page as a viewer shows it, with what stands in fields and notes; pages count from 1.

    Raises:
        UnreadableFileError: `damaged`, also where there is no such page, or `too_many_pages`.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise UnreadableFileError("damaged") from None
    try:
        if len(document) > limits.pages:
            raise UnreadableFileError("too_many_pages")
        if not 1 <= number <= len(document):
            raise UnreadableFileError("damaged")
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        yield open_with_annotations(document, number - 1).page
    except pypdfium2.PdfiumError:
        raise UnreadableFileError("damaged") from None
    finally:
        document.close()


def picture_page(content: bytes, number: int, limits: ExtractionLimits) -> dict[str, Any]:
    """Return a page's picture as base64 of a PNG, its size, and its words; pages count from 1.

    Raises:
        UnreadableFileError: as `open_shown_page`.
    """
    with open_shown_page(content, number, limits) as page:
        return _picture(page)


def _picture(page: pypdfium2.PdfPage) -> dict[str, Any]:
    width, height = page.get_size()
    scale = min(SHARPEST, (LARGEST_SHOWN / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, draw_annots=False, rev_byteorder=True)
    png = write_png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    size = {"width": bitmap.width, "height": bitmap.height}
    bitmap.close()
    return {"png": base64.b64encode(png).decode(), **size, "words": _list_words(page)}


def write_png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Return pixels of red, green and blue as a PNG; `stride` is the bytes of a row."""
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + 3 * width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, FASTEST)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _list_words(page: pypdfium2.PdfPage) -> list[Word]:
    """Return the words of a page; a word broken at a line's end is two."""
    textpage = page.get_textpage()
    frame = Frame(page)
    words: list[tuple[str, Box]] = []
    is_open = False
    for index in range(raw.FPDFText_CountChars(textpage)):
        sign = chr(raw.FPDFText_GetUnicode(textpage, index))
        box = _read_box(textpage.raw, index)
        if box is None or sign.isspace() or not sign.isprintable():
            is_open = False
        elif is_open and _goes_on(words[-1][1], box):
            words[-1] = (words[-1][0] + sign, _join(words[-1][1], box))
        elif len(words) < MOST_WORDS:
            words.append((sign, box))
            is_open = True
    textpage.close()
    return [(text, frame.share(box)) for text, box in words]


def _read_box(textpage: raw.FPDF_TEXTPAGE, index: int) -> Box | None:
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rectangle)):
        return None
    box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    return box if box.right > box.left and box.top > box.bottom else None


def _goes_on(word: Box, sign: Box) -> bool:
    """Return whether a sign stands on the line of the word before it."""
    middle = (sign.bottom + sign.top) / 2
    upright = word.bottom < middle < word.top
    across = word.left < (sign.left + sign.right) / 2 < word.right  # a line that is turned
    return upright or across


def _join(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
    )
