"""Word documents as programs really write them, and what stands behind their text."""

import io
import zipfile

import pytest

from tests.extraction.documents import LINE, make_docx, paragraph, run

WHITE = '<w:color w:val="FFFFFF"/>'
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relate(identity, kind, target):
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def make_package(body, *, main="word/document.xml", parts=None, related=(), strict=False):
    """A package whose parts are tied together by relationships only: `related` holds (id, kind, target)."""
    document = f"<w:document {NAMESPACES}>{body}</w:document>"
    if "<w:background" not in body:
        document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    head = f'<Relationships xmlns="{relations}">'
    entries = "".join(relate(*one) for one in related)
    folder, _, name = main.replace("\\", "/").rpartition("/")
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"{head}{relate('a', 'officeDocument', main)}</Relationships>",
        main: document,
        f"{folder}/_rels/{name}.rels": f"{head}{entries}</Relationships>",
        **(parts or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            if strict:
                usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                data = data.replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
                data = data.replace(
                    OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
                )
            archive.writestr(path, data)
    return buffer.getvalue()


def read(extractor, content):
    result = extractor.extract(content)
    return "\f".join(page.text for page in result.pages), result.hidden_characters


PLAIN = paragraph(run(LINE))
NOTE = f"<w:x {NAMESPACES}>{paragraph(run('beside'))}</w:x>"
BACK_SLASHES = make_package(
    PLAIN,
    main="word\\document.xml",
    parts={"word\\header9.xml": NOTE},
    related=[("b", "header", "header9.xml")],
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(make_package(PLAIN, main="word/document2.xml"), id="Word Online"),
        pytest.param(make_package(PLAIN, main="Word/Document.xml"), id="capital letters"),
        pytest.param(make_package(PLAIN, main="word\\document.xml"), id="back slashes"),
        pytest.param(make_package(PLAIN, main="/word/document.xml".lstrip("/")), id="usual"),
        pytest.param(make_package(PLAIN, strict=True), id="strict"),
        pytest.param(make_package(PLAIN, main="word/document3.xml", strict=True), id="strict, other name"),
    ],
)
def test_the_text_is_found_by_relationships(extractor, content):
    assert read(extractor, content) == (LINE, 0)


WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            make_package(PLAIN, main="docs/main.xml", parts={"[Content_Types].xml": types}),
            id=f"other folder {n}",
        )
        for n, types in enumerate(
            (
                f'<Types><Override PartName="/docs/main.xml" ContentType="{WORD_TYPE}"/></Types>',
                f'<Types><Default Extension="xml" ContentType="{WORD_TYPE}"/></Types>',
            )
        )
    ]
    + [
        pytest.param(make_package(PLAIN, main="./word/document.xml"), id="dot in front"),
        pytest.param(b"\r\n" + make_package(PLAIN), id="bytes before"),
    ],
)
def test_a_word_document_is_known_wherever_its_text_lies(extractor, content):
    assert read(extractor, content) == (LINE, 0)


@pytest.mark.parametrize("kind", ["header", "footer", "footnotes", "endnotes"])
def test_parts_beside_the_text_are_found_by_relationships(extractor, kind):
    content = make_package(PLAIN, parts={"word/odd.xml": NOTE}, related=[("b", kind, "odd.xml")])
    lines = [LINE, "beside"] if kind != "header" else ["beside", LINE]
    assert [line for line in read(extractor, content)[0].split("\n") if line] == lines
    assert "beside" in read(extractor, BACK_SLASHES)[0]


def shade(kind="clear", fill="1F3864", colour="auto", more=""):
    return f'<w:shd w:val="{kind}" w:color="{colour}" w:fill="{fill}" {more}/>'


