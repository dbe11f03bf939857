"""Each bad input gets its own error, and the next file is read as if nothing had happened."""

import contextlib
import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proof_of_talent.domain.errors import DocumentError
from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.limits import ExtractionLimits
from tests.extraction.documents import (
    LINE,
    encrypt,
    make_docx,
    make_flate_bomb,
    make_pdf,
    make_raw_pdf,
    make_text_pdf,
    paragraph,
    run,
    write,
)

GOOD = make_text_pdf(LINE)
GOOD_DOCX = make_docx(paragraph(run(LINE)))


def fail(extractor, content):
    with pytest.raises(DocumentError) as caught:
        extractor.extract(content)
    assert caught.value.message == DOCUMENT_ERRORS[caught.value.code]
    assert extractor.extract(GOOD).pages[0].text == LINE
    return caught.value.code


def make_zip(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def make_lying_docx(claimed):
    """A part of 60 MB whose directory entry claims to be small."""
    content = bytearray(make_docx(paragraph(run("x" * 60_000_000))))
    real = (60_000_000).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    return bytes(content).replace(real, claimed.to_bytes(4, "little"))


ENTITY_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>'
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty_file", id="nothing"),
        pytest.param(b"plain text", "unsupported_type", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "picture_file", id="picture"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(99), "picture_file", id="photograph"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(99), "picture_file", id="photograph of a phone"),
        pytest.param(b"{\\rtf1\\ansi Led a team.}", "unsupported_type", id="RTF"),
        pytest.param(
            make_zip(mimetype="application/vnd.oasis.opendocument.text", content="<x/>"),
            "unsupported_type",
            id="OpenDocument",
        ),
        pytest.param(make_zip(a="b"), "unsupported_type", id="zip"),
        pytest.param(make_zip(xl__workbook="b"), "unsupported_type", id="spreadsheet"),
        pytest.param(make_zip(a="%PDF-1.7"), "unsupported_type", id="zip with a PDF header inside"),
        pytest.param(make_zip(a="b") + GOOD, "unsupported_type", id="zip with a PDF behind"),
        pytest.param(OLE + bytes(600), "unsupported_type", id="old Word"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", id="protected Word"),
        pytest.param(encrypt(GOOD, "secret"), "encrypted", id="protected PDF"),
        pytest.param(GOOD[:-200], "damaged", id="PDF cut short"),
        pytest.param(GOOD[:300], "damaged", id="PDF cut very short"),
        pytest.param(b"%PDF-1.7\n" + bytes(500), "damaged", id="only a PDF header"),
        pytest.param(GOOD_DOCX[:-30], "damaged", id="DOCX cut short"),
        pytest.param(make_zip(**{"word/document.xml": "<broken"}), "damaged", id="DOCX with broken XML"),
        pytest.param(make_zip(**{"word/document.xml": ENTITY_BOMB}), "damaged", id="entity bomb"),
        pytest.param(
            make_pdf(lambda canvas: canvas.rect(9, 9, 99, 99, fill=1)), "no_text", id="picture only"
        ),
        pytest.param(make_docx(paragraph()), "no_text", id="blank DOCX"),
        pytest.param(
            make_raw_pdf(b"BT 3 Tr /F1 12 Tf 9 9 Td (all hidden) Tj ET"), "no_text", id="all hidden"
        ),
        pytest.param(make_docx(paragraph(run("x" * 60_000_000))), "unpacks_too_large", id="zip bomb"),
        pytest.param(make_lying_docx(1000), "damaged", id="zip bomb that claims to be small"),
        pytest.param(bytes(11 * 1024 * 1024), "too_large", id="too many bytes"),
    ],
)
def test_a_file_that_cannot_be_used_has_its_own_error(extractor, content, code):
    assert fail(extractor, content) == code


def test_a_flate_bomb_is_named_and_does_no_harm(extractor):
    content = make_flate_bomb()
    assert len(content) < extractor.limits.file_bytes
    assert fail(extractor, content) == "unpacks_too_large"


def test_too_many_pages_are_refused():
    with GuardedExtractor(ExtractionLimits(pages=3), size=1) as extractor:
        assert len(extractor.extract(make_text_pdf(*["page"] * 3)).pages) == 3
        with pytest.raises(DocumentError) as caught:
            extractor.extract(make_text_pdf(*["page"] * 4))
        assert caught.value.code == "too_many_pages"
        pages = "".join(paragraph(run("page"), '<w:r><w:br w:type="page"/></w:r>') for _ in range(4))
        with pytest.raises(DocumentError) as caught:
            extractor.extract(make_docx(pages))
        assert caught.value.code == "too_many_pages"


def test_more_text_than_a_person_writes_is_refused():
    with GuardedExtractor(ExtractionLimits(text_characters=50), size=1) as extractor:
        assert fail(extractor, make_pdf(write(LINE, LINE))) == "unpacks_too_large"


def test_a_pdf_that_opens_without_a_password_is_read(extractor):
    assert extractor.extract(encrypt(GOOD, "")).pages[0].text == LINE


def test_a_pdf_with_a_zip_behind_it_is_a_pdf(extractor):
    content = GOOD.replace(b"%PDF-1.4", b"%PDF-1.4\n%PK\x03\x04")
    assert extractor.extract(content).media_type == "application/pdf"


def test_messages_say_what_to_do():
    for message in DOCUMENT_ERRORS.values():
        assert message.endswith(".")
        assert "pload" in message or "try again" in message


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(min_size=1, max_size=400),
    header=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE]),
)
def test_random_bytes_end_in_a_document_error(extractor, content, header):
    with pytest.raises(DocumentError) as caught:
        extractor.extract(header + content)
    assert caught.value.code in {"unsupported_type", "damaged"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), pdf=st.booleans())
def test_a_file_with_random_damage_is_read_or_refused(extractor, seed, pdf):
    dice = random.Random(seed)
    content = bytearray(GOOD if pdf else GOOD_DOCX)
    for _ in range(dice.randint(1, 12)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    cut = bytes(content[: dice.randint(1, len(content))] if dice.random() < 0.5 else content)
    with contextlib.suppress(DocumentError):
        assert any(page.text for page in extractor.extract(cut).pages)
    assert extractor.extract(GOOD).pages[0].text == LINE
