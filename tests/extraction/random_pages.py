"""Pages of random lines, each drawn in some way, and what their rendering shows of each line.

`python -m tests.extraction.random_pages 500` prints how many lines are read though unseen, and the other way.
"""

import random
import sys

import pypdfium2

from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.pdf import read_pdf
from tests.extraction.documents import make_raw_pdf

WORDS = [
    "Led",
    "won",
    "built",
    "taught",
    "published",
    "founded",
    "designed",
    "proved",
    "measured",
    "directed",
]
LINES = 6
SEEN, BARELY = 24, (10, 48)
"""Of 255 in any channel: a pixel that changes by more when a line is drawn shows it. Between the two of
`BARELY` it depends on the eye.
"""

FEWEST_PIXELS = 12


def make_line(dice: random.Random, number: int) -> tuple[str, bytes]:
    """Return what a line says, and a stream that draws it in some way."""
    text = f"{dice.choice(WORDS)} paper{number} of {dice.randint(1000, 9999)}"
    y = 720 - 90 * number
    colour, ground = (_make_colour(dice) for _ in range(2))
    size = dice.choice([0.8, 9, 11, 14, 24])
    mode = dice.choice([0, 0, 0, 1, 2, 3, 7])
    area = b"%s rg 40 %d 500 50 re f " % (ground, y - 20) if dice.random() < 0.6 else b""
    alpha = b"/A%d gs " % dice.choice([0, 4, 9, 9, 9])
    matrix = b"1 0 %.2f 1 60 %d Tm " % (dice.choice([0, 0, 0.3]), y)
    shown = b"BT %d Tr /F1 %.1f Tf %s rg %s RG %s(%s) Tj ET " % (
        mode, size, colour, colour, matrix, text.encode(),
    )  # fmt: skip
    after = b""
    if mode == 7 and dice.random() < 0.5:
        after = b"%s rg 0 0 612 792 re f " % _make_colour(dice)
    if dice.random() < 0.15:
        after += b"1 g 40 %d 500 50 re f " % (y - 20)
    return text, b"q %s%s%s%sQ\n" % (area, alpha, shown, after)


def _make_colour(dice: random.Random) -> bytes:
    if dice.random() < 0.3:
        return b"1 1 1"
    return b"%.2f %.2f %.2f" % tuple(dice.random() for _ in range(3))


def make_page(lines: list[bytes]) -> bytes:
    states = b" ".join(b"/A%d << /ca %.1f /CA %.1f >>" % (n, n / 9, n / 9) for n in (0, 4, 9))
    return make_raw_pdf(b"".join(lines), resources=b"/ExtGState << " + states + b" >>")


def render(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    pixels = bytes(document[0].render(scale=2).buffer)
    document.close()
    return pixels


def leave_out(line: bytes, text: str) -> bytes:
    """Draw the same without the letters; what only they cut out is not drawn then."""
    return line.replace(f"({text})".encode(), b"( )")


def is_shown(lines: list[bytes], number: int, text: str, whole: bytes) -> tuple[bool, bool]:
    """Return whether the rendering shows a line, which then looks different without its letters, and whether
    that is clear to any eye.
    """
    without = render(make_page([*lines[:number], leave_out(lines[number], text), *lines[number + 1 :]]))
    row = len(whole) // (792 * 2)
    around = slice((72 + 90 * number - 60) * 2 * row, (72 + 90 * number + 40) * 2 * row)
    pairs = zip(whole[around], without[around], strict=True)
    changes = sorted((abs(one - two) for one, two in pairs if one != two), reverse=True)
    change = changes[FEWEST_PIXELS - 1] if len(changes) >= FEWEST_PIXELS else 0
    return change > SEEN, not BARELY[0] < change <= BARELY[1]


def try_page(seed: int) -> tuple[int, int, int, int]:
    """Return how many lines a random page has, are shown but not read, are read but not shown, and how many
    of these errors any eye would make out.
    """
    dice = random.Random(seed)
    made = [make_line(dice, number) for number in range(LINES)]
    lines = [line for _, line in made]
    content = make_page(lines)
    whole = render(content)
    read = read_pdf(content, ExtractionLimits()).pages[0]
    missed = wrong = clear = 0
    for number, (text, line) in enumerate(made):
        is_tiny = b"/F1 0.8 Tf" in line
        shown, is_clear = (False, True) if is_tiny else is_shown(lines, number, text, whole)
        missed += shown and text not in read
        wrong += not shown and text in read
        clear += is_clear and shown != (text in read)
    return LINES, missed, wrong, clear


if __name__ == "__main__":
    results = [try_page(seed) for seed in range(int(sys.argv[1]))]
    total, missed, wrong, clear = (sum(column) for column in zip(*results, strict=True))
    print(f"{total} lines: {missed} shown but not read, {wrong} not shown but read, {clear} of them clear")  # noqa: T201
    print([seed for seed, one in enumerate(results) if one[1] or one[2]])  # noqa: T201
