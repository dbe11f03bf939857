"""The overview: key figures of all analyses that a filter selects, in at most two small reads."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field

from proof_of_talent.analytics.figures import divide, metric, sum_by, sum_rollups
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter

RECENT_DAYS = 30


class FieldOverview(Model):
    """One field in the overview."""

    id: Annotated[str, Field(serialization_alias="_id"), metric("The field's id.", "name")]
    count: Annotated[int, metric("Completed analyses of the field.", "count")]
    avg_score: Annotated[
        float | None, metric("Average overall score.", "points 0-100, 2 decimals", "by_field[].count")
    ]
    avg_likelihood: Annotated[
        float | None,
        metric("Average likelihood of endorsement.", "0-1, 4 decimals", "by_field[].count"),
    ]


class RecommendationOverview(Model):
    """One recommendation in the overview."""

    id: Annotated[
        str, Field(serialization_alias="_id"), metric("strong, moderate, weak; or none: not scored.", "name")
    ]
    count: Annotated[int, metric("Completed analyses with this recommendation.", "count")]


class Overview(Model):
    """Key figures of all analyses that the filter selects."""

    total_analyses: Annotated[int, metric("Analyses, completed or failed.", "count")]
    completed: Annotated[int, metric("Analyses that ended with a result.", "count")]
    errors: Annotated[int, metric("Analyses that failed.", "count")]
    success_rate: Annotated[
        float,
        metric(
            "Share of analyses that ended with a result; 0.0 while there are none (look at total_analyses).",
            "per cent, 2 decimals",
            "total_analyses",
        ),
    ]
    by_field: Annotated[
        tuple[FieldOverview, ...], metric("Completed analyses by field, most first.", "list", "completed")
    ]
    by_recommendation: Annotated[
        tuple[RecommendationOverview, ...],
        metric("Completed analyses by recommendation, most first.", "list", "completed"),
    ]
    recent_30_days: Annotated[
        int, metric("Analyses, completed or failed, of today and the 29 days before (UTC).", "count")
    ]


def overview(store: Store, wanted: AnalysisFilter, now: datetime) -> Overview:
    """Return the key figures of the analyses that a filter selects.

    Args:
        store: read twice, narrow columns only.
        wanted: which analyses; `recent_30_days` counts those of its last 30 days that the filter selects.
        now: the moment that "recent" is measured from.
    """
    rollups = store.rollups.read(wanted, detail=False)
    total = sum_rollups(rollups)
    completed = [rollup for rollup in rollups if rollup.key.status == "completed"]
    fields = sum_by(completed, lambda rollup: rollup.key.field)
    recommendations = sum_by(completed, lambda rollup: rollup.key.recommendation)
    return Overview(
        total_analyses=total.total,
        completed=total.completed,
        errors=total.errors,
        success_rate=divide(100 * total.completed, total.total, 2) or 0.0,
        by_field=tuple(
            FieldOverview(id=field, count=f.total, avg_score=f.avg_score, avg_likelihood=f.avg_likelihood)
            for field, f in sorted(fields.items(), key=lambda item: (-item[1].total, item[0]))
        ),
        by_recommendation=tuple(
            RecommendationOverview(id=recommendation, count=f.total)
            for recommendation, f in sorted(
                recommendations.items(), key=lambda item: (-item[1].total, item[0])
            )
        ),
        recent_30_days=_count_recent(store, wanted, now),
    )


def _count_recent(store: Store, wanted: AnalysisFilter, now: datetime) -> int:
    """Count the filter's analyses of today and the 29 days before, by UTC days."""
    tomorrow = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    since, until = tomorrow - timedelta(days=RECENT_DAYS), tomorrow
    if wanted.since is not None:
        since = max(since, wanted.since)
    if wanted.until is not None:
        until = min(until, wanted.until)
    if since >= until:
        return 0
    recent = wanted.model_copy(update={"since": since, "until": until})
    return sum_rollups(store.rollups.read(recent, grain="day", detail=False)).total
