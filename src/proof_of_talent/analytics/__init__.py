"""Figures about all analyses, as pure sums over rollups: what `/api/analytics/*` and the dashboard show.

Each function reads rollups of the store (never single records, except in part days at the ends of a range),
so its cost depends on the length of the time range and not on the number of analyses.
"""

from proof_of_talent.analytics.cache import AnalyticsCache
from proof_of_talent.analytics.catalogue import MetricDefinition, describe_metrics, render_metrics
from proof_of_talent.analytics.fields import FieldsComparison, fields
from proof_of_talent.analytics.insights import Insights, insights
from proof_of_talent.analytics.overview import Overview, overview
from proof_of_talent.analytics.quality import Quality, quality
from proof_of_talent.analytics.rejudged import Rejudged, rejudged
from proof_of_talent.analytics.trends import Trends, trends

__all__ = [
    "AnalyticsCache",
    "FieldsComparison",
    "Insights",
    "MetricDefinition",
    "Overview",
    "Quality",
    "Rejudged",
    "Trends",
    "describe_metrics",
    "fields",
    "insights",
    "overview",
    "quality",
    "rejudged",
    "render_metrics",
    "trends",
]
