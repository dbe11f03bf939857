"""The dashboard, as people use it."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from proof_of_talent.charts.catalogue import TABS, list_charts
from tests.browser.conftest import open_page, wait_for_change

SINCE_ALL = "period=all"


def read_figure(page, name):
    return page.locator(f'[data-figure="{name}"] .value').inner_text().split("\n")[0]


def fetch(page, site, path):
    return json.loads(page.request.get(site.address + path).body())


def open_table(page, chart):
    page.locator(f"#{chart} summary").click()
    return page.locator(f"#{chart} tbody tr")


@pytest.mark.parametrize("tab", list(TABS))
def test_every_chart_of_a_tab_is_drawn(page, site, tab):
    open_page(page, site, f"/dashboard?tab={tab}")
    shown = page.locator("[data-chart]").evaluate_all("cards => cards.map(card => card.dataset.chart)")
    assert shown == [chart.name for chart in list_charts(tab)]
    for card in page.locator("[data-chart]").all():
        name = card.get_attribute("data-chart")
        box = card.locator(".canvas svg").bounding_box()
        assert box["width"] > 200, name
        assert box["height"] > 60, name
        assert card.locator(".sample").inner_text().startswith("n = ")


def test_numbers_on_screen_are_those_of_the_api(page, site):
    open_page(page, site, f"/dashboard?{SINCE_ALL}")
    overview = fetch(page, site, "/api/analytics/overview")
    figures = fetch(page, site, "/api/analytics/trends")["figures"]
    assert read_figure(page, "total") == f"{overview['total_analyses']:,}"
    expect(page.locator('[data-figure="success_rate"] .note')).to_contain_text(
        f"{overview['errors']:,} failed"
    )
    assert read_figure(page, "success_rate") == f"{overview['success_rate']:.1f}%"
    assert read_figure(page, "avg_score") == f"{figures['avg_score']:.1f}"
    assert read_figure(page, "recent_30_days") == f"{overview['recent_30_days']:,}"
    rows = open_table(page, "by-field").all_inner_texts()
    assert len(rows) == len(overview["by_field"])
    for row, field in zip(rows, overview["by_field"], strict=True):
        assert f"\t{field['count']:,}\t{overview['completed']:,}\t" in row


def test_numbers_of_the_other_tabs_are_those_of_the_api(page, site):
    query = "since=2026-01-01&until=2026-12-31&field=digital_technology"
    open_page(page, site, f"/dashboard?tab=quality&period=custom&{query}")
    quality = fetch(page, site, f"/api/analytics/quality?{query}")
    assert read_figure(page, "error_rate") == f"{quality['error_rate']['share_percent']:.1f}%"
    causes = open_table(page, "error-causes").all_inner_texts()
    assert len(causes) == len(quality["errors_by_cause"])
    assert f"\t{quality['errors_by_cause'][0]['count']:,}\t" in causes[0]

    open_page(page, site, f"/dashboard?tab=insights&period=custom&{query}")
    insights = fetch(page, site, f"/api/analytics/insights?{query}")
    assert page.locator("#documents .sample").inner_text() == f"n = {insights['total']:,} analyses"
    actions = open_table(page, "actions").all_inner_texts()
    assert actions[0].startswith(insights["actions"][0]["label"])

    open_page(page, site, f"/dashboard?tab=fields&period=custom&{query}")
    (field,) = fetch(page, site, f"/api/analytics/fields?{query}")["fields"]
    (score,) = open_table(page, "field-scores").all_inner_texts()
    assert f"\t{field['avg_score']:.2f}\t{field['completed']:,}" in score


def test_filters_live_in_the_address_and_back_restores_them(page, site):
    open_page(page, site, "/dashboard")
    before = read_figure(page, "total")
    page.locator("#f-field").select_option("arts_culture")
    wait_for_change(page, "field=arts_culture")
    narrowed = read_figure(page, "total")
    assert narrowed != before
    page.get_by_role("link", name="Quality metrics").click()
    wait_for_change(page, "tab=quality")
    assert "field=arts_culture" in page.url
    page.go_back()
    page.wait_for_url(lambda url: "tab=quality" not in url)
    expect(page.locator('[data-figure="total"] .value')).to_have_text(narrowed)
    page.get_by_role("link", name="Remove filter: Arts and culture").click()
    page.wait_for_url(lambda url: "field" not in url)
    expect(page.locator('[data-figure="total"] .value')).to_have_text(before)


def test_a_custom_range_is_taken_when_it_is_given(page, site):
    open_page(page, site, "/dashboard")
    page.locator("#f-period").select_option("custom")
    page.locator("#f-since").fill("2026-09-01")
    page.locator("#f-since").blur()
    wait_for_change(page, "since=2026-09-01")
    total = fetch(page, site, "/api/analytics/overview?since=2026-09-01")["total_analyses"]
    assert read_figure(page, "total") == f"{total:,}"
    expect(page.locator("#summary")).to_contain_text("from 1 Sep 2026")


def test_a_click_on_a_slice_filters_and_another_undoes_it(page, site):
    open_page(page, site, f"/dashboard?{SINCE_ALL}")
    overview = fetch(page, site, "/api/analytics/overview")
    first = overview["by_field"][0]["_id"]
    page.locator("#by-field .mark-arc path").first.click(position={"x": 58, "y": 62})
    page.wait_for_url(lambda url: "field=" in url)
    wait_for_change(page, f"field={first}")
    filtered = fetch(page, site, f"/api/analytics/overview?field={first}")
    assert read_figure(page, "total") == f"{filtered['total_analyses']:,}"
    page.locator("#by-field .mark-text text").first.click()
    page.wait_for_url(lambda url: "field=" not in url)
    expect(page.locator('[data-figure="total"] .value')).to_have_text(f"{overview['total_analyses']:,}")


def test_the_keyboard_reads_points_and_filters_by_them(page, site):
    open_page(page, site, f"/dashboard?{SINCE_ALL}")
    plot = page.locator("#recommendations .plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("Strong, Analyses")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("Moderate, Analyses")
    expect(page.locator(".tip")).to_contain_text("Moderate")
    page.keyboard.press("Enter")
    wait_for_change(page, "recommendation=moderate")
    assert page.evaluate("document.activeElement.closest('[data-chart]')?.id") == "recommendations"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "recommendation" not in url)


def test_everything_can_be_reached_with_tab_alone(page, site):
    open_page(page, site, "/dashboard")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(75):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "(e => e.id || e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)"
            )
        )
    assert {"f-period", "f-field", "f-assessor", "CSV of Analyses over time", "Field comparison"} <= seen
    assert any(name.startswith("Recommendations. 3 data points") for name in seen)


@pytest.mark.parametrize("path", ["/", "/dashboard", "/dashboard/analyses"])
def test_the_question_mark_opens_the_shortcuts_and_escape_closes_them(page, site, path):
    page.goto(site.address + path)
    page.wait_for_selector("html.js")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_metric_is_explained_where_it_stands(page, site):
    open_page(page, site, "/dashboard")
    page.get_by_role("button", name="What “Analyses completed” means").first.click()
    note = page.locator("#x-success_rate")
    expect(note).to_be_visible()
    expect(note).to_contain_text("Share of analyses that ended with a result")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_the_table_and_its_csv_hold_what_is_drawn(page, site):
    open_page(page, site, f"/dashboard?{SINCE_ALL}&field=arts_culture")
    rows = open_table(page, "recommendations").all_inner_texts()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV of Recommendations").click()
    name = waiting.value.suggested_filename
    assert name.startswith("proof-of-talent_recommendations_all_arts_culture_")
    content = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))
    assert [line["Recommendation"] for line in lines] == ["Strong", "Moderate", "Weak"]
    for row, line in zip(rows, lines, strict=True):
        assert f"{int(line['Analyses']):,}" in row.split("\t")[1]
    overview = fetch(page, site, "/api/analytics/overview?field=arts_culture")
    assert {line["Recommendation"].lower(): int(line["Analyses"]) for line in lines} == {
        row["_id"]: row["count"] for row in overview["by_recommendation"]
    }


@pytest.mark.parametrize(("kind", "start"), [("PNG", b"\x89PNG\r\n"), ("SVG", b"<svg")])
@pytest.mark.parametrize("chart", ["Analyses per field", "Analyses over time"])
def test_a_chart_is_saved_as_a_picture_with_its_title(page, site, kind, start, chart):
    open_page(page, site, "/dashboard")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"{kind} of {chart}").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(start)
    assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")
    if kind == "SVG":
        assert chart in content.decode()
        assert "Last 12 months" in content.decode()
        assert "var(--" not in content.decode()
    else:
        assert len(content) > 10_000


def test_new_records_appear_without_a_reload(page, fresh_site, complaints):
    from proof_of_talent.demo.records import make_records
    from proof_of_talent.domain.base import read_clock
    from proof_of_talent.wiring.bootstrap import load_rulebook

    complaints.check_host = lambda *_: None  # another port than the demo site's
    page.goto(fresh_site.address + "/dashboard")
    expect(page.get_by_role("heading", name="No analyses yet")).to_be_visible()
    assert page.locator("[data-chart]").count() == 0
    records = list(make_records(12, seed=3, days=20, now=read_clock(), rulebook=load_rulebook()))
    fresh_site.services.store.records.add_many(records[:9])
    page.wait_for_selector('[data-figure="total"]')
    page.wait_for_selector("#by-field svg")
    assert read_figure(page, "total") == "9"
    fresh_site.services.store.records.add_many(records[9:])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # who comes back need not wait
    expect(page.locator('[data-figure="total"] .value')).to_have_text("12")


def test_small_samples_are_flagged(page, fresh_site, complaints):
    from proof_of_talent.demo.records import make_records
    from proof_of_talent.domain.base import read_clock
    from proof_of_talent.wiring.bootstrap import load_rulebook

    complaints.check_host = lambda *_: None
    made = make_records(30, seed=5, days=3, now=read_clock(), rulebook=load_rulebook())
    completed = [record for record in made if record.processing_status == "completed"]
    fresh_site.services.store.records.add_many(completed[:3])
    open_page(page, fresh_site, "/dashboard")
    expect(page.locator('[data-figure="success_rate"] .badge')).to_have_text("n < 5")
    expect(page.locator("#by-field .sample .badge")).to_be_visible()


def test_no_match_says_so_and_offers_the_way_back(page, site):
    open_page(page, site, "/dashboard?period=custom&since=1999-01-01&until=1999-12-31")
    expect(page.get_by_role("heading", name="No analyses match")).to_be_visible()
    assert page.locator("[data-chart] svg").count() == 0
    page.get_by_role("link", name="Clear all filters").click()
    page.wait_for_selector('[data-figure="total"]')


def test_a_failed_update_says_so_and_can_be_tried_again(page, site, complaints):
    open_page(page, site, "/dashboard")
    page.route("**/dashboard?**", lambda route: route.abort())
    page.locator("#f-status").select_option("error")
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/dashboard?**")
    page.get_by_role("button", name="Try again").click()
    wait_for_change(page, "status=error")
    expect(page.locator("#trouble")).to_be_hidden()
    assert complaints  # the browser reported the failed request, as it was made to fail
    complaints.clear()


def test_print_keeps_titles_and_leaves_controls_out(page, site):
    open_page(page, site, "/dashboard")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Recommendations")).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("Last 12 months")
    for control in (".site-header", "form.filters", "#recommendations .tools", ".tabs"):
        expect(page.locator(control)).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_the_crosshair_finds_the_nearest_period_wherever_the_mouse_is(page, site):
    open_page(page, site, f"/dashboard?{SINCE_ALL}")
    box = page.locator("#trend .canvas svg").bounding_box()
    seen = set()
    for step in range(20):
        page.mouse.move(box["x"] + 40 + step * (box["width"] - 60) / 19, box["y"] + 60 + 7 * (step % 5))
        expect(page.locator(".tip")).to_be_visible()
        seen.add(page.locator(".tip b").inner_text())
    assert len(seen) > 9, sorted(seen)  # a move may be read before the next frame shows it
    expect(page.locator("#trend .cross")).to_be_attached()


def test_a_sentence_and_a_mark_lead_to_their_analyses(page, site):
    open_page(page, site, "/dashboard?tab=fields")
    page.locator(".told a").first.click()
    page.wait_for_url(lambda url: "/dashboard/analyses?" in url)
    page.wait_for_selector("body[data-ready]")
    assert page.locator(".listing tbody tr").count() == 25
    page.go_back()
    page.wait_for_selector("body[data-ready]")
    row = open_table(page, "gap-heatmap").first
    count = row.locator("td").nth(1).inner_text()
    row.locator("a").click()
    page.wait_for_selector("#summary")
    expect(page.locator("#summary")).to_contain_text(f"{count} analyses match")


def test_dates_in_the_wrong_order_are_a_message_at_the_field(page, site):
    open_page(page, site, "/dashboard?since=2026-05-02&until=2026-05-01")
    expect(page.locator("#f-until")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-until-problem")).to_contain_text("before the first date")
    page.locator("#f-until").fill("2026-05-31")
    page.locator("#f-until").blur()
    wait_for_change(page, "until=2026-05-31")
    expect(page.locator("#f-until-problem")).to_be_empty()
    page.locator("#f-until").fill("2026-04-01")
    page.locator("#f-until").blur()
    expect(page.locator("#f-until-problem")).to_contain_text("before the first date")
