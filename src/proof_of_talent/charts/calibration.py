"""How far likelihoods were from what endorsing bodies decided, group by group (tab *Quality metrics*)."""

from proof_of_talent.analytics.calibration import CalibrationGroup
from proof_of_talent.analytics.labels import name_field
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.distributions import sample_outcomes
from proof_of_talent.charts.insights import draw_ranks
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow


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


CHARTS = (
    Chart(
        name="calibration-groups",
        title="Error of the likelihoods by group",
        tab="quality",
        hint="Brier scores: 0 is perfect, and a useful likelihood is below a constant guess.",
        rows=read_groups,
        columns=(
            ChartColumn("label", "Group", "text"),
            ChartColumn("value", "Brier score", "score"),
            ChartColumn("reference", "Of a constant guess", "score"),
            ChartColumn("decided", "Decided"),
        ),
        draw=draw_ranks,
        sample=sample_outcomes,
        metrics=("CalibrationGroup.brier_score", "CalibrationGroup.reference_brier_score"),
    ),
)
