"""Charts of the tab *Field comparison*."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, Column, Row, Sample
from proof_of_talent.charts.overview import sample_all, sample_completed
from proof_of_talent.charts.palette import FIELD_COLOURS
from proof_of_talent.charts.rows import average_row, grade_strength
from proof_of_talent.formats import format_number, format_percent, format_share

if TYPE_CHECKING:
    import altair as alt

Findings = Literal["strengths", "weaknesses"]
SHOWN_CODES = 6


def narrow_field(row: Row) -> dict[str, str]:
    """Return the filter of the row's field."""
    return {"field": row["field"]}


def read_scores(answers: Answers) -> list[Row]:
    """Average score by field."""
    return [
        average_row(
            field.name, field.avg_score, field.completed, format_number(field.avg_score, 1), field=field.field
        )
        for field in answers.fields.fields
        if field.avg_score is not None
    ]


def read_likelihoods(answers: Answers) -> list[Row]:
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


def read_success_rates(answers: Answers) -> list[Row]:
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
    from proof_of_talent.charts import marks  # noqa: PLC0415 - drawing is an extra

    return marks.rank_bars(colour=marks.colour_by("field", FIELD_COLOURS), highest=100)


def list_findings(kind: Findings) -> Callable[[Answers], Sequence[Row]]:
    """Return the reader of the commonest findings of a kind, one row a finding and field."""

    def read(answers: Answers) -> Sequence[Row]:
        rows: list[Row] = []
        totals: dict[str, int] = {}
        for field in answers.fields.fields:
            for code in getattr(field, kind):
                totals[code.code] = totals.get(code.code, 0) + code.count
        shown = sorted(totals, key=lambda code: (-totals[code], code))[:SHOWN_CODES]
        for place, wanted in enumerate(shown):
            for field in answers.fields.fields:
                found = next((code for code in getattr(field, kind) if code.code == wanted), None)
                if found is None:
                    continue
                rows.append(
                    {
                        "place": place,
                        "first": not any(row["place"] == place for row in rows),
                        "label": found.label,
                        "field": field.field,
                        "field_name": field.name,
                        "value": found.share_percent or 0,
                        "count": found.count,
                        "of": found.of,
                        "share_percent": found.share_percent,
                        "small": found.small_sample,
                    }
                )
        return rows

    return read


def draw_findings() -> "alt.LayerChart":
    """For each finding, one thin bar a field under the finding's name."""
    import altair as alt  # noqa: PLC0415 - drawing is an extra

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    step = 64
    y = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = marks.start(alt.Step(step))
    names = base.mark_text(
        align="left", baseline="middle", dy=-22, limit=alt.ExprRef("width"), fontSize=13, color=marks.INK
    )
    names = names.transform_filter("datum.first").encode(y=y, x=alt.value(0), text="label:N")
    order = list(FIELD_COLOURS)
    lanes = base.transform_calculate(lane=f"indexof({order}, datum.field) * 12 + 26")
    colour = marks.colour_by(
        "field",
        FIELD_COLOURS,
        alt.Legend(
            orient="top",
            title=None,
            symbolType="square",
            symbolSize=90,
            columns=alt.ExprRef("width < 420 ? 1 : 3"),
            labelExpr="{'digital_technology': 'Digital technology', 'arts_culture': 'Arts and culture', "
            "'science_research': 'Science and research'}[datum.value]",
        ),
    )
    x = alt.X(
        "value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False, range=[0, alt.ExprRef("width - 48")])
    )
    bars = lanes.mark_bar(height=8, cornerRadius=4, cursor="pointer").encode(
        y=y, yOffset=alt.YOffset("lane:Q", scale=None), x=x, color=colour, opacity=marks.fade()
    )
    notes = lanes.mark_text(align="left", baseline="middle", dx=6, fontSize=11, color=marks.INK_2).encode(
        y=y, yOffset=alt.YOffset("lane:Q", scale=None), x=x, text=alt.Text("value:Q", format=".0f")
    )
    return marks.finish(names, bars, notes, height=alt.Step(step))


def read_gaps(answers: Answers) -> list[Row]:
    """One row a field, criterion and gap."""
    names = {field.field: field.name for field in answers.fields.fields}
    codes: dict[str, int] = {}
    for cell in answers.fields.gap_heatmap:
        codes[cell.code] = codes.get(cell.code, 0) + cell.count
    order = sorted(codes, key=lambda code: (-codes[code], code))
    columns = list(dict.fromkeys((cell.field, cell.criterion) for cell in answers.fields.gap_heatmap))
    first = {cell.code: place for place, cell in reversed(list(enumerate(answers.fields.gap_heatmap)))}
    return grade_strength(
        {
            "first": first[cell.code] == place,
            "label": f"{names[cell.field]}, {cell.criterion}: {cell.label}",
            "gap": cell.label,
            "place": order.index(cell.code),
            "column": "|".join(
                (f"{columns.index((cell.field, cell.criterion)):02}", names[cell.field], cell.criterion)
            ),
            "criterion_name": cell.criterion_name,
            "field": cell.field,
            "value": cell.share_percent,
            "count": cell.count,
            "of": cell.of,
            "share_percent": cell.share_percent,
            "small": cell.small_sample,
        }
        for place, cell in enumerate(answers.fields.gap_heatmap)
    )