def anchor(inside, behind="1", extent='cx="7560000" cy="2500000"'):
    return (
        f'<w:r><w:drawing><wp:anchor behindDoc="{behind}"><wp:extent {extent}/><a:graphic><a:graphicData>'
        f"{inside}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def shape(fill, style=""):
    return f"<wps:wsp><wps:spPr>{fill}</wps:spPr>{style}</wps:wsp>"


def solid(colour):
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


STYLE_FILL = '<wps:style><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef></wps:style>'
VML = '<w:r><w:pict><v:rect style="position:absolute;{0}" {1}>{2}</v:rect></w:pict></w:r>'
WHITE_LINE = paragraph(run(LINE, WHITE))
TABLE_STYLE = (
    '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr>'
    + shade()
    + "</w:tcPr></w:tblStylePr></w:style>"
)
TABLE = '<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr><w:tc>{0}</w:tc></w:tr></w:tbl>'
SETTINGS = f"<w:settings {NAMESPACES}>{{0}}</w:settings>"
DARK_PAGE = f'<w:background w:color="1F3864"/><w:body>{WHITE_LINE}</w:body>'
BOX_INSIDE = (
    "<wps:wsp><wps:spPr><a:noFill/></wps:spPr><wps:txbx><w:txbxContent>"
    f"{WHITE_LINE}</w:txbxContent></wps:txbx></wps:wsp>"
)
BOX = anchor(BOX_INSIDE, "0")
SHOWN = {"word/s.xml": SETTINGS.format("<w:displayBackgroundShape/>")}
BEHIND_IN_HEADER = f"<w:hdr {NAMESPACES}>{paragraph(anchor(shape(solid('1F3864'))))}</w:hdr>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(make_package(paragraph(anchor(shape(solid("1F3864")))) + WHITE_LINE), id="shape behind"),
        pytest.param(make_package(paragraph(anchor("<pic:pic/>")) + WHITE_LINE), id="picture behind"),
        pytest.param(
            make_package(paragraph(anchor(shape("<a:gradFill/>"))) + WHITE_LINE), id="gradient behind"
        ),
        pytest.param(
            make_package(paragraph(anchor(shape("", STYLE_FILL))) + WHITE_LINE),
            id="shape behind, filled by its style",
        ),
        pytest.param(
            make_package(
                WHITE_LINE, parts={"word/h.xml": BEHIND_IN_HEADER}, related=[("h", "header", "h.xml")]
            ),
            id="shape behind, in the header",
        ),
        pytest.param(
            make_package(paragraph(VML.format("z-index:-1", 'fillcolor="#1f3864"', "")) + WHITE_LINE),
            id="old shape behind",
        ),
        pytest.param(
            make_package(
                paragraph(
                    VML.format(
                        "",
                        'fillcolor="navy"',
                        f"<v:textbox><w:txbxContent>{WHITE_LINE}</w:txbxContent></v:textbox>",
                    )
                )
            ),
            id="old text box",
        ),
        *(
            pytest.param(make_package(paragraph(anchor(ground, "0")) + paragraph(BOX)), id=f"box over {name}")
            for name, ground in (("a shape", shape(solid("1F3864"))), ("a picture", "<pic:pic/>"))
        ),
        pytest.param(
            make_package(paragraph(anchor(f"<w:grp>{shape(solid('1F3864'))}{BOX_INSIDE}</w:grp>", "0"))),
            id="box and shape in a group",
        ),
        pytest.param(
            make_package(
                paragraph(
                    '<w:r><w:pict><v:group style="z-index:-5"><v:rect fillcolor="navy"/></v:group>'
                    "</w:pict></w:r>"
                )
                + WHITE_LINE
            ),
            id="old group behind",
        ),
        pytest.param(
            make_package(
                paragraph(
                    VML.format(
                        "",
                        "",
                        '<v:fill color="navy"/><v:textbox><w:txbxContent>'
                        f"{WHITE_LINE}</w:txbxContent></v:textbox>",
                    )
                )
            ),
            id="old text box with a fill of its own",
        ),
        *(
            pytest.param(make_package(paragraph(run(LINE, WHITE + effect))), id=f"white, effect {number}")
            for number, effect in enumerate(
                [
                    "<w:outline/>",
                    "<w:shadow/>",
                    "<w14:textOutline><w14:solidFill/></w14:textOutline>",
                    "<w14:textFill><w14:gradFill/></w14:textFill>",
                    "<w14:glow/>",
                ]
            )
        ),
        pytest.param(
            make_docx(
                f"<w:tbl><w:tr><w:tblPrEx>{shade()}</w:tblPrEx><w:tc>{WHITE_LINE}</w:tc></w:tr></w:tbl>"
            ),
            id="row with a shading of its own",
        ),
        pytest.param(make_package(DARK_PAGE), id="dark page"),
        pytest.param(
            make_package(DARK_PAGE, parts=SHOWN, related=[("s", "settings", "s.xml")]), id="page shown"
        ),
        pytest.param(make_docx(TABLE.format(WHITE_LINE), styles=TABLE_STYLE), id="table style"),
        pytest.param(make_docx(TABLE.format(WHITE_LINE)), id="table style that is not defined"),
        *(
            pytest.param(make_docx(paragraph(run(LINE, WHITE), properties=shading)), id=f"shading {number}")
            for number, shading in enumerate(
                [
                    shade("solid", "auto", "1F3864"),
                    shade("pct50", "FFFFFF", "000000"),
                    shade("diagCross", "FFFFFF", "000000"),
                    shade("clear", "auto", more='w:themeFill="accent1"'),
                    shade("clear", "FFFFFF", more='w:themeFill="text1"'),
                    shade("solid", "FFFFFF", "auto", more='w:themeColor="accent5"'),
                ]
            )
        ),
        pytest.param(make_docx(paragraph(run(LINE, '<w:color w:val="D9D9D9"/>'))), id="light grey on white"),
        pytest.param(
            make_docx(paragraph(run(LINE, '<w:color w:val="auto"/>' + shade()))), id="automatic on dark"
        ),
    ],
)
def test_text_on_what_stands_behind_it_is_read(extractor, content):
    text, hidden = read(extractor, content)
    assert (text.strip(), hidden) == (LINE, 0)


