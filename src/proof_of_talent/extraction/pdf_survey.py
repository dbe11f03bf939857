"""One pass over the objects of a PDF page: which text is there, and which of it may be hidden.

Looking at every object is cheap, rendering is not. What is certain (invisible mode, off the page) is settled
here; what is doubtful is judged by the rendered page.
"""

import ctypes
from math import inf
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.extraction.pdf_geometry import IDENTITY, Box, Matrix, make_numbers

SMALLEST_SIZE = 2.0
"""Points; below this nobody reads. Heuristic."""

LIGHT_PIXEL_FROM = 200
"""A colour whose every channel is at least this (of 255) might vanish on white paper."""

OPAQUE = 250
ALIKE = 60
"""Colours that differ by less than this in every channel may be the same to the eye."""

THICK_LINE = 3.0
"""Points; a line this thick may cover text."""

CLIP_MODES = (
    raw.FPDF_TEXTRENDERMODE_FILL_CLIP,
    raw.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
    raw.FPDF_TEXTRENDERMODE_CLIP,
)
STROKE_ONLY = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
PLAIN_MODES = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_STROKE)
OPTIONAL_CONTENT = [ord("O"), ord("C"), 0]
CORNERS = 5
"""Points of a rectangle's path; a clip with more may have a hole, so that nothing is sure to lie in it."""

DEEPEST_FORM = 12
MOST_PAIRS = 200_000
GLYPHS_TRIED = (*b"eatnE1", *range(1, 256))
"""Codes of a font that may draw something; those that usually do come first."""


class Painted(NamedTuple):
    """Something drawn: a text object, or an area that may lie behind or over text.

    `colour` is None where it is not one colour (images, patterns).
    """

    order: int
    handle: raw.FPDF_PAGEOBJECT
    box: Box
    colour: tuple[int, int, int, int] | None


def address_of(handle: raw.FPDF_PAGEOBJECT | raw.FPDF_FONT) -> int | None:
    """Return the address of an object or a font; PDFium gives that of the object for each character."""
    return ctypes.addressof(handle.contents) if handle else None


