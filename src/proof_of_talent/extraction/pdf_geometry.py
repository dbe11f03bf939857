"""Rectangles and transformations on a PDF page. Lengths are points, 1/72 inch."""

import ctypes
from typing import Any, Literal, NamedTuple

import pypdfium2
from pypdfium2 import raw


class Box(NamedTuple):
    """A rectangle in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    @property
    def middle(self) -> float:
        """Where its middle is from the left."""
        return (self.left + self.right) / 2

    @property
    def area(self) -> float:
        """How large it is; nothing where it is turned inside out."""
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)

    def cut(self, other: "Box") -> "Box":
        """Return what lies in both."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def contains(self, other: "Box") -> bool:
        """Return whether the other lies in this one, give or take a point."""
        return (
            self.left <= other.left + 1
            and self.bottom <= other.bottom + 1
            and self.right >= other.right - 1
            and self.top >= other.top - 1
        )


class Matrix(NamedTuple):
    """A transformation of the plane as PDF writes it."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def after(self, inner: "Matrix") -> "Matrix":
        """Return the transformation that does `inner` first, then this."""
        return Matrix(
            inner.a * self.a + inner.b * self.c,
            inner.a * self.b + inner.b * self.d,
            inner.c * self.a + inner.d * self.c,
            inner.c * self.b + inner.d * self.d,
            inner.e * self.a + inner.f * self.c + self.e,
            inner.e * self.b + inner.f * self.d + self.f,
        )

    def apply(self, box: Box) -> Box:
        """Return the smallest upright box around the transformed one."""
        corners = [
            (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
            for x in (box.left, box.right)
            for y in (box.bottom, box.top)
        ]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


IDENTITY = Matrix()


def make_numbers(kind: type[Any], sign: Literal["f", "d", "I"]) -> tuple[list[Any], Any]:
    """Return four numbers for PDFium to fill, and a view that reads them at once (one by one is dear).

    Args:
        kind: their type in C.
        sign: that type for `struct`.
    """
    numbers = (kind * 4)()
    view: Any = memoryview(numbers).cast("B").cast(sign)
    return [kind.from_buffer(numbers, ctypes.sizeof(kind) * index) for index in range(4)], view


def read_character_box(textpage: raw.FPDF_TEXTPAGE, index: int) -> Box | None:
    """Return the box of a character on the page, None where it has none."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        return None
    return Box(left.value, bottom.value, right.value, top.value)


def read_page_box(page: pypdfium2.PdfPage) -> Box:
    """Return what is shown of a page, before it is turned: its crop box as far as it lies on the medium. Both
    may stand with the page or with all pages.
    """
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return Box(box.left, box.bottom, box.right, box.top)


class Frame:
    """How a page is shown: what of it, and how far it is turned."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.box = read_page_box(page)
        self._rotation = page.get_rotation()

    def place(self, box: Box) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of a box in points from the shown page's left top corner."""
        page = self.box
        left, right = box.left - page.left, box.right - page.left
        top, bottom = page.top - box.top, page.top - box.bottom
        width, height = page.right - page.left, page.top - page.bottom
        if self._rotation == 90:  # noqa: PLR2004 - degrees
            return height - bottom, left, height - top, right
        if self._rotation == 180:  # noqa: PLR2004
            return width - right, height - bottom, width - left, height - top
        if self._rotation == 270:  # noqa: PLR2004
            return top, width - right, bottom, width - left
        return left, top, right, bottom

    def share(self, box: Box) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of a box as shares of the shown page, from 0 to 1."""
        width, height = self.box.right - self.box.left, self.box.top - self.box.bottom
        if self._rotation in (90, 270):
            width, height = height, width
        left, top, right, bottom = self.place(box)
        shares = (left / (width or 1), top / (height or 1), right / (width or 1), bottom / (height or 1))
        first, second, third, fourth = (round(min(max(one, 0.0), 1.0), 4) for one in shares)
        return first, second, third, fourth