SECRET = paragraph(run("secret", WHITE))
THEME_WHITE = '<w:color w:val="000000" w:themeColor="background1"/>'
NAVY = '<w:color w:val="1F3864"/>'


def box(inside, extent='cx="3000000" cy="600000"', more="", place=""):
    return paragraph(
        f"<w:r><w:drawing><wp:anchor>{place}<wp:extent {extent}/><wp:docPr {more}/><wps:wsp><wps:txbx>"
        f"<w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></w:r>"
    )


UNSEEN_TEXT = paragraph(run("secret"))
BESIDE = '<wp:positionH relativeFrom="{0}"><wp:posOffset>{1}</wp:posOffset></wp:positionH>'
ROW = "<w:tbl><w:tr><w:trPr>{0}</w:trPr><w:tc>{1}</w:tc></w:tr></w:tbl>"
HIDING_STYLES = (
    f"<w:styles {NAMESPACES}>"
    '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="F"><w:pPr><w:spacing w:line="2" w:lineRule="exact"/></w:pPr>'
    "</w:style>"
    '<w:style w:type="table" w:styleId="T"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style></w:styles>'
)
DARK_THEME = f'<w:settings {NAMESPACES}><w:clrSchemeMapping w:bg1="dark1" w:t1="light1"/></w:settings>'
MORE_PARTS = {"word/s.xml": HIDING_STYLES, "word/t.xml": DARK_THEME}
MORE_RELATED = [("s", "styles", "s.xml"), ("t", "settings", "t.xml")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ROW.format("<w:hidden/>", UNSEEN_TEXT), "marked_hidden"),
        (ROW.format('<w:trHeight w:val="1" w:hRule="exact"/>', UNSEEN_TEXT), "tiny"),
        (paragraph(run("secret"), properties='<w:spacing w:line="1" w:lineRule="exact"/>'), "tiny"),
        (paragraph(run("secret"), properties='<w:pStyle w:val="F"/>'), "tiny"),
        (paragraph(run("secret", '<w:w w:val="1"/>')), "tiny"),
        (paragraph(run("secret"), properties='<w:ind w:left="31000"/>'), "off_page"),
        (paragraph(run("secret"), properties='<w:framePr w:hAnchor="page" w:x="-20000"/>'), "off_page"),
        (box(UNSEEN_TEXT, more='hidden="1"'), "marked_hidden"),
        (box(UNSEEN_TEXT, extent='cx="1" cy="1"'), "tiny"),
        (box(UNSEEN_TEXT, place=BESIDE.format("page", -9_000_000)), "off_page"),
        (
            paragraph(
                VML.format(
                    "visibility:hidden",
                    "",
                    f"<v:textbox><w:txbxContent>{UNSEEN_TEXT}</w:txbxContent></v:textbox>",
                )
            ),
            "marked_hidden",
        ),
        (TABLE.format(UNSEEN_TEXT), "invisible"),
    ],
)
def test_text_that_its_place_or_style_takes_away_is_left_out(extractor, body, reason):
    result = extractor.extract(make_package(PLAIN + body, parts=MORE_PARTS, related=MORE_RELATED))
    assert result.pages[0].text.strip() == LINE
    assert [(span.reason, span.text) for span in result.unseen] == [(reason, "secret")]


