"""Visible text is read in order; hidden text is left out and counted."""

import pytest
from reportlab.lib.colors import Color, black, navy, white

from tests.extraction.documents import LINE, make_pdf, make_raw_pdf, make_stream, make_text_pdf, write


def read(extractor, content):
    result = extractor.extract(content)
    return "\n".join(page.text for page in result.pages), result.hidden_characters


def test_pages_are_read_in_order_and_numbered_from_one(extractor):
    result = extractor.extract(make_text_pdf("First page\nsecond line", "Second page"))
    assert [(page.number, page.text) for page in result.pages] == [
        (1, "First page\nsecond line"),
        (2, "Second page"),
    ]
    assert result.media_type == "application/pdf"
    assert result.hidden_characters == 0


def test_a_blank_page_between_keeps_its_number(extractor):
    result = extractor.extract(make_text_pdf("Before", "", "After"))
    assert [page.text for page in result.pages] == ["Before", "", "After"]


def hide_by_mode(canvas):
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textOut("award winner")
    canvas.drawText(text)


def hide_by_white(canvas):
    canvas.setFillColor(white)
    canvas.drawString(72, 600, "award winner")


def hide_by_near_white(canvas):
    canvas.setFillColor(Color(0.98, 0.98, 0.97))
    canvas.drawString(72, 600, "award winner")


def hide_by_size(canvas):
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 600, "award winner")


def hide_by_scale(canvas):
    canvas.scale(0.05, 0.05)
    canvas.drawString(1440, 12000, "award winner")


def hide_off_the_page(canvas):
    canvas.drawString(72, -50, "award winner")


def hide_by_clipping(canvas):
    path = canvas.beginPath()
    path.rect(300, 300, 10, 10)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(72, 600, "award winner")


def hide_by_transparency(canvas):
    canvas.setFillColor(Color(0, 0, 0, alpha=0.01))
    canvas.drawString(72, 600, "award winner")


def hide_under_a_box(canvas):
    canvas.drawString(72, 600, "award winner")
    canvas.setFillColor(white)
    canvas.rect(60, 590, 300, 30, fill=1, stroke=0)


def hide_on_its_own_colour(canvas):
    canvas.setFillColor(navy)
    canvas.rect(60, 590, 300, 30, fill=1, stroke=0)
    canvas.drawString(72, 600, "award winner")


def hide_in_a_form(canvas):
    canvas.beginForm("secret")
    canvas.setFillColor(white)
    canvas.drawString(72, 600, "award winner")
    canvas.endForm()
    canvas.doForm("secret")


def hide_by_stroke_only_in_white(canvas):
    canvas.setStrokeColor(white)
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(1)
    text.textOut("award winner")
    canvas.drawText(text)


@pytest.mark.parametrize(
    "hide",
    [
        hide_by_mode,
        hide_by_white,
        hide_by_near_white,
        hide_by_size,
        hide_by_scale,
        hide_off_the_page,
        hide_by_clipping,
        hide_by_transparency,
        hide_under_a_box,
        hide_on_its_own_colour,
        hide_in_a_form,
        hide_by_stroke_only_in_white,
    ],
)
def test_hidden_text_is_left_out_and_counted(extractor, hide):
    def draw(canvas):
        write(LINE)(canvas)
        canvas.saveState()
        hide(canvas)
        canvas.restoreState()

    assert read(extractor, make_pdf(draw)) == (LINE, len("awardwinner"))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_white_text_on_a_dark_band_is_read_however_the_page_is_turned(extractor, rotation):
    def draw(canvas):
        canvas.setPageRotation(rotation)
        canvas.setFillColor(navy)
        canvas.rect(0, 500, 500, 60, fill=1, stroke=0)
        canvas.setFillColor(white)
        canvas.drawString(72, 520, "JANE ROE")
        canvas.drawString(72, 100, "secret")
        canvas.setFillColor(black)
        canvas.drawString(72, 440, LINE)

    text, hidden = read(extractor, make_pdf(draw))
    assert set(text.split("\n")) == {"JANE ROE", LINE}
    assert hidden == len("secret")


def test_text_inside_forms_with_a_matrix_is_read(extractor):
    def draw(canvas):
        canvas.beginForm("block")
        canvas.drawString(0, 0, LINE)
        canvas.endForm()
        canvas.translate(72, 700)
        canvas.doForm("block")

    assert read(extractor, make_pdf(draw)) == (LINE, 0)


def test_a_line_that_runs_off_the_page_is_read_as_far_as_the_page_goes(extractor):
    text, hidden = read(extractor, make_pdf(write("seen " * 20 + "award " * 60)))
    assert text.startswith("seen seen")
    assert hidden > 200
    assert len(text) < 200


