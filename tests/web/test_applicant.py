"""The applicant's pages over HTTP: steps, forms, hostile text, deletion, events."""

import json
import re
import time
from html import unescape

import pytest

from proof_of_talent.web.applicant import events as applicant_events
from proof_of_talent.wiring.bootstrap import build_services
from tests.conftest import open_client, write_docx

ATTACK = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
CV = write_docx(
    "Curriculum Vitae",
    "Ada Example, software engineer",
    f"Won the Example Award 2025 {ATTACK} out of 900 entries, featured in the Example Times.",
    "Experience",
    "2019 - 2025 Lead engineer at Example Ltd. Architected the platform of 2 million customers.",
    "Education",
    "2015 - 2019 BSc Computer Science",
)
ANSWERS = {
    "route_preference": "talent",
    "years_experience": "6",
    "applicant_type": "technical",
    "employer_type": "product",
    "has_founded_company": "no",
    "recommendation_letters": "0",
    "consent_service": "yes",
}


def start(client, field="digital_technology") -> str:
    """Open a session and return the path of its pages."""
    answer = client.post("/apply", data={"field": field}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/questions")


def add_file(client, base, content=CV, name="cv.docx"):
    return client.post(f"{base}/documents", files=[("files", (name, content))], follow_redirects=False)


def finish(client, base, seconds=30.0):
    """Start the analysis and return the page that it ends in."""
    client.post(f"{base}/analysis")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        page = client.get(f"{base}/report")
        if not str(page.url).endswith("/analysis"):
            return page
        time.sleep(0.05)
    raise AssertionError("the analysis did not end")


def test_the_start_page_offers_every_field_and_says_what_it_is_not(client, rulebook):
    html = client.get("/").text
    for field in rulebook.fields:
        assert f'value="{field.id}"' in html
    assert "not legal advice" in html
    assert html.count("<h1") == 1


def test_every_question_of_every_field_is_on_its_page(client, rulebook):
    for field in rulebook.fields:
        html = client.get(f"{start(client, field.id)}/questions").text
        for question in field.questions:
            assert f'name="{question.id}"' in html
            assert not question.help_text or f'id="h-{question.id}"' in html


def test_sound_answers_are_kept_although_others_are_wrong(client, services):
    base = start(client)
    answer = client.post(f"{base}/questions", data=ANSWERS | {"years_experience": "many", "awards": "One"})
    assert answer.status_code == 422
    assert 'href="#q-years_experience"' in answer.text
    assert 'value="many"' in answer.text
    saved = services.store.sessions.get(base.rpartition("/")[2]).answers
    assert saved["awards"] == "One"
    assert "years_experience" not in saved


def test_complete_answers_lead_to_the_documents_and_consent_is_off_unless_given(client, services):
    base = start(client)
    answer = client.post(f"{base}/questions", data=ANSWERS, follow_redirects=False)
    assert answer.headers["location"] == f"{base}/documents"
    session_id = base.rpartition("/")[2]
    agreed = {"service": True, "analytics": False, "training": False}
    assert services.store.sessions.get(session_id).consents == agreed
    client.post(f"{base}/questions", data=ANSWERS | {"consent_training": "yes"})
    assert services.store.sessions.get(session_id).consents == agreed | {"training": True}


def test_limits_come_before_the_files(client, services):
    html = client.get(f"{start(client)}/documents").text
    settings = services.settings
    each = f"up to {settings.max_file_mb:g} MB and {settings.max_pages} pages each"
    limits = f"{each}, {settings.max_files} documents at most"
    assert html.index(limits) < html.index('type="file"')


def test_a_bad_file_of_the_plain_form_keeps_no_good_one_out(client, services):
    base = start(client)
    answer = client.post(
        f"{base}/documents", files=[("files", ("bad.pdf", b"%PDF-1.4 x")), ("files", ("cv.docx", CV))]
    )
    assert answer.status_code == 422
    assert "<strong>bad.pdf</strong>" in answer.text
    assert len(services.store.sessions.get(base.rpartition("/")[2]).documents) == 1


def test_the_plain_form_asks_for_a_file_and_the_analysis_for_a_document(client):
    base = start(client)
    empty = client.post(f"{base}/documents", files=[("files", ("", b""))])
    assert empty.status_code == 422
    assert "Choose at least one file" in empty.text
    early = client.post(f"{base}/analysis")
    assert early.status_code == 422
    assert "Upload at least one document" in early.text


def test_the_plain_form_takes_files_as_large_as_the_api_does(client):
    large = CV + b"\0" * (3 * 1024 * 1024)
    assert add_file(client, start(client), large).status_code in {303, 422}  # read, not cut off as too large


def test_documents_can_be_corrected_and_removed_by_plain_forms(client, services):
    base = start(client)
    add_file(client, base)
    client.post(f"{base}/documents/d1/kind", data={"kind": "evidence"})
    session_id = base.rpartition("/")[2]
    assert services.store.sessions.get(session_id).documents[0].kind == "evidence"
    client.post(f"{base}/documents/d1/remove")
    assert services.store.sessions.get(session_id).documents == ()


def test_hostile_text_in_answers_names_and_documents_is_shown_as_text(client):
    base = start(client)
    client.post(f"{base}/questions", data=ANSWERS | {"awards": ATTACK, "github_url": f"javascript:{ATTACK}"})
    add_file(client, base, name="x<img src=x onerror=alert(3)>.docx")
    report = finish(client, base).text
    pages = [report, *(client.get(f"{base}/{step}").text for step in ("questions", "documents", "delete"))]
    for html in pages:
        assert "<img" not in html
        assert not re.search(r"<script(?![^>]* src=)", html)
        assert not re.search(r'(href|action)="javascript:', html)
    assert "&lt;img src=x onerror=" in pages[1]
    assert "&lt;img src=x onerror=alert(3)&gt;" in pages[2]
    assert "&lt;script&gt;alert(2)" in report  # the quote itself is there, as text


def test_the_report_says_score_width_quotes_and_that_it_is_guidance(client, services):
    base = start(client)
    add_file(client, base)
    html = finish(client, base).text
    record = services.store.records.find(base.rpartition("/")[2], 1)
    assert f"<span data-score>{record.overall_score}</span>" in html
    assert "These rules may be out of date" in html  # and so no percentage stands there
    assert "cv.docx, page 1" in html
    assert "Guidance, not legal advice" in html
    for milestone in record.analysis_results["roadmap"]["milestones"]:
        assert milestone["title"] in unescape(html)


def test_a_report_stays_readable_after_a_change_and_says_so(client):
    base = start(client)
    add_file(client, base)
    finish(client, base)
    client.post(f"{base}/documents/d1/remove")
    html = client.get(f"{base}/report").text
    assert "You have changed something since this report" in html
    assert "document 1 (since removed), page 1" in html


def test_a_form_sent_twice_shows_the_result_and_a_new_wish_analyses_again(client, services):
    base = start(client)
    add_file(client, base)
    form = client.get(f"{base}/documents").text
    assert '<input type="hidden" name="after" value="0">' in form
    finish(client, base)
    session_id = base.rpartition("/")[2]
    late = client.post(f"{base}/analysis", data={"after": "0"})
    assert str(late.url).endswith("/report")
    assert services.store.sessions.get(session_id).attempt == 1
    assert 'name="after" value="1"' in client.get(f"{base}/documents").text
    client.post(f"{base}/analysis", data={"after": "1"})
    assert services.store.sessions.get(session_id).attempt == 2


def test_a_changed_application_is_analysed_again_whatever_the_form_knew(client, services):
    base = start(client)
    add_file(client, base)
    finish(client, base)
    client.post(f"{base}/questions", data=ANSWERS)
    client.post(f"{base}/analysis", data={"after": "0"})
    assert services.store.sessions.get(base.rpartition("/")[2]).attempt == 2


def test_pages_say_that_links_are_read_only_where_they_are(settings, rulebook):
    for reads in (False, True):
        services = build_services(settings.model_copy(update={"fetch_links": reads}), rulebook=rulebook)
        with open_client(services) as client:
            base = start(client)
            for path in ("/", f"{base}/questions", f"{base}/documents"):
                assert ("behind the links" in client.get(path).text) is reads, path


def test_an_application_resumes_where_it_was_left(client):
    base = start(client)
    assert str(client.get(base).url).endswith("/questions")
    client.post(f"{base}/questions", data=ANSWERS)
    assert str(client.get(base).url).endswith("/documents")
    add_file(client, base)
    finish(client, base)
    assert str(client.get(base).url).endswith("/report")


def test_events_end_with_the_analysis(client):
    base = start(client)
    add_file(client, base)
    finish(client, base)
    answer = client.get(f"{base}/events", headers={"accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    name, data = re.search(r"event: (\w+)\ndata: (.*)\n\n", answer.text).groups()
    assert name == "end"
    assert json.loads(data)["status"] == "completed"


def test_a_stream_of_events_is_of_limited_length(client, services, monkeypatch):
    monkeypatch.setattr(applicant_events, "STREAM_SECONDS", 0.1)
    base = start(client)
    add_file(client, base)
    session_id = base.rpartition("/")[2]
    services.pipeline.submit(session_id)  # without waking a worker
    answer = client.get(f"{base}/events", headers={"accept": "text/event-stream"})
    assert "event: progress" in answer.text or "event: end" in answer.text


def test_deletion_is_confirmed_and_leaves_a_receipt(client, services):
    base = start(client)
    add_file(client, base)
    finish(client, base)
    confirmation = client.get(f"{base}/delete").text
    assert "1 document" in confirmation
    assert services.store.sessions.get(base.rpartition("/")[2])  # looking deletes nothing
    receipt = client.post(f"{base}/delete")
    assert '<dd data-receipt="documents">1</dd>' in receipt.text
    assert client.get(f"{base}/deleted").text == receipt.text
    gone = client.get(f"{base}/report")
    assert gone.status_code == 410
    assert "This has been deleted" in gone.text


@pytest.mark.parametrize(
    "step", ["", "/questions", "/documents", "/analysis", "/report", "/delete", "/deleted"]
)
def test_an_unknown_application_is_a_page_that_says_so(client, step):
    answer = client.get(f"/apply/session_20260101_000000_{'A' * 32}{step}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_the_key_of_an_application_is_in_no_title(client):
    base = start(client)
    for step in ("questions", "documents", "delete"):
        answer = client.get(f"{base}/{step}")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "session_" not in re.search(r"<title>(.*?)</title>", answer.text)[1]
