"""A benchmark's figures as data, as a page, and against what they were before."""

from collections.abc import Mapping, Sequence
from typing import Any

from proof_of_talent.domain.base import Model
from proof_of_talent.judging.agreement import estimate_interval
from proof_of_talent.judging.benchmark.behaviour import Behaviour, Kinds, measure_behaviour
from proof_of_talent.judging.benchmark.cases import LabelledSet
from proof_of_talent.judging.benchmark.controls import CONTROLS
from proof_of_talent.judging.benchmark.figures import (
    MEASURES,
    BenchmarkFigure,
    Moved,
    share_in_order,
    share_true,
)
from proof_of_talent.judging.benchmark.outcomes import JudgedCase, JudgeText

_SLACK = 1e-9


class MeasuredSet(Model):
    """What an assessor reached on one set: `figures` by measure, `controls` by how they order the cases."""

    name: str
    assessor: str
    cases: int
    abstained: int
    figures: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]
    confusion: dict[str, int]  # "label/most likely band"
    controls: dict[str, float | None]
    moved: tuple[Moved, ...]
    behaviour: tuple[Behaviour, ...]
    answers: tuple[tuple[str, str, str, int], ...]  # case, label, bands, points


def measure_set(
    labelled: LabelledSet, assessor: str, judge_text: JudgeText, *, kinds: Kinds | None
) -> MeasuredSet:
    """Judge a set.

    Args:
        labelled: the set.
        assessor: how the assessor is called.
        judge_text: judges one application.
        kinds: what each paper is taken for; without it behaviour is not measured.
    """
    outcomes = [JudgedCase(case, judge_text(case.application)) for case in labelled.cases]
    moved = tuple(
        Moved(p.id, p.kind, p.direction, judge_text(p.after).score - judge_text(p.before).score)
        for p in labelled.pairs
    )
    figures = {measure.name: measure.compute(outcomes) for measure in MEASURES}
    figures["pairs_moved"] = share_true([m.is_right for m in moved if m.direction != "same"])
    figures["pairs_same"] = share_true([m.is_right for m in moved if m.direction == "same"])
    return MeasuredSet(
        name=labelled.name,
        assessor=assessor,
        cases=len(outcomes),
        abstained=sum(o.answer.abstained is not None for o in outcomes),
        figures=figures,
        intervals={m.name: estimate_interval(outcomes, m.compute) for m in MEASURES},
        confusion=_count_confusion(outcomes),
        controls={name: share_in_order(rank(labelled.cases)) for name, rank in CONTROLS.items()},
        moved=moved,
        behaviour=tuple(measure_behaviour(labelled.cases, judge_text, kinds))
        if kinds is not None and labelled.cases
        else (),
        answers=tuple(
            (o.case.id, o.case.label.band, o.answer.abstained or " or ".join(o.answer.bands), o.answer.score)
            for o in outcomes
        ),
    )


def _count_confusion(outcomes: Sequence[JudgedCase]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        key = f"{outcome.case.label.band}/{outcome.answer.recommendation}"
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


PAIR_MEASURES = (
    BenchmarkFigure("pairs_moved", "minimal pairs moved the right way", lambda _: None, 0.5, 0.85),
    BenchmarkFigure("pairs_same", "pairs that should stay, within 3 points", lambda _: None, 0.9, 1.0),
)


def find_losses(measured: Sequence[MeasuredSet], baseline: Mapping[str, Any]) -> list[str]:
    """Return what is worse than in a saved benchmark: one line each."""
    losses = []
    for one in measured:
        saved = baseline.get(f"{one.assessor}/{one.name}", {})
        for measure in (*MEASURES, *PAIR_MEASURES):
            before, now = saved.get(measure.name), one.figures.get(measure.name)
            if before is None or now is None:
                continue
            if now > before + _SLACK if measure.lower else now < before - _SLACK:
                losses.append(f"{one.name}: {measure.title}: {now:g}, was {before:g}")
    return losses


def keep_baseline(measured: Sequence[MeasuredSet]) -> dict[str, dict[str, float | None]]:
    """Return what a later run is compared with."""
    return {f"{one.assessor}/{one.name}": one.figures for one in measured}


def render_benchmark(measured: Sequence[MeasuredSet]) -> str:
    """Return the figures as a page."""
    return "\n".join(line for one in measured for line in _render_set(one)) + "\n"


def _render_set(one: MeasuredSet) -> list[str]:
    lines = [
        f"## {one.name}, judged by {one.assessor}",
        "",
        f"{one.cases} cases ({one.abstained} not judged), {len(one.moved)} minimal pairs.",
        "",
        "| measure | figure | 90 % interval | must | goal |",
        "| --- | --- | --- | --- | --- |",
    ]
    for measure in (*MEASURES, *PAIR_MEASURES):
        figure, interval = one.figures.get(measure.name), one.intervals.get(measure.name)
        if figure is not None:
            width = f"{interval[0]:.2f} to {interval[1]:.2f}" if interval else "–"
            sign = "≤" if measure.lower else "≥"
            wanted = f"{sign} {measure.must:g} | {sign} {measure.goal:g}"
            lines.append(f"| {measure.title} | {figure:.2f} | {width} | {wanted} |")
    lines += [
        f"| order by the {name} alone (control) | {figure:.2f} | – | | |"
        for name, figure in one.controls.items()
        if figure is not None
    ]
    lines += _render_table(
        ("change", "cases", "mean", "largest", "wanted", "holds"),
        [(b.title, b.cases, f"{b.mean:+g}", f"{b.largest:+d}", b.rule, "yes" if b.holds else "no")
         for b in one.behaviour],
    )  # fmt: skip
    lines += _render_table(
        ("label", "most likely band", "cases"), [(*key.split("/"), n) for key, n in one.confusion.items()]
    )
    lines += _render_table(("case", "label", "bands", "points"), one.answers)
    lines += _render_table(
        ("pair", "kind", "wanted", "points", "right"),
        [(m.id, m.kind, m.direction, f"{m.points:+d}", "yes" if m.is_right else "no") for m in one.moved],
    )
    return [*lines, ""]


def _render_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    if not rows:
        return []
    return [
        "",
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows),
    ]