@pytest.mark.parametrize(
    "body",
    [
        ROW.format('<w:hidden w:val="0"/><w:trHeight w:val="1" w:hRule="atLeast"/>', PLAIN),
        paragraph(run(LINE), properties='<w:spacing w:line="240" w:lineRule="exact"/>'),
        box(PLAIN, place=BESIDE.format("column", -900_000)),
        paragraph(run(LINE, '<w:rStyle w:val="H"/>'), properties='<w:pStyle w:val="P"/>'),
        paragraph(run(LINE, '<w:color w:val="000000" w:themeColor="background1"/>')),
        (
            f"<w:p><w:r><mc:AlternateContent><mc:Fallback>{VML.format('', '', PLAIN)}</mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        ),
        paragraph(run(LINE[0]), properties='<w:framePr w:dropCap="drop"/>') + paragraph(run(LINE[1:])),
    ],
)
def test_text_that_looks_as_if_it_were_taken_away_is_read(extractor, body):
    text, hidden = read(extractor, make_package(body, parts=MORE_PARTS, related=MORE_RELATED))
    assert (text.strip(), hidden) == (LINE, 0)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        pytest.param(SECRET, {}, id="white"),
        pytest.param(
            paragraph(
                run(
                    "secret", WHITE + '<w:outline w:val="0"/><w14:textOutline><w14:noFill/></w14:textOutline>'
                )
            ),
            {},
            id="white, effects switched off",
        ),
        pytest.param(
            paragraph(anchor(BOX_INSIDE.replace(LINE, "secret"), "0")), {}, id="white in a box on white"
        ),
        pytest.param(paragraph(run("secret", THEME_WHITE)), {}, id="white by theme"),
        pytest.param(paragraph(run("secret", NAVY + shade())), {}, id="dark on the same dark"),
        pytest.param(
            paragraph(run("secret", WHITE + shade("clear", "FFFFFF")), properties=shade()),
            {},
            id="white on white, on dark",
        ),
        pytest.param(
            paragraph(run("secret", WHITE), properties=shade("nil")), {}, id="shading that paints nothing"
        ),
        pytest.param(
            paragraph(run("secret", WHITE), properties=shade("solid", "1F3864", "FFFFFF")),
            {},
            id="solid white",
        ),
        pytest.param(paragraph(anchor(shape(solid("FEFEFE")))) + SECRET, {}, id="white shape behind"),
        pytest.param(paragraph(anchor(shape(solid("000000")), behind="0")) + SECRET, {}, id="shape before"),
        pytest.param(
            paragraph(anchor(shape(solid("000000")), extent='cx="12700" cy="12700"')) + SECRET,
            {},
            id="a point behind",
        ),
        pytest.param(
            f'<w:background w:color="1F3864"/><w:body>{SECRET}{PLAIN}</w:body>',
            {"word/s.xml": SETTINGS.format("")},
            id="page colour that Word does not show",
        ),
    ],
)
def test_text_in_the_colour_of_what_stands_behind_it_is_left_out(extractor, body, parts):
    related = [("s", "settings", "s.xml")] if parts else []
    content = make_package(body if "<w:body>" in body else PLAIN + body, parts=parts, related=related)
    result = extractor.extract(content)
    assert result.pages[0].text.strip() == LINE
    assert [(span.reason, span.text) for span in result.unseen] == [("invisible", "secret")]


HTML = "<html><head><title>no</title></head><body><h1>Lovelace</h1><p>Medal <b>2022</b></p></body></html>"
MHT = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    f"{HTML}\n--x--\n"
)
DIAGRAM = (
    f"<dgm:dataModel {NAMESPACES}><dgm:pt><dgm:t><a:p><a:r><a:t>Lovelace Medal 2022</a:t></a:r></a:p></dgm:t>"
    "</dgm:pt></dgm:dataModel>"
)


