"""Which characters of a PDF page no reader can see.

Text is left out only when it is shown to be invisible: it is drawn in invisible mode, lies outside the page,
is smaller than 2 points on paper, or the rendered page looks the same without it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from proof_of_talent.domain.reading_gaps import UnseenReason
from proof_of_talent.extraction.eyesight import FAINT_DIFFERENCES
from proof_of_talent.extraction.findings import LONGEST_SPAN, Unseen
from proof_of_talent.extraction.pdf_geometry import Box, Frame, read_character_box
from proof_of_talent.extraction.pdf_picture import Picture
from proof_of_talent.extraction.pdf_survey import SMALLEST_SIZE, PageObjects, address_of

ESCAPED_LETTER = re.compile(rb"#[4-7][0-9A-Fa-f]")
FEWEST_UNSEEN = 3
"""So many unseen characters in a row are left out although the rest of their line is seen: a point or a
thin letter may be lost by chance. Heuristic."""


PICTURE_SHARE, SMALLEST_SHARE = 0.4, 0.02
"""Shares of a page: pictures cover more of a scan, where some text stands and without. Heuristic."""

FEWEST_LINES = 50
"""A page without text on which so many lines are drawn may have letters as drawings. Heuristic."""

FLAT = 0.03
"""Of a text's height, a least width of its widest letter (or the other way round). Heuristic: an upright
Helvetica l has 0.1, a dash 0.07.
"""

LARGEST_GAP = 3
"""Spaces and line ends that PDFium made up between the words of one span."""

NOWHERE = -1


class Character(NamedTuple):
    """A character of a page that may be hidden, by its number on the page."""

    number: int
    text: str
    address: int | None
    box: Box | None


def may_have_layers(content: bytes) -> bool:
    """Return whether a PDF may have optional layers (names may be packed or written with escapes)."""
    return b"/OC" in content or b"ObjStm" in content or ESCAPED_LETTER.search(content) is not None


class PageJudge:
    """Judges the text of one page. `unit` gives the size of the page's unit in points when it is asked for.

    To be made before the page's text is read, because it also removes marks that misstate the text.
    """

    def __init__(self, page: pypdfium2.PdfPage, *, layers: bool, unit: Callable[[], float]) -> None:
        self._page = page
        self._frame = Frame(page)
        self._unit = unit
        self._survey = PageObjects(self._frame.box, layers=layers)
        self._survey.visit_page(page)
        self._doubtful = self._survey.list_doubtful()

    @property
    def has_doubt(self) -> bool:
        """Whether any text of the page may be hidden."""
        survey = self._survey
        return bool(
            survey.invisible or survey.off_page or survey.small or survey.straddling or self._doubtful
        )

    def is_picture(self, *, has_text: bool) -> bool:
        """Return whether text may stand on the page that is drawn as a picture or in lines."""
        share = self._survey.measure_pictures()
        return share >= PICTURE_SHARE or (
            not has_text and (share >= SMALLEST_SHARE or self._survey.lines >= FEWEST_LINES)
        )

    def find_unseen(self, textpage: raw.FPDF_TEXTPAGE) -> dict[int, UnseenReason]:
        """Return the indices of the characters that cannot be seen, each with the reason."""
        suspects = list(self._list_suspects(textpage))
        unseen: dict[int, UnseenReason] = {}
        for one in suspects:
            if one.address in self._survey.invisible:
                unseen[one.number] = "invisible"
            elif one.address in self._survey.off_page or self._is_outside(one):
                unseen[one.number] = "off_page"
        unseen |= dict.fromkeys(self._find_tiny(suspects), "tiny")
        doubtful = {address_of(text.handle) for text in self._doubtful}
        asked = [one for one in suspects if one.address in doubtful and one.number not in unseen]
        return unseen | dict.fromkeys(self._find_indifferent(asked), "invisible")

    def describe(
        self, textpage: raw.FPDF_TEXTPAGE, unseen: Mapping[int, UnseenReason], number: int
    ) -> list[Unseen]:
        """Return what is left out as spans: neighbours with the same reason belong together."""
        spans: list[Unseen] = []
        run: list[int] = []
        for index in [*sorted(unseen), NOWHERE]:
            if run and (not 0 < index - run[-1] <= LARGEST_GAP or unseen[index] != unseen[run[0]]):
                spans.append(self._describe_run(textpage, run, unseen[run[0]], number))
                run = []
            run.append(index)
        return spans

    def _describe_run(
        self, textpage: raw.FPDF_TEXTPAGE, run: list[int], reason: UnseenReason, number: int
    ) -> Unseen:
        parts: list[str] = []
        previous = run[0]
        for index in run:
            parts.append(" " if index > previous + 1 else "")
            parts.append(chr(raw.FPDFText_GetUnicode(textpage, index)))
            previous = index
        boxes = [box for index in run[:LONGEST_SPAN] if (box := read_character_box(textpage, index))]
        around = _surround(boxes) if boxes and reason != "off_page" else None
        return Unseen(number, reason, "".join(parts), self._frame.share(around) if around else None)

    def _list_suspects(self, textpage: raw.FPDF_TEXTPAGE) -> Iterator[Character]:
        survey = self._survey
        wanted = survey.invisible | survey.off_page | survey.small
        wanted |= {address_of(text.handle) for text in self._doubtful}
        for index in range(raw.FPDFText_CountChars(textpage)):
            if raw.FPDFText_IsGenerated(textpage, index) == 1:
                continue
            address = address_of(raw.FPDFText_GetTextObject(textpage, index))
            if address in wanted or survey.straddling:
                text = chr(raw.FPDFText_GetUnicode(textpage, index))
                yield Character(index, text, address, read_character_box(textpage, index))

    def _is_outside(self, one: Character) -> bool:
        if not self._survey.straddling or one.box is None:
            return False
        page = self._survey.page
        x, y = (one.box.left + one.box.right) / 2, (one.box.bottom + one.box.top) / 2
        return not (page.left <= x <= page.right and page.bottom <= y <= page.top)

    def _find_tiny(self, suspects: list[Character]) -> set[int]:
        """Return the characters that are too small, or squeezed flat, by the largest letter of their text:
        the font's size says little where a font brings a scale of its own.
        """
        largest: dict[int | None, tuple[float, float]] = {}
        for one in suspects:
            if one.address in self._survey.small and one.box is not None:
                width, height = largest.get(one.address, (0.0, 0.0))
                largest[one.address] = (
                    max(width, one.box.right - one.box.left), max(height, one.box.top - one.box.bottom)
                )  # fmt: skip
        small = {address for address, size in largest.items() if max(size) < SMALLEST_SIZE}
        if small:
            unit = self._unit()
            small = {address for address in small if max(largest[address]) * unit < SMALLEST_SIZE}
        small |= {address for address, size in largest.items() if min(size) < FLAT * max(size)}
        return {one.number for one in suspects if one.address in small}

    def _find_indifferent(self, asked: list[Character]) -> set[int]:
        """Return the characters without which the page looks the same."""
        if not any(not one.text.isspace() for one in asked):
            return set()
        before = Picture(self._page, self._frame)
        for text in self._doubtful:
            raw.FPDFPageObj_SetIsActive(text.handle, False)
        after = Picture(self._page, self._frame)
        letters = [one for one in asked if one.box is not None and not one.text.isspace()]
        seen = {one.number for one in letters if one.box and before.differs_in(one.box, after)}
        texts = {one.address for one in letters if one.number in seen}
        seen |= {
            one.number
            for one in letters
            if one.box and one.address in texts and before.differs_in(one.box, after, FAINT_DIFFERENCES)
        }
        seen |= self._find_cut_out([one for one in asked if one.number not in seen], before)
        for text in self._doubtful:
            raw.FPDFPageObj_SetIsActive(text.handle, True)
        return _choose_unseen(asked, seen)

    def _find_cut_out(self, asked: list[Character], before: Picture) -> set[int]:
        """Return the characters that are not painted but cut out of what is painted, and seen so: their
        shapes, drawn in black on white, are found again in the page. Clip modes cut so, and masks, over which
        browsers lay the text once more, transparent.
        """
        clear = {address_of(text.handle) for text in self._doubtful if text.colour and not text.colour[3]}
        cutting = self._survey.clipping | clear
        asked = [one for one in asked if one.address in cutting and one.box and not one.text.isspace()]
        if not asked:
            return set()
        wanted = [text for text in self._doubtful if address_of(text.handle) in cutting]
        others = self._survey.list_painted()
        for painted in others:
            raw.FPDFPageObj_SetIsActive(painted.handle, False)
        for text in wanted:
            raw.FPDFPageObj_SetIsActive(text.handle, True)
            raw.FPDFTextObj_SetTextRenderMode(text.handle, raw.FPDF_TEXTRENDERMODE_FILL)
            raw.FPDFPageObj_SetFillColor(text.handle, 0, 0, 0, 255)
        letters = Picture(self._page, self._frame)
        for painted in others:
            raw.FPDFPageObj_SetIsActive(painted.handle, True)
        return {one.number for one in asked if one.box and before.shows_shape(one.box, letters)}


def _choose_unseen(asked: list[Character], seen: set[int]) -> set[int]:
    """Return the unseen characters of texts of which nothing is seen, and longer runs in the others."""
    seen_texts = {one.address for one in asked if one.number in seen}
    unseen: set[int] = set()
    run: list[int] = []
    for one in [*asked, None]:
        if one is not None and one.text.isspace():
            continue
        if one is not None and one.number not in seen:
            if one.address not in seen_texts:
                unseen.add(one.number)
            run.append(one.number)
            continue
        if len(run) >= FEWEST_UNSEEN:
            unseen.update(run)
        run = []
    return unseen


def _surround(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
