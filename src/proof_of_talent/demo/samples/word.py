"""Sample documents as DOCX. Same text, same bytes: dates and zip timestamps are fixed."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from proof_of_talent.demo.samples.markup import Block, BlockKind, SourceDocument, split_runs

_WRITTEN: Final = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
_ZIP_TIME: Final = (2026, 9, 1, 9, 0, 0)
_STYLES: Final[dict[BlockKind, str]] = {
    "title": "Heading 1",
    "heading": "Heading 2",
    "subheading": "Heading 3",
    "bullet": "List Bullet",
    "paragraph": "Normal",
}


def render_docx(source: SourceDocument) -> bytes:
    """Return the document as DOCX bytes, the same for the same source."""
    document = docx.Document()
    _set_page(document)
    for block in source.blocks:
        _add_block(document, block)
    properties = document.core_properties
    properties.author = "Proof of Talent sample (fictional)"
    properties.created = properties.modified = _WRITTEN
    buffer = BytesIO()
    document.save(buffer)
    return _fix_timestamps(buffer.getvalue())


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(20)
    document.styles["Normal"].font.size = Pt(11)


def _add_block(document: Document, block: Block) -> None:
    if block.kind == "page_break":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif block.kind == "table":
        rows = block.rows
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                _add_runs(cell.paragraphs[0], text)
    else:
        _add_runs(document.add_paragraph(style=_STYLES[block.kind]), block.text)


def _add_runs(paragraph: Paragraph, text: str) -> None:
    for run in split_runs(text):
        added = paragraph.add_run(run.text)
        added.bold = run.bold or None
        added.italic = run.italic or None


def _fix_timestamps(content: bytes) -> bytes:
    """Write the zip anew with one fixed time for every part."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as original, ZipFile(buffer, "w") as fixed:
        for name in original.namelist():
            entry = ZipInfo(name, _ZIP_TIME)
            entry.compress_type = ZIP_DEFLATED
            fixed.writestr(entry, original.read(name))
    return buffer.getvalue()
