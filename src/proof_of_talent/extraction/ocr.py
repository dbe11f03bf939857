"""Text of a page that is a picture, by optical character recognition (OCR). Loaded only in a reading process.

The models are in the library's own package; nothing is fetched. They know Latin letters with all their
accents, Chinese and Japanese. Other alphabets are read as garbage, so lines of which the models are not sure
are left out.
"""

import math
import os
from functools import cache
from statistics import mean, median
from typing import Any, NamedTuple

import pypdfium2

from proof_of_talent.domain.reading_gaps import Place
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.normalise import normalise_page
from proof_of_talent.extraction.page_picture import open_shown_page
from proof_of_talent.extraction.pdf_columns import Piece, join_pieces, order_pieces

LONG_SIDE = 1754
"""Pixels of a page's longer side: A4 at 150 dpi."""

LARGEST_SCALE = 4.0
FINDER_SIDE = 960
"""Pixels of the longer side in which lines are looked for: more costs time and finds no more. Measured."""

FAIR_CONFIDENCE = 0.8
"""A page of a lower mean may be turned: it is tried the other ways round. Heuristic."""

LEAST_CONFIDENCE = 0.6
"""A line below is left out. Heuristic."""

MOST_SCANNED_LINES = 1_000
POLITENESS = 10
Corner = tuple[float, float]


class ScannedLine(NamedTuple):
    """A line of text; `words` are (text, confidence, corners in pixels)."""

    text: str
    confidence: float
    corners: list[Corner]
    words: list[tuple[str, float, list[Corner]]]

    @property
    def width(self) -> float:
        """How far it goes, in pixels."""
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        """How high it is, in pixels."""
        return math.dist(self.corners[0], self.corners[3])


def recognise_page(content: bytes, number: int, limits: ExtractionLimits) -> dict[str, Any]:
    """Return the text of a page of a PDF and its words, each with confidence (0-1) and place.

    Raises:
        UnreadableFileError: as for pictures of pages.
    """
    with open_shown_page(content, number, limits) as page:
        image = _draw(page)
    turns, lines = _recognise(image)
    height, width = image.shape[:2]
    return {
        "text": normalise_page(_order(lines)),
        "words": [
            (text, round(confidence, 3), _share(corners, turns, width, height))
            for line in lines
            for text, confidence, corners in line.words
        ],
    }


@cache
def _make_engine() -> Any:
    """Load the models. The runtime would report its use to its maker; it is told not to before it loads."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.nice(POLITENESS)  # whoever waits for a page goes first
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415 - an optional part, and slow to load
    except ImportError:
        raise UnreadableFileError("parser_unavailable") from None
    threads = {f"EngineConfig.onnxruntime.{part}_op_num_threads": 1 for part in ("intra", "inter")}
    finder = {"Det.limit_type": "max", "Det.limit_side_len": FINDER_SIDE}
    return RapidOCR(
        params={"Global.log_level": "critical", "Global.use_cls": False, "Rec.rec_batch_num": 1}
        | threads
        | finder
    )


def _draw(page: pypdfium2.PdfPage) -> Any:
    """Return a page as an array of pixels."""
    scale = min(LARGEST_SCALE, LONG_SIDE / max(*page.get_size(), 1))
    bitmap = page.render(scale=scale, draw_annots=False)
    pixels = bitmap.to_numpy().copy()
    bitmap.close()
    return pixels


def _recognise(image: Any) -> tuple[int, list[ScannedLine]]:
    """Return the lines of a picture, and by how many quarter turns to the left it was turned to read them."""
    lines = _read_lines(image)
    confidence = _average(lines)
    if not lines or (confidence >= FAIR_CONFIDENCE and _is_upright(lines)):
        return 0, _keep_sure(lines)
    best = (confidence if _is_upright(lines) else 0.0, 0, lines)
    for turns in (2,) if _is_upright(lines) else (1, 3):
        turned = _read_lines(_turn(image, turns))
        if _is_upright(turned) and _average(turned) > best[0]:
            best = (_average(turned), turns, turned)
        if best[0] >= FAIR_CONFIDENCE:
            break
    return best[1], _keep_sure(best[2])


def _turn(image: Any, turns: int) -> Any:
    from numpy import ascontiguousarray, rot90  # noqa: PLC0415 - comes with the optional part

    return ascontiguousarray(rot90(image, turns))


def _read_lines(image: Any) -> list[ScannedLine]:
    found = _make_engine()(image, return_word_box=True)
    if found.txts is None:
        return []
    words = found.word_results or [()] * len(found.txts)
    parts = zip(found.txts, found.scores, found.boxes.tolist(), words, strict=True)
    return [
        ScannedLine(text, float(score), box, [(word, float(sure), place) for word, sure, place in inside])
        for text, score, box, inside in list(parts)[:MOST_SCANNED_LINES]
        if text.strip()
    ]


def _average(lines: list[ScannedLine]) -> float:
    """Return the mean confidence of lines, long ones counting for more."""
    total = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / total if total else 0.0


def _is_upright(lines: list[ScannedLine]) -> bool:
    """Return whether most text runs along its lines: of a page that lies on its side, lines are tall."""
    tall = sum(len(line.text) for line in lines if line.height > line.width)
    return 2 * tall <= sum(len(line.text) for line in lines)


def _keep_sure(lines: list[ScannedLine]) -> list[ScannedLine]:
    return [line for line in lines if line.confidence >= LEAST_CONFIDENCE]


def _order(lines: list[ScannedLine]) -> str:
    """Return the text of lines row by row, columns one after the other, as on a page that is straight."""
    slope = median([_measure_slope(line) for line in lines if line.width > 3 * line.height] or [0.0])
    rows: list[list[Piece]] = []
    for piece in sorted(
        (_straighten(line, slope) for line in lines), key=lambda one: -(one.bottom + one.top)
    ):
        row = next((row for row in rows[-3:] if row[0].is_beside(piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    pieces = [piece._replace(begins=number == 0) for row in rows for number, piece in enumerate(sorted(row))]
    return join_pieces(order_pieces(pieces))


def _measure_slope(line: ScannedLine) -> float:
    (left, top), (right, bottom) = line.corners[:2]
    return math.atan2(bottom - top, right - left)


def _straighten(line: ScannedLine, slope: float) -> Piece:
    """Return where a line stands when the page is turned by its slope; up is up."""
    cosine, sine = math.cos(slope), math.sin(slope)
    xs = [x * cosine + y * sine for x, y in line.corners]
    middle = -mean(y * cosine - x * sine for x, y in line.corners)
    return Piece(min(xs), max(xs), middle - line.height / 2, middle + line.height / 2, line.text)


def _share(corners: list[Corner], turns: int, width: int, height: int) -> Place:
    """Return the box around a word as shares of the page's width and height, turned back."""
    wide, high = (width, height) if turns % 2 == 0 else (height, width)
    points = [(x / wide, y / high) for x, y in corners]
    for _ in range(turns):
        points = [(1 - y, x) for x, y in points]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    shares = [round(min(max(one, 0.0), 1.0), 4) for one in (min(xs), min(ys), max(xs), max(ys))]
    return shares[0], shares[1], shares[2], shares[3]
