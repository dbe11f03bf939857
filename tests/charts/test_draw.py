"""Charts and the report as files."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from proof_of_talent.charts.catalogue import find_chart
from proof_of_talent.charts.draw import CHART_WIDTH, choose_picture_format, draw_chart
from proof_of_talent.charts.printed import FIGURES_NOTE, write_report
from proof_of_talent.domain.errors import InvalidInputError


def test_an_svg_carries_title_subtitle_and_the_labels_of_its_rows(answers):
    chart = find_chart("recommendations")
    text = draw_chart(chart, chart.read(answers), "svg", about="last year · n = 3").decode()
    for words in ("Recommendations", "last year · n = 3", "Strong", "Moderate", "Weak"):
        assert words in text
    assert "var(--" not in text


def test_a_png_has_twice_the_width_of_the_drawing(answers):
    chart = find_chart("scores")
    with Image.open(BytesIO(draw_chart(chart, chart.read(answers), "png"))) as picture:
        assert picture.format == "PNG"
        assert picture.width >= 2 * CHART_WIDTH


@pytest.mark.parametrize(("ending", "chosen"), [(".png", "png"), (".SVG", "svg"), (".pdf", "pdf")])
def test_the_ending_chooses_the_format(ending, chosen):
    assert choose_picture_format(ending) == chosen


@pytest.mark.parametrize("ending", ["", ".jpeg", ".txt"])
def test_another_ending_is_refused(ending):
    with pytest.raises(InvalidInputError, match=r"\.png, \.svg or \.pdf"):
        choose_picture_format(ending)


def test_the_report_has_every_chart_with_its_sample_page_numbers_and_disclaimer(answers):
    pages = [page.extract_text() for page in PdfReader(BytesIO(write_report(answers, "All analyses"))).pages]
    whole = " ".join(" ".join(pages).split())
    for title in (
        "Analyses over time",
        "Evidence gaps by criterion",
        "Processing time",
        "Causes of failures",
    ):
        assert title in whole
    assert f"n = {answers.overview.total_analyses:,} analyses" in whole
    assert FIGURES_NOTE[:60] in whole
    assert "Without data: Likelihood against decisions, Error of the likelihoods by group." in whole
    for number, page in enumerate(pages, 1):
        assert f"page {number}" in page
