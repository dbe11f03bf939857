"""Sample documents as DOCX, part by part. Same text, same bytes: dates and zip timestamps are fixed."""

from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from proof_of_talent.demo.samples.markup import Block, BlockKind, Run, SourceDocument, split_runs

_ZIP_TIME: Final = (2026, 9, 1, 9, 0, 0)
_WRITTEN: Final = "2026-09-01T09:00:00Z"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES: Final[dict[BlockKind, str]] = {
    "title": "Heading1",
    "heading": "Heading2",
    "subheading": "Heading3",
    "bullet": "ListBullet",
    "paragraph": "Normal",
}
_HEADING_SIZES: Final = {"Heading1": 36, "Heading2": 28, "Heading3": 24}
"""In half points, as Word counts."""

_SECTION: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1417" w:bottom="1134" w:left="1417" w:header="709" w:footer="709"'
    ' w:gutter="0"/></w:sectPr>'
)
"""A4 with margins of 25 mm at the sides and 20 mm above and below."""


def render_docx(source: SourceDocument) -> bytes:
    """Return the document as DOCX bytes, the same for the same source."""
    body = "".join(_write_block(block) for block in source.blocks)
    parts = _FIXED_PARTS | {
        "word/document.xml": f"{_HEAD}<w:document {_WORD}><w:body>{body}{_SECTION}</w:body></w:document>"
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            entry = ZipInfo(name, _ZIP_TIME)
            entry.compress_type = ZIP_DEFLATED
            file.writestr(entry, content)
    return buffer.getvalue()


def _write_block(block: Block) -> str:
    if block.kind == "page_break":
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    if block.kind == "table":
        return _write_table(block.rows)
    return _write_paragraph(block.text, _STYLES[block.kind])


def _write_table(rows: list[list[str]]) -> str:
    grid = '<w:gridCol w:w="3000"/>' * len(rows[0])
    cells = (
        "".join(f"<w:tc>{_write_paragraph(cell, _STYLES['paragraph'])}</w:tc>" for cell in row)
        for row in rows
    )
    lines = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    width = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{width}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def _write_paragraph(text: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_write_runs(split_runs(text))}</w:p>'


def _write_runs(runs: Iterable[Run]) -> str:
    return "".join(
        f"<w:r><w:rPr>{'<w:b/>' if run.bold else ''}{'<w:i/>' if run.italic else ''}</w:rPr>"
        + "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in run.text.split("\n")
        )
        + "</w:r>"
        for run in runs
    )


def _write_styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, (name, size) in enumerate(_HEADING_SIZES.items(), start=1)
    )
    return (
        f'{_HEAD}<w:styles {_WORD}><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr>'
        '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr></w:style>'
        f'{headings}<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:ind w:left="360" w:hanging="360"/></w:pPr></w:style></w:styles>'
    )


def _write_relations(*relations: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


_FIXED_PARTS: Final = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MEDIA}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MEDIA}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MEDIA}.numbering+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": _write_relations(
        (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _write_relations(
        (f"{_OFFICE}/relationships/styles", "styles.xml"),
        (f"{_OFFICE}/relationships/numbering", "numbering.xml"),
    ),
    "word/styles.xml": _write_styles(),
    "word/numbering.xml": f'{_HEAD}<w:numbering {_WORD}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:creator>Proof of Talent sample (fictional)</dc:creator>"
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{_WRITTEN}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_WRITTEN}</dcterms:modified></cp:coreProperties>',
}
