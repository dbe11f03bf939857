"""The fields side by side: results, commonest findings, and where the evidence is missing."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from proof_of_talent.analytics.figures import (
    SMALL_SAMPLE,
    Figures,
    KeyFigures,
    Share,
    divide,
    metric,
    share,
    sum_by,
)
from proof_of_talent.analytics.labels import (
    CodeShare,
    label_code,
    name_criteria,
    name_field,
    order_fields,
    rank_codes,
)
from proof_of_talent.domain.assessment import RECOMMENDATIONS, VERDICTS
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter


class NamedShare(Share):
    """A share with the name of what was counted."""

    name: Annotated[str, metric("What was counted.", "name")]


class CriterionFigures(Model):
    """How one criterion of a field was judged."""

    criterion: Annotated[str, metric("The criterion's code, such as MC or OC2.", "name")]
    name: Annotated[str, metric("The criterion's name; its code where the rules no longer list it.", "text")]
    count: Annotated[int, metric("Completed analyses that judged the criterion.", "count")]
    avg_score: Annotated[
        float | None,
        metric("Average score of the criterion.", "points 0-100, 2 decimals", "criteria[].count"),
    ]
    small_sample: Annotated[bool, metric(f"True when judged fewer than {SMALL_SAMPLE} times.", "true/false")]
    verdicts: Annotated[
        tuple[NamedShare, ...], metric("Shares of met, partly and not_met.", "list", "criteria[].count")
    ]


class FieldFigures(KeyFigures):
    """One field."""

    field: Annotated[str, metric("The field's id.", "name")]
    name: Annotated[str, metric("The field's name.", "text")]
    recommendations: Annotated[
        tuple[NamedShare, ...], metric("Shares of strong, moderate and weak.", "list", "completed")
    ]
    strengths: Annotated[
        tuple[CodeShare, ...],
        metric("Commonest strengths, each counted once an analysis.", "list", "completed"),
    ]
    weaknesses: Annotated[
        tuple[CodeShare, ...],
        metric("Commonest weaknesses, each counted once an analysis.", "list", "completed"),
    ]
    gaps: Annotated[
        tuple[CodeShare, ...],
        metric("Commonest evidence gaps, each counted once an analysis.", "list", "completed"),
    ]
    criteria: Annotated[
        tuple[CriterionFigures, ...],
        metric("How each criterion was judged, in the order of the rules.", "list"),
    ]


class HeatCell(CodeShare):
    """How often one gap was found under one criterion of a field."""

    field: Annotated[str, metric("The field's id.", "name")]
    criterion: Annotated[
        str, metric("The criterion's code; empty for a gap of the application as a whole.", "name")
    ]
    criterion_name: Annotated[str, metric("The criterion's name, or “The whole application”.", "text")]


class FieldsComparison(Model):
    """The fields side by side."""

    fields: Annotated[
        tuple[FieldFigures, ...], metric("Fields with any analyses, in the order of the rules.", "list")
    ]
    gap_heatmap: Annotated[
        tuple[HeatCell, ...],
        metric(
            "Gaps by field and criterion; cells that are not listed are 0.", "list", "completed, of the field"
        ),
    ]


def fields(store: Store, wanted: AnalysisFilter, rulebook: Rulebook, *, limit: int = 10) -> FieldsComparison:
    """Compare the fields.

    Args:
        store: read once.
        wanted: which analyses.
        rulebook: gives labels and the order of fields and criteria.
        limit: how many of the commonest strengths, weaknesses and gaps a field lists.
    """
    rollups = store.rollups.read(wanted)
    sums = sum_by(rollups, lambda rollup: rollup.key.field)
    recommended: Counter[tuple[str, str]] = Counter()
    for rollup in rollups:
        recommended[rollup.key.field, rollup.key.recommendation] += rollup.counters.get("n", 0)
    order = order_fields(rulebook, sums)
    return FieldsComparison(
        fields=tuple(
            FieldFigures(
                field=field,
                name=name_field(rulebook, field),
                **sums[field].key_figures(),
                recommendations=tuple(
                    NamedShare(
                        name=name,
                        **share(recommended[field, name], sums[field].completed),
                    )
                    for name in RECOMMENDATIONS
                ),
                strengths=rank_codes(rulebook, sums[field].family("strength"), sums[field].completed, limit),
                weaknesses=rank_codes(rulebook, sums[field].family("weakness"), sums[field].completed, limit),
                gaps=rank_codes(rulebook, sums[field].family("gap"), sums[field].completed, limit),
                criteria=tuple(_judge_criteria(rulebook, field, sums[field])),
            )
            for field in order
        ),
        gap_heatmap=tuple(cell for field in order for cell in _heat_cells(rulebook, field, sums[field])),
    )


def _judge_criteria(rulebook: Rulebook, field: str, figures: Figures) -> Iterator[CriterionFigures]:
    """Yield the criteria of a field that were judged, in the order of the rules, unknown ones last."""
    counters = figures.family("criterion")
    names = name_criteria(rulebook, field)
    judged = {name.rpartition("/")[0] for name in counters if name.endswith("/n")}
    for code in [*(code for code in names if code in judged), *sorted(judged - set(names))]:
        count = counters[f"{code}/n"]
        yield CriterionFigures(
            criterion=code,
            name=names.get(code, code),
            count=count,
            avg_score=divide(counters.get(f"{code}/score_sum", 0), count, 2),
            small_sample=count < SMALL_SAMPLE,
            verdicts=tuple(
                NamedShare(name=verdict, **share(counters.get(f"{code}/{verdict}", 0), count))
                for verdict in VERDICTS
            ),
        )


def _heat_cells(rulebook: Rulebook, field: str, figures: Figures) -> Iterator[HeatCell]:
    """Yield the gaps found under each criterion of a field, by criterion, commonest first; then, without a
    criterion, those that belong to the application as a whole, such as missing letters.
    """
    names = name_criteria(rulebook, field)
    order = {code: place for place, code in enumerate(names)}
    cells = [(*name.partition("/")[::2], count) for name, count in figures.family("criterion_gap").items()]
    cells.sort(key=lambda cell: (order.get(cell[0], len(order)), cell[0], -cell[2], cell[1]))
    under = {code for _, code, _ in cells}
    whole = [("", code, count) for code, count in figures.family("gap").items() if code not in under]
    cells += sorted(whole, key=lambda cell: (-cell[2], cell[1]))
    for criterion, code, count in cells:
        yield HeatCell(
            field=field,
            criterion=criterion,
            criterion_name=names.get(criterion, criterion) or "The whole application",
            code=code,
            label=label_code(rulebook, code),
            **share(count, figures.completed),
        )
