"""The page that shows what was read of a document, and the forms that correct it, without a browser."""

import json
import re
from html import unescape

import pytest

from proof_of_talent.demo.samples import load_sample
from tests.conftest import write_docx
from tests.web.test_applicant import CV, finish, start
from tests.web.test_shown import GERMAN, HIDDEN, LETTER

SAMPLE = load_sample("digital_technology/middling")


def add(client, base, *files):
    for name, content in files:
        answer = client.post(f"{base}/documents", files=[("files", (name, content))], follow_redirects=False)
        assert answer.status_code == 303, answer.text


def correct(client, base, subject, value="", document="d1", **more):
    form = {"subject": subject, "value": value, **more}
    return client.post(f"{base}/documents/{document}/corrections", data=form, follow_redirects=False)


def read(client, base, document="d1", query=""):
    return client.get(f"{base}/documents/{document}/read{query}")


def session_of(services, base):
    return services.store.sessions.get(base.rsplit("/", 1)[1])


def analyse(client, services, base):
    """Run an analysis and return its record."""
    assert finish(client, base).status_code == 200
    session = session_of(services, base)
    return services.store.records.find(session.session_id, session.attempt)


def passage_id(client, base):
    session_id = base.rsplit("/", 1)[1]
    return client.get(f"/api/session/{session_id}/documents/d1/text").json()["left_out"][0]["id"]


def test_a_page_has_its_picture_beside_its_text_and_says_what_it_was_taken_for(client):
    base = start(client)
    add(client, base, ("letter.pdf", LETTER), ("cv.docx", CV))
    page = read(client, base, query="?page=2")
    assert page.status_code == 200
    session_id = base.rsplit("/", 1)[1]
    assert f"/api/session/{session_id}/documents/d1/pages/2.png" in page.text
    assert "<li>The second page says that she won the Example Award.</li>" in page.text
    assert "Grace Sample" in page.text
    assert "12 March 2026" in page.text
    word = read(client, base, "d2").text
    assert ".png" not in word
    assert "pictures are made of PDF files only" in word
    assert read(client, base, query="?page=3").status_code == 404
    assert read(client, base, "d9").status_code == 404


def test_what_was_left_out_is_shown_without_accusing_anybody(client):
    base = start(client)
    add(client, base, ("cv.pdf", HIDDEN))
    html = read(client, base).text
    assert "Winner of every prize there is" in html
    assert "This text was left out because it cannot be seen" in html
    assert 'class="unseen"' in html, "its place is on the picture"
    assert not re.search(r"\b(cheat|fraud|manipulat|dishonest|hidden text)\b", html, re.IGNORECASE)


def test_text_from_a_document_is_never_markup(client):
    base = start(client)
    attack = '<img src=x onerror="alert(1)">'
    add(client, base, ("cv.docx", write_docx("Curriculum Vitae", attack, "Education")))
    assert "<img src=x" not in read(client, base).text
    said = correct(client, base, "author", attack)
    assert said.status_code == 303
    assert "<img src=x" not in read(client, base).text


def test_a_visible_passage_is_read_and_judged_and_the_record_counts_the_correction(client, services):
    base = start(client)
    add(client, base, ("cv.pdf", HIDDEN))
    before = analyse(client, services, base)
    assert before.corrections == 0
    assert before.to_wire()["corrections"] == 0
    answer = correct(client, base, "visible", passage_id(client, base))
    assert answer.headers["location"].endswith("/documents/d1/read?page=1#said")
    html = unescape(read(client, base).text)
    assert "<li>Winner of every prize there is</li>" in html
    assert "Analyse again" in html
    after = analyse(client, services, base)
    assert after.attempt == before.attempt + 1
    assert after.corrections == 1
    assert after.analysis_results["corrections"] == [{"document": "d1", "subject": "visible", "value": None}]
    report = client.get(f"{base}/report").text
    assert "a passage that was left out can be seen; it was read" in report
    assert "prove nothing by themselves" in report


