"""Whether the letters that a file yields can be the letters that its page shows.

A font may come without a map from its codes to letters. Its page looks right, but what is read is another
alphabet: codes shifted by a constant, or in any order. Only text that is mostly Latin letters is judged;
other scripts have no such statistics here.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping

FEWEST_LETTERS = 60
"""Fewer Latin letters cannot be judged. Heuristic."""

LATIN_SHARE = 0.7
"""Of the characters without spaces, the least share below U+0250 that makes a page Latin. Heuristic."""

LATIN_END = "\u0250"

UNMAPPED_SHARE = 0.3
"""Of a page's characters, the share without a meaning from which the page cannot be read."""

FREQUENCIES = {
    " ": 15.5, "e": 10.6, "t": 6.7, "a": 6.6, "i": 6.2, "n": 6.0, "o": 5.7, "r": 5.5, "s": 5.3, "l": 3.6,
    "d": 3.2, "h": 2.6, "c": 3.0, "u": 2.7, "m": 2.3, "p": 2.1, "g": 1.7, "f": 1.4, "y": 1.0, "b": 1.1,
    "w": 1.1, "v": 1.0, "k": 0.8, "j": 0.25, "x": 0.2, "z": 0.3, "q": 0.12,
}  # fmt: skip
"""Letters and spaces in a hundred characters of running text in European languages, roughly."""

RARE = 0.02
"""The same for any other character: capitals count as their small letters after a space only."""

MANY_LETTERS = 400
LEGIBLE, LEGIBLE_IF_SHORT = -3.45, -3.75
"""Average logarithm of the frequencies below which text is in no language of the table; a short text may be
a list of names. Heuristic: running text has about -2.9, lists of names and codes -3.2 to -3.5, letters in
another order mostly below -3.6."""

CLEARLY_LEGIBLE = -3.3
"""From here on no shift needs to be tried. Heuristic."""

SAMPLE = 600
"""Characters taken evenly from a long text: that they are clearly legible mostly settles it. Heuristic."""

BETTER_SHIFTED = 0.45
"""How much better a text must fit when all its codes are shifted to call it shifted. Heuristic."""

SHIFTS = tuple(shift for shift in range(-40, 41) if shift)
LOGARITHMS = {letter: math.log(share / 100) for letter, share in FREQUENCIES.items()}
NEUTRAL = frozenset("0123456789.,;:-()/&'\u2013\u2019\u2022")
OTHER = math.log(RARE / 100)
PLAIN = {sign: LOGARITHMS.get(sign.lower(), OTHER) for sign in map(chr, range(128)) if sign not in NEUTRAL}
"""By sign, for the letters of the alphabet as they stand."""


def is_legible(text: str) -> bool:
    """Return whether the text can be what its page shows; too little text, or another script, always can."""
    sample = Counter(text[:: max(len(text) // SAMPLE, 1)])
    sample[" "] += sample.pop("\n", 0)
    known = [(count, PLAIN[sign]) for sign, count in sample.items() if sign in PLAIN]
    weight = sum(count for count, _ in known)
    if sum(count * logarithm for count, logarithm in known) > CLEARLY_LEGIBLE * weight:
        return True
    counts = Counter(" ".join(text.split()))
    visible = sum(counts.values()) - counts.get(" ", 0)
    latin = sum(count for character, count in counts.items() if " " < character < LATIN_END)
    if latin < FEWEST_LETTERS or latin < LATIN_SHARE * visible:
        return True
    score = _score(counts, 0)
    if score >= CLEARLY_LEGIBLE:
        return True
    letters = sum(
        count for character, count in counts.items() if character < LATIN_END and character.isalpha()
    )
    least = LEGIBLE if letters >= MANY_LETTERS else LEGIBLE_IF_SHORT
    if letters >= FEWEST_LETTERS and score < least:
        return False
    return max(_score(counts, shift) for shift in SHIFTS) - score < BETTER_SHIFTED


def _score(counts: Mapping[str, int], shift: int) -> float:
    """Return the average logarithm of the characters' frequencies, digits and signs left aside."""
    total = weight = 0.0
    for character, count in counts.items():
        if shift:
            moved = chr(max(ord(character) + shift, 0))
        else:
            moved = character if character.isascii() else unicodedata.normalize("NFD", character)[0]
        if moved in NEUTRAL or moved >= LATIN_END:
            continue
        total += count * LOGARITHMS.get(moved.lower(), OTHER)
        weight += count
    return total / weight if weight else OTHER
