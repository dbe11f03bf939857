"""The key-figure cards of the dashboard's tabs: value, change in words, sparkline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from proof_of_talent.analytics.figures import SMALL_SAMPLE
from proof_of_talent.analytics.trends import FigureName
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.rows import grade_periods
from proof_of_talent.charts.wording import (
    format_duration,
    format_large,
    format_number,
    format_percent,
    format_share,
)
from proof_of_talent.domain.costs import Spent
from proof_of_talent.judging.reviewed import Agreement

Polarity = Literal["more is good", "less is good", "neutral"]
Feeling = Literal["good", "bad", "neutral"]
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


@dataclass(frozen=True)
class ChangeBadge:
    """How a figure moved: an arrow, words, and whether that is good."""

    arrow: str
    words: str
    before: str
    feeling: Feeling


@dataclass(frozen=True)
class KeyFigure:
    """One card."""

    name: str
    label: str
    value: str
    note: str = ""
    change: ChangeBadge | None = None
    spark: tuple[str, str] = ("", "")  # whole periods, and lighter the way to those that are not
    metric: str = ""
    small: bool = False


SPECS: tuple[tuple[FigureName, str, Polarity, Callable[[float | None], str]], ...] = (
    ("total", "Analyses", "neutral", format_number),
    ("success_rate", "Analyses completed", "more is good", format_percent),
    ("avg_score", "Score", "more is good", lambda value: format_number(value, 1)),
    ("avg_likelihood", "Likelihood", "more is good", format_share),
)
SHOWN_PERCENTILES = {50: "Half take at most", 90: "90% take at most", 99: "99% take at most"}
COUNTS = frozenset({"total", "completed", "errors"})


def show_overview(answers: Answers) -> list[KeyFigure]:
    """Return the cards of *Overview*."""
    trends = answers.trends
    whole = [not state for state in grade_periods(answers, trends.points)]
    cards = [
        KeyFigure(
            name=name,
            label=label,
            value=write(getattr(trends.figures, name)),
            note=note_denominator(name, trends.figures.total, trends.figures.completed),
            change=describe_change(answers, name, polarity, write),
            spark=draw_spark([getattr(point, name) for point in trends.points], whole),
            metric=f"KeyFigures.{name}",
            small=name not in COUNTS and trends.figures.small_sample,
        )
        for name, label, polarity, write in SPECS
    ]
    recent = answers.overview.recent_30_days
    cards.append(
        KeyFigure(
            name="recent_30_days",
            label="Last 30 days",
            value=format_number(recent),
            note="analyses of today and the 29 days before",
            metric="overview.recent_30_days",
        )
    )
    return cards


def note_denominator(name: str, total: int, completed: int) -> str:
    """Return what a rate or average is taken over."""
    if name == "success_rate":
        return f"of {total:,} analyses; {total - completed:,} failed"
    if name in {"avg_score", "avg_likelihood"}:
        return f"average of {completed:,} completed"
    return f"{completed:,} completed"


def describe_change(
    answers: Answers, name: FigureName, polarity: Polarity, write: Callable[[float | None], str]
) -> ChangeBadge | None:
    """Return how a figure differs from the range compared with, or None where nothing is compared."""
    comparison = answers.trends.comparison
    if comparison is None:
        return None
    change = next(change for change in comparison.changes if change.figure == name)
    before = write(getattr(comparison.figures, name))
    if change.absolute is None:
        return ChangeBadge("", "nothing to compare with", before, "neutral")
    if change.absolute == 0:
        return ChangeBadge("→", "unchanged", before, "neutral")
    rises = change.absolute > 0
    size = size_change(name, change.absolute, change.relative_percent)
    feeling: Feeling = "neutral"
    if polarity != "neutral":
        feeling = "good" if rises == (polarity == "more is good") else "bad"
    return ChangeBadge("▲" if rises else "▼", f"{'up' if rises else 'down'} {size}", before, feeling)


def size_change(name: FigureName, absolute: float, relative: float | None) -> str:
    """Return the size of a change: per cent of a count, points of a rate or score."""
    if name in COUNTS:
        return format_percent(abs(relative)) if relative is not None else format_number(abs(absolute))
    points = abs(absolute) * (100 if name == "avg_likelihood" else 1)
    return f"{format_number(points, 1)} points"


def draw_spark(values: Sequence[float | None], whole: Sequence[bool]) -> tuple[str, str]:
    """Return the paths of a sparkline in its box of 120 by 28: of whole periods, and of all.

    Unknown values leave a gap; a value alone is a dot.
    """
    known = [value for value in values if value is not None]
    if not known:
        return "", ""
    low, room = min(known), SPARK_HEIGHT - 4
    scale = room / ((max(known) - low) or 1)
    step = SPARK_WIDTH / max(1, len(values) - 1)
    places = [
        None if value is None else f"{place * step:.1f} {room + 2 - (value - low) * scale:.1f}"
        for place, value in enumerate(values)
    ]
    solid = [place if is_whole else None for place, is_whole in zip(places, whole, strict=True)]
    return join_places(solid), join_places(places)


def join_places(places: Sequence[str | None]) -> str:
    """Return a path through places; after a gap it begins anew, and a place alone becomes a dot."""
    path: list[str] = []
    for before, place, after in zip([None, *places], places, [*places[1:], None], strict=False):
        if place is not None:
            path.append(f"{'L' if before else 'M'}{place}" + ("" if before or after else "h0"))
    return "".join(path)


def show_fields(_answers: Answers) -> list[KeyFigure]:
    """*Field comparison* begins with its charts."""
    return []


def show_insights(answers: Answers) -> list[KeyFigure]:
    """Return processing time: between which times the percentiles lie."""
    time = answers.insights.processing_time
    if not time.count:
        return []
    return [
        KeyFigure(
            name=f"p{found.percentile}",
            label=SHOWN_PERCENTILES[found.percentile],
            value=f"over {format_duration(found.from_seconds)}"
            if found.to_seconds is None
            else f"{format_duration(found.from_seconds)} – {format_duration(found.to_seconds)}",
            note=f"of {time.count:,} analyses; {format_duration(time.avg_seconds)} on average",
            metric="Percentile.seconds",
            small=time.small_sample,
        )
        for found in time.percentiles
        if found.percentile in SHOWN_PERCENTILES
    ]


def show_quality(answers: Answers) -> list[KeyFigure]:
    """Return error rate, spread, checked quotes, tokens and cost."""
    quality = answers.quality
    used = quality.consumption
    tokens = (used.input_tokens or 0) + (used.output_tokens or 0)
    return [
        KeyFigure(
            "error_rate", "Error rate", format_percent(quality.error_rate.share_percent),
            f"of {quality.error_rate.of:,} analyses", metric="quality.error_rate",
            small=quality.error_rate.small_sample,
        ),
        KeyFigure(
            "mean_score", "Mean score", format_number(quality.scores.mean, 1),
            f"standard deviation {format_number(quality.scores.standard_deviation, 1)}",
            metric="ScoreDistribution.standard_deviation", small=quality.scores.small_sample,
        ),
        KeyFigure(
            "grounded", "Quotes found", format_percent(quality.grounded.share_percent),
            f"of {quality.grounded.of:,} quotes claimed", metric="quality.grounded",
            small=quality.grounded.small_sample,
        ),
        KeyFigure(
            "tokens", "Tokens", format_large(tokens) if used.tokens_known.count else "–",
            f"known for {used.tokens_known.count:,} of {used.tokens_known.of:,} analyses",
            metric="Consumption.input_tokens",
        ),
        KeyFigure(
            "cost", "Cost", "–" if used.cost_usd is None else f"${used.cost_usd:,.2f}",
            f"known for {used.cost_known.count:,} of {used.cost_known.of:,} analyses",
            metric="Consumption.cost_usd",
        ),
        KeyFigure(
            "outcomes_known", "Decisions known", format_number(quality.calibration.known.count),
            f"of {quality.calibration.known.of:,} analyses that are eight weeks old",
            metric="Calibration.known",
        ),
    ]  # fmt: skip


def show_spending(spent: Spent | None) -> list[KeyFigure]:
    """Return what the model has cost today; nothing where no model judges."""
    if spent is None:
        return []
    most = spent.ceilings.day
    note = f"of ${most:,.2f} allowed a day" if most is not None else "no ceiling is set"
    if spent.is_exceeded:
        note = "the ceiling is reached: no analysis begins (llm_budget_exceeded)"
    return [KeyFigure("spent_today", "Model cost today", f"${spent.today:,.2f}", note)]


def show_agreement(found: Agreement) -> list[KeyFigure]:
    """Return how far people agree; nothing where nobody reviewed."""
    if not found.reviews:
        return []
    between = next(iter(found.between_people), None)
    note = f"{found.reviews:,} reviews of {found.analyses:,} analyses by {found.people:,} people"
    alpha = format_number(between.alpha, 2) if between is not None else "–"
    return [KeyFigure("alpha", "Agreement (alpha)", alpha, note, small=found.analyses < SMALL_SAMPLE)]


SHOWN: dict[str, Callable[[Answers], list[KeyFigure]]] = {
    "overview": show_overview,
    "fields": show_fields,
    "insights": show_insights,
    "quality": show_quality,
}
"""The cards of each tab."""
