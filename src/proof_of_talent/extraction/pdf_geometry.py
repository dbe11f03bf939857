"""Rectangles and transformations on a PDF page. Lengths are points, 1/72 inch."""

from typing import NamedTuple

import pypdfium2


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


def read_page_box(page: pypdfium2.PdfPage) -> Box:
    """Return what is shown of a page, before it is turned: its crop box as far as it lies on the medium."""
    medium, crop = Box(*page.get_mediabox()), Box(*page.get_cropbox())
    return Box(
        max(medium.left, crop.left),
        max(medium.bottom, crop.bottom),
        min(medium.right, crop.right),
        min(medium.top, crop.top),
    )
