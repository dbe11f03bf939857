"""Which runs of a Word document no reader can see."""

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
LIGHT_TEXT_FROM = 232
"""A colour whose every channel is at least this (of 255) cannot be read on white paper. Heuristic."""

SMALLEST_HALF_POINTS = 4
"""Word gives sizes in half points; below 2 pt nobody reads. Heuristic."""

DEEPEST_STYLE = 12
OFF = frozenset({"0", "false", "off", "none"})


def qualify(prefix: str, name: str) -> str:
    """Return an XML name the way lxml writes it."""
    return f"{{{NAMESPACES[prefix]}}}{name}"


RUN_PROPERTIES, PARAGRAPH_PROPERTIES = qualify("w", "rPr"), qualify("w", "pPr")
VANISH, COLOUR, SIZE = qualify("w", "vanish"), qualify("w", "color"), qualify("w", "sz")
SHADING, HIGHLIGHT, FILL, VALUE = (qualify("w", name) for name in ("shd", "highlight", "fill", "val"))
STYLE, STYLE_ID, BASED_ON = qualify("w", "style"), qualify("w", "styleId"), qualify("w", "basedOn")
RUN_STYLE, PARAGRAPH_STYLE = qualify("w", "rStyle"), qualify("w", "pStyle")
PARAGRAPH, CELL, CELL_PROPERTIES = qualify("w", "p"), qualify("w", "tc"), qualify("w", "tcPr")
TABLE, TABLE_PROPERTIES = qualify("w", "tbl"), qualify("w", "tblPr")
DEFAULT_RUN_PROPERTIES = f"{qualify('w', 'docDefaults')}/{qualify('w', 'rPrDefault')}/{RUN_PROPERTIES}"
TEXT_BOX, FILLED = qualify("w", "txbxContent"), ("solidFill", "gradFill", "blipFill", "fill")


class RunStyles:
    """Resolves a run's own properties and its styles to: visible or not."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._defaults: etree._Element | None = None
        if styles is not None:
            self._styles = {style.get(STYLE_ID, ""): style for style in styles.iter(STYLE)}
            self._defaults = styles.find(DEFAULT_RUN_PROPERTIES)

    def hide(self, run: etree._Element) -> bool:
        """Return whether nobody can see the run: hidden by Word's own mark, under 2 pt, or white on white."""
        layers = self._list_layers(run)
        vanish = _first(layers, VANISH)
        if vanish is not None and vanish.get(VALUE, "1").lower() not in OFF:
            return True
        size = _first(layers, SIZE)
        if size is not None and _read_number(size.get(VALUE)) < SMALLEST_HALF_POINTS:
            return True
        colour = _first(layers, COLOUR)
        return colour is not None and _is_light(colour.get(VALUE, "")) and not self._has_backing(run, layers)

    def _list_layers(self, run: etree._Element) -> list[etree._Element]:
        """Return the property lists that apply to a run, the strongest first."""
        layers: list[etree._Element] = []
        own = run.find(RUN_PROPERTIES)
        if own is not None:
            layers += [own, *self._follow(own.find(RUN_STYLE))]
        paragraph = next(run.iterancestors(PARAGRAPH), None)
        properties = paragraph.find(PARAGRAPH_PROPERTIES) if paragraph is not None else None
        if properties is not None:
            layers += self._follow(properties.find(PARAGRAPH_STYLE))
        if self._defaults is not None:
            layers.append(self._defaults)
        return layers

    def _follow(self, reference: etree._Element | None) -> list[etree._Element]:
        """Return the run properties of a style and of the styles it is based on."""
        found: list[etree._Element] = []
        for _ in range(DEEPEST_STYLE):
            style = self._styles.get(reference.get(VALUE, "")) if reference is not None else None
            if style is None:
                break
            properties = style.find(RUN_PROPERTIES)
            if properties is not None:
                found.append(properties)
            reference = style.find(BASED_ON)
        return found

    def _has_backing(self, run: etree._Element, layers: list[etree._Element]) -> bool:
        """Return whether something other than white paper lies behind the run."""
        highlight = _first(layers, HIGHLIGHT)
        if highlight is not None and highlight.get(VALUE, "none") not in ("none", "white"):
            return True
        shadings = [_first(layers, SHADING)]
        for ancestor in run.iterancestors():
            if ancestor.tag == PARAGRAPH:
                shadings += self._shade_paragraph(ancestor)
            elif ancestor.tag == CELL:
                shadings.append(_find(ancestor, CELL_PROPERTIES, SHADING))
            elif ancestor.tag == TABLE:
                shadings.append(_find(ancestor, TABLE_PROPERTIES, SHADING))
            elif ancestor.tag == TEXT_BOX:
                return _is_filled(ancestor) or any(map(_is_dark, shadings))
        return any(map(_is_dark, shadings))

    def _shade_paragraph(self, paragraph: etree._Element) -> list[etree._Element | None]:
        properties = paragraph.find(PARAGRAPH_PROPERTIES)
        if properties is None:
            return []
        shadings = [properties.find(SHADING)]
        reference = properties.find(PARAGRAPH_STYLE)
        for _ in range(DEEPEST_STYLE):
            style = self._styles.get(reference.get(VALUE, "")) if reference is not None else None
            if style is None:
                break
            shadings.append(_find(style, PARAGRAPH_PROPERTIES, SHADING))
            reference = style.find(BASED_ON)
        return shadings


def _first(layers: list[etree._Element], tag: str) -> etree._Element | None:
    return next((found for layer in layers if (found := layer.find(tag)) is not None), None)


def _find(element: etree._Element, *path: str) -> etree._Element | None:
    return element.find("/".join(path))


def _is_dark(shading: etree._Element | None) -> bool:
    if shading is None:
        return False
    fill = shading.get(FILL, "auto")
    return fill != "auto" and not _is_light(fill)


def _is_light(colour: str) -> bool:
    try:
        return min(bytes.fromhex(colour)) >= LIGHT_TEXT_FROM
    except ValueError:  # "auto", or nothing a colour can be
        return False


def _is_filled(text_box: etree._Element) -> bool:
    """Return whether a text box's shape has a fill of its own (DrawingML, or VML's `fillcolor`)."""
    for ancestor in text_box.iterancestors():
        local = etree.QName(ancestor).localname
        if local == "wsp":
            return any(etree.QName(child).localname in FILLED for child in ancestor.iterfind("*/*"))
        if local in ("shape", "rect", "roundrect"):
            return ancestor.get("fillcolor", "white").lower() not in ("white", "#ffffff")
    return False


def _read_number(value: str | None) -> float:
    try:
        return float(value or "")
    except ValueError:
        return float("inf")
