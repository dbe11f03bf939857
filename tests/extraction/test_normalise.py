"""Text is made regular without changing what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.extraction.normalise import normalise_page


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("e\ufb03cient work\ufb02ow", "efficient workflow", id="ligatures"),
        pytest.param("soft\u00adware", "software", id="soft hyphen"),
        pytest.param("soft\u00ad\nware", "software", id="soft hyphen at a line end"),
        pytest.param("compli-\r\n cated", "complicated", id="broken word"),
        pytest.param("submis\ufffesions", "submissions", id="broken word as PDFium tells it"),
        pytest.param("Anglo-\nAmerican", "Anglo-American", id="hyphen before a capital"),
        pytest.param("Anglo\ufffeAmerican", "Anglo-American", id="the same from PDFium"),
        pytest.param("2018 -\n2020", "2018 -\n2020", id="a range over two lines"),
        pytest.param("a dash -\nthen", "a dash -\nthen", id="a dash at a line end"),
        pytest.param("cafe\u0301", "caf\u00e9", id="composed letters"),
        pytest.param("10\u00b2 and H\u2082O", "10\u00b2 and H\u2082O", id="superscripts stay"),
        pytest.param("a\u00a0b\u2003c\td  e", "a b c d e", id="odd spaces"),
        pytest.param("a\x00b\x07c\ud800d\ufeffe\u200bf", "abcdef", id="controls and surrogates"),
        pytest.param("\uf0e0 mail@x.org", "mail@x.org", id="icons"),
        pytest.param("one\x0btwo\x85three\u2028four\rfive", "one\ntwo\nthree\nfour\nfive", id="line ends"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="many blank lines"),
        pytest.param("  a  \n  b  ", "a\nb", id="indents"),
        pytest.param("E X P E R I E N C E\nText", "EXPERIENCE\nText", id="letters set apart"),
        pytest.param("W O R K   H I S T O R Y", "WORK HISTORY", id="words of letters set apart"),
        *(
            pytest.param(gap.join("SKILLS"), "SKILLS", id=f"letters set apart by U+{ord(gap[0]):04X}")
            for gap in ("\u00a0", "\u2009", "\u200a", "  ", "\t")
        ),
        pytest.param(
            "W\u00a0O\u00a0R\u00a0K\u00a0\u00a0\u00a0A\u00a0R\u00a0T", "WORK ART", id="wide gap of such"
        ),
        pytest.param("S K I L L S :", "SKILLS:", id="a colon after letters set apart"),
        pytest.param(
            "\u2014 A W A R D S \u2014", "\u2014AWARDS\u2014", id="strokes around letters set apart"
        ),
        pytest.param("R E\u0301 S U M E\u0301", "R\u00c9SUM\u00c9", id="letters set apart with marks"),
        pytest.param(
            "Fran\u00b8cois, Franc\u00b8ois, Ba\u00b8sak",
            "Fran\u00e7ois, Fran\u00e7ois, Ba\u015fak",
            id="cedillas",
        ),
        pytest.param("1 2 3 4 5", "1 2 3 4 5", id="digits apart stay"),
        pytest.param("A B and C D", "A B and C D", id="initials stay"),
        pytest.param(
            "Jos\u00b4e M\u00a8uller, \u00b4Ecole", "Jos\u00e9 M\u00fcller, \u00c9cole", id="accents apart"
        ),
        pytest.param(
            "5\u00b4 20\u00a8 x, `code`", "5\u00b4 20\u00a8 x, `code`", id="signs of no letter stay"
        ),
        pytest.param(
            "fac\u00b8ade, Dvo\u02c7r\u00b4ak", "fa\u00e7ade, Dvo\u0159\u00e1k", id="accents after a letter"
        ),
        pytest.param("na\u00a8\u0131ve", "na\u00efve", id="dotless letters"),
        pytest.param("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e", id="joiners stay"),
    ],
)
def test_text_becomes_regular(raw, expected):
    assert normalise_page(raw) == expected


@given(st.text())
def test_any_text_becomes_storable_and_loses_no_plain_word(text):
    result = normalise_page(text)
    result.encode("utf-8")
    assert not set(result) & set("\x00\t\r\x0b\x0c\u00ad\ufffe")
    assert "\n\n\n" not in result


@given(st.lists(st.from_regex(r"[a-z]{2,8}[.,]?", fullmatch=True), max_size=30))
def test_plain_words_pass_unchanged(words):
    assert normalise_page(" ".join(words)) == " ".join(words)