def test_a_correction_is_taken_back(client, services):
    base = start(client)
    add(client, base, ("cv.pdf", HIDDEN), ("letter.pdf", LETTER))
    wanted = passage_id(client, base)
    correct(client, base, "visible", wanted)
    correct(client, base, "kind", "evidence")
    correct(client, base, "about", "another")
    assert len(session_of(services, base).corrections) == 3
    correct(client, base, "visible", wanted, take_back="true")
    correct(client, base, "about", "another", take_back="true")
    correct(client, base, "kind", "evidence", take_back="true")
    session = session_of(services, base)
    assert session.corrections == ()
    assert session.documents[0].kind == "cv", "it is again what we took it for"


def test_saying_what_we_took_it_for_is_no_correction(client, services):
    base = start(client)
    add(client, base, ("cv.docx", CV))
    correct(client, base, "kind", "cv")
    assert session_of(services, base).corrections == ()
    correct(client, base, "kind", "portfolio")
    correct(client, base, "kind", "evidence")
    assert [one.was for one in session_of(services, base).corrections] == ["cv"]
    correct(client, base, "kind", "cv")
    assert session_of(services, base).corrections == ()


def test_a_letter_by_somebody_is_a_letter_and_the_name_stays_out_of_record_and_audit(client, services):
    base = start(client)
    add(client, base, ("cv.docx", CV), ("paper.docx", write_docx("A note.", "Ada led the work at our lab.")))
    correct(client, base, "author", "  Dr Zoë\tExample ", "d2")
    session = session_of(services, base)
    assert session.documents[1].kind == "recommendation_letter"
    assert [(one.subject, one.value) for one in session.corrections] == [
        ("kind", "recommendation_letter"),
        ("author", "Dr Zoë Example"),
    ]
    record = analyse(client, services, base)
    assert record.corrections == 2
    entries = services.store.audit.list_newest(action="correction_stated")
    assert {entry.details["subject"] for entry in entries} == {"author"}
    for kept in (record.to_json().decode(), json.dumps([entry.model_dump(mode="json") for entry in entries])):
        assert "Zoë" not in kept
        assert "Zo\\u00eb" not in kept


def test_what_is_said_of_a_paper_raises_no_score(client, services):
    base = start(client)
    for document in SAMPLE.documents:
        add(client, base, (document.filename, document.content_bytes()))
    before = analyse(client, services, base)
    ids = [document.id for document in session_of(services, base).documents]
    for document in ids:
        correct(client, base, "about", "me", document)
        if session_of(services, base).find_document(document).kind == "recommendation_letter":
            correct(client, base, "author", f"Professor Different {document}", document)
    after = analyse(client, services, base)
    assert after.corrections >= len(ids)
    assert (after.overall_score, after.band_set) == (before.overall_score, before.band_set)


def test_a_paper_about_somebody_else_and_one_that_is_there_twice_are_left_out(client, services):
    base = start(client)
    other = write_docx("Prize list", "Ben Other won the Example Award 2025 out of 900 entries in London.")
    again = write_docx("Award list", "The Example Award 2025 went to Ada Example, out of 900 entries.")
    add(client, base, ("cv.docx", CV), ("other.docx", other), ("list.docx", again), ("copy.docx", again[:]))
    correct(client, base, "about", "another", "d2")
    correct(client, base, "same_as", "d3", "d1")
    papers = {one["document"]: one for one in analyse(client, services, base).analysis_results["papers"]}
    assert papers["d2"]["about_another"] is True
    assert papers["d3"]["copy_of"] == "d1", "the later one is left out, whichever was named first"
    assert papers["d4"]["copy_of"] == "d3"


@pytest.mark.parametrize(
    ("subject", "value"),
    [("visible", "0" * 12), ("author", "  "), ("about", "you"), ("kind", "poem"), ("same_as", "d1"),
     ("same_as", "d7")],
)  # fmt: skip
def test_what_says_nothing_about_the_document_is_refused_in_words(client, services, subject, value):
    base = start(client)
    add(client, base, ("cv.pdf", HIDDEN))
    answer = correct(client, base, subject, value)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert session_of(services, base).corrections == ()


