"""The applicant's way in a real browser: from a field to a report, and to deletion."""

import json
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own, which is not Python's

from proof_of_talent.demo.samples import load_sample

SAMPLE = load_sample("digital_technology/middling")
REFUSAL = "Failed to load resource: the server responded with a status of 422"
PHONE = {"viewport": {"width": 375, "height": 740}, "color_scheme": "dark"}


@pytest.fixture
def page(context, fresh_site, complaints):
    """A page of an empty server. No complaint is that a browser notes a refused answer or file."""
    opened = context.new_page()
    complaints.watch(opened, urlsplit(fresh_site.address).netloc)
    yield opened
    assert [complaint for complaint in complaints if not complaint.startswith(REFUSAL)] == []


@pytest.fixture
def folder(tmp_path):
    for document in SAMPLE.documents:
        (tmp_path / document.filename).write_bytes(document.content_bytes())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing after it")
    return tmp_path


class HeldAssessor:
    """The real assessor behind a gate, so that a test can look at an analysis under way."""

    def __init__(self, assessor):
        self.name = assessor.name
        self.gate = threading.Event()
        self._assessor = assessor

    def assess(self, application, criteria, sitting=None):
        assert self.gate.wait(30)
        return self._assessor.assess(application, criteria)


def wait_ready(page):
    page.wait_for_selector("body[data-ready]")


def begin(page, site):
    page.goto(site.address)
    page.get_by_role("button", name="Start: Digital technology").click()
    page.wait_for_url("**/questions")
    wait_ready(page)


def answer(page):
    for name, value in SAMPLE.answers.items():
        control = page.locator(f"[name={name}]")
        if isinstance(value, bool):
            page.check(f"[name={name}][value={'yes' if value else 'no'}]")
        elif control.first.get_attribute("type") == "radio":
            page.check(f"[name={name}][value={value}]")
        else:
            control.fill(str(value))
    page.check("[name=consent_service]")


def go_on(page):
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/documents")
    wait_ready(page)


def upload(page, folder, names):
    page.set_input_files("#files", [folder / name for name in names])
    for name in names:
        page.locator(".file[data-document]", has_text=name).wait_for()


def reach_report(page, site, folder, names=None):
    begin(page, site)
    answer(page)
    go_on(page)
    upload(page, folder, names or [document.filename for document in SAMPLE.documents])
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url("**/report")


def choose_by_key(page, path):
    """Open the file chooser with a key; headless Chromium on a busy machine loses one now and then."""
    for _ in range(15):
        try:
            with page.expect_file_chooser(timeout=4000) as chooser:
                page.keyboard.press("Enter")
        except TimeoutError:
            continue
        chooser.value.set_files(path)
        return
    raise AssertionError("the file chooser never opened")


def session_of(page):
    return urlsplit(page.url).path.split("/")[2]


def check_page(page):
    """No serious violation, nothing wider than the screen, and no key of a session in the title."""
    found = Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert serious == [], [(v["id"], v["nodes"][0]["html"]) for v in serious]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "session_" not in page.title()


def test_the_whole_way_from_field_to_report_to_receipt(page, fresh_site, folder):
    reach_report(page, fresh_site, folder)
    results = fresh_site.services.store.records.find(session_of(page), 1)
    assert page.locator("[data-score]").inner_text() == str(results.overall_score)
    code, quote = next(
        (criterion["criterion"], evidence)
        for criterion in results.analysis_results["criteria"]
        for finding in criterion["findings"]
        for evidence in finding["evidence"]
    )
    shown = page.locator(f"#c-{code} figure").first
    assert shown.locator("blockquote").inner_text() == " ".join(quote["quote"].split())
    name = SAMPLE.documents[int(quote["document"][1:]) - 1].filename
    assert shown.locator("figcaption").inner_text() == f"{name}, page {quote['page']}, line {quote['line']}"
    assert page.locator(".timeline li.goal").is_visible()
    assert page.get_by_text("not legal advice").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download JSON").click()
    assert json.loads(download.value.path().read_text())["overall_score"] == results.overall_score

    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete everything").click()
    page.wait_for_url("**/deleted")
    assert page.locator("[data-receipt=documents]").inner_text() == str(len(SAMPLE.documents))
    assert page.locator("[data-receipt=records]").inner_text() == "1"


