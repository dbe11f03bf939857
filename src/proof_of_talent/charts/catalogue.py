"""All charts, in the order in which the dashboard shows them."""

from proof_of_talent.charts import (
    calibration,
    distributions,
    failures,
    fields,
    findings,
    insights,
    overview,
    provenance,
)
from proof_of_talent.charts.model import Chart, Tab
from proof_of_talent.domain.errors import NotFoundError

CHARTS: tuple[Chart, ...] = (
    *overview.CHARTS,
    *fields.CHARTS,
    *findings.CHARTS,
    *insights.CHARTS,
    *failures.CHARTS,
    *distributions.CHARTS,
    *provenance.CHARTS,
    *calibration.CHARTS,
)
TABS: dict[Tab, str] = {
    "overview": "Overview",
    "fields": "Field comparison",
    "insights": "User insights",
    "quality": "Quality metrics",
}


def list_charts(tab: Tab) -> tuple[Chart, ...]:
    """Return the charts of a tab."""
    return tuple(chart for chart in CHARTS if chart.tab == tab)


def find_chart(name: str) -> Chart:
    """Return the chart with this name.

    Raises:
        NotFoundError: there is none; the message lists those there are.
    """
    for chart in CHARTS:
        if chart.name == name:
            return chart
    raise NotFoundError(f"There is no chart of this name. There are: {', '.join(c.name for c in CHARTS)}.")