class PageObjects:
    """The pass. The buffers are reused, and handed over as they are: pointers to them are dearer."""

    def __init__(self, page: Box, *, layers: bool) -> None:
        self.page = page
        self._layers = layers
        self.invisible: set[int | None] = set()
        self.off_page: set[int | None] = set()
        self.small: set[int | None] = set()
        self.clipping: set[int | None] = set()
        self.straddling = False
        self.lines = 0
        self._pictures: list[Box] = []
        self._doubtful: list[Painted] = []
        self._fonts: dict[int | None, bool] = {}
        self._texts: list[Painted] = []
        self._areas: list[Painted] = []
        self._order = 0
        self._edges, self._edge_values = make_numbers(ctypes.c_float, "f")
        self._channels, self._channel_values = make_numbers(ctypes.c_uint, "I")
        self._matrix, self._size = raw.FS_MATRIX(), ctypes.c_float()
        self._matrix_values: Any = memoryview(self._matrix).cast("B").cast("f")
        self._fill_mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._mark_name, self._mark_length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()

    def visit_page(self, page: pypdfium2.PdfPage) -> None:
        """Look at every object of the page."""
        for index in range(raw.FPDFPage_CountObjects(page.raw)):
            self._visit(raw.FPDFPage_GetObject(page.raw, index), IDENTITY, 0)

    def list_doubtful(self) -> list[Painted]:
        """Return the text that may be hidden, for a closer look."""
        doubtful = list(self._doubtful)
        if len(self._texts) * len(self._areas) > MOST_PAIRS:
            return doubtful + self._texts
        areas = [(*area.box, area) for area in self._areas]
        for text in self._texts if areas else ():
            left, bottom, right, top = text.box
            for first, low, last, high, area in areas:  # `Box.meets`, written out: there are many pairs
                if low < top and bottom < high and first < right and left < last and _may_hide(area, text):
                    doubtful.append(text)
                    break
        return doubtful

    def measure_pictures(self) -> float:
        """Return the share of the page that pictures cover, 0 to 1."""
        whole = self.page.area or 1.0
        return min(sum(box.cut(self.page).area for box in self._pictures) / whole, 1.0)

    def list_painted(self) -> list[Painted]:
        """Return everything that is drawn."""
        return self._doubtful + self._texts + self._areas

    def _visit(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix, depth: int, *, veiled: bool = False) -> None:
        self._order += 1
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._visit_text(handle, outer, veiled=veiled)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST_FORM:
                inner = outer.after(self._read_matrix(handle))
                veiled = veiled or self._layers or self._is_veiled(handle, outer, None)
                for index in range(raw.FPDFFormObj_CountObjects(handle)):
                    self._visit(raw.FPDFFormObj_GetObject(handle, index), inner, depth + 1, veiled=veiled)
        else:
            self._visit_area(handle, kind, outer)

    def _visit_area(self, handle: raw.FPDF_PAGEOBJECT, kind: int, outer: Matrix) -> None:
        """Note what covers an area: a filled path, a thick line, a picture or a shading."""
        colour = None
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._pictures.append(self._read_box(handle, outer))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self.lines += 1
            raw.FPDFPath_GetDrawMode(handle, self._fill_mode, self._stroke)
            is_filled = self._fill_mode.value != raw.FPDF_FILLMODE_NONE
            if not is_filled and not (self._stroke.value and self._is_thick(handle, outer)):
                return
            colour = self._read_colour(handle, stroke=not is_filled)
        self._areas.append(Painted(self._order, handle, self._read_box(handle, outer), colour))

    def _is_thick(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix) -> bool:
        raw.FPDFPageObj_GetStrokeWidth(handle, self._size)
        return self._size.value * max(abs(value) for value in outer[:4]) >= THICK_LINE

    def _visit_text(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix, *, veiled: bool) -> None:
        mode = raw.FPDFTextObj_GetTextRenderMode(handle)
        box = self._read_box(handle, outer)
        inside = self.page.contains(box)
        layered = self._read_marks(handle)
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            self.invisible.add(address_of(handle))
            return
        if not (inside or box.meets(self.page)):
            self.off_page.add(address_of(handle))
            return
        if not inside:
            self.straddling = True
        if self._is_small(handle, outer):
            self.small.add(address_of(handle))
        if mode in CLIP_MODES:
            self.clipping.add(address_of(handle))
        colour = self._read_colour(handle, stroke=mode in STROKE_ONLY)
        text = Painted(self._order, handle, box, colour)
        if veiled or layered or mode not in PLAIN_MODES or self._is_doubtful(handle, outer, text):
            self._doubtful.append(text)
        else:
            self._texts.append(text)

    def _is_doubtful(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix, text: Painted) -> bool:
        if text.colour is None or not self._draws_letters(handle):
            return True
        red, green, blue, alpha = text.colour
        return (
            (red >= LIGHT_PIXEL_FROM and green >= LIGHT_PIXEL_FROM and blue >= LIGHT_PIXEL_FROM)
            or alpha < OPAQUE
            or self._is_veiled(handle, outer, text.box)
        )

    def _is_veiled(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix, box: Box | None) -> bool:
        """Return whether a blend mode, a soft mask, transparency or a clip may take the object away."""
        if raw.FPDFPageObj_HasTransparency(handle):
            return True
        clip = raw.FPDFPageObj_GetClipPath(handle)
        count = raw.FPDFClipPath_CountPaths(clip)
        if count <= 0:
            return False
        box = box or self._read_box(handle, outer)
        return any(not _bound_clip(clip, index, outer).contains(box) for index in range(count))

    def _draws_letters(self, handle: raw.FPDF_PAGEOBJECT) -> bool:
        """Return whether the font certainly draws letters in the text's colour: one made of drawings (Type 3)
        may draw in white, and one whose letters are blank draws nothing.
        """
        font = raw.FPDFTextObj_GetFont(handle)
        address = address_of(font)
        if address not in self._fonts:
            self._fonts[address] = _has_outlines(font)
        return self._fonts[address]

    def _read_marks(self, handle: raw.FPDF_PAGEOBJECT) -> bool:
        """Return whether marked content puts an object into an optional layer (`OC`).

        A mark's `ActualText`, which PDFium would read in place of what is drawn, is taken off: it may say
        anything, and no reader sees it.
        """
        count = raw.FPDFPageObj_CountMarks(handle)
        if count <= 0:
            return False
        name, length = self._mark_name, self._mark_length
        layered = False
        for index in range(count - 1, -1, -1):
            mark = raw.FPDFPageObj_GetMark(handle, index)
            if (
                self._layers
                and raw.FPDFPageObjMark_GetName(mark, name, 16, length)
                and name[:3] == OPTIONAL_CONTENT
            ):
                layered = True
            elif raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != raw.FPDF_OBJECT_UNKNOWN:
                raw.FPDFPageObj_RemoveMark(handle, mark)
        return layered

    def _read_box(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix) -> Box:
        if not raw.FPDFPageObj_GetBounds(handle, *self._edges):
            return self.page
        box = Box(*self._edge_values.tolist())
        return box if outer is IDENTITY else outer.apply(box)

    def _read_colour(
        self, handle: raw.FPDF_PAGEOBJECT, *, stroke: bool = False
    ) -> tuple[int, int, int, int] | None:
        read = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
        if not read(handle, *self._channels):
            return None
        red, green, blue, alpha = self._channel_values
        return red, green, blue, alpha

    def _read_matrix(self, handle: raw.FPDF_PAGEOBJECT) -> Matrix:
        if not raw.FPDFPageObj_GetMatrix(handle, self._matrix):
            return IDENTITY
        return Matrix(*self._matrix_values.tolist())

    def _is_small(self, handle: raw.FPDF_PAGEOBJECT, outer: Matrix) -> bool:
        """Return whether the font size on paper, the smaller of its two scales, is too small to read."""
        raw.FPDFTextObj_GetFontSize(handle, self._size)
        a, b, c, d = 1.0, 0.0, 0.0, 1.0
        if outer is not IDENTITY:
            a, b, c, d = outer.after(self._read_matrix(handle))[:4]
        elif raw.FPDFPageObj_GetMatrix(handle, self._matrix):
            a, b, c, d, _, _ = self._matrix_values.tolist()
        size = abs(self._size.value)
        least = SMALLEST_SIZE / size if size else inf
        if (a >= least or -a >= least) and (d >= least or -d >= least):  # it only grows by what follows
            return False
        return min(abs(a) + abs(b), abs(d) + abs(c)) < least


