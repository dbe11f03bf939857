"""Charts of the tab *Quality metrics*: how scores and likelihoods are spread, and how they came true."""

from typing import TYPE_CHECKING

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.insights import draw_columns
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.overview import SHARE_COLUMNS, sample_completed
from proof_of_talent.charts.palette import name_colour
from proof_of_talent.charts.rows import count_row, grade_periods, grade_strength, narrow_period, period_row
from proof_of_talent.charts.wording import format_percent

if TYPE_CHECKING:
    import altair as alt


def read_scores(answers: Answers) -> list[ChartRow]:
    """Overall scores in bins of five."""
    return [
        count_row(
            str(part.from_score),
            part,
            has=f"score/{part.from_score}",
            range=f"{part.from_score}–{part.to_score}"
            if part.to_score > part.from_score
            else str(part.to_score),
        )
        for part in answers.quality.scores.bins
    ]


def read_likelihoods(answers: Answers) -> list[ChartRow]:
    """Likelihoods in bins of five per cent."""
    return [
        count_row(percent := f"{100 * part.from_likelihood:.0f}%", part, has=f"likelihood/{percent[:-1]}")
        for part in answers.quality.likelihoods.bins
    ]


def read_balance(answers: Answers) -> list[ChartRow]:
    """Analyses by number of strengths and of weaknesses."""
    return grade_strength(
        count_row(
            f"{cell.strengths} strengths, {cell.weaknesses} weaknesses",
            cell,
            has=f"balance/{cell.strengths}-{cell.weaknesses}",
            strengths=cell.strengths,
            weaknesses=cell.weaknesses,
        )
        for cell in answers.quality.balance
    )


def draw_balance() -> "alt.LayerChart":
    """Strengths across, weaknesses up."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    return marks.heat_cells(
        alt.X("strengths:O", title="Strengths", axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        alt.Y("weaknesses:O", title="Weaknesses", sort="descending"),
        height=alt.Step(32),
        tone="chart-3",
    )


def read_ratio(answers: Answers) -> list[ChartRow]:
    """Strengths to one weakness, month by month."""
    points = answers.quality.balance_over_time
    return [
        {
            **period_row(point, "month", state),
            "Ratio": point.ratio,
            "strengths": point.strengths,
            "weaknesses": point.weaknesses,
        }
        for point, state in zip(points, grade_periods(answers, points), strict=True)
    ]


def draw_ratio() -> "alt.LayerChart":
    """One line; months without a weakness leave a gap."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(domainMin=0))
    return marks.finish(*marks.time_lines({"Ratio": "chart-2"}, y), height=marks.TIME_HEIGHT)


def read_calibration(answers: Answers) -> list[ChartRow]:
    """Endorsed share against likelihood, once enough outcomes are known."""
    return [
        {
            "label": f"{100 * part.from_likelihood:.0f}–{100 * part.to_likelihood:.0f}%",
            "likelihood": round(100 * part.mean_likelihood, 2),
            "value": part.share_percent,
            "count": part.count,
            "of": part.of,
            "share_percent": part.share_percent,
            "small": part.small_sample,
            "note": f"{format_percent(part.share_percent)} of {part.of:,} endorsed",
        }
        for part in answers.quality.calibration.overall.reliability
    ]


def draw_calibration() -> "alt.LayerChart":
    """A point a bin; on the dashed line the likelihood comes true."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    scale = alt.Scale(domain=[0, 100], nice=False)
    base = marks.start(240)
    ends = alt.Chart(alt.InlineData([{"ideal": 0}, {"ideal": 100}]))
    ideal = ends.mark_line(strokeDash=[4, 4], strokeWidth=1.5, color=name_colour("line-strong")).encode(
        x=alt.X("ideal:Q", scale=scale), y=alt.Y("ideal:Q", scale=scale)
    )
    points = base.mark_circle(size=120, opacity=1).encode(
        x=alt.X(
            "likelihood:Q", title="Average likelihood, per cent", scale=scale, axis=alt.Axis(tickCount=5)
        ),
        y=alt.Y("value:Q", title="Endorsed, per cent", scale=scale, axis=marks.count_axis()),
        color=marks.plain(),
        opacity=marks.fade(),
    )
    return marks.finish(ideal, points, height=240)


def sample_outcomes(answers: Answers) -> SampleSize:
    """Applications with a known decision, or none while there are too few to show."""
    overall = answers.quality.calibration.overall
    return SampleSize(overall.count if overall.shown else 0, "decided applications")


def sample_scored(answers: Answers) -> SampleSize:
    """Completed analyses with a score."""
    return SampleSize(answers.quality.scores.count, "completed analyses with a score")


def sample_likelihoods(answers: Answers) -> SampleSize:
    """Completed analyses with a likelihood."""
    return SampleSize(answers.quality.likelihoods.count, "completed analyses with a likelihood")


CHARTS = (
    Chart(
        name="scores",
        title="Distribution of scores",
        tab="quality",
        hint="Completed analyses by overall score, in steps of five.",
        rows=read_scores,
        columns=(ChartColumn("range", "Score", "text"), *SHARE_COLUMNS),
        draw=draw_columns,
        sample=sample_scored,
        metrics=("quality.scores", "ScoreDistribution.standard_deviation"),
    ),
    Chart(
        name="likelihoods",
        title="Distribution of likelihoods",
        tab="quality",
        hint="Completed analyses by likelihood, in steps of five per cent.",
        rows=read_likelihoods,
        columns=(ChartColumn("label", "Likelihood from", "text"), *SHARE_COLUMNS),
        draw=draw_columns,
        sample=sample_likelihoods,
        metrics=("quality.likelihoods",),
    ),
    Chart(
        name="balance",
        title="Strengths against weaknesses",
        tab="quality",
        hint="The stronger the colour, the more analyses with that many strengths and weaknesses.",
        rows=read_balance,
        columns=(ChartColumn("label", "Strengths and weaknesses", "text"), *SHARE_COLUMNS),
        draw=draw_balance,
        sample=sample_completed,
        metrics=("quality.balance",),
    ),
    Chart(
        name="balance-over-time",
        title="Strengths to weaknesses over time",
        tab="quality",
        hint="How many strengths were found for each weakness, by month.",
        rows=read_ratio,
        columns=(
            ChartColumn("label", "Month", "text"),
            ChartColumn("Ratio", "Strengths to one weakness", "score"),
            ChartColumn("strengths", "Strengths"),
            ChartColumn("weaknesses", "Weaknesses"),
        ),
        draw=draw_ratio,
        sample=sample_completed,
        narrow=narrow_period,
        metrics=("BalancePoint.ratio",),
    ),
    Chart(
        name="calibration",
        title="Likelihood against decisions",
        tab="quality",
        hint="Each point is a range of likelihoods; on the dashed line it came true as often as it said.",
        rows=read_calibration,
        columns=(
            ChartColumn("label", "Likelihood", "text"),
            ChartColumn("likelihood", "Average likelihood", "percent"),
            ChartColumn("count", "Endorsed"),
            ChartColumn("of", "Decided"),
            ChartColumn("share_percent", "Endorsed share", "percent"),
        ),
        draw=draw_calibration,
        sample=sample_outcomes,
        metrics=("quality.calibration", "CalibrationGroup.brier_score"),
    ),
)
