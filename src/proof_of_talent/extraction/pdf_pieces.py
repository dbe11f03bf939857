"""The text of a PDF page sign by sign, and as runs of text with their places."""

import ctypes
import re
from collections.abc import Sequence
from typing import Any

from pypdfium2 import raw

from proof_of_talent.extraction.pdf_columns import FEWEST_ROWS, GUTTER, LARGEST_LEADING, SAME_LINE, Piece
from proof_of_talent.extraction.pdf_geometry import make_numbers

MOST_PIECES = 2_000
WIDE_SIGN = 0.62
"""Line heights a sign: where signs are wider on average, lines may hold wide gaps. Heuristic: running text in
usual fonts has about 0.5.
"""

DRAWN_WORD = re.compile(r"[^\s\ufffe]+\ufffe?|\ufffe")
NOTHING = "\0"
"""Stands for a sign that was taken out."""

HYPHEN = "\ufffe"
"""What PDFium writes for the hyphen at a line's end; no line end follows it."""


def list_signs(textpage: raw.FPDF_TEXTPAGE, text: str) -> list[str]:
    """Return the signs of a page by their numbers; `text` is what PDFium gives for the whole page."""
    count = raw.FPDFText_CountChars(textpage)
    if len(text) == count:
        return list(text)
    return [
        HYPHEN
        if raw.FPDFText_IsHyphen(textpage, index) == 1
        else chr(raw.FPDFText_GetUnicode(textpage, index))
        for index in range(count)
    ]


def may_have_columns(textpage: raw.FPDF_TEXTPAGE, length: int) -> bool:
    """Return whether columns may have been drawn row by row: a cheap look at rectangles of text.

    Args:
        textpage: the page.
        length: how many signs it has.
    """
    count = raw.FPDFText_CountRects(textpage, 0, -1)
    if not FEWEST_ROWS <= count <= MOST_PIECES:
        return False
    (left, right, bottom, top), values = make_numbers(ctypes.c_double, "d")
    pieces = [
        values.tolist()
        for index in range(count)
        if raw.FPDFText_GetRect(textpage, index, left, top, right, bottom)
    ]
    width, height, rows = _measure(pieces)
    return rows >= FEWEST_ROWS or width * len(pieces) > WIDE_SIGN * height * length


def _measure(pieces: list[list[float]]) -> tuple[float, float, int]:
    """Return the pieces' widths and heights in all, and how many lines in a row have a wide gap at most.

    Written out step by step, because it runs for every word of every page.
    """
    width = height = 0.0
    rows = most = 0
    has_gap = True
    last_left, last_right, last_bottom = 0.0, 0.0, float("inf")
    for left, right, bottom, top in pieces:
        high = top - bottom
        width += right - left
        height += high
        near = abs(last_bottom - bottom) <= LARGEST_LEADING * high
        if near and left - last_right >= GUTTER * high:
            rows += not has_gap
            has_gap = True
            most = max(most, rows)
        elif left < last_left or not near:  # another line
            rows = rows if has_gap else 0
            has_gap = False
        last_left, last_right, last_bottom = left, right, bottom
    return width, height, most


def list_pieces(textpage: raw.FPDF_TEXTPAGE, signs: Sequence[str]) -> list[Piece]:
    """Return the runs of text in the order in which they were drawn; a wide gap or a new line ends a run.

    Only the first and the last sign of each word are looked at, because each look costs time.
    """
    page = "".join(sign or NOTHING for sign in signs)
    pieces: list[Piece] = []
    box, look = raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox
    sides: Any = memoryview(box).cast("B").cast("f")  # reads all four at once: one by one is dear
    begin = end = 0
    place = (0.0, 0.0, 0.0, 0.0)
    begins = True
    for word in DRAWN_WORD.finditer(page):
        start, stop = word.span()
        look(textpage, start, box)
        left, top, right, bottom = sides.tolist()
        if stop - start > 1:
            look(textpage, stop - 1, box)
            first, _, last, _ = sides.tolist()
            left, right = min(left, first), max(right, last)
        breaks = "\n" in page[end:start]
        is_broken = end > 0 and page[end - 1] == HYPHEN
        if end and (breaks or is_broken or left - place[1] >= GUTTER * (place[3] - place[2])):
            pieces.append(Piece(*place, page[begin:end].replace(NOTHING, ""), begins))
            begins = breaks or (is_broken and abs(place[2] - bottom) >= SAME_LINE * (top - bottom))
            begin, place = start, (left, right, bottom, top)
        elif end:
            place = (min(place[0], left), max(place[1], right), min(place[2], bottom), max(place[3], top))
        else:
            begin, place = start, (left, right, bottom, top)
        end = stop
    if end:
        pieces.append(Piece(*place, page[begin:end].replace(NOTHING, ""), begins))
    return pieces
