"""Make text searchable without changing what it says, so that a quote can be found again."""

import re
import unicodedata

LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"
}  # fmt: skip
"""Typographic ligatures only; full compatibility folding (NFKC) would turn 10² into 102."""

LINE_BREAKS = re.compile(r"[\r\v\f\x85\u2028\u2029]")
BROKEN_WORD = re.compile(
    r"(?:[\ufffe\x02](?<=[^\W\d_].)[ \t]*\n?|(?P<hyphen>[-\u2010\u00ad])(?<=[^\W\d_].)[ \t]*\n)"
    r"[ \t]*(?P<next>[^\W\d_])"
)
"""A word broken at a line's end. PDFium writes U+FFFE (or U+0002) for the hyphen and no line end."""

BLANK_LINES = re.compile(r"\n{3,}")
DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
KEPT_CONTROLS = frozenset("\n\t")
KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners carry meaning in Persian and Indic scripts."""


def normalise_page(text: str) -> str:
    """Return the text with lines kept and everything else made regular.

    Ligatures are spelled out, words broken at line ends joined, soft hyphens, control characters, lone
    surrogates and icons (private-use glyphs) dropped, odd spaces made plain, letters composed (NFC).
    """
    text = LINE_BREAKS.sub("\n", text.replace("\r\n", "\n"))
    text = join_broken_words(text)
    for character in set(text):  # few differ, so this is cheaper than looking at each
        if character in LIGATURES:
            text = text.replace(character, LIGATURES[character])
        elif not (" " <= character <= "~" or _is_kept(character)):
            text = text.replace(character, "")
    text = unicodedata.normalize("NFC", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def join_broken_words(text: str) -> str:
    """Join words that were broken at the end of a line.

    Before a small letter the hyphen goes (`compli-/cated`), before a capital it stays (`Anglo-/American`).
    Whether a hyphen before a small letter was the author's own cannot be known, so grounding ignores
    hyphens between letters.
    """
    return BROKEN_WORD.sub(_join, text)


def _join(broken: re.Match[str]) -> str:
    following = broken["next"]
    hyphen = "" if following.islower() or broken["hyphen"] == "\u00ad" else "-"
    return hyphen + following


def _is_kept(character: str) -> bool:
    if character in KEPT_CONTROLS or character in KEPT_FORMATS:
        return True
    return unicodedata.category(character) not in DROPPED_CATEGORIES