def draw_gaps() -> "alt.LayerChart":
    """Cells by criterion, in a row a gap, with the gap's name above its row."""
    import altair as alt  # noqa: PLC0415 - drawing is an extra

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    step = 46
    y = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.X(
        "column:N",
        title=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=-50,
            labelExpr="split(split(datum.value, '|')[1], ' ')[0] + ' ' + split(datum.value, '|')[2]",
            labelLimit=120,
            domain=False,
        ),
        scale=alt.Scale(paddingInner=0.06, paddingOuter=0),
    )
    base = marks.start(alt.Step(step))
    names = base.mark_text(
        align="left", baseline="middle", dy=-12, limit=alt.ExprRef("width"), fontSize=13, color=marks.INK
    )
    names = names.transform_filter("datum.first").encode(y=y, x=alt.value(0), text="gap:N")
    tracks = base.mark_rect(height=22, yOffset=10, cornerRadius=3, color=marks.TRACK, opacity=0.45)
    tracks = tracks.transform_filter("datum.first").encode(y=y, x=alt.value(0), x2=alt.value("width"))
    cells = base.mark_rect(height=22, yOffset=10, cornerRadius=3, cursor="pointer").encode(
        x=x,
        y=y,
        color=marks.plain("chart-4"),
        fillOpacity=alt.FillOpacity(
            "strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.14, 1]), legend=None
        ),
    )
    return marks.finish(names, tracks, cells, height=alt.Step(step))


def sample_completed_of_field(answers: Answers) -> Sample:
    """Completed analyses; shares are of those of the field."""
    return Sample(sample_completed(answers).size, "completed analyses; shares are of each field’s own")


FINDING_COLUMNS = (
    Column("label", "Finding", "text"),
    Column("field_name", "Field", "text"),
    Column("count", "Analyses"),
    Column("of", "Of"),
    Column("share_percent", "Share", "percent"),
)

CHARTS = (
    Chart(
        name="field-scores",
        title="Average score by field",
        tab="fields",
        hint="Average overall score, 0 to 100.",
        rows=read_scores,
        columns=(
            Column("label", "Field", "text"),
            Column("value", "Average score", "score"),
            Column("count", "Completed"),
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
        rows=read_likelihoods,
        columns=(
            Column("label", "Field", "text"),
            Column("avg_likelihood", "Average likelihood", "share"),
            Column("count", "Completed"),
        ),
        draw=draw_by_field,
        sample=sample_completed,
        narrow=narrow_field,
        metrics=("KeyFigures.avg_likelihood",),
        size="third",
    ),
    Chart(
        name="field-success",
        title="Success rate by field",
        tab="fields",
        hint="Share of the field’s analyses that ended with a result.",
        rows=read_success_rates,
        columns=(
            Column("label", "Field", "text"),
            Column("completed", "Completed"),
            Column("count", "Of"),
            Column("value", "Success rate", "percent"),
        ),
        draw=draw_by_field,
        sample=sample_all,
        narrow=narrow_field,
        metrics=("KeyFigures.success_rate",),
        size="third",
    ),
    Chart(
        name="field-strengths",
        title="Commonest strengths",
        tab="fields",
        hint="Share of each field’s completed analyses, in per cent; each strength counts once an analysis.",
        rows=list_findings("strengths"),
        columns=FINDING_COLUMNS,
        draw=draw_findings,
        sample=sample_completed_of_field,
        narrow=narrow_field,
        metrics=("FieldFigures.strengths",),
    ),
    Chart(
        name="field-weaknesses",
        title="Commonest weaknesses",
        tab="fields",
        hint="Share of each field’s completed analyses, in per cent; each weakness counts once an analysis.",
        rows=list_findings("weaknesses"),
        columns=FINDING_COLUMNS,
        draw=draw_findings,
        sample=sample_completed_of_field,
        narrow=narrow_field,
        metrics=("FieldFigures.weaknesses",),
    ),
    Chart(
        name="gap-heatmap",
        title="Evidence gaps by criterion",
        tab="fields",
        hint="The stronger the colour, the larger the share of the field’s completed analyses with this gap.",
        rows=read_gaps,
        columns=(
            Column("label", "Field, criterion, gap", "text"),
            Column("criterion_name", "Criterion", "text"),
            Column("count", "Analyses"),
            Column("of", "Of"),
            Column("share_percent", "Share", "percent"),
        ),
        draw=draw_gaps,
        sample=sample_completed_of_field,
        narrow=narrow_field,
        metrics=("FieldsComparison.gap_heatmap", "fields.gap_heatmap"),
        size="full",
    ),
)
