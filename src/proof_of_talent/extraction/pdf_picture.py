"""A PDF page as a reader sees it, to tell whether something makes a difference."""

import pypdfium2

from proof_of_talent.extraction.pdf_geometry import Box, read_page_box

SCALE = 2.0
"""Pixels a point; 144 dpi shows what a reader sees on screen."""

LARGEST_PICTURE = 4_000_000
"""Pixels; larger pages are rendered more coarsely."""

SEEN_DIFFERENCE = 20
"""Of 255: the least difference in brightness that an eye finds without searching. Heuristic."""


class Picture:
    """A page in grey, and where points lie in it."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        width, height = page.get_size()
        self._box = read_page_box(page)
        self._rotation = page.get_rotation()
        self._scale = min(SCALE, (LARGEST_PICTURE / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=self._scale, grayscale=True, draw_annots=False)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self.pixels = bytes(bitmap.buffer)
        bitmap.close()

    def differs_in(self, box: Box, other: "Picture") -> bool:
        """Return whether the two pictures differ visibly inside the box."""
        left, top, right, bottom = self._place(box)
        for row in range(top, bottom):
            start, stop = row * self._stride + left, row * self._stride + right
            ours, theirs = self.pixels[start:stop], other.pixels[start:stop]
            if ours != theirs and any(
                abs(one - two) >= SEEN_DIFFERENCE for one, two in zip(ours, theirs, strict=True)
            ):
                return True
        return False

    def _place(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom of a box in pixels; the page may be turned."""
        page = self._box
        left, right = box.left - page.left, box.right - page.left
        top, bottom = page.top - box.top, page.top - box.bottom
        width, height = page.right - page.left, page.top - page.bottom
        if self._rotation == 90:  # noqa: PLR2004 - degrees
            left, right, top, bottom = height - bottom, height - top, left, right
        elif self._rotation == 180:  # noqa: PLR2004
            left, right, top, bottom = width - right, width - left, height - bottom, height - top
        elif self._rotation == 270:  # noqa: PLR2004
            left, right, top, bottom = top, bottom, width - right, width - left
        scale = self._scale
        return (
            max(int(left * scale) - 1, 0),
            max(int(top * scale) - 1, 0),
            min(int(right * scale) + 2, self._width),
            min(int(bottom * scale) + 2, self._height),
        )
