"""Charts of the tab *Field comparison*: averages and rates."""

from typing import TYPE_CHECKING

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow
from proof_of_talent.charts.overview import sample_all, sample_completed
from proof_of_talent.charts.palette import FIELD_COLOURS
from proof_of_talent.charts.rows import average_row
from proof_of_talent.charts.wording import format_number, format_percent, format_share

if TYPE_CHECKING:
    import altair as alt


def narrow_field(row: ChartRow) -> dict[str, str]:
    """Return the filter of the row's field."""
    return {"field": row["field"]}


def read_average_scores(answers: Answers) -> list[ChartRow]:
    """Average score by field."""
    return [
        average_row(
            field.name, field.avg_score, field.completed, format_number(field.avg_score, 1), field=field.field
        )
        for field in answers.fields.fields
        if field.avg_score is not None
    ]


def read_average_likelihoods(answers: Answers) -> list[ChartRow]:
    """Average likelihood by field."""
    return [
        average_row(
            field.name,
            round(100 * field.avg_likelihood, 2),
            field.completed,
            format_share(field.avg_likelihood),
            field=field.field,
            avg_likelihood=field.avg_likelihood,
        )
        for field in answers.fields.fields
        if field.avg_likelihood is not None
    ]


def read_success_rates(answers: Answers) -> list[ChartRow]:
    """Success rate by field."""
    return [
        average_row(
            field.name,
            field.success_rate,
            field.total,
            format_percent(field.success_rate),
            field=field.field,
            completed=field.completed,
        )
        for field in answers.fields.fields
    ]


def draw_by_field() -> "alt.LayerChart":
    """Bars in the fields' colours on a scale of 100."""
    from proof_of_talent.charts import marks  # noqa: PLC0415 - slow to load

    return marks.rank_bars(colour=marks.colour_by("field", FIELD_COLOURS), highest=100)


CHARTS = (
    Chart(
        name="field-scores",
        title="Average score by field",
        tab="fields",
        hint="Average overall score, 0 to 100.",
        rows=read_average_scores,
        columns=(
            ChartColumn("label", "Field", "text"),
            ChartColumn("value", "Average score", "score"),
            ChartColumn("count", "Completed"),
        ),
        draw=draw_by_field,
        sample=sample_completed,
        narrow=narrow_field,
        metrics=("KeyFigures.avg_score",),
        size="third",
    ),
    Chart(
        name="field-likelihood",
        title="Average likelihood by field",
        tab="fields",
        hint="Average likelihood of endorsement.",
        rows=read_average_likelihoods,
        columns=(
            ChartColumn("label", "Field", "text"),
            ChartColumn("avg_likelihood", "Average likelihood", "share"),
            ChartColumn("count", "Completed"),
        ),
        draw=draw_by_field,
        sample=sample_completed,
        narrow=narrow_field,
        metrics=("KeyFigures.avg_likelihood",),
        size="third",
    ),
    Chart(
        name="field-success",
        title="Analyses completed by field",
        tab="fields",
        hint="Share of the field’s analyses that ended with a result.",
        rows=read_success_rates,
        columns=(
            ChartColumn("label", "Field", "text"),
            ChartColumn("completed", "Completed"),
            ChartColumn("count", "Of"),
            ChartColumn("value", "Success rate", "percent"),
        ),
        draw=draw_by_field,
        sample=sample_all,
        narrow=narrow_field,
        metrics=("KeyFigures.success_rate",),
        size="third",
    ),
)
