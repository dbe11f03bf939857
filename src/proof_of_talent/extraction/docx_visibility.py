"""Which runs of a Word document no reader can see.

A run is left out only when it is shown to be invisible: Word's own mark hides it, it is smaller than 2
points, or its colour is like that of what stands behind it. Where that cannot be told (a picture, a gradient,
a pattern), the run is read.
"""

from collections.abc import Iterator
from enum import Enum

from lxml import etree

from proof_of_talent.domain.reading_gaps import UnseenReason
from proof_of_talent.extraction.docx_backgrounds import Backdrops, read_shape
from proof_of_talent.extraction.docx_colours import (
    HIGHLIGHTS,
    WHITE,
    Colour,
    Shading,
    Theme,
    W,
    are_alike,
    read_hex,
)
from proof_of_talent.extraction.docx_places import OFF
from proof_of_talent.extraction.docx_table_styles import SHADING_PATH, find_part, list_parts

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}

SMALLEST_HALF_POINTS = 4
"""Word gives sizes in half points; below 2 pt nobody reads. Heuristic."""

DEEPEST_STYLE = 12
FLAT_PER_CENT = 3
"""Of their usual width: letters squeezed further are a line. Heuristic."""

EFFECTS = frozenset(f"{W}{name}" for name in ("outline", "shadow", "emboss", "imprint"))
NEWER_EFFECTS = "{http://schemas.microsoft.com/office/word/2010/wordml}"
DRAWN_EFFECTS = frozenset(("textOutline", "textFill", "glow", "shadow", "reflection"))
UNSHADED = frozenset({"", "TableNormal", "TableGrid"})
"""Table styles that every program knows, and that shade nothing."""


def qualify(prefix: str, name: str) -> str:
    """Return an XML name the way lxml writes it."""
    return f"{{{NAMESPACES[prefix]}}}{name}"


RUN_PROPERTIES, PARAGRAPH_PROPERTIES = qualify("w", "rPr"), qualify("w", "pPr")
VANISH, COLOUR, SIZE = qualify("w", "vanish"), qualify("w", "color"), qualify("w", "sz")
SQUEEZE = qualify("w", "w")
SHADING, HIGHLIGHT, VALUE = qualify("w", "shd"), qualify("w", "highlight"), qualify("w", "val")
STYLE, STYLE_ID, BASED_ON = qualify("w", "style"), qualify("w", "styleId"), qualify("w", "basedOn")
RUN_STYLE, PARAGRAPH_STYLE = qualify("w", "rStyle"), qualify("w", "pStyle")
PARAGRAPH, CELL, CELL_PROPERTIES = qualify("w", "p"), qualify("w", "tc"), qualify("w", "tcPr")
ROW, ROW_EXCEPTIONS = qualify("w", "tr"), qualify("w", "tblPrEx")
TABLE, TABLE_PROPERTIES, TABLE_STYLE = qualify("w", "tbl"), qualify("w", "tblPr"), qualify("w", "tblStyle")
PART_RUN_PROPERTIES = f"{qualify('w', 'tblStylePr')}/{RUN_PROPERTIES}"
DEFAULT_RUN_PROPERTIES = f"{qualify('w', 'docDefaults')}/{qualify('w', 'rPrDefault')}/{RUN_PROPERTIES}"
TEXT_BOX, STYLE_TYPE, IS_DEFAULT = qualify("w", "txbxContent"), qualify("w", "type"), qualify("w", "default")


class Ground(Enum):
    """What stands behind text where it is not one colour."""

    UNKNOWN = "unknown"


