"""Word documents of random paragraphs of which it is known beforehand whether a reader sees them.

`python -m tests.extraction.random_word 300` prints how many are read though unseen, and the other way.
"""

import random
import sys

from proof_of_talent.extraction.docx import read_docx
from proof_of_talent.extraction.limits import ExtractionLimits
from tests.extraction.documents import W, make_docx, paragraph, run

PARAGRAPHS = 8
DARK = ("000000", "1F3864", "7B1E1E", "14401C")
LIGHT = ("FFFFFF", "FFF8DC", "EAF1FB", "F2F2F2")
"""Any dark colour is seen on any light one, and the other way."""

STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="White"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    "</w:styles>"
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


def try_document(seed: int) -> tuple[int, int, int]:
    """Return how many paragraphs a document has, are seen but not read, and are read but not seen."""
    dice = random.Random(seed)
    texts = [f"paper{number} of {dice.randint(1000, 9999)}" for number in range(PARAGRAPHS)]
    made = [make_paragraph(dice, text) for text in texts]
    read = "\n".join(
        read_docx(make_docx("".join(one for one, _ in made), styles=STYLES), ExtractionLimits()).pages
    )
    missed = sum(seen and text not in read for text, (_, seen) in zip(texts, made, strict=True))
    wrong = sum(not seen and text in read for text, (_, seen) in zip(texts, made, strict=True))
    return PARAGRAPHS, missed, wrong


if __name__ == "__main__":
    results = [try_document(seed) for seed in range(int(sys.argv[1]))]
    total, missed, wrong = (sum(column) for column in zip(*results, strict=True))
    print(f"{total} paragraphs: {missed} seen but not read, {wrong} not seen but read")  # noqa: T201
    print([seed for seed, one in enumerate(results) if one[1] or one[2]])  # noqa: T201
