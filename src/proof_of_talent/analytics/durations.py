"""Durations from buckets: an exact average, and percentiles estimated within their bucket."""

from bisect import bisect_left
from itertools import accumulate
from typing import Annotated

from proof_of_talent.analytics.figures import SMALL_SAMPLE, Figures, divide, metric
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.tally import SECONDS_BOUNDS_MS

PERCENTILES = (50, 90, 95, 99)
OPEN_BUCKET_MS = SECONDS_BOUNDS_MS[-1] * 2  # how `tally` names the bucket above the last bound


class DurationBucket(Model):
    """Analyses whose duration lies in one bucket."""

    from_seconds: Annotated[float, metric("Lower bound, exclusive.", "seconds")]
    to_seconds: Annotated[float | None, metric("Upper bound, inclusive; null for the last, open.", "seconds")]
    count: Annotated[int, metric("Analyses in the bucket.", "count")]


class Percentile(Model):
    """A duration that a given per cent of the analyses did not exceed, estimated."""

    percentile: Annotated[int, metric("50 (the median), 90, 95 or 99.", "per cent")]
    seconds: Annotated[
        float,
        metric(
            "Estimate: linear within its bucket. In the last, open bucket its lower bound, so at least that.",
            "seconds, 3 decimals",
            "count",
        ),
    ]
    from_seconds: Annotated[float, metric("Lower bound of the bucket the true value lies in.", "seconds")]
    to_seconds: Annotated[
        float | None, metric("Upper bound of that bucket; null for the last, open.", "seconds")
    ]


class Durations(Model):
    """How long something took."""

    count: Annotated[int, metric("Analyses whose duration is known.", "count")]
    avg_seconds: Annotated[
        float | None, metric("Average, exact; null without any.", "seconds, 3 decimals", "count")
    ]
    small_sample: Annotated[bool, metric(f"True when fewer than {SMALL_SAMPLE} are known.", "true/false")]
    percentiles: Annotated[
        tuple[Percentile, ...], metric("Estimated from the buckets; empty without any.", "list", "count")
    ]
    buckets: Annotated[
        tuple[DurationBucket, ...], metric("All buckets, shortest first, with zeros.", "list", "count")
    ]


def measure_durations(figures: Figures, name: str) -> Durations:
    """Return average, percentiles and buckets of the durations counted under a name (`ms`, `queue_ms`)."""
    counted = figures.family(name)
    counts = [counted.get(str(bound), 0) for bound in (*SECONDS_BOUNDS_MS, OPEN_BUCKET_MS)]
    count = figures[f"{name}_n"]
    return Durations(
        count=count,
        avg_seconds=divide(figures[f"{name}_sum"] / 1000, count, 3),
        small_sample=count < SMALL_SAMPLE,
        percentiles=tuple(_estimate(counts, percentile) for percentile in PERCENTILES) if count else (),
        buckets=tuple(
            DurationBucket(from_seconds=_bounds(place)[0], to_seconds=_bounds(place)[1], count=bucket)
            for place, bucket in enumerate(counts)
        ),
    )


def _estimate(counts: list[int], percentile: int) -> Percentile:
    """Find the bucket that holds the percentile and interpolate in it as if its values were spread evenly."""
    cumulated = list(accumulate(counts))
    rank = percentile / 100 * cumulated[-1]
    place = bisect_left(cumulated, rank)
    lower, upper = _bounds(place)
    before = cumulated[place] - counts[place]
    part = (rank - before) / counts[place]
    return Percentile(
        percentile=percentile,
        seconds=lower if upper is None else round(lower + part * (upper - lower), 3),
        from_seconds=lower,
        to_seconds=upper,
    )


def _bounds(place: int) -> tuple[float, float | None]:
    """Return a bucket's bounds in seconds; the last is open."""
    lower = SECONDS_BOUNDS_MS[place - 1] / 1000 if place else 0.0
    return lower, SECONDS_BOUNDS_MS[place] / 1000 if place < len(SECONDS_BOUNDS_MS) else None
