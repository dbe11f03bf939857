"""Compares assessors on the same cases, criterion by criterion, and with labels. Pure statistics."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from proof_of_talent.domain.assessment import ReviewCounts
from proof_of_talent.domain.base import Model
from proof_of_talent.judging.agreement import compute_kappa, estimate_interval

LABELS = "labels"
"""The name under which a case's expected judgements take part in the comparison."""

_Number = TypeVar("_Number", int, float)

_SLACK = 1e-9


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
    not_judged: tuple[str, ...] = ()
    abstained: str | None = None
    model: str | None = None
    prompt_version: str | None = None
    rules_version: str | None = None
    requests: int | None = None
    retries: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    reviews: ReviewCounts | None = None
    better_than: str | None = None  # of a label: the case that must have fewer points
    digest: str = ""  # of what was judged, so that a result is used again for the same papers only


class Comparison(Model):
    """How two assessors agree, over criteria of cases that both judged.

    `agreement` is the share of equal levels (rounded); `kappa` quadratically weighted, None where it is not
    defined, and `kappa_interval` where nine of ten repetitions with other cases would have it; `bias` how
    many levels the second gives more than the first, on average; `confusion` counts "first/second";
    `score_difference` the mean absolute difference in points; `same_recommendation` a share.
    """

    first: str
    second: str
    criterion: str | None
    judgements: int
    agreement: float | None
    kappa: float | None
    kappa_interval: tuple[float, float] | None = None
    bias: float | None = None
    confusion: dict[str, int] = {}
    score_difference: float | None = None
    same_recommendation: float | None = None


class AssessorSummary(Model):
    """One assessor over all cases.

    `failed` are cases without a result, `not_judged` criteria without a level in the others, `abstained`
    cases without a band. Sums are None unless every case tells. `pairs` are pairs of which one case must
    have more points; a failure is a pair that is not right.
    """

    assessor: str
    cases: int
    failed: int
    failures: dict[str, int] = {}
    not_judged: int = 0
    abstained: int = 0
    pairs: int = 0
    pairs_right: int = 0
    grounded_share: float | None
    requests: int | None = None
    retries: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None
    mean_seconds: float | None
    models: tuple[str, ...] = ()
    prompt_versions: tuple[str, ...] = ()
    rules_versions: tuple[str, ...] = ()
    reviews: dict[str, int] = {}


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
    levels = _list_levels(pairs, codes)
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
        kappa_interval=estimate_interval(pairs, lambda drawn: compute_kappa(_list_levels(drawn, codes))),
        bias=_mean([float(b - a) for a, b in levels]),
        confusion=dict(sorted(Counter(f"{a}/{b}" for a, b in levels).items())),
        score_difference=_mean([float(score) for score in scores]),
        same_recommendation=_mean(same),
    )


def _list_levels(pairs: Iterable[_Pair], codes: Sequence[str]) -> list[tuple[int, int]]:
    return [
        (round(pair.first.levels[code]), round(pair.second.levels[code]))
        for pair in pairs
        for code in codes
        if code in pair.first.levels and code in pair.second.levels
    ]


def _summarise(name: str, results: Sequence[CaseResult]) -> AssessorSummary:
    own = [result for result in results if result.assessor == name]
    claims = sum(result.claims for result in own)
    cost = _add([result.cost_usd for result in own])
    right = _list_pairs(name, results)
    return AssessorSummary(
        assessor=name,
        cases=len(own),
        failed=sum(result.error is not None for result in own),
        failures=dict(Counter(result.error for result in own if result.error is not None)),
        not_judged=sum(len(result.not_judged) for result in own),
        abstained=sum(result.abstained is not None for result in own),
        pairs=len(right),
        pairs_right=sum(right),
        grounded_share=round(sum(result.grounded for result in own) / claims, 4) if claims else None,
        requests=_add([result.requests for result in own]),
        retries=_add([result.retries for result in own]),
        input_tokens=_add([result.input_tokens for result in own]),
        output_tokens=_add([result.output_tokens for result in own]),
        cost_usd=None if cost is None else round(cost, 6),
        mean_seconds=_mean([result.seconds for result in own if result.seconds is not None]),
        models=_list_distinct(result.model for result in own),
        prompt_versions=_list_distinct(result.prompt_version for result in own),
        rules_versions=_list_distinct(result.rules_version for result in own),
        reviews=dict(sum((Counter(r.reviews.model_dump()) for r in own if r.reviews), Counter[str]())),
    )


def _list_pairs(name: str, results: Sequence[CaseResult]) -> list[bool]:
    """Tell of each pair that the labels name whether the better case has more points."""
    scores = {result.case: result.score for result in results if result.assessor == name}
    labels = [result for result in results if result.assessor == LABELS and result.better_than]
    pairs = [(scores.get(label.case), scores.get(label.better_than or "")) for label in labels]
    return [better is not None and worse is not None and better > worse for better, worse in pairs]


def _list_distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value is not None}))


def _add(values: Sequence[_Number | None]) -> _Number | None:
    known = [value for value in values if value is not None]
    return sum(known, start=type(known[0])()) if known and len(known) == len(values) else None


def find_regressions(now: Evaluation, before: Evaluation) -> list[str]:
    """Return what is worse than before, one line each: agreement with labels, failures, pairs."""
    losses = []
    earlier = {(c.second, c.criterion): c for c in before.comparisons if c.first == LABELS}
    for found in now.comparisons:
        old = earlier.get((found.second, found.criterion))
        if found.first != LABELS or old is None or found.kappa is None or old.kappa is None:
            continue
        if found.kappa < old.kappa - _SLACK:
            where = found.criterion or "all criteria"
            losses.append(f"{found.second}, {where}: kappa {found.kappa:g}, was {old.kappa:g}")
    summaries = {summary.assessor: summary for summary in before.assessors}
    for summary in now.assessors:
        last = summaries.get(summary.assessor)
        if last is None:
            continue
        if summary.failed * last.cases > last.failed * summary.cases:
            losses.append(
                f"{summary.assessor}: {summary.failed} of {summary.cases} failed, were {last.failed}"
            )
        if summary.pairs_right * last.pairs < last.pairs_right * summary.pairs:
            losses.append(
                f"{summary.assessor}: {summary.pairs_right} of {summary.pairs} pairs right, "
                f"were {last.pairs_right}"
            )
    return losses


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
