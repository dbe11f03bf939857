"""Text of a Word document that its place takes away: in hidden or flat rows and lines, in boxes that are
hidden, flat or beside the page. Only what is certain counts; the text is not laid out.
"""

from typing import Protocol

from lxml import etree

from proof_of_talent.domain.reading_gaps import UnseenReason
from proof_of_talent.extraction.docx_colours import W

FLAT_LINE = 40
"""Twips (20 a point): an exact height below shows nothing to read. Heuristic, as for the size of letters."""

FLAT_BOX = 25_400
"""English metric units (12,700 a point)."""

FARTHEST_INDENT = 24_000
"""Twips: beyond the right edge of A3 across."""

FARTHEST_FRAME = -12_000
"""Twips left of the page, or above it: farther than a page is wide."""

WIDEST_MARGIN = 3_000_000
"""English metric units, 8 cm: no margin from which a box is measured is wider. Heuristic."""

OFF = frozenset({"0", "false", "off", "none"})


class FindProperty(Protocol):
    """Finds a property of a paragraph, its own or its style's."""

    def __call__(self, paragraph: etree._Element, name: str, /) -> etree._Element | None: ...  # noqa: D102


def find_misplacement(element: etree._Element, find_property: FindProperty) -> UnseenReason | None:
    """Return why nothing inside an element can be seen, None where that is not certain."""
    name = element.tag if isinstance(element.tag, str) else ""
    if name == f"{W}tr":
        return _judge_row(element)
    if name == f"{W}p":
        return _judge_paragraph(element, find_property)
    if name.endswith("}anchor"):
        return _judge_box(element)
    return "marked_hidden" if "visibility:hidden" in element.get("style", "").replace(" ", "") else None


def _judge_row(row: etree._Element) -> UnseenReason | None:
    properties = row.find(f"{W}trPr")
    if properties is None:
        return None
    hidden, height = properties.find(f"{W}hidden"), properties.find(f"{W}trHeight")
    if hidden is not None and hidden.get(f"{W}val", "1") not in OFF:
        return "marked_hidden"
    is_exact = height is not None and height.get(f"{W}hRule") == "exact"
    return "tiny" if is_exact and 0 < _read(height, "val") < FLAT_LINE else None


def _judge_paragraph(paragraph: etree._Element, find_property: FindProperty) -> UnseenReason | None:
    spacing = find_property(paragraph, f"{W}spacing")
    if (
        spacing is not None
        and spacing.get(f"{W}lineRule") == "exact"
        and 0 < _read(spacing, "line") < FLAT_LINE
    ):
        return "tiny"
    frame, indent = find_property(paragraph, f"{W}framePr"), find_property(paragraph, f"{W}ind")
    is_off = max(_read(indent, "left"), _read(indent, "start")) > FARTHEST_INDENT or (
        min(_read(frame, "x"), _read(frame, "y")) < FARTHEST_FRAME
    )
    return "off_page" if is_off else None


def _judge_box(anchor: etree._Element) -> UnseenReason | None:
    parts = {etree.QName(part).localname: part for part in anchor if isinstance(part.tag, str)}
    if "docPr" in parts and parts["docPr"].get("hidden", "0") not in OFF:
        return "marked_hidden"
    extent = parts.get("extent")
    if extent is None:
        return None
    width, height = _number(extent.get("cx")), _number(extent.get("cy"))
    if min(width, height) < FLAT_BOX:
        return "tiny"
    is_off = _lies_before(parts.get("positionH"), width) or _lies_before(parts.get("positionV"), height)
    return "off_page" if is_off else None


def _lies_before(position: etree._Element | None, size: float) -> bool:
    """Return whether a box ends before the page begins."""
    offset = (
        next((one for one in position if str(one.tag).endswith("}posOffset")), None)
        if position is not None
        else None
    )
    if (
        position is None
        or offset is None
        or position.get("relativeFrom") in ("paragraph", "line", "character")
    ):
        return False
    edge = 0 if position.get("relativeFrom") == "page" else -WIDEST_MARGIN
    return _number(offset.text) + size < edge


def _read(element: etree._Element | None, name: str) -> float:
    return _number(element.get(f"{W}{name}")) if element is not None else 0.0


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0
