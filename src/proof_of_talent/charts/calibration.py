"""How far likelihoods were from what endorsing bodies decided, group by group (tab *Quality metrics*)."""

from typing import TYPE_CHECKING, Any

from proof_of_talent.analytics.calibration import CalibrationGroup
from proof_of_talent.analytics.labels import name_field
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.distributions import sample_outcomes
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow

if TYPE_CHECKING:
    import altair as alt


def read_groups(answers: Answers) -> list[ChartRow]:
    """Brier score of each field, assessor and rules version that has enough decisions."""
    found = answers.quality.calibration
    named = [(name_field(answers.rulebook, group.group), group) for group in found.by_field]
    named += [(f"Assessor {group.group}", group) for group in found.by_assessor]
    named += [(f"Rules {group.group}", group) for group in found.by_rules_version]
    return [_make_group_row(label, group) for label, group in named if group.brier_score is not None]


def _make_group_row(label: str, group: CalibrationGroup) -> ChartRow:
    return {
        "label": label,
        "value": group.brier_score,
        "reference": group.reference_brier_score,
        "decided": group.count,
        "small": False,  # groups with too few decisions are not shown at all
        "note": f"{group.brier_score:.3f}, constant guess {group.reference_brier_score:.3f}",
    }


def draw_groups() -> "alt.LayerChart":
    """Bars that begin at the error of a constant guess: to the left is better than guessing."""
    import altair as alt  # noqa: PLC0415 - slow to load

    from proof_of_talent.charts import marks  # noqa: PLC0415 - as above

    y = alt.Y("i:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = marks.start(alt.Step(marks.BAND_STEP)).transform_calculate(gain="datum.value - datum.reference")
    scale = alt.Scale(domainMid=0, nice=True)
    axis = alt.Axis(title="Better than a constant guess ← 0 → worse", format="+.2f", tickCount=5)
    text: Any = {"baseline": "middle", "dy": -8}
    names = base.mark_text(align="left", fontSize=13, color=marks.INK, **text)
    notes = base.mark_text(align="right", fontSize=12, color=marks.INK_2, **text)
    bars = base.mark_bar(height=8, yOffset=9, cornerRadius=4, cursor="pointer").encode(
        y=y,
        x=alt.X("gain:Q", axis=axis, scale=scale),
        color=alt.condition("datum.gain < 0", marks.plain("chart-good"), marks.plain("chart-bad")),
    )
    return marks.finish(
        names.encode(y=y, x=alt.value(0), text="label:N"),
        notes.encode(y=y, x=alt.value("width"), text="note:N"),
        bars,
        height=alt.Step(marks.BAND_STEP),
    )


CHARTS = (
    Chart(
        name="calibration-groups",
        title="Error of the likelihoods by group",
        tab="quality",
        hint="Brier scores against that of a constant guess: a useful likelihood is below it.",
        rows=read_groups,
        columns=(
            ChartColumn("label", "Group", "text"),
            ChartColumn("value", "Brier score", "score"),
            ChartColumn("reference", "Of a constant guess", "score"),
            ChartColumn("decided", "Decided"),
        ),
        draw=draw_groups,
        sample=sample_outcomes,
        metrics=("CalibrationGroup.brier_score", "CalibrationGroup.reference_brier_score"),
    ),
)
