"""Quality: failures, spread of results, checked quotes, who judged, and agreement with outcomes."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from proof_of_talent.analytics.axis import read_axis, sum_by_period, walk_axis
from proof_of_talent.analytics.calibration import Calibration, calibrate
from proof_of_talent.analytics.distributions import (
    BalanceCell,
    LikelihoodDistribution,
    ScoreDistribution,
    distribute_likelihoods,
    distribute_scores,
    weigh_findings,
)
from proof_of_talent.analytics.figures import (
    Figures,
    Share,
    divide,
    merge_by,
    metric,
    share,
    sum_by,
    sum_rollups,
)
from proof_of_talent.analytics.periods import GrainChoice, TrendGrain, next_period
from proof_of_talent.analytics.provenance import (
    AssessorFigures,
    Consumption,
    VersionFigures,
    compare_assessors,
    compare_versions,
    share_grounded,
    sum_consumption,
)
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.ports import RollupStore, Store
from proof_of_talent.domain.record import DECISION_TIME, AnalysisFilter
from proof_of_talent.domain.rollups import Rollup


class ErrorCause(Share):
    """Failed analyses with one cause, of all failed ones."""

    stage: Annotated[str, metric("Step that failed, such as extraction or analysis.", "name")]
    code: Annotated[str, metric("Stable code of the failure.", "name")]


class StageErrors(Model):
    """Failures of one stage in one period."""

    stage: Annotated[str, metric("Step that failed.", "name")]
    count: Annotated[int, metric("Failed analyses.", "count")]


class ErrorPoint(Share):
    """Failed analyses of one period, of all of it: the error rate."""

    period: Annotated[str, metric("First day of the day, ISO week or month.", "date, UTC")]
    until: Annotated[str, metric("First day after the period.", "date, UTC")]
    stages: Annotated[tuple[StageErrors, ...], metric("Stages with failures, by name.", "list", "count")]


class BalancePoint(Model):
    """Strengths and weaknesses found in one month."""

    period: Annotated[str, metric("First day of the month.", "date, UTC")]
    until: Annotated[str, metric("First day after the month.", "date, UTC")]
    strengths: Annotated[int, metric("Strengths found in all completed analyses.", "count")]
    weaknesses: Annotated[int, metric("Weaknesses found in all completed analyses.", "count")]
    ratio: Annotated[
        float | None,
        metric("Strengths to one weakness; null without any weakness.", "ratio, 2 decimals", "weaknesses"),
    ]


class Quality(Model):
    """How good the analyses are."""

    grain: Annotated[
        TrendGrain, metric("The grain of errors_over_time, also where `auto` was asked.", "name")
    ]
    error_rate: Annotated[Share, metric("Failed analyses.", "share", "all analyses")]
    errors_by_cause: Annotated[
        tuple[ErrorCause, ...],
        metric("Failures by stage and code, commonest first.", "list", "failed analyses"),
    ]
    errors_over_time: Annotated[
        tuple[ErrorPoint, ...],
        metric("Error rate by period, oldest first, no gaps.", "list", "all of the period"),
    ]
    scores: Annotated[ScoreDistribution, metric("Spread of the overall scores.", "object")]
    likelihoods: Annotated[LikelihoodDistribution, metric("Spread of the likelihoods.", "object")]
    balance: Annotated[
        tuple[BalanceCell, ...],
        metric("Strengths against weaknesses; cells not listed are 0.", "list", "completed analyses"),
    ]
    balance_over_time: Annotated[
        tuple[BalancePoint, ...], metric("Strengths to weaknesses by month, oldest first.", "list")
    ]
    grounded: Annotated[Share, metric("Quotes found in the documents.", "share", "quotes claimed")]
    by_assessor: Annotated[tuple[AssessorFigures, ...], metric("Assessors, most used first.", "list")]
    by_prompt_version: Annotated[tuple[VersionFigures, ...], metric("Versions of the prompt.", "list")]
    by_rules_version: Annotated[tuple[VersionFigures, ...], metric("Versions of the rules.", "list")]
    consumption: Annotated[Consumption, metric("Tokens and cost.", "object")]
    calibration: Annotated[Calibration, metric("Likelihood against outcomes.", "object")]


def quality(store: Store, wanted: AnalysisFilter, now: datetime, *, grain: GrainChoice = "auto") -> Quality:
    """Describe failures, spread, provenance and calibration.

    Args:
        store: read at most five times; a record written between the reads can make `errors_over_time` differ
            by one from the rest until the next call.
        wanted: which analyses.
        now: where an open range ends.
        grain: of `errors_over_time`.

    Raises:
        InvalidInputError: the range holds too many points for this grain.
    """
    rollups = store.rollups.read(wanted)
    parts = sum_by(rollups, lambda rollup: (rollup.key.field, rollup.key.assessor))
    by_field = merge_by(parts, lambda part: part[0])
    by_assessor = merge_by(parts, lambda part: part[1])
    total = merge_by(parts, lambda _: "all").get("all", Figures())
    axis, chosen = read_axis(store.rollups, wanted, now, grain)
    return Quality(
        grain=chosen,
        error_rate=Share(**share(total.errors, total.total)),
        errors_by_cause=tuple(_rank_causes(total)),
        errors_over_time=tuple(
            _walk_errors(axis, _read_failures(store.rollups, wanted, chosen), wanted, now, chosen)
        ),
        scores=distribute_scores(total),
        likelihoods=distribute_likelihoods(total),
        balance=weigh_findings(total),
        balance_over_time=tuple(_walk_balance(rollups)),
        grounded=share_grounded(total),
        by_assessor=compare_assessors(by_assessor),
        by_prompt_version=compare_versions(total, "prompt"),
        by_rules_version=compare_versions(total, "rules"),
        consumption=sum_consumption(total),
        calibration=calibrate(total, by_field, by_assessor, _read_old(store.rollups, wanted, now)),
    )


def _read_old(rollups: RollupStore, wanted: AnalysisFilter, now: datetime) -> Figures:
    """Return the figures of what is old enough for a decision, by whole days."""
    before = (now - DECISION_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    until = before if wanted.until is None else min(before, wanted.until)
    return sum_rollups(rollups.read(wanted.model_copy(update={"until": until})))


def _walk_balance(rollups: list[Rollup]) -> Iterator[BalancePoint]:
    """Yield the months that have analyses."""
    for month, figures in sorted(sum_by_period(rollups, "month").items()):
        cells = [(*map(int, pair.split("-")), count) for pair, count in figures.family("balance").items()]
        strengths = sum(strong * count for strong, _, count in cells)
        weaknesses = sum(weak * count for _, weak, count in cells)
        yield BalancePoint(
            period=month.isoformat(),
            until=next_period(month, "month").isoformat(),
            strengths=strengths,
            weaknesses=weaknesses,
            ratio=divide(strengths, weaknesses, 2),
        )


def _rank_causes(total: Figures) -> Iterator[ErrorCause]:
    """Yield the causes of failures, commonest first."""
    causes = total.family("error")
    for name, count in sorted(causes.items(), key=lambda item: (-item[1], item[0])):
        stage, _, code = name.partition("/")
        yield ErrorCause(stage=stage, code=code, **share(count, total.errors))


def _read_failures(rollups: RollupStore, wanted: AnalysisFilter, grain: TrendGrain) -> list[Rollup]:
    """Read the rollups of failed analyses with their causes; few rows, because most analyses succeed."""
    if wanted.status is not None and "error" not in wanted.choices().get("status", ()):
        return []
    failed = wanted.model_copy(update={"status": "error"})
    return rollups.read(failed, grain="month" if grain == "month" else "day")


def _walk_errors(
    axis: list[Rollup], failures: list[Rollup], wanted: AnalysisFilter, now: datetime, grain: TrendGrain
) -> Iterator[ErrorPoint]:
    causes = sum_by_period(failures, grain)
    for period, until, figures in walk_axis(axis, wanted, now, grain):
        stages: Counter[str] = Counter()
        found = causes.get(date.fromisoformat(period))
        for name, count in found.family("error").items() if found else ():
            stages[name.partition("/")[0]] += count
        yield ErrorPoint(
            period=period,
            until=until,
            stages=tuple(StageErrors(stage=stage, count=count) for stage, count in sorted(stages.items())),
            **share(figures.errors, figures.total),
        )
