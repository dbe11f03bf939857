"""Sample documents as typeset PDF. Same text, same bytes."""

from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import HRFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from proof_of_talent.demo.samples.markup import Block, Layout, Run, SourceDocument, split_runs

_INK = HexColor("#1c2733")
_ACCENT = HexColor("#27506e")
_RULE = HexColor("#b8c4cf")


@dataclass(frozen=True)
class _Look:
    """How a layout is set: base fonts, body size in points, side margin in millimetres."""

    body: str
    bold: str
    size: float
    margin: float
    justified: bool = False


_LOOKS: dict[Layout, _Look] = {
    "cv": _Look("Helvetica", "Helvetica-Bold", 9.6, 19),
    "letter": _Look("Times-Roman", "Times-Bold", 11, 25),
    "article": _Look("Times-Roman", "Times-Bold", 11, 28, justified=True),
    "form": _Look("Helvetica", "Helvetica-Bold", 10, 22),
    "book": _Look("Times-Roman", "Times-Bold", 11.5, 36, justified=True),
}


def render_pdf(source: SourceDocument) -> bytes:
    """Return the document as A4 PDF bytes, the same for the same source."""
    look = _LOOKS[source.layout]
    styles = _make_styles(look)
    flowables: list[Any] = []
    for block in source.blocks:
        flowables += _set_block(block, styles, look)
    buffer = BytesIO()
    title = next((block.text for block in source.blocks if block.kind == "title"), "Sample document")
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=look.margin * mm,
        rightMargin=look.margin * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=title.replace("*", ""),
        author="Proof of Talent sample (fictional)",
        invariant=1,
    )
    template.build(flowables)
    return buffer.getvalue()


def _make_styles(look: _Look) -> dict[str, ParagraphStyle]:
    body = ParagraphStyle(
        "paragraph",
        fontName=look.body,
        fontSize=look.size,
        leading=look.size * 1.32,
        textColor=_INK,
        spaceAfter=look.size * 0.6,
    )
    if look.justified:
        body.alignment = TA_JUSTIFY
    return {
        "paragraph": body,
        "bullet": ParagraphStyle("bullet", body, leftIndent=11, bulletIndent=1, spaceAfter=2.2, alignment=0),
        "title": ParagraphStyle(
            "title",
            body,
            fontName=look.bold,
            fontSize=look.size * 1.75,
            leading=look.size * 2.15,
            textColor=_ACCENT,
            spaceAfter=4,
            alignment=0,
        ),
        "heading": ParagraphStyle(
            "heading",
            body,
            fontName=look.bold,
            fontSize=look.size * 1.15,
            leading=look.size * 1.4,
            textColor=_ACCENT,
            spaceBefore=8,
            spaceAfter=2,
            keepWithNext=1,
            alignment=0,
        ),
        "subheading": ParagraphStyle(
            "subheading", body, fontName=look.bold, spaceBefore=4, spaceAfter=1.5, keepWithNext=1, alignment=0
        ),
        "cell": ParagraphStyle("cell", body, spaceAfter=0, fontSize=look.size * 0.94, alignment=0),
    }


def _set_block(block: Block, styles: dict[str, ParagraphStyle], look: _Look) -> list[Any]:
    if block.kind == "page_break":
        return [PageBreak()]
    if block.kind == "table":
        return [
            _set_table(block.rows, styles["cell"], A4[0] - 2 * look.margin * mm),
            Spacer(1, look.size * 0.7),
        ]
    bullet = "\u2022" if block.kind == "bullet" else None
    paragraph = Paragraph(_write_markup(split_runs(block.text)), styles[block.kind], bulletText=bullet)
    if block.kind == "heading":
        return [paragraph, HRFlowable(width="100%", thickness=0.5, color=_RULE, spaceBefore=0, spaceAfter=3)]
    return [paragraph]


def _set_table(rows: list[list[str]], style: ParagraphStyle, width: float) -> Table:
    cells = [[Paragraph(_write_markup(split_runs(cell)), style) for cell in row] for row in rows]
    table = Table(cells, colWidths=[width / len(rows[0])] * len(rows[0]))
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return table


def _write_markup(runs: list[Run]) -> str:
    """Write runs in reportlab's inline markup."""
    parts = []
    for run in runs:
        text = escape(run.text, quote=False).replace("\n", "<br/>")
        text = f"<b>{text}</b>" if run.bold else text
        parts.append(f"<i>{text}</i>" if run.italic else text)
    return "".join(parts)
