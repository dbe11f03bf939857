"""The checklist before paying and the letters on the report, over HTTP."""

from html import unescape

from tests.conftest import write_docx
from tests.judging.letters.test_checking import HARBOUR
from tests.web.test_applicant import add_file, finish, start

OKAFOR = write_docx(
    "Curriculum Vitae", "Maya Okafor", "Experience", "2021 - 2026 Engineer", "Education", "BSc"
)


def test_before_an_analysis_there_is_no_list(client):
    base = start(client)
    answer = client.get(f"/api/session/{base.rpartition('/')[2]}/checklist")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "no_analysis"
    page = client.get(f"{base}/checklist", follow_redirects=False)
    assert page.headers["location"] == f"{base}/analysis"


def test_the_list_is_a_page_that_names_files_sources_and_costs(client):
    base = start(client)
    add_file(client, base, OKAFOR, "okafor cv.docx")
    add_file(client, base, write_docx(*HARBOUR.split("\n")), "harbour letter.docx")
    report = unescape(finish(client, base).text)
    assert f'href="{base}/checklist"' in report
    checklist = client.get(f"/api/session/{base.rpartition('/')[2]}/checklist").json()
    html = unescape(client.get(f"{base}/checklist").text)
    for group in checklist["groups"]:
        assert group["title"] in html
        for item in group["items"]:
            assert item["label"] in html
            assert not item["mend"] or item["mend"] in html
    assert "CVs that we found: “okafor cv.docx”" in html
    assert "harbour letter.docx" in html
    assert "Tech Nation, Global Talent visa guide" in html
    assert "£561" in html
    assert html.count("<h1") == 1
    assert not checklist["is_outdated"]
    client.post(f"{base}/documents/d2/remove")
    assert "You have changed something since this list was made" in unescape(
        client.get(f"{base}/checklist").text
    )


def test_the_report_shows_each_letter_with_its_author_and_what_was_found(client):
    base = start(client)
    add_file(client, base, OKAFOR)
    add_file(client, base, write_docx(*HARBOUR.split("\n")), "harbour letter.docx")
    add_file(client, base, write_docx(*HARBOUR.replace("Tom Ade", "Ian Rook").split("\n")), "second.docx")
    html = unescape(finish(client, base).text)
    assert "Your letters" in html
    assert "Tom Ade" in html
    assert "12 Sep 2026" in html
    assert "We found:" in html
    assert "Sentences that papers share" in html
    assert "What no program can see" in html
    assert "covers" not in html


def test_an_unscored_route_has_a_list_too(client, services):
    base = start(client, "science_research")
    services.intake.save_answers(base.rpartition("/")[2], {"route_preference": "fellowship"})
    add_file(client, base)
    assert f'href="{base}/checklist"' in finish(client, base).text
    html = client.get(f"{base}/checklist").text
    assert "The award is on the list" in html
    assert "For you to check" in html
