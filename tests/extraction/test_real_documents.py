"""Typeset CVs keep their words: the typesetter's own where they are at hand, and one of ours everywhere."""

import io
from pathlib import Path

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

CVS = Path(__file__).parents[3] / "shared" / "data" / "cvs"
FACTS = (
    "Princeton University",
    "Scaled engineering team from 3 to 28 across ML research",
    "GPA: 3.97/4.00, Valedictorian",
    "Raised $18M Series A led by Sequoia Capital",
)


def make_cv():
    """A CV with a coloured band, a table of dates and wrapped text."""
    style = getSampleStyleSheet()["Normal"]
    rows = [["2018 \u2013 2023", Paragraph(fact, style)] for fact in FACTS]
    story = [
        Table(
            [[Paragraph('<font color="white">JOHN DOE</font>', style)]],
            style=[("BACKGROUND", (0, 0), (-1, -1), "navy")],
        ),
        Table(rows, colWidths=[90, 300]),
        Paragraph(" ".join(f"Sentence number {number} of a long paragraph." for number in range(300)), style),
    ]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(story)
    return buffer.getvalue()


def list_cvs():
    found = [pytest.param(path.read_bytes(), id=path.stem) for path in sorted(CVS.glob("*.pdf"))]
    return [pytest.param(make_cv(), id="ours"), *found]


@pytest.mark.parametrize("content", list_cvs())
def test_a_typeset_cv_keeps_its_facts_and_hides_nothing(extractor, content):
    result = extractor.extract(content)
    text = " ".join(" ".join(page.text for page in result.pages).split())
    assert result.hidden_characters == 0
    assert len(result.pages) >= 2
    assert [fact for fact in FACTS if fact not in text] == []
    assert not any("\ue000" <= character <= "\uf8ff" or character in "\ufffe\u00ad" for character in text)


def test_white_text_in_a_dark_band_of_our_cv_is_read(extractor):
    assert "JOHN DOE" in extractor.extract(make_cv()).pages[0].text
