"""Every chart is declared in full: rows fill its table, shares have a denominator, words are defined."""

from datetime import timedelta

import pytest

from proof_of_talent.analytics import AnalyticsCache, describe_metrics
from proof_of_talent.charts.answers import Answers, FigureRequest
from proof_of_talent.charts.catalogue import CHARTS, TABS, find_chart, list_charts
from proof_of_talent.charts.palette import LIGHT
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.lists import read_marked_page
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.wiring.bootstrap import load_rulebook
from tests.factories import make_record

WITHOUT_DATA = {"calibration", "calibration-groups"}  # 360 records have too few decisions
every_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)


def test_names_are_unique_and_tabs_hold_all_charts():
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)
    assert [chart for tab in TABS for chart in list_charts(tab)] == list(CHARTS)


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(NotFoundError, match="by-field"):
        find_chart("nothing")


@every_chart
def test_rows_fill_the_columns_of_the_table(chart, answers):
    rows = chart.read(answers)
    assert bool(rows) is (chart.name not in WITHOUT_DATA)
    assert [row["i"] for row in rows] == list(range(len(rows)))
    for column in chart.columns:
        assert all(column.key in row for row in rows), column
        assert rows == [] or any(row[column.key] is not None for row in rows) or column.key == "Comparison"


def ask_since(store, since, now):
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    return Answers(
        store, load_rulebook(), FigureRequest(AnalysisFilter(since=midnight), now), AnalyticsCache()
    )


def test_a_period_that_is_cut_or_still_runs_is_lighter_and_says_so(store):
    now = read_clock()
    since = now - timedelta(days=100)
    if since.weekday() == 0:  # a Monday begins a whole week
        since -= timedelta(days=1)
    for name in ("trend", "results", "error-rate"):
        rows = find_chart(name).read(ask_since(store, since, now))
        assert rows[0]["label"].endswith(" (part)"), name
        assert rows[-1]["label"].endswith(" (so far)"), name
        assert [row["light"] for row in rows] == [True, *[False] * (len(rows) - 2), True], name


@pytest.mark.parametrize("count", [1, 3, 10])
def test_analyses_of_today_are_one_period_of_today(count, tmp_path):
    now = read_clock()
    opened = SQLiteStore(tmp_path / "talent.db")
    opened.records.add_many(make_record(created_at=now, completed_at=now) for _ in range(count))
    asked = ask_since(opened, now - timedelta(days=365), now)
    (trend,) = find_chart("trend").read(asked)
    (errors,) = find_chart("error-rate").read(asked)
    assert (trend["Analyses"], trend["so_far"], trend["Comparison"]) == (count, f"{count} so far", None)
    assert (asked.trends.grain, errors["of"], errors["light"]) == ("day", count, True)
    opened.close()


def test_an_axis_begins_at_the_first_record_of_the_store_and_its_grain_follows(store):
    now = read_clock()
    asked = ask_since(store, now - timedelta(days=900), now)
    assert asked.trends.grain == "week"
    assert asked.trends.points[0].total > 0
    assert asked.trends.comparison.figures.total == 0


@every_chart
def test_shares_follow_from_the_counts_beside_them(chart, answers):
    for row in chart.read(answers):
        if row.get("of") and "share_percent" in row:
            assert row["share_percent"] == pytest.approx(100 * row["count"] / row["of"], abs=0.006)
            assert row["of"] <= max(chart.sample(answers).size, row["of"])


@every_chart
def test_figures_are_explained(chart):
    definitions = describe_metrics()
    assert chart.metrics
    assert any(name in definitions for name in chart.metrics), chart.metrics
    assert chart.hint.endswith(".")


@every_chart
def test_a_drawing_takes_its_data_from_rows_and_its_colours_from_the_palette(chart):
    import re

    from proof_of_talent.charts.build import compose_chart

    text = str(compose_chart(chart))
    assert "'name': 'rows'" in text
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= set(LIGHT)
    assert not re.search(r"#[0-9a-f]{6}", text)


def test_counts_of_a_breakdown_add_up_to_the_whole(answers):
    overview = answers.overview
    for name in ("by-field", "recommendations"):
        assert sum(row["count"] for row in find_chart(name).read(answers)) == overview.completed
    assert sum(row["Analyses"] for row in find_chart("trend").read(answers)) == overview.total_analyses
    assert sum(row["count"] for row in find_chart("error-rate").read(answers)) == overview.errors
    assert sum(row["count"] for row in find_chart("upload-hours").read(answers)) == overview.total_analyses


NOT_ANALYSES = {"funnel", "document-kinds", "calibration", "calibration-groups"}
"""Charts of sessions, documents and decisions."""


@every_chart
def test_every_mark_leads_to_its_analyses(chart, answers, store):
    rows = chart.read(answers)
    if chart.name in NOT_ANALYSES or chart.narrow:
        return
    for row in [row for row in rows if row["count"]][:3]:
        wanted = AnalysisFilter(field=row.get("field"))
        found = read_marked_page(store, wanted, row["has"], limit=5, skip=max(0, row["count"] - 3))
        assert found.total == row["count"], row
        assert len(found.analyses) == min(3, row["count"])
