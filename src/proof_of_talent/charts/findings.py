"""Charts of the tab *Field comparison*: strengths, weaknesses and gaps."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, SampleSize
from proof_of_talent.charts.overview import sample_completed
from proof_of_talent.charts.palette import FIELD_COLOURS
from proof_of_talent.charts.rows import grade_strength

if TYPE_CHECKING:
    import altair as alt

Findings = Literal["strengths", "weaknesses"]
SHOWN_CODES = 6
WHOLE_COLUMN = "All"
"""Where a criterion's code would stand, for gaps of the application as a whole."""


def list_findings(kind: Findings) -> Callable[[Answers], Sequence[ChartRow]]:
    """Return the reader of the commonest findings of a kind, one row a finding and field."""

    def read(answers: Answers) -> Sequence[ChartRow]:
        rows: list[ChartRow] = []
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
                        "has": f"{'strength' if kind == 'strengths' else 'weakness'}/{found.code}",
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
    import altair as alt  # noqa: PLC0415 - slow to load

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


def read_gaps(answers: Answers) -> list[ChartRow]:
    """One row a field, criterion and gap. `first` marks one row of each gap, `head` one of each field."""
    cells = answers.fields.gap_heatmap
    names = {field.field: field.name for field in answers.fields.fields}
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell.code] = counts.get(cell.code, 0) + cell.count
    order = sorted(counts, key=lambda code: (-counts[code], code))
    columns = list(dict.fromkeys((cell.field, cell.criterion) for cell in cells))
    firsts = find_firsts([cell.code for cell in cells])
    heads = find_firsts([cell.field for cell in cells])
    return grade_strength(
        {
            "first": place in firsts,
            "head": place in heads,
            "label": f"{names[cell.field]}, {cell.criterion or WHOLE_COLUMN}: {cell.label}",
            "gap": cell.label,
            "place": order.index(cell.code),
            "column": f"{columns.index((cell.field, cell.criterion)):02}|{cell.criterion or WHOLE_COLUMN}",
            "criterion_name": cell.criterion_name,
            "has": f"criterion_gap/{cell.criterion}/{cell.code}" if cell.criterion else f"gap/{cell.code}",
            "field": cell.field,
            "field_name": names[cell.field],
            "value": cell.share_percent,
            "count": cell.count,
            "of": cell.of,
            "share_percent": cell.share_percent,
            "small": cell.small_sample,
        }
        for place, cell in enumerate(cells)
    )


def find_firsts(values: Sequence[str]) -> set[int]:
    """Return the places at which a value stands for the first time."""
    return {values.index(value) for value in set(values)}


def draw_gaps() -> "alt.LayerChart":
    """Cells by criterion under their field, in a row a gap, with the gap's name above its row."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    step = 46
    y = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    scale = alt.Scale(paddingInner=0.06, paddingOuter=0)
    codes = alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr="width < 420 ? replace(split(datum.value, '|')[1], 'OC', '') : split(datum.value, '|')[1]",
        labelOverlap=False,
        domain=False,
    )
    x = alt.X("column:N", title=None, axis=codes, scale=scale)
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
        fillOpacity=marks.strength(),
    )
    numbers = marks.cell_numbers(base, yOffset=10).encode(x=x, y=y)
    heads = base.transform_filter("datum.head").transform_calculate(
        head="width < 560 ? split(datum.field_name, ' ')[0] : datum.field_name"
    )
    heads = heads.mark_text(align="left", baseline="bottom", fontSize=12, fontWeight=600, color=marks.INK_2)
    fields = heads.encode(
        x=alt.X("column:N", axis=codes, scale=scale, bandPosition=0), y=alt.value(-24), text="head:N"
    )
    return marks.finish(names, tracks, cells, numbers, fields, height=alt.Step(step))


def sample_completed_of_field(answers: Answers) -> SampleSize:
    """Completed analyses; shares are of those of the field."""
    return SampleSize(sample_completed(answers).size, "completed analyses; shares are of each field’s own")


FINDING_COLUMNS = (
    ChartColumn("label", "Finding", "text"),
    ChartColumn("field_name", "Field", "text"),
    ChartColumn("count", "Analyses"),
    ChartColumn("of", "Of"),
    ChartColumn("share_percent", "Share", "percent"),
)

CHARTS = (
    Chart(
        name="field-strengths",
        title="Commonest strengths",
        tab="fields",
        hint="Share of each field’s completed analyses, in per cent; each strength counts once an analysis.",
        rows=list_findings("strengths"),
        columns=FINDING_COLUMNS,
        draw=draw_findings,
        sample=sample_completed_of_field,
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
        metrics=("FieldFigures.weaknesses",),
    ),
    Chart(
        name="gap-heatmap",
        title="Evidence gaps by criterion",
        tab="fields",
        hint="Per cent of the field’s completed analyses with this gap, by criterion; “All”: gaps of "
        "the application as a whole.",
        rows=read_gaps,
        columns=(
            ChartColumn("label", "Field, criterion, gap", "text"),
            ChartColumn("criterion_name", "Criterion", "text"),
            ChartColumn("count", "Analyses"),
            ChartColumn("of", "Of"),
            ChartColumn("share_percent", "Share", "percent"),
        ),
        draw=draw_gaps,
        sample=sample_completed_of_field,
        metrics=("FieldsComparison.gap_heatmap", "fields.gap_heatmap"),
        size="full",
    ),
)
