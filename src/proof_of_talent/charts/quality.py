"""Charts of the tab *Quality metrics*."""

from typing import TYPE_CHECKING

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.insights import draw_columns, draw_ranks, draw_shares
from proof_of_talent.charts.model import Chart, Column, Row, Sample
from proof_of_talent.charts.overview import SHARE_COLUMNS, sample_all, sample_completed
from proof_of_talent.charts.palette import name_colour
from proof_of_talent.charts.rows import (
    average_row,
    grade_strength,
    name_period,
    narrow_period,
    share_row,
    to_milliseconds,
    write_share,
)
from proof_of_talent.formats import format_name, format_number, format_percent

if TYPE_CHECKING:
    import altair as alt

STAGES = {
    "queue": "chart-mute",
    "extraction": "chart-1",
    "analysis": "chart-bad",
    "grounding": "chart-2",
    "scoring": "chart-3",
    "storage": "chart-4",
}


def read_error_rate(answers: Answers) -> list[Row]:
    """Error rate by period, and the part of each stage in it."""
    return [
        {
            "label": name_period(point.period, answers.quality.grain),
            "time": to_milliseconds(point.period),
            "period": point.period,
            "until": point.until,
            "count": point.count,
            "of": point.of,
            "share_percent": point.share_percent,
            "stages": ", ".join(f"{stage.stage} {stage.count:,}" for stage in point.stages) or "none",
            **{stage.stage: round(100 * stage.count / point.of, 2) for stage in point.stages if point.of},
        }
        for point in answers.quality.errors_over_time
    ]


def draw_error_rate() -> "alt.LayerChart":
    """Columns of the error rate, divided by the stage that failed."""
    import altair as alt  # noqa: PLC0415 - drawing is an extra

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    base = (
        marks.start(240)
        .transform_fold(list(STAGES), as_=["stage", "value"])
        .transform_filter("isValid(datum.value)")
    )
    columns = base.mark_bar(
        width=alt.ExprRef("max(3, min(26, 0.7 * width / max(1, length(data('rows')))))"), cursor="pointer"
    )
    chart = columns.encode(
        x=marks.time_axis(),
        y=alt.Y("value:Q", title=None, axis=marks.count_axis(), stack="zero"),
        color=marks.colour_by(
            "stage",
            STAGES,
            alt.Legend(
                orient="top", title=None, symbolType="square", columns=alt.ExprRef("width < 420 ? 3 : 6")
            ),
        ),
    )
    return marks.finish(chart, height=240)


def read_causes(answers: Answers) -> list[Row]:
    """Failures by stage and code."""
    return [
        share_row(f"{format_name(cause.stage)}: {format_name(cause.code).lower()}", cause)
        for cause in answers.quality.errors_by_cause
    ]


def sample_failed(answers: Answers) -> Sample:
    """Failed analyses."""
    return Sample(answers.quality.error_rate.count, "failed analyses")


def read_scores(answers: Answers) -> list[Row]:
    """Overall scores in bins of five."""
    return [
        {
            "label": str(part.from_score),
            "range": f"{part.from_score}–{part.to_score}"
            if part.to_score > part.from_score
            else str(part.to_score),
            "value": part.count,
            "count": part.count,
            "of": part.of,
            "share_percent": part.share_percent,
        }
        for part in answers.quality.scores.bins
    ]


def read_likelihoods(answers: Answers) -> list[Row]:
    """Likelihoods in bins of five per cent."""
    return [
        {
            "label": f"{100 * part.from_likelihood:.0f} %",
            "value": part.count,
            "count": part.count,
            "of": part.of,
            "share_percent": part.share_percent,
        }
        for part in answers.quality.likelihoods.bins
    ]


def read_balance(answers: Answers) -> list[Row]:
    """Analyses by number of strengths and of weaknesses."""
    return grade_strength(
        {
            "label": f"{cell.strengths} strengths, {cell.weaknesses} weaknesses",
            "strengths": cell.strengths,
            "weaknesses": cell.weaknesses,
            "value": cell.count,
            "count": cell.count,
            "of": cell.of,
            "share_percent": cell.share_percent,
        }
        for cell in answers.quality.balance
    )