def test_answers_are_saved_as_they_are_given_and_checked_at_once(page, fresh_site):
    begin(page, fresh_site)
    page.fill("[name=years_experience]", "-3")
    page.fill("[name=awards]", "A prize")
    page.locator("[name=awards]").blur()
    problem = page.locator("#p-years_experience")
    problem.get_by_text("Please give a number from 0 to 60.").wait_for()
    assert page.get_attribute("[name=years_experience]", "aria-invalid") == "true"
    page.fill("[name=years_experience]", "7")
    page.locator("[name=years_experience]").blur()
    page.get_by_text("All answers saved").wait_for()
    assert problem.is_hidden()
    page.reload()
    assert page.input_value("[name=years_experience]") == "7"
    assert page.input_value("[name=awards]") == "A prize"
    assert page.locator("[data-answered]").inner_text() == "1"


def test_the_list_of_wrong_answers_and_the_count_follow_what_is_mended(page, fresh_site):
    begin(page, fresh_site)
    page.get_by_role("button", name="Save and go on").click()
    summary = page.locator("[data-summary]")
    summary.get_by_text("7 answers need another look").wait_for()
    page.fill("[name=years_experience]", "many")
    page.locator("[name=years_experience]").blur()
    summary.get_by_text("Please give a number, such as 5.").wait_for()
    assert page.locator("[data-answered]").inner_text() == "0"
    page.fill("[name=years_experience]", "7")
    page.locator("[name=years_experience]").blur()
    summary.get_by_text("6 answers need another look").wait_for()
    assert page.locator("[data-answered]").inner_text() == "1"
    page.reload()
    assert page.input_value("[name=years_experience]") == "7"


def test_a_document_that_another_tab_removed_goes_from_this_one_too(page, fresh_site, folder, complaints):
    begin(page, fresh_site)
    answer(page)
    go_on(page)
    name = SAMPLE.documents[0].filename
    upload(page, folder, [name])
    address = f"{fresh_site.address}/api/session/{session_of(page)}/documents"
    (held,) = page.request.get(address).json()["documents"]
    assert page.request.delete(f"{address}/{held['id']}").ok
    page.get_by_role("button", name=f"Remove {name}").click()
    page.get_by_text("No documents yet").wait_for()
    assert page.locator("[data-problem-box]").inner_text() == ""
    assert all("404" in complaint for complaint in complaints)
    complaints.clear()


def test_what_is_missing_is_listed_with_links_to_its_question(page, fresh_site):
    begin(page, fresh_site)
    page.get_by_role("button", name="Save and go on").click()
    summary = page.locator("[data-summary]")
    summary.wait_for()
    wait_ready(page)
    assert summary.evaluate("element => element === document.activeElement")
    link = summary.get_by_role("link", name="How many years")
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "years_experience"


def test_a_file_that_cannot_be_used_is_explained_and_keeps_no_other_out(page, fresh_site, folder):
    begin(page, fresh_site)
    page.goto(page.url.replace("questions", "documents"))
    wait_ready(page)
    good = SAMPLE.documents[0].filename
    (folder / "notes.txt").write_text("hello")
    page.set_input_files("#files", [folder / "broken.pdf", folder / "notes.txt", folder / good])
    row = page.locator(".file[data-document]")
    row.wait_for()
    assert row.locator("select").input_value() == "cv"
    assert "damaged" in page.locator(".file.failed", has_text="broken.pdf").inner_text()
    assert "neither a PDF nor a Word" in page.locator(".file.failed", has_text="notes.txt").inner_text()
    row.locator("select").select_option("evidence")
    page.get_by_text("Saved as: Evidence").wait_for()
    session = fresh_site.services.store.sessions.get(session_of(page))
    assert [document.kind for document in session.documents] == ["evidence"]
    page.get_by_role("button", name=f"Remove {good}").click()
    row.wait_for(state="detached")
    assert fresh_site.services.store.sessions.get(session.session_id).documents == ()


def test_a_lost_connection_can_be_tried_again_and_an_upload_cancelled(
    page, context, fresh_site, folder, complaints
):
    begin(page, fresh_site)
    page.goto(page.url.replace("questions", "documents"))
    wait_ready(page)
    name = SAMPLE.documents[0].filename
    context.route("**/api/upload/**", lambda route: route.abort())
    page.set_input_files("#files", [folder / name])
    page.get_by_role("button", name=f"Try again: {name}").wait_for()
    context.unroute("**/api/upload/**")
    page.get_by_role("button", name=f"Try again: {name}").click()
    page.locator(".file[data-document]").wait_for()
    context.route("**/api/upload/**", lambda route: None)  # never answered
    page.set_input_files("#files", [folder / SAMPLE.documents[1].filename])
    page.get_by_role("button", name="Cancel").click()
    page.locator(".file.pending").wait_for(state="detached")
    assert len(fresh_site.services.store.sessions.get(session_of(page)).documents) == 1
    assert all("upload" in complaint or "ERR_FAILED" in complaint for complaint in complaints)
    complaints.clear()


