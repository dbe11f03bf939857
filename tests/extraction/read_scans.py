"""Scans are read by text recognition. Takes a minute: run by `make test-ocr`, not by `make test`."""

import io
import time
from pathlib import Path

import pytest

from proof_of_talent.domain.errors import DocumentError
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.scans import ScanReader
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import open_client
from tests.extraction.documents import LINE, make_pdf, make_raw_pdf, write
from tests.extraction.scanned import (
    A4,
    LETTER,
    TWO_LANGUAGES,
    draw,
    make_scan,
    make_searchable_scan,
    photograph,
    share_right,
    show_picture,
)
from tests.extraction.test_pdf_seen import DESCRIPTOR, PROSE, SUBSET, shift

pytest.importorskip("rapidocr", reason="reading scans needs the extra `ocr`: make install EXTRAS=ocr")

PAGE = draw(*LETTER)
CLEAN = make_scan(PAGE)


@pytest.fixture(scope="module")
def scans():
    reader = ScanReader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def extractor(scans):
    with GuardedExtractor(size=1, scans=scans) as shared:
        yield shared


@pytest.mark.parametrize(
    ("content", "lines", "least"),
    [
        pytest.param(CLEAN, LETTER, 0.97, id="clean"),
        pytest.param(make_scan(photograph(PAGE)), LETTER, 0.9, id="photograph, not straight"),
        pytest.param(make_scan(photograph(PAGE, -4)), LETTER, 0.85, id="photograph, the other way"),
        pytest.param(make_scan(draw(*TWO_LANGUAGES)), TWO_LANGUAGES, 0.9, id="accents of two languages"),
        pytest.param(make_scan(draw(*LETTER, size=9)), LETTER, 0.9, id="small print"),
        pytest.param(
            make_scan(PAGE.rotate(90, expand=True).resize(PAGE.size)), LETTER, 0.8, id="lying on its side"
        ),
        pytest.param(make_scan(PAGE.rotate(180)), LETTER, 0.9, id="upside down"),
        pytest.param(make_searchable_scan(PAGE, *LETTER), LETTER, 0.97, id="with a scanner's own layer"),
    ],
)
def test_a_scan_is_read_line_by_line(extractor, content, lines, least):
    result = extractor.extract(content)
    (page,) = result.pages
    assert share_right(page.text, lines) >= least
    ends = [line.split()[-1] for line in lines[:-1]]
    order = [page.text.find(end) for end in ends if end in page.text]
    assert order == sorted(order)
    assert page.ocr.confidence > 0.8
    assert result.warnings == ("read_by_ocr",)
    assert (result.hidden_characters, result.unread) == (0, ())


def test_pages_of_text_stay_as_they_are_beside_scanned_ones(extractor):
    content = make_pdf(write(LINE), show_picture(PAGE), write(LINE), pagesize=A4)
    pages = extractor.extract(content).pages
    assert [page.ocr is not None for page in pages] == [False, True, False]
    assert [pages[0].text, pages[2].text] == [LINE, LINE]
    assert share_right(pages[1].text, LETTER) > 0.97


def test_a_scan_below_a_line_of_text_is_read(extractor):
    def paint(canvas):
        show_picture(PAGE)(canvas)
        write("Scanned with a telephone", y=20)(canvas)

    text = extractor.extract(make_pdf(paint, pagesize=A4)).pages[0].text
    assert share_right(text, LETTER) > 0.97
    assert "Scanned with a telephone" in text


def test_columns_of_a_scan_are_read_one_after_the_other(extractor):
    left = (
        "Led the tactile gripper project and",
        "published the method so that others",
        "could build on it.",
    )
    right = ("Won the Lovelace Medal in 2024 for", "work on hands that feel what they", "hold in the dark.")

    def paint(canvas):
        canvas.setFont("Helvetica", 13)
        for number, pair in enumerate(zip(left, right, strict=True)):
            for x, line in zip((50, 320), pair, strict=True):
                write(line, x=x, y=700 - 16 * number)(canvas)

    text = extractor.extract(make_scan(render(make_pdf(paint, pagesize=A4)))).pages[0].text
    assert " ".join(left) in " ".join(text.split())
    assert " ".join(right) in " ".join(text.split())