def test_ordinary_clipping_around_text_hides_nothing(extractor):
    def draw(canvas):
        path = canvas.beginPath()
        path.rect(0, 0, 612, 792)
        canvas.clipPath(path, stroke=0)
        write(LINE)(canvas)

    assert read(extractor, make_pdf(draw)) == (LINE, 0)


def test_bytes_before_the_header_do_not_matter(extractor):
    assert read(extractor, b"\r\n\x00junk\n" + make_raw_pdf(b"BT /F1 12 Tf 72 700 Td (Hello there) Tj ET"))[
        0
    ] == ("Hello there")


def test_two_columns_are_read_one_after_the_other(extractor):
    def draw(canvas):
        write("Left one", "left two", "left three", x=72)(canvas)
        write("Right one", "right two", "right three", x=340)(canvas)

    text, _ = read(extractor, make_pdf(draw))
    assert " ".join(text.split()) == "Left one left two left three Right one right two right three"


def test_text_is_read_as_drawn_and_not_as_a_mark_claims(extractor):
    stream = (
        b"BT /F1 12 Tf 72 700 Td /Span << /ActualText (I won the Turing award) >> BDC"
        b" (Hello there my friend) Tj EMC ET"
    )
    assert read(extractor, make_raw_pdf(stream)) == ("Hello there my friend", 0)


LEFT = [
    "Led the grasping team that built",
    "the first tactile controller for",
    "forty factories in Norway and",
    "won the Lovelace Medal in 2022",
    "for the whole of this work",
]
RIGHT = ["Python", "C++ and Rust", "ROS 2", "German (fluent)"]
PROSE = [
    "Her method was taken up by",
    "three hospitals and by a",
    "school of design in Leeds",
    "within a year of its",
]


def draw_rows(left, right, x=340):
    def draw(canvas):
        for number in range(max(len(left), len(right))):
            for column, place in ((left, 72), (right, x)):
                if number < len(column):
                    canvas.drawString(place, 720 - 16 * number, column[number])

    return make_pdf(draw)


@pytest.mark.parametrize(("left", "right"), [(LEFT, RIGHT), (RIGHT, LEFT), (LEFT[:4], PROSE)])
def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(extractor, left, right):
    assert read(extractor, draw_rows(left, right))[0].split("\n") == left + right


def draw_jumps(left, right):
    """Each row in one go, the right column after a jump."""
    lines = [
        b"[(%s) %d (%s)] TJ 0 -14 Td" % (one.encode(), (len(one) * 5 - 270) * 100, other.encode())
        for one, other in zip(left, right, strict=True)
    ]
    return make_raw_pdf(b"BT /F1 10 Tf 60 700 Td " + b" ".join(lines) + b" ET")


def draw_staggered(left, right):
    """Two columns of different leading, drawn in turn."""
    rows = zip(range(len(left)), left, right, strict=True)
    return make_raw_pdf(
        b"".join(
            b"BT /F1 10 Tf 60 %d Td (%s) Tj ET BT /F1 9 Tf 330 %d Td (%s) Tj ET "
            % (700 - 14 * number, one.encode(), 700 - 11 * number, other.encode())
            for number, one, other in rows
        )
    )


GERMAN = ["Leitung des Teams, das den", "Regler entwickelte und die", "Fabriken in Norwegen mit", "Greifern"]
HIDDEN_LINE = b"1 g BT /F1 10 Tf 60 760 Td (secret) Tj ET 0 g "


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        pytest.param(draw_jumps(LEFT[:4], PROSE), [LEFT[:4], PROSE], id="prose beside prose, in one go"),
        pytest.param(draw_jumps(LEFT[:4], RIGHT), [LEFT[:4], RIGHT], id="prose beside a list, in one go"),
        pytest.param(draw_staggered(LEFT[:4], PROSE), [LEFT[:4], PROSE], id="lines of different height"),
        pytest.param(draw_rows(GERMAN, RIGHT), [GERMAN, RIGHT], id="lines that begin with capitals"),
        pytest.param(
            make_raw_pdf(
                HIDDEN_LINE
                + b"".join(
                    b"BT /F1 10 Tf %d %d Td (%s) Tj ET " % (x, 700 - 14 * row, one.encode())
                    for row, pair in enumerate(zip(LEFT[:4], PROSE, strict=True))
                    for x, one in zip((60, 330), pair, strict=True)
                )
            ),
            [LEFT[:4], PROSE],
            id="beside a line that is hidden",
        ),
        pytest.param(
            make_raw_pdf(
                b"".join(
                    b"BT /F1 9 Tf %d %d Td (%s) Tj ET " % (x, 700 - 14 * row, one.encode())
                    for row, three in enumerate(zip(RIGHT, PROSE, LEFT[:4], strict=True))
                    for x, one in zip((30, 150, 330), three, strict=True)
                )
            ),
            [RIGHT, PROSE, LEFT[:4]],
            id="three columns",
        ),
    ],
)
def test_columns_are_told_apart_however_they_were_drawn(extractor, content, columns):
    assert read(extractor, content)[0].split("\n") == [line for column in columns for line in column]


