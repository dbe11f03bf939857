"""What was read, in a real browser: a quote leads to its words, a correction is read and judged."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from proof_of_talent.demo.samples import load_sample
from tests.web.test_shown import HIDDEN

SAMPLE = load_sample("digital_technology/middling")
PHONE = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}


@pytest.fixture
def page(context, fresh_site, complaints):
    opened = context.new_page()
    complaints.watch(opened, urlsplit(fresh_site.address).netloc)
    yield opened
    assert complaints == []


def hand_in(page, site, tmp_path, *files):
    """Hand documents in by the plain forms and wait for the report; return the session's address."""
    session = site.services.intake.create_session("digital_technology")
    base = f"{site.address}/apply/{session.session_id}"
    page.goto(f"{base}/documents")
    page.wait_for_selector("body[data-ready]")
    for name, content in files:
        (tmp_path / name).write_bytes(content)
        page.set_input_files("#files", tmp_path / name)
        page.locator(".file[data-document]", has_text=name).wait_for()
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url("**/report")
    return base


def check(page):
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "session_" not in page.title()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["screen", "phone"])
def test_a_quote_opens_its_page_with_the_words_marked(page, fresh_site, tmp_path):
    files = [(document.filename, document.content_bytes()) for document in SAMPLE.documents]
    hand_in(page, fresh_site, tmp_path, *files)
    link = page.locator("figcaption a[href*='mark=']", has_text=".pdf").first
    quote = link.locator("xpath=../../blockquote").inner_text()
    link.click()
    page.wait_for_url("**/read?page=*")
    marked = " ".join(" ".join(page.locator("mark").all_inner_texts()).split())
    assert marked.strip(".") in " ".join(quote.split())
    assert page.locator("mark").first.is_visible()
    assert page.evaluate("document.querySelector('.picture img').decode().then(() => true)")
    box = page.locator("svg rect.marked").first.bounding_box()
    picture = page.locator(".picture").bounding_box()
    assert picture["x"] <= box["x"] < picture["x"] + picture["width"]
    assert picture["y"] <= box["y"] < picture["y"] + picture["height"]
    assert box["width"] > 4 < box["height"]
    check(page)
    page.go_back()
    page.wait_for_url("**/report")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    link = page.locator("figcaption a[href*='mark=']", has_text=".docx").first
    assert re.search(r"page \d+, line \d+", link.inner_text()), "for a reader on paper"
    quote = link.locator("xpath=../../blockquote").inner_text()
    link.click()
    page.wait_for_url("**/read?page=*")
    marked = " ".join(" ".join(page.locator("mark").all_inner_texts()).split())
    assert marked.strip(".") in " ".join(quote.split())
    assert page.locator("mark").first.is_visible()
    check(page)


@pytest.mark.parametrize(
    "options", [{}, PHONE, {"java_script_enabled": False}], ids=["screen", "phone", "plain"]
)
def test_a_correction_is_read_and_judged_again(context, complaints, fresh_site, tmp_path, options):
    site = fresh_site
    page = context.new_page()
    complaints.watch(page, urlsplit(site.address).netloc)
    session = site.services.intake.create_session("digital_technology")
    base = f"{site.address}/apply/{session.session_id}"
    (tmp_path / "cv.pdf").write_bytes(HIDDEN)
    page.goto(f"{base}/documents")
    page.set_input_files("#files", tmp_path / "cv.pdf")
    if options.get("java_script_enabled", True):
        page.locator(".file[data-document]", has_text="cv.pdf").wait_for()
    else:
        page.get_by_role("button", name="Upload the chosen files").click()
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url("**/report", timeout=30_000)
    page.get_by_role("link", name="cv.pdf", exact=True).first.click()
    assert page.locator(".lines").get_by_text("Winner of every prize").count() == 0
    button = page.get_by_role("button", name="This is visible")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#said")
    assert page.locator(".lines").get_by_text("Winner of every prize there is").count() == 1
    if options.get("java_script_enabled", True):
        check(page)
    page.get_by_role("button", name="Analyse again").click()
    page.wait_for_url("**/report", timeout=30_000)
    record = site.services.store.records.find(session.session_id, 2)
    assert record.corrections == 1
    assert page.locator("[data-stated]").inner_text().startswith("“cv.pdf”: a passage that was left out")
    assert complaints == []
