"""A reader's way in and out of a protected server, in a real browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_appearance import find_violations
from tests.factories import make_record


@pytest.fixture
def page(context, fresh_site, complaints):
    """A page of an empty server. A refused key is an answer that the browser notes."""
    opened = context.new_page()
    complaints.watch(opened, urlsplit(fresh_site.address).netloc)
    yield opened
    refusals = "Failed to load resource: the server responded with a status of 40"
    assert [complaint for complaint in complaints if not complaint.startswith(refusals)] == []


def test_a_reader_signs_in_sees_figures_but_no_person_and_signs_out(page, fresh_site):
    record = make_record()
    fresh_site.services.store.records.add_many([record])
    key = fresh_site.services.keyring.create("reader", ("analytics",), actor="test")
    page.goto(f"{fresh_site.address}/dashboard?tab=quality&period=all")
    assert urlsplit(page.url).path == "/sign-in"
    assert find_violations(page) == []
    page.get_by_label("API key").fill("pot_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("is not valid")
    page.get_by_label("API key").fill(key.token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard?tab=quality&period=all", wait_until="commit")
    page.wait_for_selector("body[data-ready]", timeout=60_000)  # a new version compiles its charts first
    assert page.locator(".canvas svg").count() > 0
    assert find_violations(page) == []
    page.goto(f"{fresh_site.address}/dashboard/analyses?period=all")
    assert record.session_id not in page.content()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your key does not allow this")
    page.get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/sign-in")
    page.goto(f"{fresh_site.address}/dashboard")
    assert urlsplit(page.url).path == "/sign-in"
    assert page.evaluate("document.cookie") == ""
    assert fresh_site.services.keyring.list()[0].sign_ins == ()
