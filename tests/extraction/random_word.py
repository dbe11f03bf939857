"""Word documents of random paragraphs of which it is known beforehand whether a reader sees them.

`python -m tests.extraction.random_word 300` prints how many are read though unseen, and the other way; once
of plain paragraphs, once of those on patterns, table bands, shapes and pictures.
"""

import random
import sys
from collections.abc import Callable

from proof_of_talent.extraction.docx import read_docx
from proof_of_talent.extraction.limits import ExtractionLimits
from tests.extraction.documents import W, make_docx, paragraph, run

Make = Callable[[random.Random, str], tuple[str, bool]]
PARAGRAPHS = 8
DARK = ("000000", "1F3864", "7B1E1E", "14401C")
LIGHT = ("FFFFFF", "FFF8DC", "EAF1FB", "F2F2F2")
"""Any dark colour is seen on any light one, and the other way."""

FEWEST_CONTRAST = 1.25
"""WCAG's ratio of luminances, from 1 to 21, from which text is called seen."""

DRAWINGS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
PATTERNS = ("diagCross", "horzStripe", "thinVertStripe", "diagStripe")
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="White"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    + "".join(
        f'<w:style w:type="table" w:styleId="Band{fill}"><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr></w:tblStylePr></w:style>'
        for fill in (*DARK, *LIGHT)
    )
    + "</w:styles>"
).encode()


def make_paragraph(dice: random.Random, text: str) -> tuple[str, bool]:
    """Return a paragraph's XML and whether a reader sees it on white paper."""
    ground, where = dice.choice([None, *DARK, *LIGHT]), dice.choice(["run", "paragraph", "cell"])
    behind = ground or "FFFFFF"
    style = dice.choice(["", "", "", "Gone", "White"])
    inks = DARK if behind in LIGHT else LIGHT
    ink = dice.choice([*inks, behind, None])
    half_points = dice.choice([1, 3, 14, 22, 48])
    vanish = dice.random() < 0.1
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    own = f'<w:sz w:val="{half_points}"/>' + ("<w:vanish/>" if vanish else "")
    own += f'<w:color w:val="{ink}"/>' if ink else ""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    shown = paragraph(
        run(text, own + (shading if where == "run" else "")),
        properties=properties + (shading if where == "paragraph" else ""),
    )
    if where == "cell":
        shown = f"<w:tbl><w:tr><w:tc><w:tcPr>{shading}</w:tcPr>{shown}</w:tc></w:tr></w:tbl>"
    colour = ink or ("FFFFFF" if style == "White" else None)
    is_lost = colour is not None and (colour in LIGHT) == (behind in LIGHT)
    return shown, not (vanish or style == "Gone" or is_lost or half_points < 4)


def make_unclear_paragraph(dice: random.Random, text: str) -> tuple[str, bool]:
    """Return the XML of a paragraph on something that is not one plain colour, and whether a reader sees it:
    whether its colour stands out from any colour that is behind it.
    """
    ink, fill, other = (dice.choice((DARK[1], DARK[1], *LIGHT[:2])) for _ in range(3))
    written = run(text, f'<w:color w:val="{ink}"/>')
    kind = dice.choice(["percent", "pattern", "band", "shape", "picture"])
    if kind == "percent":
        share = dice.choice([5, 50, 95])
        shown = paragraph(
            written, properties=f'<w:shd w:val="pct{share}" w:color="{other}" w:fill="{fill}"/>'
        )
        return shown, has_contrast(ink, mix(fill, other, share / 100))
    if kind == "pattern":
        name = dice.choice(PATTERNS)
        shown = paragraph(written, properties=f'<w:shd w:val="{name}" w:color="{other}" w:fill="{fill}"/>')
        return shown, has_contrast(ink, fill) or has_contrast(ink, other)
    if kind == "band":
        row = dice.randrange(2)
        rows = [paragraph(run("")), paragraph(run(""))]
        rows[row] = paragraph(written)
        cells = "".join(f"<w:tr><w:tc>{one}</w:tc></w:tr>" for one in rows)
        style = f'<w:tblPr><w:tblStyle w:val="Band{fill}"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        return f"<w:tbl>{style}{cells}</w:tbl>", has_contrast(ink, "FFFFFF" if row else fill)
    inside = "<p:pic/>"
    if kind == "shape":
        inside = f'<s:wsp><s:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill></s:spPr></s:wsp>'
    drawn = f'<d:anchor behindDoc="1"><d:extent cx="7560000" cy="2500000"/>{inside}</d:anchor>'
    return paragraph(f"<w:r><w:drawing {DRAWINGS}>{drawn}</w:drawing></w:r>", written), has_contrast(
        ink, fill
    )


def has_contrast(one: str, other: str) -> bool:
    """Return whether the luminances of two colours differ enough to be seen, by WCAG's formula."""
    low, high = sorted((measure_luminance(one), measure_luminance(other)))
    return (high + 0.05) / (low + 0.05) >= FEWEST_CONTRAST


def measure_luminance(colour: str) -> float:
    shares = (one / 255 for one in bytes.fromhex(colour))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(fill: str, ink: str, share: float) -> str:
    pairs = zip(bytes.fromhex(fill), bytes.fromhex(ink), strict=True)
    return bytes(round(low + (high - low) * share) for low, high in pairs).hex()


def try_document(
    seed: int, make: Make = make_paragraph, paragraphs: int = PARAGRAPHS
) -> tuple[int, int, int]:
    """Return how many paragraphs a document has, are seen but not read, and are read but not seen."""
    dice = random.Random(seed)
    texts = [f"paper{number} of {dice.randint(1000, 9999)}" for number in range(paragraphs)]
    made = [make(dice, text) for text in texts]
    read = "\n".join(
        read_docx(make_docx("".join(one for one, _ in made), styles=STYLES), ExtractionLimits()).pages
    )
    missed = sum(seen and text not in read for text, (_, seen) in zip(texts, made, strict=True))
    wrong = sum(not seen and text in read for text, (_, seen) in zip(texts, made, strict=True))
    return paragraphs, missed, wrong


if __name__ == "__main__":
    # A shape or a picture is taken to stand behind all text of a document: the unclear ones stand alone.
    for make, paragraphs in ((make_paragraph, PARAGRAPHS), (make_unclear_paragraph, 1)):
        documents = int(sys.argv[1]) * PARAGRAPHS // paragraphs
        results = [try_document(seed, make, paragraphs) for seed in range(documents)]
        total, missed, wrong = (sum(column) for column in zip(*results, strict=True))
        print(f"{make.__name__}: {total}, {missed} seen but not read, {wrong} read but not seen")  # noqa: T201
        print([seed for seed, one in enumerate(results) if one[1] or one[2]][:20])  # noqa: T201
