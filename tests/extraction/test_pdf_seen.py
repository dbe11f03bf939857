"""What the page shows is read, whichever way it is drawn; only what it does not show is left out."""

import pytest

from proof_of_talent.domain.errors import DocumentError
from tests.extraction.documents import LINE, make_drawing, make_raw_pdf, make_stream, make_text_pdf

SHADING = (
    b"/Shading << /S1 << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 700 595 700] /Extend [true true]"
    b" /Function << /FunctionType 2 /Domain [0 1] /C0 [0.1 0.1 0.5] /C1 [0.6 0 0.2] /N 1 >> >> >>"
)
RADIAL = SHADING.replace(b"/ShadingType 2", b"/ShadingType 3").replace(
    b"[0 700 595 700]", b"[300 700 0 300 700 300]"
)
PATTERN = (
    b"/Pattern << /P1 << /PatternType 2 /Shading "
    + SHADING.removeprefix(b"/Shading << /S1 ").removesuffix(b" >>")
    + b" >> >>"
)
SHOW = b"BT /F1 20 Tf 72 700 Td (Lovelace Medal) Tj ET"
NAME = "Lovelace Medal"


def make_type3(glyph: bytes, matrix: bytes, widths: bytes) -> tuple[bytes, bytes, bytes]:
    """A font whose letters A to C are drawings, its drawing, and its map to letters."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 50 70] /FontMatrix [" + matrix + b"] /FirstChar 65"
        b" /LastChar 67 /Widths [" + widths + b"] /Encoding << /Differences [65 /a /b /c] >>"
        b" /CharProcs << /a 6 0 R /b 6 0 R /c 6 0 R >> /Resources << >> /ToUnicode 7 0 R >>"
    )
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF>"
        b" endcodespacerange 1 beginbfrange <41> <43> <0041> endbfrange endcmap end end"
    )
    return font, make_stream(glyph), make_stream(to_unicode)


def make_type3_pdf(
    glyph: bytes,
    matrix: bytes = b"1 0 0 1 0 0",
    widths: bytes = b"50 50 50",
    text: bytes = b"BT /F1 1 Tf 0.2 0 0 0.2 72 700 Tm (ABCABC) Tj ET",
) -> bytes:
    font, *more = make_type3(glyph, matrix, widths)
    return make_raw_pdf(text, *more, font=font)


SQUARE = b"50 0 0 0 50 70 d1 0 0 40 70 re f"
WHITE_SQUARE = b"50 0 d0 1 g 0 0 40 70 re f"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(
            make_raw_pdf(b"q BT 7 Tr /F1 30 Tf 60 740 Td (Lovelace Medal) Tj ET /S1 sh Q", resources=SHADING),
            NAME,
            id="letters cut out of a gradient",
        ),
        pytest.param(
            make_raw_pdf(
                b"q BT 7 Tr /F1 14 Tf 60 740 Td (Lovelace Medal) Tj ET 0.8 0 0 rg 0 0 612 792 re f Q"
            ),
            NAME,
            id="letters cut out of a red area",
        ),
        pytest.param(
            make_raw_pdf(
                b"0 0 0.4 rg 0 700 612 92 re f q BT 7 Tr /F1 24 Tf 60 740 Td (Lovelace Medal) Tj ET"
                b" 1 g 0 0 612 792 re f Q"
            ),
            NAME,
            id="white letters cut out on a dark ground",
        ),
        pytest.param(
            make_raw_pdf(b"q BT 5 Tr /F1 24 Tf 60 740 Td (Lovelace Medal) Tj ET Q"),
            NAME,
            id="stroked clip mode",
        ),
        pytest.param(
            make_raw_pdf(b"q BT 7 Tr /F1 30 Tf 60 740 Td (Lovelace Medal) Tj ET /S1 sh Q", resources=RADIAL),
            NAME,
            id="letters cut out of a round gradient",
        ),
        pytest.param(
            make_raw_pdf(b"q 60 690 300 40 re W n /S1 sh Q 1 g " + SHOW, resources=RADIAL),
            NAME,
            id="white on a round gradient",
        ),
        pytest.param(
            make_raw_pdf(b"/Pattern cs /P1 scn " + SHOW, resources=PATTERN), NAME, id="filled with a gradient"
        ),
        pytest.param(make_type3_pdf(SQUARE), "ABCABC", id="drawn font of unit matrix"),
        pytest.param(
            make_type3_pdf(
                SQUARE,
                b"0.001 0 0 0.001 0 0",
                b"50 50 50",
                b"BT /F1 200 Tf 1 0 0 1 72 700 Tm (ABCABC) Tj ET",
            ),
            "ABCABC",
            id="drawn font of a thousandth",
        ),
        pytest.param(
            make_type3_pdf(
                SQUARE, b"10 0 0 10 0 0", text=b"BT /F1 1 Tf 0.02 0 0 0.02 72 700 Tm (ABCABC) Tj ET"
            ),
            "ABCABC",
            id="drawn font of ten",
        ),
        pytest.param(
            make_raw_pdf(
                b"BT /F1 1.2 Tf 7 70 Td (Lovelace Medal) Tj ET", box=b"0 0 61 79", page=b"/UserUnit 10"
            ),
            NAME,
            id="a unit of ten points",
        ),
        pytest.param(
            make_raw_pdf(
                b"BT /F1 0.5 Tf 3 30 Td (Lovelace Medal) Tj ET", box=b"0 0 30 40", page=b"/UserUnit 20"
            ),
            NAME,
            id="a unit of twenty points",
        ),
        pytest.param(make_raw_pdf(b"0 0 0.3 rg 60 690 300 40 re f 1 g " + SHOW), NAME, id="white on dark"),
        pytest.param(
            make_raw_pdf(b"q 60 690 300 40 re W n /S1 sh Q 1 g " + SHOW, resources=SHADING),
            NAME,
            id="white on a gradient",
        ),
        pytest.param(
            make_raw_pdf(b"40 w 60 710 m 360 710 l S 1 g " + SHOW), NAME, id="white on a thick line"
        ),
        pytest.param(
            make_raw_pdf(b"0 0.502 0 rg 60 690 300 40 re f 1 0 0 rg " + SHOW),
            NAME,
            id="red on a green as bright",
        ),
        pytest.param(make_raw_pdf(b"2 Tr 1 g 0 G 0.5 w " + SHOW), NAME, id="white letters with black edges"),
        pytest.param(
            make_raw_pdf(b"/G gs " + SHOW, resources=b"/ExtGState << /G << /ca 0.4 >> >>"),
            NAME,
            id="half transparent",
        ),
        pytest.param(
            make_raw_pdf(b"0.3 g " + SHOW, resources=b"/ExtGState << /G << /BM /Multiply >> >>"),
            NAME,
            id="a blend mode that shows",
        ),
        pytest.param(
            make_raw_pdf(
                b"/M gs /S1 sh /T gs " + SHOW,
                make_drawing(
                    b"1 g " + SHOW, b"/Group << /S /Transparency /CS /DeviceGray >>", b"0 0 612 792"
                ),
                resources=SHADING + b" /ExtGState << /T << /SMask /None /ca 0 >>"
                b" /M << /SMask << /S /Luminosity /G 6 0 R >> >> >>",
            ),
            NAME,
            id="a gradient behind a mask of letters, and transparent letters over it",
        ),
        pytest.param(
            make_raw_pdf(
                b"0.1 0.2 0.4 rg 72 800 400 30 re f 1 g " + SHOW.replace(b"700", b"808"),
                box=b"",
                pages=b"/MediaBox [0 0 595 842]",
            ),
            NAME,
            id="at the top of a page whose size stands with all pages",
        ),
    ],
)
def test_what_the_page_shows_is_read(extractor, content, text):
    result = extractor.extract(content)
    assert (result.pages[0].text, result.hidden_characters) == (text, 0)


SQUEEZED = (
    b"BT 1 Tz /F1 12 Tf 72 700 Td (secret) Tj ET",
    b"BT /F1 12 Tf 1 0 0 0.01 72 700 Tm (secret) Tj ET",
)
BLACK_LINE = b" 0 g BT /F1 12 Tf 72 600 Td (" + LINE.encode() + b") Tj ET"


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(b"q BT 7 Tr /F1 24 Tf 60 740 Td (secret) Tj ET Q", id="cut out of nothing"),
        pytest.param(
            b"q BT 7 Tr /F1 24 Tf 60 740 Td (secret) Tj ET 1 g 0 0 612 792 re f Q",
            id="white, cut out on white",
        ),
        pytest.param(
            b"0.4 g 0 700 600 60 re f q BT 7 Tr /F1 9 Tf 60 740 Td (secret) Tj ET Q", id="cut on grey"
        ),
        pytest.param(b"/G gs 0 g BT /F1 12 Tf 72 700 Td (secret) Tj ET /N gs", id="transparent"),
        pytest.param(
            b"BT /F1 12 Tf 72 700 Td (secret) Tj ET 40 w 1 G 0 705 m 600 705 l S", id="under a line"
        ),
        pytest.param(b"1 1 0.88 rg BT /F1 12 Tf 72 700 Td (secret) Tj ET", id="palest yellow"),
        pytest.param(
            b"0.2 g 0 690 300 40 re f 0.21 g BT /F1 12 Tf 72 700 Td (secret) Tj ET", id="dark on dark"
        ),
        pytest.param(b"/X Do", id="in a drawing that is transparent as a whole"),
        pytest.param(
            b"0 0 612 792 re 60 690 300 40 re W* n BT /F1 12 Tf 72 700 Td (secret) Tj ET",
            id="in the hole of a clip",
        ),
        pytest.param(SQUEEZED[0], id="flat"),
        pytest.param(SQUEEZED[1], id="low"),
    ],
)
def test_what_the_page_does_not_show_is_left_out_and_told(extractor, stream):
    resources = b"/ExtGState << /G << /ca 0 >> /N << /ca 1 >> >> /XObject << /X 6 0 R >>"
    clear = b"/Group << /S /Transparency >>"
    drawing = make_stream(
        b"/C gs 0 g BT /F1 12 Tf 72 700 Td (secret) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >>"
        b" /ExtGState << /C << /ca 0 >> >> >> " + clear,
    )
    result = extractor.extract(
        make_raw_pdf(b"q " + stream + b" Q" + BLACK_LINE, drawing, resources=resources)
    )
    assert result.pages[0].text == LINE
    reason = "tiny" if stream in SQUEEZED else "invisible"
    assert [(span.reason, span.text, span.page) for span in result.unseen] == [(reason, "secret", 1)]
    assert result.warnings == ("hidden_text",)


def test_a_drawn_font_whose_letters_are_white_shows_nothing(extractor):
    with pytest.raises(DocumentError) as caught:
        extractor.extract(make_type3_pdf(WHITE_SQUARE))
    assert caught.value.code == "no_text"


def test_the_place_of_left_out_text_is_told_in_shares_of_the_page(extractor):
    stream = b"1 g BT /F1 20 Tf 306 396 Td (secret) Tj ET" + BLACK_LINE
    (span,) = extractor.extract(make_raw_pdf(stream)).unseen
    left, top, right, bottom = span.place
    assert left == pytest.approx(0.5, abs=0.01)
    assert bottom == pytest.approx(0.5, abs=0.01)
    assert left < right < 0.65
    assert 0.45 < top < bottom


def test_of_a_line_that_is_half_covered_the_other_half_is_read(extractor):
    stream = b"BT /F1 12 Tf 72 700 Td (Engineer of note and Nobel laureate) Tj ET 1 g 172 690 400 30 re f"
    result = extractor.extract(make_raw_pdf(stream))
    assert result.pages[0].text.startswith("Engineer of note")
    assert "laureate" not in result.pages[0].text
    assert result.unseen[0].text.endswith("laureate")


FORM = b"/AcroForm << /Fields [6 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 11 Tf 0 g) %s >>"
LABEL = b"BT /F1 11 Tf 60 780 Td (Name of referee:) Tj ET"
FIELD = b"<< /Type /Annot /Subtype /Widget /FT %s /T (a) /V (Ines Varga) /Rect [150 600 450 618] /F 4 %s >>"
DRAWN = make_drawing(b"/Tx BMC q BT /F1 11 Tf 2 5 Td (Ines Varga) Tj ET Q EMC", box=b"0 0 300 18")
EMPTY = make_drawing(b"/Tx BMC EMC", box=b"0 0 300 18")
DA = b"/DA (/F1 11 Tf 0 g)"
NOTE = b"<< /Type /Annot /Subtype %s /Rect [60 500 400 540] /F %s /Contents (Ines Varga) %s >>"


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        pytest.param(
            [FIELD % (b"/Tx", DA + b" /AP << /N 7 0 R >>"), DRAWN], b"", id="field with its picture"
        ),
        pytest.param([FIELD % (b"/Tx", DA)], b"", id="field without a picture"),
        pytest.param([FIELD % (b"/Tx", DA)], b"/NeedAppearances true", id="field to be drawn by the viewer"),
        pytest.param(
            [FIELD % (b"/Tx", DA + b" /AP << /N 7 0 R >>"), EMPTY], b"", id="field with a blank picture"
        ),
        pytest.param(
            [FIELD % (b"/Ch", DA + b" /Ff 131072 /Opt [(Ines Varga) (X)]")], b"", id="chosen from a list"
        ),
        pytest.param([NOTE % (b"/FreeText", b"4", DA)], b"", id="free text without a picture"),
        pytest.param([NOTE % (b"/FreeText", b"4", b"/DA (0 g)")], b"", id="free text without a font"),
        pytest.param(
            [
                NOTE.replace(b"/Contents (Ines Varga)", b"/RC (<body><p>Ines Varga</p></body>)")
                % (b"/FreeText", b"4", DA)
            ],
            b"",
            id="free text with marks only",
        ),
        pytest.param(
            [FIELD % (b"/Tx", DA + b" /AP << /N 7 0 R >>"), DRAWN.replace(b"/F1 11 Tf", b"/F1  0 Tf")],
            b"",
            id="field drawn in no size",
        ),
        pytest.param(
            [NOTE % (b"/FreeText", b"4", DA + b" /AP << /N 7 0 R >>"), DRAWN],
            b"",
            id="free text with a picture",
        ),
        pytest.param([NOTE % (b"/Stamp", b"4", b"/AP << /N 7 0 R >>"), DRAWN], b"", id="stamp"),
        pytest.param(
            [FIELD.replace(b"(Ines Varga)", b"<< /Type /Sig >>") % (b"/Sig", b"/AP << /N 7 0 R >>"), DRAWN],
            b"/SigFlags 3",
            id="signature",
        ),
    ],
)
def test_what_stands_in_fields_notes_and_signatures_is_read_once(extractor, fields, form):
    content = make_raw_pdf(LABEL, *fields, page=b"/Annots [6 0 R]", catalog=FORM % form)
    text = extractor.extract(content).pages[0].text
    assert "Name of referee:" in text
    assert text.count("Ines Varga") == 1


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(FIELD.replace(b"/F 4", b"/F 2") % (b"/Tx", DA), id="hidden field"),
        pytest.param(NOTE % (b"/FreeText", b"2", DA), id="hidden note"),
        pytest.param(NOTE % (b"/FreeText", b"32", DA), id="note that is not to be viewed"),
        pytest.param(NOTE % (b"/FreeText", b"4", b"/DA (/F1 11 Tf 1 g)"), id="note in white"),
        pytest.param(NOTE % (b"/Popup", b"4", b""), id="pop-up"),
    ],
)
def test_what_no_viewer_shows_of_annotations_is_not_read(extractor, annotation):
    content = make_raw_pdf(LABEL, annotation, page=b"/Annots [6 0 R]", catalog=FORM % b"")
    assert extractor.extract(content).pages[0].text == "Name of referee:"


PLEASE_WAIT = (
    b"BT /F1 11 Tf 60 780 Td (Please wait... If this message is not eventually replaced by the proper"
    b" contents of the document, your PDF viewer may not be able to display this type of document.) Tj ET"
)
XFA = make_stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"></xdp:xdp>')
FILE = b"<< /Type /Filespec /F (letter.txt) /UF (letter.txt) /EF << /F 7 0 R >> >>"
FILES = b"/Names << /EmbeddedFiles << /Names [(letter.txt) 6 0 R] >> >> "
FILE_CONTENT = make_stream(b"hello", b"/Type /EmbeddedFile")


def shift(text: str, by: int) -> bytes:
    return (
        "".join(chr(ord(one) + by) if one != " " else "\x7f" for one in text).encode("latin-1").hex().encode()
    )


PROSE = "Led the tactile gripper project at Halden Robotics and published the method for others to build on"
SUBSET = b"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Own /FontDescriptor 6 0 R >>"
DESCRIPTOR = b"<< /Type /FontDescriptor /FontName /ABCDEF+Own /Flags 4 /FontBBox [0 -250 1000 750] >>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(
            make_raw_pdf(LABEL, XFA, catalog=b"/NeedsRendering true /AcroForm << /Fields [] /XFA 6 0 R >>"),
            "form_not_printed",
            id="form for Adobe's reader only",
        ),
        pytest.param(
            make_raw_pdf(PLEASE_WAIT, XFA, catalog=b"/AcroForm << /Fields [] /XFA 6 0 R >>"),
            "form_not_printed",
            id="the notice beside a form",
        ),
        pytest.param(make_raw_pdf(PLEASE_WAIT), "form_not_printed", id="the notice alone, printed"),
        pytest.param(
            make_raw_pdf(
                b"BT /F1 9 Tf 60 780 Td (To view the full contents of this document, you need a later version"
                b" of the PDF viewer.) Tj ET"
            ),
            "form_not_printed",
            id="another notice",
        ),
        pytest.param(
            make_raw_pdf(
                b"BT /F1 9 Tf 60 780 Td (Otw\363rz ten formularz w programie Adobe Reader.) Tj ET",
                XFA,
                catalog=b"/AcroForm << /Fields [] /XFA 6 0 R >>",
            ),
            "form_not_printed",
            id="a notice in any language beside a form",
        ),
        *(
            pytest.param(
                make_raw_pdf(LABEL, FILE, FILE_CONTENT, catalog=FILES + b"/Collection << " + view + b" >>"),
                "pdf_portfolio",
                id=f"portfolio {view.decode()}",
            )
            for view in (b"", b"/View /T", b"/View /D")
        ),
        *(
            pytest.param(
                make_raw_pdf(
                    b"BT /F1 11 Tf 60 780 Td <" + shift(PROSE, by) + b"> Tj ET", DESCRIPTOR, font=SUBSET
                ),
                "unreadable_text",
                id=f"codes shifted by {by}",
            )
            for by in (-29, -1, 1, 5)
        ),
    ],
)
def test_a_file_whose_pages_are_not_what_it_holds_is_refused_with_what_to_do(extractor, content, code):
    with pytest.raises(DocumentError) as caught:
        extractor.extract(content)
    assert caught.value.code == code


def test_attached_files_are_listed_and_the_pages_read(extractor):
    for more in (b"", b"/Collection << /View /H >>"):
        result = extractor.extract(make_raw_pdf(LABEL, FILE, FILE_CONTENT, catalog=FILES + more))
        assert result.pages[0].text == "Name of referee:"
        assert [(part.kind, part.name) for part in result.unread] == [("attachment", "letter.txt")]
        assert result.warnings == ("not_read",)


def test_a_file_that_is_pinned_to_a_page_is_listed(extractor):
    pin = b"<< /Type /Annot /Subtype /FileAttachment /Rect [50 50 70 70] /FS 7 0 R >>"
    file = FILE.replace(b"7 0 R", b"8 0 R")
    result = extractor.extract(make_raw_pdf(LABEL, pin, file, FILE_CONTENT, page=b"/Annots [6 0 R]"))
    assert [(part.kind, part.name, part.page) for part in result.unread] == [("attachment", "letter.txt", 1)]


@pytest.mark.parametrize("tail", [bytes(4_500), b"\r\n" * 30_000, b"x" * 65_000])
def test_up_to_64_kilobytes_after_the_end_do_not_matter(extractor, tail):
    assert extractor.extract(make_text_pdf(LINE) + tail).pages[0].text == LINE