def equation(inside):
    return f"<w:p><m:oMath>{inside}</m:oMath></w:p>"


def term(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


POWER = equation(f"<m:sSup><m:e>{term('10')}</m:e><m:sup>{term('6')}</m:sup></m:sSup>")
FRACTION = equation(f"<m:f><m:num>{term('3')}</m:num><m:den>{term('4')}</m:den></m:f>")
CONTROL = (
    "<w:sdt><w:sdtPr>{0}</w:sdtPr><w:sdtContent><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)
CHOICE = paragraph(
    '<w:r><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Mr"/><w:listEntry w:val="Dr"/>'
    "</w:ddList></w:ffData></w:r>"
)


@pytest.mark.parametrize(
    ("body", "parts", "related", "text"),
    [
        ('<w:altChunk r:id="c"/>', {"word/c.htm": HTML}, [("c", "aFChunk", "c.htm")], "Lovelace Medal 2022"),
        ('<w:altChunk r:id="c"/>', {"word/c.mht": MHT}, [("c", "aFChunk", "c.mht")], "Lovelace Medal 2022"),
        (
            '<w:altChunk r:id="c"/>',
            {"word/c.txt": "Lovelace Medal 2022"},
            [("c", "aFChunk", "c.txt")],
            "Lovelace Medal 2022",
        ),
        *(
            ('<w:altChunk r:id="c"/>', {"word/c.x": content}, [("c", "aFChunk", "c.x")], "M\u00e9dal 2022")
            for content in (
                "<p>M\u00e9dal 2022</p>".encode("utf-16"),
                "<p>M\u00e9dal 2022</p>".encode("cp1252"),
                "M\u00e9dal 2022".encode("cp1252"),
                "M\u00e9dal 2022".encode("utf-16"),
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nM\u00e9dal 2022".encode(),
                MHT.replace("Lovelace", "").replace("Medal", "M=C3=A9dal").encode("utf-8-sig"),
                make_docx(paragraph(run("M\u00e9dal 2022"))),
            )
        ),
        (equation(term("O") + f"<m:d><m:e>{term('n log n')}</m:e></m:d>"), {}, [], "O(n log n)"),
        (
            equation(
                '<m:d><m:dPr><m:begChr m:val="["/><m:sepChr m:val=","/><m:endChr m:val="]"/></m:dPr>'
                f"<m:e>{term('1')}</m:e><m:e>{term('2')}</m:e></m:d>"
            ),
            {},
            [],
            "[1,2]",
        ),
        (equation(f"<m:rad><m:deg/><m:e>{term('2')}</m:e></m:rad>"), {}, [], "\u221a2"),
        (
            equation(f"<m:f><m:num>{term('a+b')}</m:num><m:den>{term('2')}</m:den></m:f>"),
            {},
            [],
            "(a+b)/2",
        ),
        (
            equation(
                f"<m:m><m:mr><m:e>{term('1')}</m:e><m:e>{term('2')}</m:e></m:mr><m:mr><m:e>{term('3')}</m:e></m:mr></m:m>"
            ),
            {},
            [],
            "1 2; 3",
        ),
        (equation(term("2.5 million")), {}, [], "2.5 million"),
        (POWER, {}, [], "10\u2076"),
        (FRACTION, {}, [], "3/4"),
        ('<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/></w:r></w:p>', {}, [], "\u03b1"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>', {}, [], "\u2713"),
        ('<w:p><w:r><w:sym w:font="Arial" w:char="2265"/></w:r></w:p>', {}, [], "\u2265"),
        (
            '<w:p><w:r><dgm:relIds r:dm="d"/></w:r></w:p>',
            {"word/diagrams/d.xml": DIAGRAM},
            [("d", "diagramData", "diagrams/d.xml")],
            "Lovelace Medal 2022",
        ),
        (
            '<w:p><w:r><w:pict><v:textpath string="Lovelace Medal 2022"/></w:pict></w:r></w:p>',
            {},
            [],
            "Lovelace Medal 2022",
        ),
        (CHOICE, {}, [], "Dr"),
        (CONTROL.format("<w:date/>", "3 March 2026"), {}, [], "3 March 2026"),
        (CONTROL.format('<w:dropDownList w:lastValue="b"/>', "Dr"), {}, [], "Dr"),
        (CONTROL.format("<w:comboBox/>", "Professor"), {}, [], "Professor"),
        ('<w:p><w:r><w:sym w:font="MS Gothic" w:char="2612"/></w:r></w:p>', {}, [], "\u2612"),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            {},
            [],
            "new",
        ),
        ("<w:p><w:del><w:r><w:t>old</w:t></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>", {}, [], "kept"),
        (
            (
                "<w:p><w:moveFrom><w:r><w:t>here</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>there</w:t></w:r>"
                "</w:moveTo></w:p>"
            ),
            {},
            [],
            "there",
        ),
    ],
)
def test_everything_that_carries_text_is_read(extractor, body, parts, related, text):
    found, hidden = read(extractor, make_package(body, parts=parts, related=related))
    assert (" ".join(found.split()), hidden) == (text, 0)


def test_what_is_not_read_is_listed(extractor):
    related = [
        ("c", "aFChunk", "inner.rtf"),
        ("d", "chart", "charts/chart1.xml"),
        ("e", "oleObject", "embeddings/sheet.bin"),
        ("f", "comments", "comments.xml"),
    ]
    content = make_package(
        PLAIN + '<w:altChunk r:id="c"/>', parts={"word/inner.rtf": "{\\rtf1 more}"}, related=related
    )
    result = extractor.extract(content)
    assert {(part.kind, part.name) for part in result.unread} == {
        ("embedded_file", "inner.rtf"),
        ("embedded_file", "sheet.bin"),
        ("chart", "chart1.xml"),
        ("other_part", "comments.xml"),
    }
    assert result.warnings == ("not_read",)


def test_documents_inside_documents_hide_nothing_and_have_an_end(extractor):
    inner = make_docx(paragraph(run("Medal")) + SECRET)
    for _ in range(3):
        inner = make_package(
            '<w:altChunk r:id="c"/>', parts={"word/c.docx": inner}, related=[("c", "aFChunk", "c.docx")]
        )
    result = extractor.extract(inner)
    assert result.pages[0].text.strip() == "Medal"
    assert [span.text for span in result.unseen] == ["secret"]
    content = make_package(
        PLAIN + '<w:altChunk r:id="c"/>', parts={"word/c.docx": inner}, related=[("c", "aFChunk", "c.docx")]
    )
    assert [part.name for part in extractor.extract(content).unread] == ["c.docx"]


BANDED = (
    '<w:style w:type="table" w:styleId="T">'
    + "".join(
        f'<w:tblStylePr w:type="{part}"><w:tcPr>{shade()}</w:tcPr></w:tblStylePr>'
        for part in ("firstRow", "lastCol", "band2Horz")
    )
    + "</w:style>"
)


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ('w:firstRow="1" w:noHBand="1" w:noVBand="1"', "abc"),
        ('w:firstRow="1" w:noHBand="0"', "abcghi"),
        ('w:val="0020"', "abcghi"),
        ('w:firstRow="0" w:lastColumn="1" w:noHBand="1"', "cfi"),
        ('w:val="0400"', "def"),
    ],
)
def test_what_a_table_s_style_paints_is_worked_out_for_each_cell(extractor, look, seen):
    cells = iter("abcdefghi")
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(run(next(cells), WHITE))}</w:tc>" for _ in range(3)) + "</w:tr>"
        for _ in range(3)
    )
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblLook {look}/></w:tblPr>{rows}</w:tbl>'
    text = extractor.extract(make_docx(table + PLAIN, styles=BANDED)).pages[0].text
    assert "".join(text.replace(LINE, "").split()) == seen


def test_left_out_text_has_its_page_and_reason(extractor):
    page_break = '<w:r><w:br w:type="page"/></w:r>'
    body = paragraph(run(LINE), page_break) + paragraph(
        run("two"), run("mark", "<w:vanish/>"), run("dust", '<w:sz w:val="2"/>')
    )
    result = extractor.extract(make_docx(body))
    assert [(span.page, span.reason, span.text) for span in result.unseen] == [
        (2, "marked_hidden", "mark"),
        (2, "tiny", "dust"),
    ]
