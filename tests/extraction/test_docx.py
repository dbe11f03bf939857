"""Word documents: everything a reader sees, wherever it stands, and nothing else."""

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor

from tests.extraction.documents import LINE, make_docx, make_word_document, paragraph, run

WHITE = '<w:color w:val="FFFFFF"/>'
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'
TEXT_BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
)


def read(extractor, content):
    result = extractor.extract(content)
    return "\f".join(page.text for page in result.pages), result.hidden_characters


def test_a_document_from_word_is_read_paragraph_by_paragraph(extractor):
    def build(document: docx.document.Document):
        document.add_heading("Jane Roe", 0)
        document.add_paragraph(LINE)
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "2019 \u2013 2023"
        table.cell(0, 1).text = "Head of Platform"
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("Second page")
        document.sections[0].header.paragraphs[0].text = "Running header"

    content = make_word_document(build)
    result = extractor.extract(content)
    assert result.media_type.endswith("wordprocessingml.document")
    assert [page.number for page in result.pages] == [1, 2]
    assert [line for line in result.pages[0].text.split("\n") if line] == [
        "Running header",
        "Jane Roe",
        LINE,
        "2019 \u2013 2023",
        "Head of Platform",
    ]
    assert result.pages[1].text.strip() == "Second page"


def test_hidden_runs_that_word_wrote_are_left_out_and_counted(extractor):
    def build(document):
        line = document.add_paragraph(LINE)
        line.add_run("vanished").font.hidden = True
        line.add_run("white").font.color.rgb = RGBColor(255, 255, 255)
        line.add_run("tiny").font.size = Pt(1)

    assert read(extractor, make_word_document(build)) == (LINE, len("vanishedwhitetiny"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(paragraph(TEXT_BOX.format(paragraph(run(LINE)))), id="text box, once"),
        pytest.param(
            f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run(LINE))}</w:sdtContent></w:sdt>", id="control"
        ),
        pytest.param(paragraph(f"<w:ins>{run(LINE)}</w:ins><w:del>{run('deleted')}</w:del>"), id="insertion"),
        pytest.param(
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{paragraph(run(LINE))}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            id="nested table",
        ),
        pytest.param(paragraph(f"<w:hyperlink>{run(LINE)}</w:hyperlink>"), id="link"),
        pytest.param(paragraph(run(LINE, '<w:vanish w:val="0"/>')), id="hidden switched off"),
        pytest.param(paragraph(run(LINE, WHITE + SHADE)), id="white on a shaded run"),
        pytest.param(paragraph(run(LINE, WHITE + '<w:highlight w:val="black"/>')), id="white on a highlight"),
        pytest.param(paragraph(run(LINE, WHITE), properties=SHADE), id="white in a shaded paragraph"),
        pytest.param(
            f"<w:tbl><w:tr><w:tc><w:tcPr>{SHADE}</w:tcPr>{paragraph(run(LINE, WHITE))}</w:tc></w:tr></w:tbl>",
            id="white in a shaded cell",
        ),
    ],
)
def test_what_a_reader_sees_is_read_wherever_it_stands(extractor, body):
    text, hidden = read(extractor, make_docx(body))
    assert (text.strip(), hidden) == (LINE, 0)


STYLES = (
    '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Secret"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(paragraph(run("award", "<w:vanish/>")), id="vanish"),
        pytest.param(paragraph(run("award", WHITE)), id="white"),
        pytest.param(paragraph(run("award", '<w:color w:val="FEFEFE"/>')), id="near white"),
        pytest.param(paragraph(run("award", '<w:sz w:val="2"/>')), id="tiny"),
        pytest.param(
            paragraph(run("award", WHITE + '<w:shd w:val="clear" w:fill="FFFFFF"/>')),
            id="white on white shading",
        ),
        pytest.param(paragraph(run("award"), properties='<w:pStyle w:val="Secret"/>'), id="paragraph style"),
        pytest.param(paragraph(run("award", '<w:rStyle w:val="Secret"/>')), id="character style"),
    ],
)
def test_hidden_text_is_left_out_and_counted(extractor, hidden):
    looping = paragraph(run(LINE, '<w:rStyle w:val="Loop"/>'))
    assert read(extractor, make_docx(looping + hidden, styles=STYLES)) == (LINE, len("award"))


def test_side_parts_are_read_once(extractor):
    header = paragraph(run("Header"))
    text, _ = read(
        extractor,
        make_docx(
            paragraph(run(LINE)),
            header1=header,
            header2=header,
            footer1=paragraph(run("Footer")),
            footnotes=paragraph(run("A note")),
        ),
    )
    assert [line for line in text.split("\n") if line] == ["Header", LINE, "Footer", "A note"]


def test_pages_end_at_breaks_and_sections(extractor):
    body = (
        paragraph(run("one"), properties="<w:sectPr/>")
        + paragraph(run("two"), properties='<w:sectPr><w:type w:val="continuous"/></w:sectPr>')
        + paragraph(run("still two"), '<w:r><w:br w:type="page"/></w:r>')
        + paragraph("<w:r><w:lastRenderedPageBreak/></w:r>", run("three"))
        + paragraph(run("four"), properties="<w:pageBreakBefore/>")
    )
    text, _ = read(extractor, make_docx(body))
    assert [page.split("\n") for page in text.split("\f")] == [
        ["one"],
        ["two", "still two"],
        ["three"],
        ["four"],
    ]


def test_deep_nesting_is_refused_or_read_but_never_kills(extractor):
    body = "<w:sdt>" * 200 + paragraph(run(LINE)) + "</w:sdt>" * 200
    assert read(extractor, make_docx(body))[0] == LINE
