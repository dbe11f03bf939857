"""Compares assessors on the same cases, criterion by criterion, and with labels. Pure statistics."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from proof_of_talent.domain.base import Model

LABELS = "labels"
"""The name under which a case's expected judgements take part in the comparison."""

_LEVELS = 5


class CaseResult(Model):
    """What one assessor (or the labels) said about one case; `error` is the code where it failed."""

    case: str
    assessor: str
    score: int | None = None
    recommendation: str | None = None
    levels: dict[str, float] = {}
    claims: int = 0
    grounded: int = 0
    cost_usd: float | None = None
    seconds: float | None = None
    error: str | None = None


class Comparison(Model):
    """How two assessors agree, over criteria of cases that both judged.

    `agreement` is the share of equal levels (rounded); `kappa` quadratically weighted, None where it is not
    defined; `score_difference` the mean absolute difference in points; `same_recommendation` a share.
    """

    first: str
    second: str
    criterion: str | None
    judgements: int
    agreement: float | None
    kappa: float | None
    score_difference: float | None = None
    same_recommendation: float | None = None


class AssessorSummary(Model):
    """One assessor over all cases; `cost_usd` is None unless the cost of every case is known."""

    assessor: str
    cases: int
    failed: int
    grounded_share: float | None
    cost_usd: float | None
    mean_seconds: float | None


class Evaluation(Model):
    """The whole comparison."""

    assessors: tuple[AssessorSummary, ...]
    comparisons: tuple[Comparison, ...]
    results: tuple[CaseResult, ...]


class _Pair(NamedTuple):
    """The same case judged by two."""

    first: CaseResult
    second: CaseResult


def evaluate_results(results: Iterable[CaseResult]) -> Evaluation:
    """Compare every two assessors over the cases that both judged, in whole and by criterion."""
    listed = tuple(results)
    names = list(dict.fromkeys(result.assessor for result in listed))
    comparisons: list[Comparison] = []
    for first, second in combinations(names, 2):
        pairs = _pair_up(listed, first, second)
        codes = sorted({code for a, b in pairs for code in a.levels.keys() & b.levels.keys()})
        comparisons.append(_compare(first, second, None, pairs, codes))
        comparisons += [_compare(first, second, code, pairs, [code]) for code in codes]
    summaries = tuple(_summarise(name, listed) for name in names if name != LABELS)
    return Evaluation(assessors=summaries, comparisons=tuple(comparisons), results=listed)


def _pair_up(results: Sequence[CaseResult], first: str, second: str) -> list[_Pair]:
    by_case = {(result.case, result.assessor): result for result in results if result.error is None}
    cases = dict.fromkeys(result.case for result in results)
    return [
        _Pair(by_case[case, first], by_case[case, second])
        for case in cases
        if (case, first) in by_case and (case, second) in by_case
    ]


def _compare(
    first: str, second: str, criterion: str | None, pairs: list[_Pair], codes: list[str]
) -> Comparison:
    levels = [
        (round(pair.first.levels[code]), round(pair.second.levels[code]))
        for pair in pairs
        for code in codes
        if code in pair.first.levels and code in pair.second.levels
    ]
    whole = pairs if criterion is None else []
    scores = [
        abs(pair.first.score - pair.second.score)
        for pair in whole
        if pair.first.score is not None and pair.second.score is not None
    ]
    same = [
        float(pair.first.recommendation == pair.second.recommendation)
        for pair in whole
        if pair.first.recommendation and pair.second.recommendation
    ]
    return Comparison(
        first=first,
        second=second,
        criterion=criterion,
        judgements=len(levels),
        agreement=_mean([float(a == b) for a, b in levels]),
        kappa=compute_kappa(levels),
        score_difference=_mean([float(score) for score in scores]),
        same_recommendation=_mean(same),
    )


def compute_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa with quadratic weights over levels 0-4: 1 agreement, 0 as by chance.

    None without pairs, and where chance alone explains everything (both always say the same one level).
    """
    if not pairs:
        return None
    firsts = [sum(a == level for a, _ in pairs) / len(pairs) for level in range(_LEVELS)]
    seconds = [sum(b == level for _, b in pairs) / len(pairs) for level in range(_LEVELS)]
    observed = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    expected = sum(firsts[a] * seconds[b] * (a - b) ** 2 for a in range(_LEVELS) for b in range(_LEVELS))
    return None if expected == 0 else round(1 - observed / expected, 4)


def _summarise(name: str, results: Sequence[CaseResult]) -> AssessorSummary:
    own = [result for result in results if result.assessor == name]
    claims = sum(result.claims for result in own)
    costs = [result.cost_usd for result in own]
    return AssessorSummary(
        assessor=name,
        cases=len(own),
        failed=sum(result.error is not None for result in own),
        grounded_share=round(sum(result.grounded for result in own) / claims, 4) if claims else None,
        cost_usd=None if None in costs else round(sum(cost for cost in costs if cost is not None), 6),
        mean_seconds=_mean([result.seconds for result in own if result.seconds is not None]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def render_markdown(evaluation: Evaluation) -> str:
    """Return the evaluation as a page."""
    lines = ["# Evaluation", "", "| assessor | cases | failed | grounded | cost (USD) | seconds a case |",
             "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    lines += [
        f"| {s.assessor} | {s.cases} | {s.failed} | {_show(s.grounded_share)} | {_show(s.cost_usd)} "
        f"| {_show(s.mean_seconds)} |"
        for s in evaluation.assessors
    ]
    names = [
        "compared",
        "criterion",
        "judgements",
        "agreement",
        "weighted-kappa",
        "score-difference",
        "same-recommendation",
    ]
    lines += ["", f"| {' | '.join(names)} |", "| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {c.first} – {c.second} | {c.criterion or 'all'} | {c.judgements} | {_show(c.agreement)} "
        f"| {_show(c.kappa)} | {_show(c.score_difference)} | {_show(c.same_recommendation)} |"
        for c in evaluation.comparisons
    ]
    lines += ["", "| case | assessor | score | recommendation |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {r.case} | {r.assessor} | {_show(r.score)} | {r.recommendation or r.error or '–'} |"
        for r in evaluation.results
    ]
    return "\n".join(lines) + "\n"


def _show(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