def render(content):
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=150 / 72).to_pil().convert("L")
    document.close()
    return picture


def test_a_page_whose_fonts_hide_its_letters_is_read_by_its_looks(extractor):
    shifted = b"BT /F1 11 Tf 60 780 Td <" + shift(PROSE, 1) + b"> Tj ET"
    page = b"BT /F1 14 Tf 20 700 Td (" + PROSE[:60].encode() + b") Tj ET"
    assert extractor.extract(make_raw_pdf(page)).pages[0].ocr is None
    result = extractor.extract(make_raw_pdf(shifted, DESCRIPTOR, font=SUBSET))
    assert result.pages[0].ocr is not None
    assert result.unread == ()


def test_a_picture_without_text_is_refused_with_what_is_read(extractor):
    with pytest.raises(DocumentError) as caught:
        extractor.extract(make_scan(draw("")))
    assert caught.value.code == "no_text"
    assert "Latin letters, Chinese and Japanese" in caught.value.message


def test_what_was_read_is_remembered_and_has_confidence_and_places(extractor, scans):
    extractor.extract(CLEAN)
    started = time.monotonic()
    extractor.extract(CLEAN, seconds=2)
    assert time.monotonic() - started < 2
    words = scans.recall(CLEAN, 1).words
    assert all(0 <= word.confidence <= 1 for word in words)
    medal = next(word for word in words if word.text == "Lovelace")
    left, top, right, bottom = medal.place
    assert 0.1 < left < right < 0.6
    assert 0.15 < top < bottom < 0.3
    assert "Lovelace" in [word.text for word in extractor.picture_page(CLEAN, 1).words]


def test_reading_scans_has_a_budget_of_its_own():
    scans = ScanReader(seconds=0.5)
    with GuardedExtractor(size=1, scans=scans) as extractor:
        content = make_pdf(write(LINE), show_picture(PAGE), pagesize=A4)
        result = extractor.extract(content)
        assert [(part.kind, part.page) for part in result.unread] == [("late_page", 2)]
        assert result.pages[0].text == LINE
        with pytest.raises(DocumentError) as caught:
            extractor.extract(CLEAN)
        assert caught.value.code == "parser_timeout"


@pytest.fixture
def services(tmp_path, rulebook):
    settings = Settings(data_dir=tmp_path, store=f"sqlite:///{tmp_path / 'talent.db'}", ocr=True)
    built = build_services(settings, rulebook=rulebook)
    yield built
    built.close()


def test_a_scan_is_read_in_the_background_and_its_quotes_are_marked(services):
    session_id = services.intake.create_session("digital_technology").session_id
    started = time.monotonic()
    (document,) = services.intake.add_documents(session_id, [Upload("letter.pdf", io.BytesIO(CLEAN))])
    assert document.state == "reading"
    assert time.monotonic() - started < 4
    deadline = time.monotonic() + 120
    while services.store.sessions.get(session_id).documents[0].state == "reading":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    (document,) = services.store.sessions.get(session_id).documents
    assert (document.state, document.kind) == ("read", "recommendation_letter")
    services.pipeline.submit(session_id)
    record = services.pipeline.run_analysis_task(session_id)
    assert record.documents[0].ocr_pages == 1
    assert "'ocr': True" in str(record.analysis_results)
    assert "'ocr': False" not in str(record.analysis_results)
    with open_client(services) as client:
        assert "read by OCR" in client.get(f"/apply/{session_id}/report").text
        page = client.get(f"/apply/{session_id}/documents/{document.id}/read").text
        assert "Read by OCR: this page is a picture" in page
        shown = client.get(f"/api/session/{session_id}/documents/{document.id}/text").json()
        assert shown["pages"][0]["ocr"]["confidence"] > 0.9


def test_the_runtime_tells_its_maker_nothing(scans, extractor):
    extractor.extract(CLEAN)
    scans._remembered.clear()
    scans.read(CLEAN, [1])
    (process,) = scans._pool._running
    child = Path("/proc", str(process.pid))
    assert "onnxruntime" in (child / "maps").read_text()
    opened = [str(handle.readlink()) for handle in (child / "fd").iterdir()]
    assert not any(name.startswith("socket") for name in opened)