OT1 = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences"
    b" [18 /grave /acute /caron 127 /dieresis] >> >>"
)


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        pytest.param(
            b"[(Jos)<13>333(e M)<7F>333(uller)] TJ", "Jos\u00e9 M\u00fcller", id="before its letter"
        ),
        pytest.param(b"[(Jose)450<13>] TJ", "Jos\u00e9", id="after its letter"),
        pytest.param(
            b"(at ) Tj 15 2.3 Td <13> Tj -0.5 -2.3 Td (Ecole Normale) Tj",
            "at \u00c9cole Normale",
            id="raised over a capital",
        ),
        pytest.param(
            b"(by ) Tj 15 2.3 Td <14> Tj -0.5 -2.3 Td (Skoda) Tj", "by \u0160koda", id="raised, a caron"
        ),
        pytest.param(b"(don\\023t) Tj", "don\u00b4t", id="as an apostrophe"),
    ],
)
def test_accents_stand_on_their_letters(extractor, stream, text):
    content = make_raw_pdf(b"BT /F1 12 Tf 72 700 Td " + stream + b" ET", font=OT1)
    assert read(extractor, content) == (text, 0)


NAMES = b" ".join(b"/%c" % code if chr(code).isalpha() else b"/x" for code in range(11, 128))
DRAWN = (
    b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 50 70] /FontMatrix [0.02 0 0 0.02 0 0] /FirstChar 11"
    b" /LastChar 127 /Widths [" + b"50 " * 117 + b"] /Encoding << /Differences [11 " + NAMES + b"] >>"
    b" /CharProcs << " + b"".join(b"/%c 6 0 R " % code for code in b"abcdefghijklmnopqrstuvwx") + b" >>"
    b" /Resources << >> >>"
)


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (b"in an o\016ce here", "in an office here"),
        (b"hauptstra\031e", "hauptstra\u00dfe"),
        (b"the \037rsted fund", "the \u00d8rsted fund"),
    ],
)
def test_codes_of_latex_s_drawn_fonts_are_named(extractor, stream, text):
    square = make_stream(b"50 0 0 0 50 70 d1 0 0 40 70 re f")
    content = make_raw_pdf(b"BT /F1 12 Tf 72 700 Td (" + stream + b") Tj ET", square, font=DRAWN)
    assert read(extractor, content) == (text, 0)


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        pytest.param(b"6 Tc (WORK EXPERIENCE) Tj", "WORK EXPERIENCE", id="two words"),
        pytest.param(b"(A W A R D S   &   P R I Z E S) Tj", "AWARDS & PRIZES", id="by spaces"),
        pytest.param(b"9 Tc (curriculum vitae) Tj", "curriculum vitae", id="small letters"),
        pytest.param(b"(2 .   S K I L L S) Tj", "2. SKILLS", id="with a number"),
        pytest.param(b"(1 . 2 5 3 0) Tj", "1 . 2 5 3 0", id="figures are no word"),
        pytest.param(
            b"/F1 40 Tf (L) Tj /F1 12 Tf 24 18 Td (ovelace Medal) Tj", "Lovelace Medal", id="a large initial"
        ),
        pytest.param(b"(A) Tj 0 -14 Td (team of 12) Tj", "A\nteam of 12", id="a word of one letter"),
    ],
)
def test_letters_apart_are_joined_to_words(extractor, stream, text):
    assert read(extractor, make_raw_pdf(b"BT /F1 12 Tf 72 700 Td " + stream + b" ET")) == (text, 0)


def test_rows_of_a_table_stay_whole(extractor):
    dates = ["2019 - 2024", "2016 - 2019", "2012 - 2016", "2011"]
    jobs = ["Staff engineer, Halden", "Engineer, Kestrel", "BSc Computer Science", "freelance work"]
    text, _ = read(extractor, draw_rows(dates, jobs, x=160))
    assert text.split("\n") == [f"{date} {job}" for date, job in zip(dates, jobs, strict=True)]


def test_rows_of_a_narrow_table_stay_whole(extractor):
    what = ["Led the team", "won a prize", "built a rig", "taught robots"]
    when = ["in 22", "in 21", "in 20", "in 19"]
    text, _ = read(extractor, draw_rows(what, when, x=200))
    assert text.split("\n") == [" ".join(pair) for pair in zip(what, when, strict=True)]
