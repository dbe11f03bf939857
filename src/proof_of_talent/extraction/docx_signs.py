"""What small elements of a Word document spell: breaks, symbols, choices in forms, equations."""

import re

from lxml import etree

from proof_of_talent.extraction.docx_visibility import VALUE, qualify

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PAGE_BREAK = "\f"
TYPE = qualify("w", "type")
BREAK, SYMBOL, CHOICES = qualify("w", "br"), qualify("w", "sym"), qualify("w", "ddList")
FONT, CODE = qualify("w", "font"), qualify("w", "char")

SPELLINGS = {
    qualify("w", "tab"): "\t",
    qualify("w", "ptab"): "\t",
    qualify("w", "cr"): "\n",
    qualify("w", "lastRenderedPageBreak"): PAGE_BREAK,
    qualify("w", "noBreakHyphen"): "-",
    qualify("w", "softHyphen"): "\u00ad",
}
"""What stands for an element."""

CLOSED = frozenset(f"{M}{name}" for name in ("d", "num", "den"))
SIGNS_BEFORE = {"d": ("begChr", "("), "nary": ("chr", "\u222b")}
BETWEEN = {"rad": "\u221a", "mr": " ", "m": "; ", "func": " ", "eqArr": "; "}
"""What stands between the parts of a term; a root's degree comes before its sign."""

BINDING = re.compile(r"[\s+\u2212\u00b1=-]")
"""A term with one of these needs brackets in a fraction that is written in a line."""

RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))

GREEK = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "\u0391\u0392\u03a7\u0394\u0395\u03a6\u0393\u0397\u0399\u03d1\u039a\u039b\u039c\u039d\u039f\u03a0\u0398"
        "\u03a1\u03a3\u03a4\u03a5\u03c2\u03a9\u039e\u03a8\u0396\u03b1\u03b2\u03c7\u03b4\u03b5\u03c6\u03b3\u03b7"
        "\u03b9\u03d5\u03ba\u03bb\u03bc\u03bd\u03bf\u03c0\u03b8\u03c1\u03c3\u03c4\u03c5\u03d6\u03c9\u03be\u03c8"
        "\u03b6",
        strict=True,
    )
)
"""Letters of the font Symbol."""

SIGNS = dict(zip(b"\xa3\xb3\xb0\xb1\xb4\xb9\xbb\xa5\xb7\xa0\xae\xd6\xe5", "≤≥°±×≠≈∞•€→√∑", strict=True))
"""Other signs of the font Symbol."""

TICKS = dict(zip(b"\xfc\xfe\xfb\xa8\x6c\xa7\xe0", "✓☑✗☐••→", strict=True))
"""Signs of the font Wingdings that people use in text."""


def spell(element: etree._Element) -> str:
    """Return what an element that is neither text nor container stands for."""
    tag = element.tag
    if tag == BREAK:
        return PAGE_BREAK if element.get(TYPE) == "page" else "\n"
    if tag == SYMBOL:
        return _spell_symbol(element)
    if tag == CHOICES:
        return _spell_choice(element)
    return open_term(element) if tag.startswith(M) else SPELLINGS.get(tag, "")


def open_term(element: etree._Element) -> str:
    """Return what is written before a part of an equation, so that it can be read in a line."""
    name, before = element.tag.removeprefix(M), element.getprevious()
    if name in SIGNS_BEFORE:
        return _read_property(element, *SIGNS_BEFORE[name])
    if name in ("num", "den"):
        return ("/" if name == "den" else "") + ("(" if _is_long(element) else "")
    around = element.getparent()
    if before is None or around is None or name not in ("e", "mr"):
        return ""
    within = around.tag.removeprefix(M)
    if within == "d" and before.tag == element.tag:
        return _read_property(around, "sepChr", "|")
    return BETWEEN.get(within, "")


def close_term(element: etree._Element) -> str:
    """Return what is written after a part of an equation of those in `CLOSED`."""
    if element.tag == f"{M}d":
        return _read_property(element, "endChr", ")")
    return ")" if _is_long(element) else ""


def _is_long(term: etree._Element) -> bool:
    return BINDING.search("".join(part.text or "" for part in term.iter(f"{M}t"))) is not None


def _read_property(element: etree._Element, name: str, usual: str) -> str:
    """Return a sign that an equation's part sets; an empty one is none, one that is not set is the usual."""
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return usual if found is None else found.get(f"{M}val", "")


def raise_exponent(superscript: etree._Element) -> str:
    """Return an equation's exponent: in raised signs where there are some, else after a ^."""
    text = "".join(part.text or "" for part in superscript.iter(f"{M}t"))
    return "".join(RAISED[sign] for sign in text) if RAISED.keys() >= set(text) else f"^{text}"


def _spell_symbol(element: etree._Element) -> str:
    """A symbol names a font and a code, which for symbol fonts lies in the private area from F000."""
    try:
        code = int(element.get(CODE, ""), 16)
    except ValueError:
        return ""
    font = element.get(FONT, "").lower()
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code  # noqa: PLR2004
    if font == "symbol":
        return GREEK.get(chr(low), "") or SIGNS.get(low, chr(low) if " " <= chr(low) <= "@" else "")
    if font.startswith("wingdings"):
        return TICKS.get(low, "\u2022")
    return chr(low) if low != code else chr(code)


def _spell_choice(element: etree._Element) -> str:
    """A drop-down list of an old form shows the entry that was chosen, or the first."""
    entries = [entry.get(VALUE, "") for entry in element.iterfind(qualify("w", "listEntry"))]
    for name in ("result", "default"):
        chosen = element.find(qualify("w", name))
        if (
            chosen is not None
            and chosen.get(VALUE, "").isdigit()
            and int(chosen.get(VALUE, "")) < len(entries)
        ):
            return entries[int(chosen.get(VALUE, ""))]
    return entries[0] if entries else ""