def test_corrections_by_the_api(client, services):
    base = start(client)
    add(client, base, ("cv.pdf", HIDDEN), ("german.pdf", GERMAN))
    address = f"/api/session/{base.rsplit('/', 1)[1]}/documents/d1/corrections"
    answer = client.post(address, json={"subject": "about", "value": "me"})
    assert [(one["subject"], one["value"]) for one in answer.json()["corrections"]] == [("about", "me")]
    refused = client.post(address, json={"subject": "about", "value": "x"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_correction")
    assert (
        client.post(address.replace("d1", "d8"), json={"subject": "about", "value": "me"}).status_code == 404
    )
    assert client.delete(address, params={"subject": "about"}).json()["corrections"] == []


def test_corrections_go_with_the_document_the_session_and_the_copy_of_ones_data(client, services):
    base = start(client)
    add(client, base, ("cv.docx", CV), ("letter.pdf", LETTER))
    correct(client, base, "author", "Grace Sample", "d2")
    correct(client, base, "same_as", "d2", "d1")
    held = client.get(f"{base}/data").json()
    assert [one["subject"] for one in held["session"]["corrections"]] == ["author", "same_as"]
    assert {entry["action"] for entry in held["audit"]} == {"correction_stated"}
    client.post(f"{base}/documents/d2/remove")
    assert session_of(services, base).corrections == ()
    client.post(f"{base}/delete")
    assert read(client, base).status_code == 410


def test_nothing_is_corrected_while_an_analysis_runs(client, services):
    base = start(client)
    add(client, base, ("cv.docx", CV))
    session_id = base.rsplit("/", 1)[1]
    services.store.sessions.change(session_id, lambda it: it.model_copy(update={"state": "analyzing"}))
    assert correct(client, base, "about", "me").status_code == 409
    assert "The analysis is under way" in read(client, base).text


def test_every_quote_of_the_report_leads_to_its_words(client, services):
    base = start(client)
    for document in SAMPLE.documents:
        add(client, base, (document.filename, document.content_bytes()))
    record = analyse(client, services, base)
    report = client.get(f"{base}/report").text
    links = re.findall(
        r'<blockquote>([^<]*)</blockquote><figcaption><a href="([^"]+)">([^<]*)</a></figcaption>', report
    )
    assert len(links) >= 5
    for quote, href, place in links:
        words = unescape(quote).split()
        assert not any(word in unescape(href) for word in words if len(word) > 5), "no words in an address"
        page = client.get(unescape(href).partition("#")[0])
        assert page.status_code == 200
        marked = " ".join(unescape("".join(re.findall(r"<mark>([^<]*)</mark>", page.text))).split())
        squeezed = re.sub(r"\W+", "", marked).casefold()
        assert squeezed, (quote, place)
        assert squeezed in re.sub(r"\W+", "", " ".join(words)).casefold()
        assert re.search(r", page \d+(, line \d+)?$", unescape(place))
    assert sum("line" in place for _, _, place in links) >= len(links) / 2
    stale = unescape(links[0][1]).replace(f"mark={record.attempt}-", "mark=9-").partition("#")[0]
    assert "<mark>" not in client.get(stale).text
    adviser = client.get(f"/dashboard/analyses/{record.id}").text
    hrefs = re.findall(r'href="(/dashboard/analyses/[^"]+/read\?[^"]+)"', adviser)
    shown = client.get(unescape(hrefs[0]).partition("#")[0]).text
    assert "<mark>" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0], "advisers correct nothing"
    picture = re.search(r'src="(/dashboard/[^"]+\.png)"', shown)
    if picture:
        assert client.get(picture[1]).headers["content-type"] == "image/png"
    client.post(f"/api/upload/{base.rsplit('/', 1)[1]}", files=[("files", ("x.pdf", LETTER))])
    for document in session_of(services, base).documents:
        client.post(f"{base}/documents/{document.id}/remove")
    gone = client.get(f"/dashboard/analyses/{record.id}").text
    assert "/read?" not in gone
    assert client.get(unescape(hrefs[0]).partition("#")[0]).status_code == 404
