"""How scores moved when the same papers were judged again, by the rules before and after."""

from collections.abc import Mapping
from typing import Annotated

from proof_of_talent.analytics.figures import divide, metric, sum_rollups
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter


class MoveCount(Model):
    """How many scores moved by about so much."""

    points: Annotated[int, metric("Lower bound of five points: -5 is -5 to -1, 0 is 0 to 4.", "points")]
    count: Annotated[int, metric("Analyses judged again.", "count")]


class ScoreMove(Model):
    """Scores of the same papers before and after other rules."""

    rules_before: Annotated[str, metric("Version of the rules before.", "name")]
    rules_after: Annotated[str, metric("Version of the rules after.", "name")]
    count: Annotated[int, metric("Analyses judged again with a score both times.", "count")]
    avg_before: Annotated[float | None, metric("Average score before.", "points 0-100, 2 decimals", "count")]
    avg_after: Annotated[float | None, metric("Average score after.", "points 0-100, 2 decimals", "count")]
    moves: Annotated[tuple[MoveCount, ...], metric("How far scores moved, lowest first.", "list", "count")]


class Rejudged(Model):
    """What was judged again. No total counts it as new analyses."""

    total: Annotated[int, metric("Analyses judged again, with a result or without.", "count")]
    by_rules: Annotated[tuple[ScoreMove, ...], metric("How scores moved, by versions of the rules.", "list")]


def rejudged(store: Store, wanted: AnalysisFilter) -> Rejudged:
    """Return how scores moved, of what a filter means, whatever status it asks for."""
    again = wanted.model_copy(update={"status": ("rejudged", "rejudged_error")})
    total = sum_rollups(store.rollups.read(again))
    counters = total.family("moved")
    pairs = sorted(name.removesuffix("/n") for name in counters if name.endswith("/n"))
    return Rejudged(total=total.total, by_rules=tuple(_describe(pair, counters) for pair in pairs))


def _describe(pair: str, counters: Mapping[str, int]) -> ScoreMove:
    before, _, after = pair.partition(">")
    count, by = counters[f"{pair}/n"], f"{pair}/by/"
    moves = {int(name.removeprefix(by)): value for name, value in counters.items() if name.startswith(by)}
    return ScoreMove(
        rules_before=before,
        rules_after=after,
        count=count,
        avg_before=divide(counters.get(f"{pair}/before_sum", 0), count, 2),
        avg_after=divide(counters.get(f"{pair}/after_sum", 0), count, 2),
        moves=tuple(MoveCount(points=points, count=moves[points]) for points in sorted(moves)),
    )
