"""Charts of the tab *Quality metrics*: what failed."""

from typing import TYPE_CHECKING

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.insights import draw_ranks
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.overview import SHARE_COLUMNS, sample_all
from proof_of_talent.charts.rows import grade_periods, narrow_period, period_row, share_row
from proof_of_talent.charts.wording import begin_small, format_name

if TYPE_CHECKING:
    import altair as alt

STAGE_COLOURS = {
    "queue": "chart-mute",
    "extraction": "chart-1",
    "analysis": "chart-bad",
    "grounding": "chart-2",
    "scoring": "chart-3",
    "storage": "chart-4",
}


def read_error_rate(answers: Answers) -> list[ChartRow]:
    """Error rate by period, and the part of each stage in it."""
    points = answers.quality.errors_over_time
    return [
        {
            **period_row(point, answers.quality.grain, state),
            "count": point.count,
            "of": point.of,
            "share_percent": point.share_percent,
            "stages": ", ".join(f"{stage.stage} {stage.count:,}" for stage in point.stages) or "none",
            **{stage.stage: round(100 * stage.count / point.of, 2) for stage in point.stages if point.of},
        }
        for point, state in zip(points, grade_periods(answers, points), strict=True)
    ]


def draw_error_rate() -> "alt.LayerChart":
    """Columns of the error rate, divided by the stage that failed."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    base = (
        marks.start(marks.TIME_HEIGHT)
        .transform_fold(list(STAGE_COLOURS), as_=["stage", "value"])
        .transform_filter("isValid(datum.value)")
    )
    columns = base.mark_bar(width=marks.column_width(), cursor="pointer")
    chart = columns.encode(
        x=marks.time_axis(),
        y=alt.Y("value:Q", title=None, axis=marks.count_axis(), stack="zero"),
        opacity=marks.fade("datum.light"),
        color=marks.colour_by(
            "stage",
            STAGE_COLOURS,
            alt.Legend(
                orient="top", title=None, symbolType="square", columns=alt.ExprRef("width < 420 ? 3 : 6")
            ),
        ),
    )
    return marks.finish(chart, height=marks.TIME_HEIGHT)


def read_causes(answers: Answers) -> list[ChartRow]:
    """Failures by stage and code."""
    return [
        share_row(
            f"{format_name(cause.stage)}: {begin_small(format_name(cause.code))}",
            cause,
            has=f"error/{cause.stage}/{cause.code}",
        )
        for cause in answers.quality.errors_by_cause
    ]


def sample_failed(answers: Answers) -> SampleSize:
    """Failed analyses."""
    return SampleSize(answers.quality.error_rate.count, "failed analyses")


CHARTS = (
    Chart(
        name="error-rate",
        title="Error rate over time by stage",
        tab="quality",
        hint="Failed analyses in per cent of the period’s analyses, by the stage that failed; lighter where "
        "a period is not whole.",
        rows=read_error_rate,
        columns=(
            ChartColumn("label", "Period", "text"),
            ChartColumn("count", "Failed"),
            ChartColumn("of", "Of"),
            ChartColumn("share_percent", "Error rate", "percent"),
            ChartColumn("stages", "By stage", "text"),
        ),
        draw=draw_error_rate,
        sample=sample_all,
        narrow=narrow_period,
        metrics=("quality.errors_over_time",),
        size="full",
    ),
    Chart(
        name="error-causes",
        title="Causes of failures",
        tab="quality",
        hint="Share of the failed analyses.",
        rows=read_causes,
        columns=(ChartColumn("label", "Stage and cause", "text"), *SHARE_COLUMNS),
        draw=draw_ranks,
        sample=sample_failed,
        metrics=("quality.errors_by_cause",),
        size="full",
    ),
)