def _may_hide(area: Painted, text: Painted) -> bool:
    """Return whether an area may make text on it unreadable: painted later, or before in a like colour."""
    if area.order > text.order or area.colour is None or text.colour is None:
        return True
    return all(abs(one - other) < ALIKE for one, other in zip(area.colour[:3], text.colour[:3], strict=True))


def _bound_clip(clip: raw.FPDF_CLIPPATH, path: int, outer: Matrix) -> Box:
    x, y = ctypes.c_float(), ctypes.c_float()
    xs, ys = [], []
    count = raw.FPDFClipPath_CountPathSegments(clip, path)
    for index in range(count if count <= CORNERS else 0):
        if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y):
            xs.append(x.value)
            ys.append(y.value)
    if not xs:
        return Box(0, 0, 0, 0)
    return outer.apply(Box(min(xs), min(ys), max(xs), max(ys)))


def _has_outlines(font: raw.FPDF_FONT) -> bool:
    if raw.FPDFFont_GetIsEmbedded(font) == 0:
        return True  # PDFium draws it with a font of its own
    size = ctypes.c_size_t()
    if not raw.FPDFFont_GetFontData(font, None, 0, size) or not size.value:
        return False
    for glyph in GLYPHS_TRIED:
        path = raw.FPDFFont_GetGlyphPath(font, glyph, 10.0)
        if path and raw.FPDFGlyphPath_CountGlyphSegments(path) > 0:
            return True
    return False
