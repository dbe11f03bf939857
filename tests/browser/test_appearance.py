"""Light, dark, small, and for everybody: contrast aside (see test_tokens), as axe judges it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import open_page

PATHS = [
    "/dashboard",
    "/dashboard?tab=fields",
    "/dashboard?tab=insights",
    "/dashboard?tab=quality",
    "/dashboard/analyses",
]
DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def find_violations(page, rules=RULES):
    """Judge all but the drawings themselves: screen readers get text and tables instead."""
    found = Axe().run(page, context={"exclude": [[".canvas"]]}, options=rules).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found
        if violation["impact"] in {"serious", "critical", "moderate"}
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_to_object_to_in_light_and_dark(page, site, path):
    open_page(page, site, path)
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(page.locator("html")).to_have_css("background-color", "rgb(15, 19, 25)")
    assert find_violations(page, {"runOnly": ["color-contrast"]}) == []


def test_axe_finds_nothing_on_one_analysis_with_everything_open(page, site):
    open_page(page, site, "/dashboard/analyses")
    page.locator("tbody th a").first.click()
    page.get_by_text("Raw JSON").click()
    assert find_violations(page) == []


@pytest.mark.parametrize("options", [PHONE], ids=["375"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_sticks_out_on_a_phone(page, site, path):
    open_page(page, site, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    small = page.evaluate(
        """[...document.querySelectorAll('button, select, input, .tabs a, .site-nav a')]
           .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24)
           .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []
    for drawing in page.locator(".canvas svg").all():
        box = drawing.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375


def read_ground(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("options", [DARK], ids=["dark"])
def test_the_system_s_dark_is_followed(page, site):
    open_page(page, site, "/dashboard")
    assert read_ground(page) == "rgb(15, 19, 25)"
    ink = page.locator("#recommendations .mark-text text").first.evaluate("e => getComputedStyle(e).fill")
    assert ink == "rgb(232, 236, 242)"


def test_chosen_colours_stay_and_come_with_the_page(page, site):
    open_page(page, site, "/dashboard")
    assert read_ground(page) == "rgb(246, 247, 249)"
    page.get_by_role("button", name="Dark").click()
    assert read_ground(page) == "rgb(15, 19, 25)"
    with page.expect_response(lambda answer: answer.url.endswith("/dashboard")) as waiting:
        page.reload()
    assert '<html lang="en" data-theme="dark">' in waiting.value.text()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="As the system").click()
    assert read_ground(page) == "rgb(246, 247, 249)"


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], ids=["no script"])
def test_without_script_filters_and_tables_still_work(page, site):
    page.goto(site.address + "/dashboard")
    page.locator("#f-field").select_option("arts_culture")
    page.get_by_role("button", name="Apply").click()
    assert "field=arts_culture" in page.url
    page.locator("#recommendations summary").click()
    assert page.locator("#recommendations tbody tr").count() == 3
