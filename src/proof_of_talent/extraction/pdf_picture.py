"""A PDF page as a reader sees it, to tell whether something makes a difference."""

import pypdfium2

from proof_of_talent.extraction.eyesight import SEEN_DIFFERENCES, are_told_apart
from proof_of_talent.extraction.pdf_geometry import Box, Frame

SCALE = 2.0
"""Pixels a point; 144 dpi shows what a reader sees on screen."""

LARGEST_PICTURE = 4_000_000
"""Pixels; larger pages are rendered more coarsely."""

CHANNELS = 3
DARK = 128
"""A pixel of black letters on white paper that is darker than this belongs to a letter."""

FEWEST_PIXELS = 6
SHAPE_SHARE = 0.5
"""Of the pixels of a letter's shape, the least share that stands out from what is around it. Heuristic."""


class Picture:
    """A page in colours."""

    def __init__(self, page: pypdfium2.PdfPage, frame: Frame) -> None:
        width, height = page.get_size()
        self._frame = frame
        self._scale = min(SCALE, (LARGEST_PICTURE / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=self._scale, draw_annots=False)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)
        bitmap.close()

    def differs_in(
        self, box: Box, other: "Picture", differences: tuple[int, int, int] = SEEN_DIFFERENCES
    ) -> bool:
        """Return whether the two pictures differ visibly inside the box: in blue, green or red by so much."""
        left, top, right, bottom = self._locate(box)
        for row in range(top, bottom):
            start, stop = row * self._stride + left * CHANNELS, row * self._stride + right * CHANNELS
            ours, theirs = self._pixels[start:stop], other._pixels[start:stop]  # noqa: SLF001 - the same class
            if ours != theirs and any(
                any(abs(one - two) >= least for one, two in zip(ours[k::3], theirs[k::3], strict=True))
                for k, least in enumerate(differences)
            ):
                return True
        return False

    def shows_shape(self, box: Box, letters: "Picture") -> bool:
        """Return whether the shapes that stand black on white in `letters` can be seen here: whether most of
        their pixels differ from the average of the pixels around them.
        """
        inside: list[bytes] = []
        outside: list[bytes] = []
        left, top, right, bottom = self._locate(box)
        for row in range(top, bottom):
            for column in range(left, right):
                at = row * self._stride + column * CHANNELS
                side = inside if letters._pixels[at] < DARK else outside  # noqa: SLF001
                side.append(self._pixels[at : at + CHANNELS])
        if len(inside) < FEWEST_PIXELS or len(outside) < FEWEST_PIXELS:
            return False
        around = [sum(pixel[k] for pixel in outside) / len(outside) for k in range(CHANNELS)]
        return _share_apart(inside, around) >= SHAPE_SHARE > _share_apart(outside, around)

    def _locate(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom of a box in pixels."""
        left, top, right, bottom = (value * self._scale for value in self._frame.place(box))
        return (
            max(int(left) - 1, 0),
            max(int(top) - 1, 0),
            min(int(right) + 2, self._width),
            min(int(bottom) + 2, self._height),
        )


def _share_apart(pixels: list[bytes], around: list[float]) -> float:
    """Return the share of pixels that an eye tells apart from a colour."""
    return sum(are_told_apart(pixel, around) for pixel in pixels) / len(pixels)
