"""Figures about all analyses, as pure sums over rollups: what `/api/analytics/*` and the dashboard show.

Each function reads rollups of the store (never single records, except in part days at the ends of a range),
so its cost depends on the length of the time range and not on the number of analyses.
"""

from proof_of_talent.analytics.overview import Overview, overview
from proof_of_talent.analytics.trends import Trends, trends

__all__ = ["Overview", "Trends", "overview", "trends"]
