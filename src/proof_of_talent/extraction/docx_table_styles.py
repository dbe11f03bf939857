"""What a table's style paints behind a cell: its bands, its first and last row and column.

Word works that out from the place of the cell and from which parts of the style the table asks for.
"""

from collections.abc import Iterator

from lxml import etree

from proof_of_talent.extraction.docx_colours import W

SHADING_PATH = f"{W}tcPr/{W}shd"
ROW, CELL, TABLE = f"{W}tr", f"{W}tc", f"{W}tbl"
LOOK_BITS = {
    "firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200,
    "noVBand": 0x400,
}  # fmt: skip
LARGEST_BAND = 100


def read_look(table: etree._Element) -> frozenset[str] | None:
    """Return which parts of its style a table asks for; None where it does not say."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return None
    try:
        bits = int(look.get(f"{W}val", "0"), 16)
    except ValueError:
        return None
    return frozenset(
        name
        for name, bit in LOOK_BITS.items()
        if look.get(f"{W}{name}", "1" if bits & bit else "0") in ("1", "true", "on")
    )


def list_parts(table: etree._Element, cell: etree._Element, style: etree._Element) -> list[str] | None:
    """Return the parts of a table's style that hold for a cell, the strongest first; None where that cannot
    be told.
    """
    look = read_look(table)
    row = cell.getparent()
    if look is None or row is None or row.getparent() is not table:
        return None
    rows, cells = table.findall(ROW), row.findall(CELL)
    if any(one.find(f"{W}tcPr/{W}gridSpan") is not None for one in cells):
        return None
    down, across = rows.index(row), cells.index(cell)
    return list(
        _name_parts(
            look,
            (down, len(rows), _read_band(style, "Row")),
            (across, len(cells), _read_band(style, "Col")),
        )
    )


def _name_parts(
    look: frozenset[str], down: tuple[int, int, int], across: tuple[int, int, int]
) -> Iterator[str]:
    is_top, is_bottom = _find_ends(look, "Row", down)
    is_left, is_right = _find_ends(look, "Column", across)
    for corner, found in (
        ("nwCell", is_top and is_left), ("neCell", is_top and is_right),
        ("swCell", is_bottom and is_left), ("seCell", is_bottom and is_right),
        ("firstRow", is_top), ("lastRow", is_bottom), ("firstCol", is_left), ("lastCol", is_right),
    ):  # fmt: skip
        if found:
            yield corner
    if "noHBand" not in look and not (is_top or is_bottom):
        yield f"band{_number_band(down, 'firstRow' in look)}Horz"
    if "noVBand" not in look and not (is_left or is_right):
        yield f"band{_number_band(across, 'firstColumn' in look)}Vert"
    yield "wholeTable"


def _find_ends(look: frozenset[str], name: str, place: tuple[int, int, int]) -> tuple[bool, bool]:
    index, count, _ = place
    return f"first{name}" in look and index == 0, f"last{name}" in look and index == count - 1


def _number_band(place: tuple[int, int, int], has_first: bool) -> int:
    index, _, size = place
    return (index - has_first) // size % 2 + 1


def _read_band(style: etree._Element, name: str) -> int:
    element = style.find(f"{W}tblPr/{W}tblStyle{name}BandSize")
    value = element.get(f"{W}val", "1") if element is not None else "1"
    return min(max(int(value), 1), LARGEST_BAND) if value.isdecimal() else 1


def find_part(style: etree._Element, part: str, path: str) -> etree._Element | None:
    """Return what a part of a style says, by its path."""
    if part == "wholeTable":
        own = style.find(path)
        if own is not None:
            return own
    for conditional in style.iterfind(f"{W}tblStylePr"):
        if conditional.get(f"{W}type") == part:
            return conditional.find(path)
    return None
