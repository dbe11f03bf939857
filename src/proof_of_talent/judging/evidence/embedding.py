"""A small static embedding: one vector of 64 whole numbers a word piece, added up over a sentence.

The table was distilled from all-MiniLM-L6-v2 (Apache-2.0, see NOTICE). It knows what is said about what, and
does not understand negation: a soft sign, never a gate.
"""

from array import array
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import isqrt
from operator import mul
from typing import NamedTuple

from proof_of_talent.judging.text.folding import strip_accents

WIDTH = 64
_LONGEST_WORD = 40  # letters; longer ones are no words
_SCALE = 1_000

Vector = tuple[int, ...]


class _Table(NamedTuple):
    pieces: Mapping[str, int]
    rows: memoryview


@cache
def _load_table() -> _Table:
    data = files("proof_of_talent.judging.evidence") / "data"
    names = (data / "vocab.txt").read_text(encoding="utf-8").split("\n")
    rows = array("b", (data / "static64.bin").read_bytes())
    return _Table({name: number for number, name in enumerate(names)}, memoryview(rows))


def is_common(word: str) -> bool:
    """Tell whether a folded word is one of the table's 30,000 pieces: an ordinary word, not a name's own."""
    return word in _load_table().pieces


@lru_cache(maxsize=30_000)
def _embed_word(word: str) -> Vector | None:
    table = _load_table()
    numbers = list(_split_pieces(word, table.pieces))
    if not numbers:
        return None
    rows = [table.rows[WIDTH * number : WIDTH * (number + 1)] for number in numbers]
    return tuple(map(sum, zip(*rows, strict=True)))


def _split_pieces(word: str, pieces: Mapping[str, int]) -> Iterator[int]:
    """Yield the word pieces of a word, the longest first from the left (WordPiece); none if it has others."""
    at, found = 0, []
    while at < len(word):
        for end in range(len(word), at, -1):
            piece = word[at:end] if at == 0 else f"##{word[at:end]}"
            if piece in pieces:
                found.append(pieces[piece])
                at = end
                break
        else:
            return
    yield from found


def embed(text: str) -> Vector:
    """Return the vector of a text; all zeros where it has no known word."""
    letters = strip_accents(text.lower(), "NFD")
    plain = "".join(letter if letter.isalnum() else " " for letter in letters)
    vectors = [
        vector for word in plain.split() if len(word) <= _LONGEST_WORD and (vector := _embed_word(word))
    ]
    return tuple(map(sum, zip(*vectors, strict=True))) if vectors else (0,) * WIDTH


def compare(first: Vector, second: Vector) -> int:
    """Return a thousand times the cosine of two vectors, by whole numbers."""
    lengths = isqrt(sum(map(mul, first, first)) * sum(map(mul, second, second)))
    return _SCALE * sum(map(mul, first, second)) // lengths if lengths else 0