def draw_balance() -> "alt.LayerChart":
    """Strengths across, weaknesses up."""
    import altair as alt  # noqa: PLC0415 - drawing is an extra

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    return marks.heat_cells(
        alt.X("strengths:O", title="Strengths", axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        alt.Y("weaknesses:O", title="Weaknesses", sort="descending"),
        height=alt.Step(32),
        tone="chart-3",
    )


def read_grounding(answers: Answers) -> list[Row]:
    """Quotes found in the documents, by assessor."""
    return [
        share_row(
            found.assessor,
            found.grounded,
            note=f"{write_share(found.grounded.count, found.grounded.of, found.grounded.share_percent)}"
            f" of {found.grounded.of:,} quotes",
            assessor=found.assessor,
        )
        for found in answers.quality.by_assessor
        if found.grounded.of
    ]


def sample_quotes(answers: Answers) -> Sample:
    """Quotes claimed."""
    return Sample(answers.quality.grounded.of, "quotes claimed")


def read_assessors(answers: Answers) -> list[Row]:
    """Average score by assessor."""
    return [
        average_row(
            found.assessor,
            found.avg_score,
            found.completed,
            format_number(found.avg_score, 1),
            assessor=found.assessor,
            total=found.total,
            success_rate=found.success_rate,
            avg_likelihood=found.avg_likelihood,
            grounded=found.grounded.share_percent,
            tokens=found.consumption.input_tokens
            and found.consumption.input_tokens + (found.consumption.output_tokens or 0),
            cost=found.consumption.cost_usd,
        )
        for found in answers.quality.by_assessor
        if found.avg_score is not None
    ]


def read_versions(answers: Answers) -> list[Row]:
    """Average score by version of prompt and rules."""
    versions = [("Prompt", found) for found in answers.quality.by_prompt_version]
    versions += [("Rules", found) for found in answers.quality.by_rules_version]
    return [
        average_row(
            f"{kind} {found.version}",
            found.avg_score,
            found.count,
            format_number(found.avg_score, 1),
            grounded=found.grounded.share_percent,
            quotes=found.grounded.of,
        )
        for kind, found in versions
        if found.avg_score is not None
    ]


def read_calibration(answers: Answers) -> list[Row]:
    """Endorsed share against likelihood, once enough outcomes are known."""
    return [
        {
            "label": f"{100 * part.from_likelihood:.0f}–{100 * part.to_likelihood:.0f} %",
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
    import altair as alt  # noqa: PLC0415 - drawing is an extra

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


def sample_outcomes(answers: Answers) -> Sample:
    """Applications with a known decision, or none while there are too few to show."""
    overall = answers.quality.calibration.overall
    return Sample(overall.count if overall.shown else 0, "decided applications")


def sample_scored(answers: Answers) -> Sample:
    """Completed analyses with a score."""
    return Sample(answers.quality.scores.count, "completed analyses with a score")


def sample_likelihoods(answers: Answers) -> Sample:
    """Completed analyses with a likelihood."""
    return Sample(answers.quality.likelihoods.count, "completed analyses with a likelihood")


def narrow_assessor(row: Row) -> dict[str, str]:
    """Return the filter of the row's assessor."""
    return {"assessor": row["assessor"]}


CHARTS = (
    Chart(
        name="error-rate",
        title="Error rate over time by stage",
        tab="quality",
        hint="Failed analyses in per cent of the period’s analyses, by the stage that failed.",
        rows=read_error_rate,
        columns=(
            Column("label", "Period", "text"),
            Column("count", "Failed"),
            Column("of", "Of"),
            Column("share_percent", "Error rate", "percent"),
            Column("stages", "By stage", "text"),
        ),
        draw=draw_error_rate,
        sample=sample_all,
        narrow=narrow_period,
        metrics=("quality.errors_over_time",),
        size="full",
    ),
    Chart(
        name="scores",
        title="Distribution of scores",
        tab="quality",
        hint="Completed analyses by overall score, in steps of five.",
        rows=read_scores,
        columns=(Column("range", "Score", "text"), *SHARE_COLUMNS),
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
        columns=(Column("label", "Likelihood from", "text"), *SHARE_COLUMNS),
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
        columns=(Column("label", "Strengths and weaknesses", "text"), *SHARE_COLUMNS),
        draw=draw_balance,
        sample=sample_completed,
        metrics=("quality.balance",),
    ),
    Chart(
        name="error-causes",
        title="Causes of failures",
        tab="quality",
        hint="Share of the failed analyses.",
        rows=read_causes,
        columns=(Column("label", "Stage and cause", "text"), *SHARE_COLUMNS),
        draw=draw_ranks,
        sample=sample_failed,
        narrow=lambda _row: {"status": "error"},
        metrics=("quality.errors_by_cause",),
    ),
    Chart(
        name="grounded",
        title="Quotes found in the documents",
        tab="quality",
        hint="Share of the quotes an assessor gave that stand in the documents.",
        rows=read_grounding,
        columns=(Column("label", "Assessor", "text"), Column("count", "Found"), *SHARE_COLUMNS[1:]),
        draw=draw_shares,
        sample=sample_quotes,
        narrow=narrow_assessor,
        metrics=("quality.grounded",),
    ),
    Chart(
        name="assessors",
        title="Average score by assessor",
        tab="quality",
        hint="The table has success rate, likelihood, checked quotes, tokens and cost as well.",
        rows=read_assessors,
        columns=(
            Column("label", "Assessor", "text"),
            Column("total", "Analyses"),
            Column("count", "Completed"),
            Column("success_rate", "Success rate", "percent"),
            Column("value", "Average score", "score"),
            Column("avg_likelihood", "Likelihood", "share"),
            Column("grounded", "Quotes found", "percent"),
            Column("tokens", "Tokens"),
            Column("cost", "Cost", "dollars"),
        ),
        draw=draw_shares,
        sample=sample_completed,
        narrow=narrow_assessor,
        metrics=("quality.by_assessor",),
    ),
    Chart(
        name="versions",
        title="Average score by version",
        tab="quality",
        hint="Versions of the prompt and of the rules.",
        rows=read_versions,
        columns=(
            Column("label", "Version", "text"),
            Column("count", "Completed"),
            Column("value", "Average score", "score"),
            Column("quotes", "Quotes"),
            Column("grounded", "Quotes found", "percent"),
        ),
        draw=draw_shares,
        sample=sample_scored,
        metrics=("quality.by_prompt_version", "quality.by_rules_version"),
    ),
    Chart(
        name="calibration",
        title="Likelihood against decisions",
        tab="quality",
        hint="Each point is a range of likelihoods; on the dashed line it came true as often as it said.",
        rows=read_calibration,
        columns=(
            Column("label", "Likelihood", "text"),
            Column("likelihood", "Average likelihood", "percent"),
            Column("count", "Endorsed"),
            Column("of", "Decided"),
            Column("share_percent", "Endorsed share", "percent"),
        ),
        draw=draw_calibration,
        sample=sample_outcomes,
        metrics=("quality.calibration", "CalibrationGroup.brier_score"),
    ),
)
