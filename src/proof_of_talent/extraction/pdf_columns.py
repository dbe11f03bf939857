"""Columns that a program drew row by row, told apart again.

PDFium reads text in the order in which it is drawn. Where a program draws a line of the left column, then one
of the right column, both stand on one line. Tables are drawn so too, and their rows must stay whole: columns
are parted only where their lines run on, the next beginning in the middle of a sentence.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

GUTTER = 1.2
"""Line heights: a wider gap in a line may part columns. Heuristic."""

LARGEST_LEADING = 2.5
"""Line heights: a line farther down or up belongs to another block. Heuristic."""

SAME_LINE = 0.4
"""Line heights: feet that differ by less stand on one line."""

FEWEST_ROWS = 3
FEWEST_RUNNING_ON = 2
RUNNING_ON = 0.4
"""The least share of lines that run on in a column of prose. Heuristic."""

SHORTEST_PROSE = 15
"""Characters of a line of prose, on average; cells of tables are often shorter. Heuristic."""

SENTENCE_ENDS = (".", ":", ";", "!", "?")
JOINING = frozenset(
    re.findall(
        r"\w+",
        "a an and as at by for from in into of on or that the their to which who with "
        "als am an auf aus bei das dem den der des die ein eine einer f\u00fcr im in mit oder und von zu zur "
        "au aux avec dans de des du en et la le les ou par pour que qui sur un une "
        "al con del e el los las para por y che da degli della di dos il na no o os",
    )
)
"""Words that end no sentence and no cell."""


class Piece(NamedTuple):
    """A run of text without a wide gap; up is up. `begins` says that it begins a line of its own."""

    left: float
    right: float
    bottom: float
    top: float
    text: str = ""
    begins: bool = False

    @property
    def height(self) -> float:
        """How high the line is."""
        return max(self.top - self.bottom, 0.1)

    def is_beside(self, other: "Piece") -> bool:
        """Return whether both stand on one line."""
        return abs(self.bottom - other.bottom) < SAME_LINE * max(self.height, other.height)

    def leads_to(self, other: "Piece") -> bool:
        """Return whether the other stands right of this one behind a gap, on about the same height."""
        height = max(self.height, other.height)
        return (
            other.left - self.right >= GUTTER * height
            and abs(self.bottom - other.bottom) <= LARGEST_LEADING * height
        )


def join_pieces(pieces: Sequence[Piece]) -> str:
    """Return the text of pieces, line by line."""
    parts: list[str] = []
    for piece in pieces:
        parts += ["\n" if piece.begins else " ", piece.text]
    return "".join(parts[1:])


def count_jumps(pieces: Sequence[Piece]) -> int:
    """Return how often the text goes on farther right behind a gap."""
    return sum(one.leads_to(other) for one, other in pairwise(pieces))


def order_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces, in the order in which they were drawn, but column by column where columns were drawn
    row by row.
    """
    open_ends = sum(piece.text[:1].islower() or piece.text.rpartition(" ")[2] in JOINING for piece in pieces)
    if open_ends < FEWEST_RUNNING_ON:  # nothing can run on, as in most tables
        return list(pieces)
    ordered: list[Piece] = []
    start = 0
    while start < len(pieces):
        block = _Block(pieces[start])
        if start + 1 < len(pieces) and pieces[start].leads_to(pieces[start + 1]):
            for piece in pieces[start + 1 :]:
                if not block.take(piece):
                    break
        ordered += block.order()
        start += len(block.pieces)
    return ordered


class _Block:
    """Neighbouring lines that leave the same gutters free, from a line with at least two pieces on."""

    def __init__(self, first: Piece) -> None:
        self.pieces = [first]
        self._bands = [(first.left, first.right)]
        self._bottom, self._top = first.bottom, first.top

    def take(self, piece: Piece) -> bool:
        """Add a piece if it belongs to the block."""
        reach = LARGEST_LEADING * max(piece.height, self.pieces[-1].height)
        if piece.top < self._bottom - reach or piece.bottom > self._top + reach:
            return False
        least = GUTTER / 2 * piece.height
        apart = [
            band for band in self._bands if band[0] - piece.right >= least or piece.left - band[1] >= least
        ]
        touched = [band for band in self._bands if band not in apart]
        if len(touched) > 1:
            return False
        lows, highs = zip((piece.left, piece.right), *touched, strict=True)
        self._bands = sorted([*apart, (min(lows), max(highs))])
        self.pieces.append(piece)
        self._bottom, self._top = min(self._bottom, piece.bottom), max(self._top, piece.top)
        return True

    def order(self) -> list[Piece]:
        """Return the pieces as they were drawn, or column by column where lines of a column run on."""
        if count_jumps(self.pieces) < FEWEST_ROWS:
            return self.pieces
        columns = [self._list_lines(low, high) for low, high in self._bands]
        if not any(map(_runs_on, columns)):
            return self.pieces
        return [
            piece._replace(begins=number == 0)
            for lines in columns
            for line in lines
            for number, piece in enumerate(line.pieces)
        ]

    def _list_lines(self, low: float, high: float) -> list["_Line"]:
        lines: list[_Line] = []
        inside = False
        for piece in self.pieces:
            was_inside, inside = inside, low <= piece.left and piece.right <= high
            if inside and lines and piece.is_beside(lines[-1].pieces[0]):
                lines[-1].pieces.append(piece)
            elif inside:
                lines.append(_Line([piece], after_other=not was_inside))
        return lines


class _Line(NamedTuple):
    """A line of a column; `after_other` says that another column's text was drawn before it."""

    pieces: list[Piece]
    after_other: bool


def _runs_on(lines: list[_Line]) -> bool:
    """Return whether the lines of a column go on with the line before. Only lines that were drawn after
    another column's count: in a table a cell's text is broken so.
    """
    pairs = [
        (before.pieces[-1].text, after.pieces[0].text)
        for before, after in pairwise(lines)
        if after.after_other
    ]
    running = sum(_goes_on(before, after) for before, after in pairs)
    length = sum(len(before) for before, _ in pairs)
    return (
        running >= FEWEST_RUNNING_ON
        and running >= RUNNING_ON * len(pairs)
        and length >= SHORTEST_PROSE * len(pairs)
    )


def _goes_on(before: str, after: str) -> bool:
    if before.endswith(SENTENCE_ENDS):
        return False
    return after[:1].islower() or before.rpartition(" ")[2] in JOINING
