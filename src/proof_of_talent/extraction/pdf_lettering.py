"""Letters that a PDF page sets apart from their words: headings in wide letters, initials over several lines.

PDFium tells one space for any gap and a line end after an initial; how wide the gaps are, and how large the
letters, is seen on the page.
"""

import re
from itertools import pairwise
from statistics import median

from pypdfium2 import raw

from proof_of_talent.extraction.normalise import LETTER_SPACED, WIDE_SPACE

INITIAL = re.compile(r"(?m)^[^\W\d_](?P<end>\r?\n)(?=[^\W\d_]{2})")
LARGE_INITIAL = 1.6
"""Line heights of the text beside it. Heuristic."""

WIDE_GAP = 1.6
"""Times the usual gap between a line's letters: such a gap parts words. Heuristic."""


def has_lettering(text: str) -> bool:
    """Return whether a page's text may have letters set apart."""
    return INITIAL.search(text) is not None or LETTER_SPACED.search(text) is not None


def set_lettering(textpage: raw.FPDF_TEXTPAGE, signs: list[str]) -> None:
    """Mark the gaps between words of letters set apart, and join initials to their words, in the list of a
    page's signs.
    """
    page = "".join(sign or "\0" for sign in signs)
    for line in LETTER_SPACED.finditer(page):
        _mark_words(textpage, signs, [at for at in range(*line.span()) if not page[at].isspace()])
    for initial in INITIAL.finditer(page):
        large, usual = (_measure(textpage, at) for at in (initial.start(), initial.end()))
        if page[initial.start()].isupper() and large.top - large.bottom >= LARGE_INITIAL * (
            usual.top - usual.bottom
        ):
            signs[slice(*initial.span("end"))] = [""] * len(initial["end"])


def _mark_words(textpage: raw.FPDF_TEXTPAGE, signs: list[str], letters: list[int]) -> None:
    boxes = [_measure(textpage, at) for at in letters]
    gaps = [after.left - before.right for before, after in pairwise(boxes)]
    usual = median(gaps)
    for at, gap in zip(letters[1:], gaps, strict=True):
        if gap > WIDE_GAP * usual > 0:
            signs[at - 1] = WIDE_SPACE


def _measure(textpage: raw.FPDF_TEXTPAGE, index: int) -> raw.FS_RECTF:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage, index, box)
    return box
