"""Whether the letters that a file yields can be the letters that its page shows.

A font may come without a map from its codes to letters. Its page looks right, but what is read is another
alphabet: codes shifted by a constant, or in any order. Such text has odd letters, and few of the pairs of
letters that make up words. There are such statistics for Latin letters only; letters of another script are
judged by where their capitals stand.
"""

import math
import re
import unicodedata
from collections import Counter
from itertools import pairwise

FEWEST_LETTERS = 60
"""Fewer Latin letters, or pairs of them, cannot be judged. Heuristic."""

LATIN_SHARE = 0.7
"""Of the letters, digits and odd signs, the least share that are not letters of another script. Heuristic."""

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
"""The same for any other character."""

CLEARLY_LEGIBLE, LEAST_LEGIBLE = -3.3, -3.65
"""Average logarithms of the frequencies: from the first on no pairs need to be counted, below the second text
is in no language of the table. Heuristic: running text has about -2.9, lists of names and codes -3.2 to -3.5,
letters in another order mostly below -3.6."""

PAIRS = frozenset(
    re.findall(
        r"\w\w",
        "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me "
        "de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ta la el di un na ie am us so no il tr po ca pe "
        "ho",
    )
)
"""Frequent pairs of letters in European languages; also in others that are written in Latin letters."""

FEWEST_USUAL, MANY_USUAL = 0.18, 0.3
"""Of pairs of letters, the share of usual ones below which, and from which, it alone decides. In paragraphs
in 42 languages it was 0.25 and more, mostly above 0.4 (measured 2026-11-28); romanised Japanese has 0.2,
letters in another order have 0.09 on average.
"""

MOST_INNER_CAPITALS = 0.1
"""Of the letters of other scripts, the share of capitals after a small letter from which they are none."""

VOWELS, FEWEST_VOWELS, MOST_VOWELS = "aeiouy", 0.28, 0.6
"""The share of letters, where pairs leave a doubt. In those paragraphs 0.28 to 0.55."""

LONG_WORD = re.compile(r"[a-z]{4,}")
"""Shorter ones are often abbreviations, which follow no language."""

MOST_PARTS, PART = 4, 150
"""A page may have another font in its second half. Characters, and how many parts are looked at."""

SIGNS_TRIED = 600
"""Characters taken evenly from a long text: that they are clearly legible mostly settles it. Heuristic."""

LOGARITHMS = {letter: math.log(share / 100) for letter, share in FREQUENCIES.items()}
NEUTRAL = frozenset("0123456789.,;:-()/&'\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\ufffe")
OTHER = math.log(RARE / 100)
UNIT_STEPS = 20
PLAIN = bytes(round(-UNIT_STEPS * LOGARITHMS.get(chr(code).lower(), OTHER)) for code in range(128)) + bytes(
    128
)
"""By code, the logarithms of the usual letters as whole numbers, so that bytes are looked up in one step."""

LEFT_ASIDE = "".join(filter(str.isascii, sorted(NEUTRAL))).encode()


def is_legible(text: str) -> bool:
    """Return whether the text can be what its page shows; too little text, or another script, always can."""
    sample = text[:: max(len(text) // SIGNS_TRIED, 1)].replace("\n", " ")
    known = sample.encode("ascii", "ignore").translate(PLAIN, LEFT_ASIDE)
    if 2 * len(known) > len(sample) and sum(known) < -CLEARLY_LEGIBLE * UNIT_STEPS * len(known):
        return True
    counts = Counter(" ".join(text.split()))
    foreign = sum(
        count for sign, count in counts.items() if sign >= LATIN_END and unicodedata.category(sign)[0] in "LM"
    )
    odd = sum(count for sign, count in counts.items() if sign not in NEUTRAL) - counts[" "] - foreign
    if odd < LATIN_SHARE * (odd + foreign):
        return _count_inner_capitals(text) <= MOST_INNER_CAPITALS * foreign
    if odd < FEWEST_LETTERS:
        return True
    size = max(-(-len(text) // MOST_PARTS), PART)
    found = {_is_language(text[start : start + size]) for start in range(0, len(text), size)}
    return False not in found and (True in found or _score(counts) >= LEAST_LEGIBLE)


def _count_inner_capitals(text: str) -> int:
    return sum(one.islower() and other.isupper() for one, other in pairwise(text))


def _is_language(text: str) -> bool | None:
    """Return whether the words of a text can be words; None where there are too few of them."""
    marked = unicodedata.normalize("NFD", text.lower())
    words: list[str] = LONG_WORD.findall("".join(sign for sign in marked if not unicodedata.combining(sign)))
    pairs = sum(map(len, words)) - len(words)
    if pairs < FEWEST_LETTERS:
        return None
    usual = sum(one + other in PAIRS for word in words for one, other in pairwise(word)) / pairs
    if not FEWEST_USUAL <= usual < MANY_USUAL:
        return usual >= MANY_USUAL
    vowels = sum(word.count(vowel) for word in words for vowel in VOWELS)
    return FEWEST_VOWELS <= vowels / (pairs + len(words)) <= MOST_VOWELS


def _score(counts: Counter[str]) -> float:
    """Return the average logarithm of the characters' frequencies, digits and usual signs left aside."""
    total = weight = 0.0
    for sign, count in counts.items():
        plain = sign if sign.isascii() else unicodedata.normalize("NFD", sign)[0]
        if plain not in NEUTRAL:
            total += count * LOGARITHMS.get(plain.lower(), OTHER)
            weight += count
    return total / weight if weight else OTHER
