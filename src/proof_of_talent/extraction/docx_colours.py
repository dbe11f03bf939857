"""Colours in a Word document: names, themes, and what a shading paints."""

from lxml import etree

from proof_of_talent.extraction.eyesight import are_told_apart

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

OFFICE_THEME = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5", "accent6": "70AD47",
    "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
THEME_NAMES = {
    "background1": "lt1", "bg1": "lt1", "light1": "lt1", "text1": "dk1", "tx1": "dk1", "dark1": "dk1",
    "background2": "lt2", "bg2": "lt2", "light2": "lt2", "text2": "dk2", "tx2": "dk2", "dark2": "dk2",
    "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
MAPPED_NAMES = {
    "bg1": ("background1", "bg1"), "t1": ("text1", "tx1"),
    "bg2": ("background2", "bg2"), "t2": ("text2", "tx2"),
}  # fmt: skip
HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
CHANGES = frozenset({"lumMod", "lumOff", "tint", "shade", "alpha", "satMod", "satOff", "hueMod", "hueOff"})


class Theme:
    """A document's named colours."""

    def __init__(self, part: etree._Element | None, settings: etree._Element | None = None) -> None:
        """Read a theme, and the settings that may call its dark colours light."""
        self._colours = dict(OFFICE_THEME)
        self._names = dict(THEME_NAMES)
        mapping = settings.find(f"{W}clrSchemeMapping") if settings is not None else None
        for short, names in MAPPED_NAMES.items() if mapping is not None else ():
            meant = THEME_NAMES.get(mapping.get(f"{W}{short}", "")) if mapping is not None else None
            self._names |= dict.fromkeys(names, meant) if meant else {}
        scheme = part.find(f".//{A}clrScheme") if part is not None else None
        for entry in scheme if scheme is not None else ():
            for colour in entry:
                value = colour.get("lastClr") or colour.get("val")
                if read_hex(value) is not None and isinstance(entry.tag, str):
                    self._colours[etree.QName(entry).localname] = str(value)

    def find(self, name: str | None) -> Colour | None:
        """Return a colour by any of its names."""
        return read_hex(self._colours.get(self._names.get(name or "", name or "")))

    def read(self, element: etree._Element, value: str, theme: str) -> Colour | None:
        """Return the colour that an element's attributes name: a theme's colour (lightened or darkened) comes
        before a value of its own. None is automatic, or nothing a colour can be.
        """
        colour = self.find(element.get(f"{W}{theme}Color" if theme == "theme" else f"{W}{theme}"))
        if colour is None:
            return read_hex(element.get(f"{W}{value}"))
        prefix = "theme" if theme == "theme" else theme
        shade, tint = element.get(f"{W}{prefix}Shade"), element.get(f"{W}{prefix}Tint")
        if shade is not None:
            colour = _mix(BLACK, colour, _read_share(shade))
        if tint is not None:
            colour = _mix(WHITE, colour, _read_share(tint))
        return colour

    def read_fill(self, fill: etree._Element) -> Colour | None:
        """Return the colour of a drawing's solid fill; None where it cannot be told."""
        for colour in fill:
            if not isinstance(colour.tag, str) or any(
                isinstance(change.tag, str) and etree.QName(change).localname in CHANGES for change in colour
            ):
                return None
            value = colour.get("val")
            return read_hex(value) or self.find(value) or read_hex(colour.get("lastClr"))
        return None


class Shading:
    """What a `w:shd` paints: nothing, one colour, or something whose colour cannot be told."""

    def __init__(self, element: etree._Element, theme: Theme) -> None:
        kind = element.get(f"{W}val", "clear")
        fill = theme.read(element, "fill", "themeFill")
        ink = theme.read(element, "color", "theme")
        self.paints = True
        self.colour: Colour | None = None
        if kind in ("clear", "nil", ""):
            self.paints = kind != "nil" and fill is not None
            self.colour = fill
        elif kind == "solid":
            self.colour = ink or BLACK
        elif kind.startswith("pct") and kind[3:].isdigit():
            self.colour = _mix(fill or WHITE, ink or BLACK, int(kind[3:]) / 100)
        elif are_alike(fill or WHITE, ink or BLACK):  # a pattern that nobody sees
            self.colour = fill or WHITE


def read_hex(value: str | None) -> Colour | None:
    """Return a colour from six hexadecimal digits, with or without a # in front."""
    try:
        red, green, blue = bytes.fromhex((value or "").lstrip("#"))
    except ValueError:  # "auto", or nothing a colour can be
        return None
    return red, green, blue


def are_alike(one: Colour, other: Colour) -> bool:
    """Return whether an eye cannot tell two colours apart."""
    return not are_told_apart(one[::-1], other[::-1])


def _mix(ground: Colour, ink: Colour, share: float) -> Colour:
    red, green, blue = (round(low + (high - low) * share) for low, high in zip(ground, ink, strict=True))
    return red, green, blue


def _read_share(value: str) -> float:
    try:
        return int(value, 16) / 255
    except ValueError:
        return 1.0
