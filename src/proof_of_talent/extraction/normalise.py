"""Make text searchable without changing what it says, so that a quote can be found again."""

import re
import unicodedata

LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"
}  # fmt: skip
"""Typographic ligatures only; full compatibility folding (NFKC) would turn 10² into 102."""

PRIVATE_LIGATURE = re.compile("(?<=[^\\W\\d_])[\uf001\uf002]|[\uf001\uf002](?=[^\\W\\d_])")
"""Where Liberation's fonts, which browsers on Linux print with, have them. Other fonts have icons there."""

STRANGE = re.compile(r"[^ -_a-~\n]")
"""Signs that may need something done. The grave accent is one."""

MAY_BREAK = ("\ufffe", "\x02", "\u2010", "\u00ad", "-\n", "- ", "-\t")
BROKEN_WORD = re.compile(
    r"(?:[\ufffe\x02](?<=[^\W\d_].)[ \t]*\n?|(?P<hyphen>[-\u2010\u00ad])(?<=[^\W\d_].)[ \t]*\n)"
    r"[ \t]*(?P<next>[^\W\d_])"
)
"""A word broken at a line's end. PDFium writes U+FFFE (or U+0002) for the hyphen and no line end."""

ACCENTS = dict(
    zip(
        "\u00b4`\u00a8\u02c6\u02dc\u00af\u02d8\u02d9\u02da\u02c7\u02dd\u00b8\u02db",
        "\u0301\u0300\u0308\u0302\u0303\u0304\u0306\u0307\u030a\u030c\u030b\u0327\u0328",
        strict=True,
    )
)
"""Accents that LaTeX's old fonts set as signs of their own, and what they are on a letter."""

APART = re.compile(rf"(?P<before>[^\W\d_]?)(?P<accent>[{''.join(ACCENTS)}])(?P<gap> ?)(?P<after>[^\W\d_]?)")
BELOW = "\u00b8\u02db"
"""Accents below a letter are mostly set after it, others before it."""

CEDILLA_FIRST = frozenset("cC")
"""LaTeX sets the cedilla of a c before it."""

LETTER_SPACED = re.compile(
    r"(?m)^(?:[^\w\n]{1,9}[^\S\n]+)?\w(?:[^\S\n]+[\w.&/'\u2019-]){3,}[^\S\n]*:?(?:[^\S\n]+[^\w\n]{1,9})?$"
)
"""A line of letters set apart, perhaps between bullets or strokes."""

WIDE_SPACE = "\u2003"
"""Stands between the words of such a line where the page shows a wider gap."""

MOST_SPACES = 2
"""Kinds of spaces in such a line."""

SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\n{3,}")
DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
KEPT_CONTROLS = frozenset("\n\t")
KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners carry meaning in Persian and Indic scripts."""


def normalise_page(text: str) -> str:
    """Return the text with lines kept and everything else made regular.

    Ligatures are spelled out, words broken at line ends and letters set apart joined, accents put on their
    letters, soft hyphens, control characters, lone surrogates and icons (private-use glyphs) dropped, odd
    spaces made plain, letters composed (NFC).
    """
    text = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    text = LETTER_SPACED.sub(_join_letters, join_broken_words(text))
    signs = set(STRANGE.findall(text))  # few differ, so this is cheaper than looking at each
    if not ACCENTS.keys().isdisjoint(signs):
        text = APART.sub(_set_accent, text)
    if not signs.isdisjoint("\uf001\uf002"):
        text = PRIVATE_LIGATURE.sub(lambda sign: "fi" if sign[0] == "\uf001" else "fl", text)
    for character in signs:
        if character in LIGATURES:
            text = text.replace(character, LIGATURES[character])
        elif not _is_kept(character):
            text = text.replace(character, "")
    text = unicodedata.normalize("NFC", text)
    lines = "\n".join([" ".join(line.split()) for line in text.split("\n")]).strip("\n")
    return BLANK_LINES.sub("\n\n", lines) if "\n\n\n" in lines else lines


def join_broken_words(text: str) -> str:
    """Join words that were broken at the end of a line.

    Before a small letter the hyphen goes (`compli-/cated`), before a capital it stays (`Anglo-/American`).
    Whether a hyphen before a small letter was the author's own cannot be known, so grounding ignores
    hyphens between letters.
    """
    return BROKEN_WORD.sub(_join, text) if any(sign in text for sign in MAY_BREAK) else text


def _join(broken: re.Match[str]) -> str:
    following = broken["next"]
    hyphen = "" if following.islower() or broken["hyphen"] == "\u00ad" else "-"
    return hyphen + following


def _join_letters(line: re.Match[str]) -> str:
    """`E X P E R I E N C E` is one word; gaps wider than the narrowest part words."""
    gaps = SPACES.findall(line[0].strip())
    if len(set("".join(gaps))) > MOST_SPACES:
        return line[0]
    narrowest = min(map(_measure_gap, gaps))
    text = SPACES.sub(lambda gap: " " if _measure_gap(gap[0]) > narrowest else "", line[0].strip())
    letters = text.replace(" ", "")
    return text if 2 * sum(map(str.isalpha, letters)) > len(letters) else line[0]


def _measure_gap(gap: str) -> int:
    return len(gap) + 2 * gap.count(WIDE_SPACE)


def _set_accent(apart: re.Match[str]) -> str:
    before, accent, gap, after = apart.group("before", "accent", "gap", "after")
    mark = ACCENTS[accent]
    if accent in BELOW and after not in CEDILLA_FIRST and (composed := compose_letter(before, mark)):
        return composed + gap + after
    if (composed := compose_letter(after, mark)) and not (gap and not before):
        return before + composed
    return apart[0]


def compose_letter(letter: str, mark: str) -> str:
    """Return a letter with a combining mark as one letter, empty where there is none."""
    composed = unicodedata.normalize("NFC", {"\u0131": "i", "\u0237": "j"}.get(letter, letter) + mark)
    return composed if letter and len(composed) == 1 else ""


def _is_kept(character: str) -> bool:
    if character in KEPT_CONTROLS or character in KEPT_FORMATS:
        return True
    return unicodedata.category(character) not in DROPPED_CATEGORIES