class RunStyles:
    """Resolves a run's own properties, its styles and what stands behind it to: visible or not."""

    def __init__(self, styles: etree._Element | None, theme: Theme, backdrops: Backdrops) -> None:
        self._theme = theme
        self._backdrops = backdrops
        self._styles: dict[str, etree._Element] = {}
        self._defaults: etree._Element | None = None
        self._usual_paragraph: str | None = None
        if styles is not None:
            self._styles = {style.get(STYLE_ID, ""): style for style in styles.iter(STYLE)}
            self._defaults = styles.find(DEFAULT_RUN_PROPERTIES)
            self._usual_paragraph = next(
                (
                    style.get(STYLE_ID)
                    for style in self._styles.values()
                    if style.get(STYLE_TYPE) == "paragraph" and style.get(IS_DEFAULT) in ("1", "true", "on")
                ),
                None,
            )

    def find_reason(self, run: etree._Element) -> UnseenReason | None:
        """Return why nobody can see the run, None where it can be seen."""
        chains = self._list_chains(run)
        if _is_marked(chains):
            return "marked_hidden"
        layers = [layer for chain in chains for layer in chain]
        size, width = _first(layers, SIZE), _first(layers, SQUEEZE)
        if size is not None and _read_number(size.get(VALUE)) < SMALLEST_HALF_POINTS:
            return "tiny"
        if width is not None and _read_number(width.get(VALUE)) < FLAT_PER_CENT:
            return "tiny"
        element = _first(layers, COLOUR)
        colour = self._theme.read(element, "val", "theme") if element is not None else None
        if colour is None:  # automatic: Word chooses black or white, so that it can be read
            return None
        if any(_shows_anyway(layer) for layer in layers):
            return None
        return "invisible" if self._is_lost(colour, run, layers) else None

    def _is_lost(self, colour: Colour, run: etree._Element, layers: list[etree._Element]) -> bool:
        """Return whether a colour cannot be told from the nearest thing behind the run that has one."""
        for ground in self._list_grounds(run, layers):
            if ground is Ground.UNKNOWN:
                return False
            if ground is not None:
                return are_alike(colour, ground)
        in_box = any(ancestor.tag == TEXT_BOX for ancestor in run.iterancestors())
        return are_alike(colour, self._backdrops.page) and not self._backdrops.may_show(colour, in_box=in_box)

    def _list_grounds(
        self, run: etree._Element, layers: list[etree._Element]
    ) -> Iterator[Colour | Ground | None]:
        """Yield what stands behind a run, the nearest first."""
        highlight = _first(layers, HIGHLIGHT)
        if highlight is not None:
            yield read_hex(HIGHLIGHTS.get(highlight.get(VALUE, "none")))
        yield self._paint(_first(layers, SHADING))
        cell = run
        for ancestor in run.iterancestors():
            if ancestor.tag == PARAGRAPH:
                yield self._paint(self.find_paragraph_property(ancestor, SHADING))
            elif ancestor.tag == CELL:
                cell = ancestor
                yield self._paint(_find(ancestor, CELL_PROPERTIES, SHADING))
            elif ancestor.tag == ROW:
                yield self._paint(_find(ancestor, ROW_EXCEPTIONS, SHADING))
            elif ancestor.tag == TABLE:
                yield self._paint(_find(ancestor, TABLE_PROPERTIES, SHADING))
                yield self._paint_table_style(ancestor, cell)
            elif ancestor.tag == TEXT_BOX:
                fills, colour = read_shape(ancestor, self._theme)
                yield (colour or Ground.UNKNOWN) if fills else None

    def _paint(self, element: etree._Element | None) -> Colour | Ground | None:
        if element is None:
            return None
        shading = Shading(element, self._theme)
        return (shading.colour or Ground.UNKNOWN) if shading.paints else None

    def _paint_table_style(self, table: etree._Element, cell: etree._Element) -> Colour | Ground | None:
        """A style that the file does not define may be one of those that programs know by name."""
        reference = _find(table, TABLE_PROPERTIES, TABLE_STYLE)
        if reference is not None and reference.get(VALUE, "") not in self._styles:
            return None if reference.get(VALUE, "") in UNSHADED else Ground.UNKNOWN
        styles = list(self._follow_styles(reference))
        if all(self._paints_nothing(style) for style in styles):
            return None
        parts = list_parts(table, cell, styles[0])
        if parts is None:
            return Ground.UNKNOWN
        found = (find_part(style, part, SHADING_PATH) for part in parts for style in styles)
        return self._paint(next((shading for shading in found if shading is not None), None))

    def _paints_nothing(self, style: etree._Element) -> bool:
        shadings = (Shading(element, self._theme) for element in style.iter(SHADING))
        return all(not shading.paints or shading.colour == WHITE for shading in shadings)

    def _list_chains(self, run: etree._Element) -> list[list[etree._Element]]:
        """Return the property lists that apply to a run, the strongest first: its own, its style's, its
        paragraph's style's, its table's style's and the document's.
        """
        own = run.find(RUN_PROPERTIES)
        paragraph = next(run.iterancestors(PARAGRAPH), None)
        properties = paragraph.find(PARAGRAPH_PROPERTIES) if paragraph is not None else None
        reference = properties.find(PARAGRAPH_STYLE) if properties is not None else None
        return [
            [own] if own is not None else [],
            self._follow(own.find(RUN_STYLE)) if own is not None else [],
            self._follow(reference, self._usual_paragraph),
            self._follow_table(run),
            [self._defaults] if self._defaults is not None else [],
        ]

    def _follow_table(self, run: etree._Element) -> list[etree._Element]:
        """Return the run properties of the style of the table around a run, those for its cell first."""
        cell = next(run.iterancestors(CELL), None)
        table = next(cell.iterancestors(TABLE), None) if cell is not None else None
        reference = _find(table, TABLE_PROPERTIES, TABLE_STYLE) if table is not None else None
        styles = list(self._follow_styles(reference)) if reference is not None else []
        if cell is None or table is None or not styles:
            return []
        has_parts = any(style.find(PART_RUN_PROPERTIES) is not None for style in styles)
        parts = (list_parts(table, cell, styles[0]) or []) if has_parts else []
        found = [find_part(style, part, RUN_PROPERTIES) for part in parts for style in styles]
        return [properties for properties in found if properties is not None] + self._follow(reference)

    def _follow(self, reference: etree._Element | None, usual: str | None = None) -> list[etree._Element]:
        """Return the run properties of a style and of the styles it is based on."""
        found = (style.find(RUN_PROPERTIES) for style in self._follow_styles(reference, usual))
        return [properties for properties in found if properties is not None]

    def _follow_styles(
        self, reference: etree._Element | None, usual: str | None = None
    ) -> Iterator[etree._Element]:
        name = reference.get(VALUE, "") if reference is not None else usual
        for _ in range(DEEPEST_STYLE):
            style = self._styles.get(name) if name is not None else None
            if style is None:
                return
            yield style
            parent = style.find(BASED_ON)
            name = parent.get(VALUE) if parent is not None else None

    def find_paragraph_property(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """Return a property of a paragraph, its own or its style's."""
        properties = paragraph.find(PARAGRAPH_PROPERTIES)
        own = properties.find(name) if properties is not None else None
        if own is not None:
            return own
        reference = properties.find(PARAGRAPH_STYLE) if properties is not None else None
        styles = self._follow_styles(reference, self._usual_paragraph)
        return next(
            (found for style in styles if (found := _find(style, PARAGRAPH_PROPERTIES, name)) is not None),
            None,
        )


def _is_marked(chains: list[list[etree._Element]]) -> bool:
    """Return whether Word's mark hides a run. Of two styles that both set it the one takes back the other."""
    own, *styles, defaults = (_first(chain, VANISH) for chain in chains)
    if own is not None:
        return _is_on(own)
    return sum(map(_is_on, styles)) % 2 == 1 or _is_on(defaults)


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(VALUE, "1").lower() not in OFF


def _shows_anyway(properties: etree._Element) -> bool:
    """Return whether an effect may show letters in the colour of the paper: edges, shadows, another fill."""
    for effect in properties:
        if effect.tag in EFFECTS and effect.get(VALUE, "1").lower() not in OFF:
            return True
        if isinstance(effect.tag, str) and effect.tag.startswith(NEWER_EFFECTS):
            drawn = [etree.QName(part).localname for part in effect.iter() if isinstance(part.tag, str)]
            if drawn[0] in DRAWN_EFFECTS and "noFill" not in drawn:
                return True
    return False


def _first(layers: list[etree._Element], tag: str) -> etree._Element | None:
    return next((found for layer in layers if (found := layer.find(tag)) is not None), None)


def _find(element: etree._Element, *path: str) -> etree._Element | None:
    return element.find("/".join(path))


def _read_number(value: str | None) -> float:
    try:
        return float(value or "")
    except ValueError:
        return float("inf")
