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
from proof_of_talent.wiring.bootstrap import load_rulebook

WITHOUT_DATA = {"calibration", "calibration-groups"}  # 400 records have too few decisions
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


def test_a_week_cut_by_the_range_is_in_the_table_but_not_in_the_line(store):
    now = read_clock()
    since = now - timedelta(days=100)
    if since.weekday() == 0:  # a Monday begins a whole week
        since -= timedelta(days=1)
    question = FigureRequest(
        AnalysisFilter(since=since.replace(hour=0, minute=0, second=0, microsecond=0)), now
    )
    rows = find_chart("trend").read(Answers(store, load_rulebook(), question, AnalyticsCache()))
    assert rows[0]["part"] is True
    assert rows[0]["label"].endswith(" (part)")
    assert not any(row["part"] for row in rows[1:-1])
    assert rows[-1]["part"] is (now.weekday() != 6)


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