@pytest.mark.parametrize("way", ["events", "polling"])
def test_progress_survives_a_reload(page, context, fresh_site, folder, monkeypatch, complaints, way):
    held = HeldAssessor(fresh_site.services.assessor)
    monkeypatch.setattr(fresh_site.services.pipeline, "_assessor", held)
    if way == "polling":
        context.route("**/events", lambda route: route.fulfill(status=404))
    begin(page, fresh_site)
    page.goto(page.url.replace("questions", "documents"))
    wait_ready(page)
    upload(page, folder, [SAMPLE.documents[0].filename])
    page.get_by_role("button", name="Start the analysis").click()
    current = page.locator("[data-stage=analysis][aria-current=step]")
    current.wait_for()
    page.reload()
    current.wait_for()
    page.wait_for_selector(f"[data-by={way}]")
    held.gate.set()
    page.wait_for_url("**/report")
    if way == "polling":
        assert all("404" in complaint for complaint in complaints)
        complaints.clear()


def test_the_keyboard_is_enough(page, fresh_site, folder):
    page.goto(fresh_site.address)

    def press_until(test):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(test):
                return
        raise AssertionError(f"Tab never reached {test}")

    press_until("document.activeElement.value === 'digital_technology'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions")
    wait_ready(page)
    press_until("document.activeElement.name === 'route_preference'")
    page.keyboard.press("Space")
    press_until("document.activeElement.name === 'years_experience'")
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.get_by_text("All answers saved").wait_for()
    page.goto(page.url.replace("questions", "documents"))
    wait_ready(page)
    press_until("document.activeElement.id === 'files'")
    choose_by_key(page, folder / SAMPLE.documents[0].filename)
    page.locator(".file[data-document]").wait_for()
    press_until("document.activeElement.textContent === 'Start the analysis'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")


@pytest.mark.parametrize("options", [PHONE, {"color_scheme": "light"}], ids=["phone-dark", "wide-light"])
def test_every_page_is_accessible_and_fits(page, fresh_site, folder):
    page.goto(fresh_site.address)
    check_page(page)
    begin(page, fresh_site)
    page.get_by_role("button", name="Save and go on").click()
    page.locator("[data-summary]").wait_for()
    check_page(page)
    answer(page)
    go_on(page)
    upload(page, folder, [SAMPLE.documents[0].filename])
    page.set_input_files("#files", [folder / "broken.pdf"])
    page.locator(".file.failed").wait_for()
    check_page(page)
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url("**/report")
    check_page(page)
    header = page.locator(".site-header").bounding_box()
    assert page.locator(".steps").bounding_box()["y"] >= header["y"] + header["height"]
    page.get_by_role("link", name="Report the decision").click()
    page.wait_for_url("**/outcome")
    check_page(page)
    page.go_back()
    page.get_by_role("link", name="Delete my data").click()
    page.wait_for_url("**/delete")
    check_page(page)


def test_the_report_prints_with_its_sources_and_without_controls(page, fresh_site, folder):
    reach_report(page, fresh_site, folder, [SAMPLE.documents[0].filename])
    page.emulate_media(media="print")
    assert page.locator("button:visible, .site-header:visible, .steps:visible").count() == 0
    assert page.get_by_text("Where this comes from").is_visible()
    document = page.pdf(prefer_css_page_size=True)
    pages = [found.text for found in fresh_site.services.extractor.extract(document).pages]
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert "Guidance, not legal advice" in pages[-1]
    results = fresh_site.services.store.records.find(session_of(page), 1).analysis_results
    for part in ("Your report", results["criteria"][0]["name"], "Immigration Rules"):
        assert any(part in text for text in pages)


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], ids=["no-script"])
def test_the_whole_way_works_without_javascript(page, fresh_site, folder):
    page.goto(fresh_site.address)
    page.get_by_role("button", name="Start: Digital technology").click()
    answer(page)
    page.get_by_role("button", name="Save and go on").click()
    page.set_input_files("#files", [folder / SAMPLE.documents[0].filename, folder / "broken.pdf"])
    page.get_by_role("button", name="Upload the chosen files").click()
    page.get_by_text("One file could not be used").wait_for()
    assert page.locator(".file .name").inner_text() == SAMPLE.documents[0].filename
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url("**/report")
    assert page.locator("[data-score]").inner_text().isdigit()
    page.get_by_role("link", name="Report the decision").click()
    page.select_option("#outcome", "refused")
    page.fill("#date", "2026-06-01")
    page.get_by_role("button", name="Report the decision").click()
    page.locator("[data-outcome]", has_text="Refused").wait_for()
    page.get_by_role("link", name="Back to my application").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all that is held").click()
    held = json.loads(download.value.path().read_text())
    assert held["records"][0]["outcome"]["result"] == "refused"
