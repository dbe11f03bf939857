"""Accents that a PDF draws as signs of their own, put on the letters over or under which they stand.

LaTeX's old fonts have no accented letters. A raised accent over a capital is another piece of text to PDFium,
which may tell it at the end of the line. Where such fonts are drawings (Type 3), PDFium tells only codes.
"""

import re

from pypdfium2 import raw

from proof_of_talent.extraction.normalise import ACCENTS, compose_letter
from proof_of_talent.extraction.pdf_geometry import Box, read_character_box

CODES = dict(
    zip(
        [*range(0x0B, 0x20), 0x7F],
        "\ufb00\ufb01\ufb02\ufb03\ufb04\u0131\u0237`\u00b4\u02c7\u02d8\u00af\u02da\u00b8\u00df\u00e6\u0153\u00f8\u00c6"
        "\u0152\u00d8\u00a8",
        strict=True,
    )
)
"""What LaTeX's old fonts (OT1) have where others have no letters."""

APART_OR_CODE = re.compile(rf"[{''.join(ACCENTS)}\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")

SIGNS_AROUND = 250
"""Characters before and after an accent among which its letter is looked for."""

MOST_ACCENTS = 1_000
FARTHEST = 1.2
"""Heights of the letter: an accent farther up or down belongs to another line."""


def has_accents(text: str) -> bool:
    """Return whether a page's text has accents apart from letters, or codes that may be some."""
    return APART_OR_CODE.search(text) is not None


def name_codes(textpage: raw.FPDF_TEXTPAGE, signs: list[str]) -> None:
    """Put what they are for codes of LaTeX's old fonts that PDFium could not name."""
    for number, sign in enumerate(signs):
        if sign and ord(sign) in CODES and raw.FPDFText_HasUnicodeMapError(textpage, number) == 1:
            signs[number] = CODES[ord(sign)]


def set_accents(textpage: raw.FPDF_TEXTPAGE, signs: list[str]) -> None:
    """Put accents on their letters, in the list of a page's signs; those that stand on none stay."""
    accents = [number for number, sign in enumerate(signs) if sign in ACCENTS]
    for number in accents[:MOST_ACCENTS]:
        letter = _find_letter(textpage, signs, number)
        if letter is not None:
            signs[letter] = compose_letter(signs[letter], ACCENTS[signs[number]])
            signs[number] = ""
            _close_gap(textpage, signs, number, letter)


def _find_letter(textpage: raw.FPDF_TEXTPAGE, signs: list[str], number: int) -> int | None:
    """Return the number of the letter whose middle is the nearest to an accent's, if it takes that accent."""
    accent = read_character_box(textpage, number)
    if accent is None:
        return None
    near = range(max(number - SIGNS_AROUND, 0), min(number + SIGNS_AROUND, len(signs)))
    letters = [one for one in near if signs[one].isalpha() and signs[one] not in ACCENTS]
    distances = {
        one: abs(accent.middle - box.middle)
        for one in letters
        if (box := read_character_box(textpage, one)) is not None and _stands_on(accent, box)
    }
    best = min(distances, key=lambda one: distances[one], default=None)
    return best if best is not None and compose_letter(signs[best], ACCENTS[signs[number]]) else None


def _stands_on(accent: Box, letter: Box) -> bool:
    height = letter.top - letter.bottom
    return letter.left <= accent.middle <= letter.right and (
        letter.bottom - FARTHEST * height <= accent.bottom <= letter.top + FARTHEST * height
    )


def _close_gap(textpage: raw.FPDF_TEXTPAGE, signs: list[str], number: int, letter: int) -> None:
    """Take out the space that PDFium made up where the accent was drawn back over its letter."""
    for space in (number - 1, number + 1):
        low, high = sorted((number, letter))
        if low <= space <= high and raw.FPDFText_IsGenerated(textpage, space) == 1 and signs[space] == " ":
            signs[space] = ""
