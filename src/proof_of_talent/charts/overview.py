"""Charts of the tab *Overview*."""

from typing import TYPE_CHECKING, Any

from proof_of_talent.analytics.figures import SMALL_SAMPLE
from proof_of_talent.analytics.labels import name_field
from proof_of_talent.analytics.periods import end_of_day
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.palette import FIELD_COLOURS, RECOMMENDATION_COLOURS, name_colour
from proof_of_talent.charts.rows import name_period, narrow_period, to_epoch_milliseconds, write_share
from proof_of_talent.charts.wording import format_name
from proof_of_talent.domain.assessment import RECOMMENDATIONS

if TYPE_CHECKING:
    import altair as alt

DONUT_RADIUS = 62
FEW_POINTS = 5


def sample_all(answers: Answers) -> SampleSize:
    """All analyses, completed or failed."""
    return SampleSize(answers.overview.total_analyses, "analyses")


def sample_completed(answers: Answers) -> SampleSize:
    """Completed analyses."""
    return SampleSize(answers.overview.completed, "completed analyses")


def read_trend(answers: Answers) -> list[ChartRow]:
    """One row a period, with the period at the same place of the range compared with."""
    earlier = answers.earlier.points if answers.earlier else ()
    whole = find_whole_periods(answers)
    return [
        {
            "label": name_period(point.period, answers.trends.grain) + ("" if place in whole else " (part)"),
            "part": place not in whole,
            "time": to_epoch_milliseconds(point.period),
            "period": point.period,
            "until": point.until,
            "Analyses": point.total,
            "Failed": point.errors,
            "Comparison": earlier[place].total if place < len(earlier) else None,
            "success_rate": point.success_rate,
        }
        for place, point in enumerate(answers.trends.points)
    ]


def find_whole_periods(answers: Answers) -> range:
    """Return the places of the points that are not cut by the range or by today.

    A week of which only a day is in the range would look like a fall. Days are never left out, as their own
    grain is the finest there is, and neither are points of which there are few.
    """
    points, question = answers.trends.points, answers.question
    every = range(len(points))
    if answers.trends.grain == "day" or len(points) < FEW_POINTS:
        return every
    since, until = question.wanted.since, question.wanted.until or end_of_day(question.now)
    first = since is not None and since.date().isoformat() > points[0].period
    last = min(until, end_of_day(question.now)).date().isoformat() < points[-1].until
    return every[int(first) : len(points) - int(last)]


def draw_trend() -> "alt.LayerChart":
    """Lines of analyses and failures, the range compared with dashed."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    series = {"Analyses": "chart-1", "Failed": "chart-bad", "Comparison": "chart-mute"}
    base = (
        marks.start(260)
        .transform_fold(list(series), as_=["series", "value"])
        .transform_filter("isValid(datum.value) && !datum.part")
    )
    x = marks.time_axis()
    y = alt.Y("value:Q", title=None, axis=marks.count_axis(), scale=alt.Scale(domainMin=0))
    dash = alt.StrokeDash(
        "series:N", scale=alt.Scale(domain=list(series), range=[[1, 0], [1, 0], [5, 4]]), legend=None
    )
    colour = marks.colour_by("series", series, marks.legend())
    lines = base.mark_line(strokeWidth=2.25, interpolate="monotone", strokeJoin="round")
    points = base.mark_point(size=90, filled=True, opacity=0, cursor="pointer")
    return marks.finish(
        lines.encode(x=x, y=y, color=colour, strokeDash=dash),
        points.encode(x=x, y=y, color=colour),
        height=260,
    )


def read_success(answers: Answers) -> list[ChartRow]:
    """One row: completed analyses of all."""
    found = answers.overview
    rate = found.success_rate
    return [
        {
            "label": "Completed",
            "value": rate / 100,
            "text": write_share(found.completed, found.total_analyses, rate),
            "note": f"{found.completed:,} of {found.total_analyses:,} completed",
            "small": found.total_analyses < SMALL_SAMPLE,
            "count": found.completed,
            "of": found.total_analyses,
            "share_percent": rate,
        }
    ]


def draw_success() -> "alt.LayerChart":
    """A gauge: an arc of the share over the arc of the whole."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    base = marks.start(190)
    arc: Any = {"innerRadius": 72, "outerRadius": 90, "cornerRadius": 9, "y": 104, "theta": alt.ExprRef("-2")}
    whole = base.mark_arc(**arc, theta2=alt.ExprRef("2"), color=name_colour("chart-track"))
    part = base.mark_arc(**arc, theta2=alt.ExprRef("-2 + 4 * datum.value"), color=name_colour("chart-good"))
    number = base.mark_text(fontSize=30, fontWeight=600, y=106, baseline="middle", color=marks.INK).encode(
        text="text:N"
    )
    note = base.mark_text(fontSize=12, y=172, baseline="middle", color=marks.INK_2).encode(text="note:N")
    return marks.finish(whole, part, number, note, height=190)


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
        hint="All analyses and those that failed, by period; the range compared with is dashed. Weeks or "
        "months that are not whole stand in the table only.",
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
        name="success-rate",
        title="Success rate",
        tab="overview",
        hint="Share of all analyses that ended with a result.",
        rows=read_success,
        columns=(ChartColumn("label", "Outcome", "text"), *SHARE_COLUMNS),
        draw=draw_success,
        sample=sample_all,
        narrow=lambda _row: {"status": "completed"},
        metrics=("overview.success_rate",),
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
