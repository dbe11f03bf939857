"""The table of analyses and the page of one."""

import csv
import io
import json
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import open_page, wait_for_change


def fetch(page, site, path):
    return json.loads(page.request.get(site.address + path).body())


def read_ids(page):
    return page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id.slice(2))")


def test_the_table_pages_through_what_the_api_lists(page, site):
    open_page(page, site, "/dashboard/analyses?period=all&field=science_research")
    listed = fetch(page, site, "/api/analytics/analyses?field=science_research&limit=50")
    ids = [row["_id"] for row in listed["analyses"]]
    assert read_ids(page) == ids[:25]
    expect(page.locator("#summary")).to_contain_text(f"{listed['total']:,} analyses match")
    page.get_by_role("link", name="Next").click()
    wait_for_change(page, "page=2")
    expect(page.locator(".pager")).to_contain_text("26–50")
    assert read_ids(page) == ids[25:]
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url(lambda url: "page=2" not in url)
    expect(page.locator(".pager")).to_contain_text("1–25")
    assert read_ids(page) == ids[:25]
    page.go_back()
    wait_for_change(page, "page=2")
    expect(page.locator(".pager")).to_contain_text("26–50")  # the address goes back first, then the table
    assert read_ids(page) == ids[25:]


def test_rows_are_sorted_by_the_server(page, site):
    open_page(page, site, "/dashboard/analyses?period=all")
    page.get_by_role("link", name="Score").click()
    wait_for_change(page, "sort=-overall_score")
    head = page.locator("th", has_text="Score")
    expect(head).to_have_attribute("aria-sort", "descending")
    best = fetch(page, site, "/api/analytics/analyses?sort=-overall_score&limit=25")["analyses"]
    assert read_ids(page) == [row["_id"] for row in best]
    page.get_by_role("link", name="Score").click()
    wait_for_change(page, "sort=overall_score")
    expect(page.locator("th", has_text="Score")).to_have_attribute("aria-sort", "ascending")


def test_columns_and_rows_are_chosen(page, site):
    open_page(page, site, "/dashboard/analyses")
    page.get_by_text("Columns and rows").click()
    page.get_by_role("checkbox", name="Weaknesses").uncheck()
    page.get_by_role("checkbox", name="Attempt").check()
    page.get_by_label("Rows a page").select_option("50")
    page.locator("#columns").get_by_role("button", name="Apply").click()
    wait_for_change(page, "columns=attempt")
    heads = page.locator("thead th").all_inner_texts()
    assert "Attempt" in heads
    assert "Weaknesses" not in heads
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="Next").click()
    wait_for_change(page, "page=2")
    assert "Attempt" in page.locator("thead th").all_inner_texts()


def test_an_export_holds_all_matching_rows_and_says_how_many_first(page, site):
    open_page(page, site, "/dashboard/analyses?field=arts_culture&status=completed&period=30d")
    summary = page.locator("#export summary")
    count = int(re.sub(r"\D", "", summary.inner_text()))
    summary.click()
    with page.expect_download() as waiting:
        page.locator("#export").get_by_role("link", name="CSV").click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) - 1 == count
    for name in ("Excel", "Parquet", "NDJSON", "JSON"):
        expect(page.locator("#export").get_by_role("link", name=name, exact=False).first).to_be_visible()


def test_a_row_opens_its_analysis_and_the_way_back_keeps_the_place(page, site):
    open_page(page, site, "/dashboard/analyses?status=completed&sort=-overall_score")
    page.get_by_role("link", name="Next").click()
    wait_for_change(page, "page=2")
    wanted = read_ids(page)[3]
    page.locator(f"#r-{wanted}").click()
    page.wait_for_url(lambda url: f"/dashboard/analyses/{wanted}" in url)
    record = fetch(page, site, f"/api/analytics/analyses/{wanted}")
    expect(page.locator(".score")).to_contain_text(str(record["overall_score"]))
    shown = page.locator(".criterion h3").all_inner_texts()
    results = record["analysis_results"]
    assert shown == [f"{c['criterion']} · {c['name']}" for c in results["criteria"]]
    quote = next(f["evidence"][0] for f in results["findings"] if f["evidence"])
    expect(page.locator("blockquote", has_text=quote["quote"]).first).to_be_visible()
    expect(page.locator("#documents + p")).to_have_text(str(record["document_count"]))
    page.get_by_text("Raw JSON").click()
    assert json.loads(page.locator("pre").inner_text()) == record
    page.get_by_role("link", name="← All analyses").click()
    page.wait_for_url(lambda url: "page=2" in url and url.endswith(f"#r-{wanted}"))
    assert wanted in read_ids(page)


def test_a_failed_analysis_says_where_and_why(page, site):
    (row,) = fetch(page, site, "/api/analytics/analyses?status=error&limit=1")["analyses"]
    page.goto(f"{site.address}/dashboard/analyses/{row['_id']}")
    expect(page.get_by_text(row["error_message"], exact=True)).to_be_visible()
    expect(page.get_by_text(row["error"]["code"], exact=True)).to_be_visible()


def test_an_unknown_analysis_is_a_page_that_says_so(page, site, complaints):
    answer = page.goto(f"{site.address}/dashboard/analyses/{'0' * 24}")
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    complaints.clear()  # the browser mentions the 404 it was asked for


def test_row_numbers_and_previous_are_right_far_down(page, site):
    open_page(page, site, "/dashboard/analyses?period=all&page=1000")
    expect(page.locator(".pager")).to_contain_text("24,976–25,000")
    assert page.locator("tbody tr td").first.inner_text() == "24,976"
    there = read_ids(page)
    page.get_by_role("link", name="Next").click()
    wait_for_change(page, "page=1001")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url(lambda url: "page=1000" in url)
    expect(page.locator(".pager")).to_contain_text("24,976–25,000")
    assert read_ids(page) == there


def test_arrow_keys_go_from_row_to_row(page, site):
    open_page(page, site, "/dashboard/analyses")
    page.locator("tbody th a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    wanted = read_ids(page)[1]
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: f"/dashboard/analyses/{wanted}" in url)
