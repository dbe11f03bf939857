"""What stands behind the text of a Word document: the page's colour, shapes and pictures."""

from lxml import etree

from proof_of_talent.extraction.docx_colours import WHITE, A, Colour, Theme, W, are_alike, read_hex

SMALLEST_EXTENT = 360_000
"""English metric units (12,700 a point), 1 cm: smaller shapes stand behind no line of text. Heuristic."""

LOW_EXTENT = 100_000
"""The same for the height, about 8 points."""

DRAWN_FILLS = frozenset({"gradFill", "blipFill", "pattFill", "grpFill"})
VML_SHAPES = frozenset({"shape", "rect", "roundrect", "oval", "polyline"})
NAMED = {"white": "ffffff", "black": "000000", "red": "ff0000", "blue": "0000ff", "navy": "000080",
         "green": "008000", "yellow": "ffff00", "gray": "808080", "silver": "c0c0c0", "maroon": "800000",
         "purple": "800080", "teal": "008080", "olive": "808000", "lime": "00ff00", "aqua": "00ffff",
         "fuchsia": "ff00ff"}  # fmt: skip


class Backdrops:
    """The page's colour and what is drawn behind the text anywhere in the document."""

    def __init__(self, document: etree._Element, others: list[etree._Element], theme: Theme) -> None:
        background = document.find(f"{W}background")
        own = theme.read(background, "color", "theme") if background is not None else None
        self.page: Colour = own or WHITE
        self._has_unknown = background is not None and len(background) > 0
        self._colours: list[Colour] = []
        self._drawn: list[Colour | None] = []
        for root in [document, *others]:
            self._collect(root, theme)

    def may_show(self, colour: Colour, *, in_box: bool) -> bool:
        """Return whether text of this colour may be seen on something that is drawn behind the text.

        Args:
            colour: the text's.
            in_box: whether it stands in a text box without a fill; any drawing may lie behind that.
        """
        if in_box and any(other is None or not are_alike(colour, other) for other in self._drawn):
            return True
        return self._has_unknown or any(not are_alike(colour, other) for other in self._colours)

    def _collect(self, root: etree._Element, theme: Theme) -> None:
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            name = etree.QName(element).localname
            if name == "pic":
                self._add(element, fills=True, colour=None)
            elif name == "wsp":
                self._add(element, *_read_drawing_fill(element, theme))
            elif name in VML_SHAPES:
                self._add(element, *_read_vml_fill(element))

    def _add(self, element: etree._Element, fills: bool, colour: Colour | None) -> None:
        if not fills:
            return
        self._drawn.append(colour)
        if not _is_behind(element):
            return
        if colour is None:
            self._has_unknown = True
        else:
            self._colours.append(colour)


def read_shape(text_box: etree._Element, theme: Theme) -> tuple[bool, Colour | None]:
    """Return whether the shape around a text box is filled, and its colour where that can be told."""
    for ancestor in text_box.iterancestors():
        name = etree.QName(ancestor).localname
        if name == "wsp":
            return _read_drawing_fill(ancestor, theme)
        if name in VML_SHAPES:
            return _read_vml_fill(ancestor)
    return False, None


def _read_drawing_fill(shape: etree._Element, theme: Theme) -> tuple[bool, Colour | None]:
    """A shape's own fill comes before the one that its style refers to."""
    for properties in shape:
        if not isinstance(properties.tag, str) or etree.QName(properties).localname != "spPr":
            continue
        for fill in properties:
            name = etree.QName(fill).localname if isinstance(fill.tag, str) else ""
            if name == "solidFill":
                return True, theme.read_fill(fill)
            if name == "noFill":
                return False, None
            if name in DRAWN_FILLS:
                return True, None
    reference = shape.find(f".//{A}fillRef")
    if reference is not None and reference.get("idx", "0") not in ("0", "1000"):
        return True, theme.read_fill(reference)
    return False, None


def _read_vml_fill(shape: etree._Element) -> tuple[bool, Colour | None]:
    if shape.get("filled", "t").lower() in ("f", "false"):
        return False, None
    value = shape.get("fillcolor", "white")
    for fill in shape:
        name = etree.QName(fill).localname if isinstance(fill.tag, str) else ""
        if name == "imagedata" or (name == "fill" and fill.get("type", "solid") != "solid"):
            return True, None
        if name == "fill" and fill.get("color"):
            value = fill.get("color", "")
    value = value.split(" ")[0].lower()
    if value.startswith("#") and len(value) == 4:  # noqa: PLR2004 - one digit a channel
        value = "".join(digit * 2 for digit in value[1:])
    return True, read_hex(NAMED.get(value, value))


def _is_behind(element: etree._Element) -> bool:
    """Return whether a drawing, no mere point, lies behind the text; VML says so by a negative z-index."""
    for ancestor in (element, *element.iterancestors()):
        name = etree.QName(ancestor).localname
        if name == "anchor":
            return ancestor.get("behindDoc") in ("1", "true") and _is_large(ancestor)
        if name == "pict":
            return False
        if "z-index:-" in "".join(ancestor.get("style", "").lower().split()):
            return True
    return False


def _is_large(anchor: etree._Element) -> bool:
    extent = next(
        (one for one in anchor if isinstance(one.tag, str) and etree.QName(one).localname == "extent"), None
    )
    if extent is None:
        return True
    try:
        return int(extent.get("cx", "0")) >= SMALLEST_EXTENT and int(extent.get("cy", "0")) >= LOW_EXTENT
    except ValueError:
        return True
