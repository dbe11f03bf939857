"""Charts of the tab *Overview*."""

from typing import TYPE_CHECKING

from proof_of_talent.analytics.figures import SMALL_SAMPLE
from proof_of_talent.analytics.labels import name_field
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.palette import FIELD_COLOURS, RECOMMENDATION_COLOURS
from proof_of_talent.charts.rows import grade_periods, narrow_period, period_row, write_share
from proof_of_talent.charts.wording import format_name
from proof_of_talent.domain.assessment import RECOMMENDATIONS

if TYPE_CHECKING:
    import altair as alt

DONUT_RADIUS = 62


def sample_all(answers: Answers) -> SampleSize:
    """All analyses, completed or failed."""
    return SampleSize(answers.overview.total_analyses, "analyses")


def sample_completed(answers: Answers) -> SampleSize:
    """Completed analyses."""
    return SampleSize(answers.overview.completed, "completed analyses")


def read_trend(answers: Answers) -> list[ChartRow]:
    """One row a period, with the period at the same place of the range compared with."""
    first = answers.first_day.date().isoformat() if answers.first_day else ""
    earlier = [
        point.total if point.until > first else None  # before the first record nothing is known
        for point in (answers.earlier.points if answers.earlier else ())
    ]
    points = answers.trends.points
    return [
        {
            **period_row(point, answers.trends.grain, state),
            "Analyses": point.total,
            "Failed": point.errors,
            "Comparison": earlier[place] if place < len(earlier) else None,
            "success_rate": point.success_rate,
            "so_far": f"{point.total:,} so far" if state == "so far" else "",
        }
        for place, (point, state) in enumerate(zip(points, grade_periods(answers, points), strict=True))
    ]


def draw_trend() -> "alt.LayerChart":
    """Lines of analyses and failures, columns where there are few periods; the range compared with dashed."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    series = {"Analyses": "chart-1", "Failed": "chart-bad", "Comparison": "chart-mute"}
    y = alt.Y("value:Q", stack=None, title=None, axis=marks.count_axis(), scale=alt.Scale(domainMin=0))
    newest = (
        marks.start(marks.TIME_HEIGHT)
        .transform_filter("datum.so_far")
        .mark_text(align="right", dy=-9, dx=4, fontSize=11.5, color=marks.INK_2)
        .encode(x=marks.time_axis(), y=alt.Y("Analyses:Q"), text="so_far:N")
    )
    return marks.finish(
        *marks.time_lines(series, y, columns=("Analyses", "Failed")), newest, height=marks.TIME_HEIGHT
    )


def read_results(answers: Answers) -> list[ChartRow]:
    """Average score and likelihood by period; periods without a result have none."""
    points = answers.trends.points
    return [
        {
            **period_row(point, answers.trends.grain, state),
            "Score": point.avg_score,
            "Likelihood": None if point.avg_likelihood is None else round(100 * point.avg_likelihood, 2),
            "count": point.completed,
        }
        for point, state in zip(points, grade_periods(answers, points), strict=True)
    ]


def draw_results() -> "alt.LayerChart":
    """Two lines on one scale of 100."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    y = alt.Y("value:Q", title=None, axis=marks.count_axis(), scale=alt.Scale(domain=[0, 100]))
    lines = marks.time_lines({"Score": "chart-1", "Likelihood": "chart-3"}, y)
    return marks.finish(*lines, height=marks.TIME_HEIGHT)


def read_fields(answers: Answers) -> list[ChartRow]:
    """One row a field: its share of the completed analyses."""
    whole = answers.overview.completed
    rows: list[ChartRow] = []
    for field in answers.overview.by_field:
        percent = round(100 * field.count / whole, 2)
        rows.append(
            {
                "field": field.id,
                "label": name_field(answers.rulebook, field.id),
                "value": field.count,
                "note": f"{field.count:,} · {write_share(field.count, whole, percent)}",
                "count": field.count,
                "of": whole,
                "share_percent": percent,
                "small": whole < SMALL_SAMPLE,
            }
        )
    return rows


