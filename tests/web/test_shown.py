"""What was read of a document is shown to whoever holds the session, and to nobody else."""

import io
import struct
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from proof_of_talent.intake.shown import DocumentReader
from tests.conftest import write_docx
from tests.extraction.documents import make_pdf, make_text_pdf, write
from tests.web.test_sessions import create

LETTER = make_text_pdf(
    "Example Institute of Technology\n1 Example Street, London N1 1AA\n12 March 2026\n"
    "To whom it may concern\nI am writing to recommend Ada Example, whom I have known for six years.\n"
    "She led the platform of our institute and I have seen her work at first hand.\n"
    "We regard her as one of the best engineers of her generation in this country.\n"
    "Yours sincerely\nProfessor Grace Sample\nDirector, Example Institute of Technology",
    "The second page says that she won the Example Award.",
)
GERMAN = make_text_pdf(
    "Die Firma bestätigt, dass sie die Arbeit der Abteilung nicht nur geleitet hat,\n"
    "sondern auch für die Plattform und das Team mit zwölf Personen verantwortlich ist.\n"
    "Der Umsatz ist bei der Gruppe im Jahr nach dem Start über den Erwartungen gewesen."
)


def draw_hidden(canvas):
    write("Curriculum vitae of Ada Example", "Led a platform team of 12 engineers")(canvas)
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "Winner of every prize there is")


HIDDEN = make_pdf(draw_hidden)


def hand_in(client, content, name="paper.pdf"):
    """Hand a document in and return the address of its parts."""
    session_id = create(client)
    answer = client.post(f"/api/upload/{session_id}", files=[("files", (name, content))])
    assert answer.status_code == 200, answer.text
    return f"/api/session/{session_id}/documents/d1"


def read_png(content):
    """Return width, height and the rows of a picture, checked like a viewer does."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, {}
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + body)
        parts[name] = body
        at += 12 + length
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    pixels = zlib.decompress(parts[b"IDAT"])
    return width, height, [pixels[row * (3 * width + 1) :][: 3 * width + 1] for row in range(height)]


def test_a_letter_is_shown_with_its_pages_author_and_language(client):
    shown = client.get(hand_in(client, LETTER) + "/text").json()
    assert [page["number"] for page in shown["pages"]] == [1, 2]
    assert "Example Award" in shown["pages"][1]["text"]
    assert (shown["kind"], shown["language"], shown["language_is_read"]) == (
        "recommendation_letter",
        "English",
        True,
    )
    assert shown["letter"]["author"] == "Grace Sample"
    assert shown["letter"]["organisation"] == "Example Institute of Technology"
    assert shown["letter"]["date"] == "2026-03-12"
    assert (shown["left_out"], shown["not_read"], shown["warnings"]) == ([], [], [])


def test_what_was_left_out_is_told_with_its_place_and_why_and_nobody_is_accused(client):
    shown = client.get(hand_in(client, HIDDEN) + "/text").json()
    (passage,) = shown["left_out"]
    assert passage["text"] == "Winner of every prize there is"
    assert (passage["page"], passage["reason"]) == (1, "invisible")
    assert passage["why"].startswith("This text was left out because it cannot be seen")
    left, top, right, bottom = passage["place"]
    assert 0 < left < right <= 1
    assert 0 < top < bottom <= 1
    assert "Winner" not in shown["pages"][0]["text"]
    assert shown["warnings"] == ["hidden_text"]


def test_a_paper_in_another_language_is_said_to_be_in_it(client):
    shown = client.get(hand_in(client, GERMAN) + "/text").json()
    assert (shown["language"], shown["language_is_read"]) == ("German", False)


def test_files_inside_a_file_are_listed(client):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(LETTER)))
    writer.add_attachment("award.pdf", b"%PDF-1.4")
    made = io.BytesIO()
    writer.write(made)
    shown = client.get(hand_in(client, made.getvalue()) + "/text").json()
    assert shown["attachments"] == ["award.pdf"]
    assert shown["not_read"][0]["what_to_do"].endswith("Upload it as a document of its own.")


def test_a_page_of_a_pdf_is_a_picture_of_it(client):
    answer = client.get(hand_in(client, LETTER) + "/pages/2.png")
    assert answer.headers["content-type"] == "image/png"
    assert "no-store" in answer.headers["cache-control"]
    width, height, rows = read_png(answer.content)
    assert 900 < width < 1_300
    assert width < height
    top = [row for row in rows[: height // 4] if set(row[1:]) != {255}]
    assert top, "the words stand near the top"
    assert all(set(row[1:]) == {255} for row in rows[height // 2 :]), "and nothing below"


@pytest.mark.parametrize(("page", "status"), [(0, 422), (3, 404), ("x", 422), (10**9, 422)])
def test_a_page_that_is_not_there_has_no_picture(client, page, status):
    answer = client.get(f"{hand_in(client, LETTER)}/pages/{page}.png")
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == ("page_not_found" if status == 404 else "invalid_request")


def test_a_word_document_has_text_and_no_picture_and_says_so(client):
    address = hand_in(client, write_docx("Curriculum Vitae", "Ada Example, engineer"), "cv.docx")
    assert "Ada Example" in client.get(address + "/text").json()["pages"][0]["text"]
    assert client.get(address + "/text").json()["has_pictures"] is False
    answer = client.get(address + "/pages/1.png")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_picture")


@pytest.mark.parametrize("part", ["text", "pages/1.png"])
def test_what_is_shown_goes_with_the_document_and_with_the_session(client, part):
    address = hand_in(client, LETTER)
    session = address.rsplit("/documents", 1)[0]
    assert client.get(f"{address}/{part}").status_code == 200
    other = client.get(f"/api/session/{create(client)}/documents/d1/{part}")
    assert (other.status_code, other.json()["error"]["code"]) == (404, "document_not_found")
    client.delete(address)
    assert client.get(f"{address}/{part}").status_code == 404
    client.post(session.replace("session", "upload", 1), files=[("files", ("again.pdf", GERMAN))])
    again = client.get(f"{address}/text").text
    assert "Grace" not in again, "another file under the same id is another document"
    client.delete(session)
    assert client.get(f"{address}/{part}").status_code == 410


def test_texts_and_pictures_are_kept_up_to_a_size(services, client):
    asked = []

    class Counted:
        def picture_page(self, content, number, **budget):
            asked.append(number)
            return services.extractor.picture_page(content, number, **budget)

    address = hand_in(client, LETTER)
    session = services.store.sessions.get(address.split("/")[3])
    document = session.documents[0]
    size = len(services.reader.picture(session, document, 1).png)
    for largest, expected in ((100 * size, [1, 2]), (size // 2, [1, 2, 1])):
        asked.clear()
        reader = DocumentReader(
            documents=services.store.documents, extractor=Counted(), desk=services.desk, largest=largest
        )
        for page in (1, 2, 1):
            reader.picture(session, document, page)
        assert asked == expected
