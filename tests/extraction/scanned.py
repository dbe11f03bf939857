"""Scans made while tests and benches run: pages of our own, drawn, and put into a PDF as pictures."""

import random
import re

import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.extraction.documents import make_pdf, write

A4 = (595, 842)
DOTS = 150
LETTER = (
    "Dr Ines Varga, Head of Robotics, Halden University",
    "12 March 2026",
    "To the assessors of the Global Talent route",
    "I have known Tomas Brandt since 2019, when he joined my group.",
    "He invented the tactile gripper that 40 hospitals use today,",
    "and published the method so that others could build on it.",
    "In 2024 he won the Lovelace Medal for this work.",
    "I recommend him without reservation.",
    "Yours sincerely",
    "Ines Varga",
)
TWO_LANGUAGES = (
    "Empfehlungsschreiben für Herrn Müller, geprüft in Köln",
    "Er hat die größte Studie über Wärmepumpen geführt.",
    "Lettre de recommandation, traduite du français",
    "Elle a dirigé une équipe de vingt ingénieurs à Besançon.",
    "The committee awarded her the prize in 2023.",
)


def draw(*lines: str, size: int = 13) -> Image.Image:
    """Return a page of text as a grey picture."""

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        write(*lines, y=760)(canvas)

    document = pypdfium2.PdfDocument(make_pdf(paint, pagesize=A4))
    picture = document[0].render(scale=DOTS / 72).to_pil().convert("L")
    document.close()
    return picture


def photograph(picture: Image.Image, degrees: float = 2.5) -> Image.Image:
    """Return a page as a telephone sees it: not straight, not sharp, in uneven light, with grain."""
    turned = picture.rotate(degrees, fillcolor=235).filter(ImageFilter.GaussianBlur(0.8))
    light = Image.linear_gradient("L").resize(turned.size).point(lambda value: 190 + value // 4)
    grain = Image.frombytes("L", turned.size, random.Random(1).randbytes(turned.width * turned.height))
    return Image.blend(ImageChops.multiply(turned, light), grain, 0.06)


def show_picture(picture: Image.Image):
    """Return what draws a picture over a whole page."""

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)

    return paint


def make_scan(*pictures: Image.Image) -> bytes:
    """Return a PDF whose pages are pictures."""
    return make_pdf(*map(show_picture, pictures), pagesize=A4)


def make_searchable_scan(picture: Image.Image, *layer: str) -> bytes:
    """Return a scan with the invisible text that scanners write over it."""

    def paint(canvas: Canvas) -> None:
        show_picture(picture)(canvas)
        text = canvas.beginText(72, 760)
        text.setTextRenderMode(3)
        for line in layer:
            text.textLine(line)
        canvas.drawText(text)

    return make_pdf(paint, pagesize=A4)


def list_words(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return re.findall(r"\w+", text)


def share_right(text: str, lines: tuple[str, ...]) -> float:
    """Return which share of the words of lines stands in a text."""
    found = set(list_words(text))
    wanted = list_words(" ".join(lines))
    return sum(word in found for word in wanted) / len(wanted)