def draw_fields() -> "alt.LayerChart":
    """A ring with its labels beside it, which fits a phone."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    base = marks.start(190)
    colour = marks.colour_by("field", FIELD_COLOURS)
    ring = base.mark_arc(
        innerRadius=DONUT_RADIUS - 22, outerRadius=DONUT_RADIUS, x=DONUT_RADIUS + 4, y=95, padAngle=0.02,
        cornerRadius=3, cursor="pointer",
    ).encode(theta=alt.Theta("value:Q", stack=True), order="i:O", color=colour)  # fmt: skip
    left = 2 * DONUT_RADIUS + 24
    place = alt.Y("top:Q", scale=None, axis=None)
    words = base.transform_calculate(top="36 + datum.i * 54")
    room = alt.ExprRef(f"width - {left + 14}")
    dots = words.mark_point(filled=True, size=80, x=left, shape="circle", opacity=1, yOffset=0).encode(
        y=place, color=colour
    )
    names = words.mark_text(
        align="left", x=left + 14, baseline="middle", limit=room, fontSize=13, color=marks.INK
    )
    notes = words.mark_text(
        align="left", x=left + 14, dy=18, baseline="middle", limit=room, color=marks.INK_2
    )
    return marks.finish(
        ring,
        dots,
        names.encode(y=place, text="label:N"),
        notes.encode(y=place, text="note:N"),
        height=190,
    )


def read_recommendations(answers: Answers) -> list[ChartRow]:
    """One row a recommendation, zeros included."""
    whole = answers.overview.completed
    counts = {row.id: row.count for row in answers.overview.by_recommendation}
    rows: list[ChartRow] = []
    for name in RECOMMENDATIONS:
        count = counts.get(name, 0)
        percent = round(100 * count / whole, 2)
        rows.append(
            {
                "recommendation": name,
                "label": format_name(name),
                "value": percent,
                "note": f"{count:,} · {write_share(count, whole, percent)}",
                "count": count,
                "of": whole,
                "share_percent": percent,
                "small": whole < SMALL_SAMPLE,
            }
        )
    return rows


def draw_recommendations() -> "alt.LayerChart":
    """Three bars in the colours of the recommendations."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.rank_bars(colour=marks.colour_by("recommendation", RECOMMENDATION_COLOURS), highest=100)


SHARE_COLUMNS = (
    ChartColumn("count", "Analyses"),
    ChartColumn("of", "Of"),
    ChartColumn("share_percent", "Share", "percent"),
)

CHARTS = (
    Chart(
        name="trend",
        title="Analyses over time",
        tab="overview",
        hint="All analyses and those that failed, by period; lighter where a period still runs or is cut by "
        "the range; the range compared with is dashed.",
        rows=read_trend,
        columns=(
            ChartColumn("label", "Period", "text"),
            ChartColumn("Analyses", "Analyses"),
            ChartColumn("Failed", "Failed"),
            ChartColumn("success_rate", "Success rate", "percent"),
            ChartColumn("Comparison", "Comparison"),
        ),
        draw=draw_trend,
        sample=sample_all,
        narrow=narrow_period,
        metrics=("KeyFigures.total", "KeyFigures.errors", "KeyFigures.success_rate"),
        size="full",
    ),
    Chart(
        name="results",
        title="Score and likelihood over time",
        tab="overview",
        hint="Averages of the period’s completed analyses, both from 0 to 100; lighter while a period is not "
        "whole.",
        rows=read_results,
        columns=(
            ChartColumn("label", "Period", "text"),
            ChartColumn("Score", "Average score", "score"),
            ChartColumn("Likelihood", "Average likelihood", "percent"),
            ChartColumn("count", "Completed"),
        ),
        draw=draw_results,
        sample=sample_completed,
        narrow=narrow_period,
        metrics=("KeyFigures.avg_score", "KeyFigures.avg_likelihood"),
        size="third",
    ),
    Chart(
        name="by-field",
        title="Analyses per field",
        tab="overview",
        hint="Completed analyses by field.",
        rows=read_fields,
        columns=(ChartColumn("label", "Field", "text"), *SHARE_COLUMNS),
        draw=draw_fields,
        sample=sample_completed,
        narrow=lambda row: {"field": row["field"]},
        metrics=("overview.by_field",),
        size="third",
    ),
    Chart(
        name="recommendations",
        title="Recommendations",
        tab="overview",
        hint="Completed analyses by recommendation; what was not scored makes up the rest.",
        rows=read_recommendations,
        columns=(ChartColumn("label", "Recommendation", "text"), *SHARE_COLUMNS),
        draw=draw_recommendations,
        sample=sample_completed,
        narrow=lambda row: {"recommendation": row["recommendation"]},
        metrics=("overview.by_recommendation",),
        size="third",
    ),
)
