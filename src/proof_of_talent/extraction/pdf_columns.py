"""Columns that a program drew row by row, told apart again.

PDFium reads text in the order in which it is drawn. Where a program draws a line of the left column, then one
of the right column, both stand on one line. Tables are drawn so too, and their rows must stay whole: columns
are parted only where their lines run on, the next beginning in the middle of a sentence.
"""

import ctypes
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from pypdfium2 import raw

from proof_of_talent.extraction.pdf_geometry import make_numbers

GUTTER = 1.2
"""Line heights: a wider gap in a line may part columns. Heuristic."""

LARGEST_LEADING = 2.5
"""Line heights: a lower line belongs to another block. Heuristic."""

SAME_LINE = 0.4
"""Line heights: feet that differ by less stand on one line."""

SIDES_OF_GUTTER = 2
FEWEST_ROWS = 3
FEWEST_RUNNING_ON = 2
RUNNING_ON = 0.4
"""The least share of lines that run on in a column of prose. Heuristic."""

MOST_PIECES = 2_000
LONGEST_PIECE = 2_000
SENTENCE_ENDS = (".", ":", ";", "!", "?")


class Piece(NamedTuple):
    """A run of text on one line."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """How high the line is."""
        return max(self.top - self.bottom, 0.1)

    def is_beside(self, other: "Piece") -> bool:
        """Return whether both stand on one line."""
        return abs(self.bottom - other.bottom) < SAME_LINE * max(self.height, other.height)


_Sides = tuple[Piece | None, Piece | None]


class _Row(NamedTuple):
    pieces: list[Piece]

    @property
    def bottom(self) -> float:
        return self.pieces[0].bottom


def part_columns(textpage: raw.FPDF_TEXTPAGE, text: str) -> str:
    """Return a page's text with columns that were drawn row by row one after the other."""
    return part_rows(_list_pieces(textpage), partial(_read_text, textpage), text)


def part_rows(pieces: list[Piece], read: Callable[[Piece], str], text: str) -> str:
    """Return a text with columns that stand row by row in it one after the other.

    Args:
        pieces: the runs of text in the order in which the text has them.
        read: returns what stands in the area of a piece.
        text: the text of all pieces, line by line.
    """
    rows = _make_rows(pieces)
    if sum(len(row.pieces) == SIDES_OF_GUTTER for row in rows) < FEWEST_ROWS:
        return text
    lines = text.splitlines()
    for block in _find_blocks(rows):
        texts = [[read(piece) if piece else "" for piece in row] for row in block]
        if _runs_on(texts, 0) or _runs_on(texts, 1):
            lines = _replace(lines, texts)
    return "\n".join(lines)


def _list_pieces(textpage: raw.FPDF_TEXTPAGE) -> list[Piece]:
    count = raw.FPDFText_CountRects(textpage, 0, -1)
    if not FEWEST_ROWS * 2 <= count <= MOST_PIECES:
        return []
    (left, right, bottom, top), values = make_numbers(ctypes.c_double, "d")
    return [
        Piece(*values.tolist())
        for index in range(count)
        if raw.FPDFText_GetRect(textpage, index, left, top, right, bottom)
    ]


def _make_rows(pieces: list[Piece]) -> list[_Row]:
    """Return lines as they were drawn, each as its pieces; neighbours without a gap are one piece.

    Written out step by step, because it runs for every word of every page.
    """
    rows: list[_Row] = []
    row: list[Piece] = []
    for piece in pieces:
        left, right, bottom, top = piece
        last = row[-1] if row else piece
        height, other = last.top - last.bottom, top - bottom
        apart = abs(last.bottom - bottom) >= SAME_LINE * max(height, other)
        if not row or apart or left < last.left:
            row = [piece]
            rows.append(_Row(row))
        elif left - last.right >= GUTTER * height:
            row.append(piece)
        else:
            row[-1] = Piece(last.left, max(last.right, right), min(last.bottom, bottom), max(last.top, top))
    return rows


def _find_blocks(rows: list[_Row]) -> list[list[_Sides]]:
    """Return runs of lines that share a gutter, each line as its left and its right piece."""
    blocks: list[list[_Sides]] = []
    block: list[_Sides] = []
    previous: _Row | None = None
    for row in rows:
        sides = _take_sides(row, previous, block) if previous is not None else None
        if sides is None:
            blocks.append(block)
            block = [(row.pieces[0], row.pieces[1])] if len(row.pieces) == SIDES_OF_GUTTER else []
        else:
            block.append(sides)
        previous = row if block else None
    return [one for one in [*blocks, block] if sum(None not in sides for sides in one) >= FEWEST_ROWS]


def _take_sides(row: _Row, previous: _Row, block: list[_Sides]) -> _Sides | None:
    """Return where a line's pieces stand if it goes on with a block: just below, beside the gutter."""
    height = max(piece.height for piece in previous.pieces)
    if not 0 < previous.bottom - row.bottom <= LARGEST_LEADING * height or len(row.pieces) > SIDES_OF_GUTTER:
        return None
    end = max(left.right for left, _ in block if left)
    begin = min(right.left for _, right in block if right)
    first, last = row.pieces[0], row.pieces[-1]
    if len(row.pieces) == SIDES_OF_GUTTER:
        return (first, last) if min(begin, last.left) - max(end, first.right) >= GUTTER * height / 2 else None
    if first.right < begin:
        return first, None
    return (None, first) if first.left > end else None


def _runs_on(texts: list[list[str]], side: int) -> bool:
    """Return whether the lines of a column go on with the line before: they begin small, and that one does
    not end. Lines that stand alone in their row do not count: in a table a cell's text is broken so.
    """
    pairs = [(before[side], after[side]) for before, after in pairwise(texts) if all(before) and all(after)]
    running = sum(after[0].islower() and not before.endswith(SENTENCE_ENDS) for before, after in pairs)
    return running >= FEWEST_RUNNING_ON and running >= RUNNING_ON * len(pairs)


def _replace(lines: list[str], texts: list[list[str]]) -> list[str]:
    """Put the columns in the place of the block's lines, which are found by what they say."""
    wanted = _pack("".join(map("".join, texts)))
    columns = [text for side in range(SIDES_OF_GUTTER) for row in texts if (text := row[side])]
    for start in range(len(lines)):
        packed = ""
        for stop in range(start, len(lines)):
            packed += _pack(lines[stop])
            if packed == wanted:
                return [*lines[:start], *columns, *lines[stop + 1 :]]
            if not wanted.startswith(packed):
                break
    return lines


def _pack(text: str) -> str:
    return "".join(text.split())


def _read_text(textpage: raw.FPDF_TEXTPAGE, piece: Piece) -> str:
    """Return what stands in an area; PDFium looks through the whole page for it, so it is asked once."""
    buffer = (ctypes.c_ushort * LONGEST_PIECE)()
    edges = (piece.left, piece.top, piece.right, piece.bottom)
    length = raw.FPDFText_GetBoundedText(textpage, *edges, buffer, LONGEST_PIECE)
    if length <= 0:
        return ""
    return bytes(memoryview(buffer)[:length]).decode("utf-16-le", "replace").rstrip("\0").strip()
