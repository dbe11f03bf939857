"""The analytics answers of one question, each computed when first looked at, and remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from proof_of_talent import analytics
from proof_of_talent.analytics.periods import ComparisonChoice, shift_filter
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class FigureRequest:
    """What is asked: which analyses, up to when, compared with what."""

    wanted: AnalysisFilter
    now: datetime
    comparison: ComparisonChoice = "previous"


class Answers:
    """Answers to one question. They are the same functions that `/api/analytics/*` answers with."""

    def __init__(
        self, store: Store, rulebook: Rulebook, question: FigureRequest, cache: analytics.AnalyticsCache
    ) -> None:
        self.question = question
        self.rulebook = rulebook
        self._store = store
        self._cache = cache

    def _remember(self, name: str, compute: Callable[[], _Answer]) -> _Answer:
        key = (name, self.question.wanted, self.question.comparison)
        return self._cache.get(self._store, self.question.now, key, compute)

    @cached_property
    def overview(self) -> analytics.Overview:
        """Totals, success rate, fields and recommendations."""
        question = self.question
        return self._remember(
            "overview", lambda: analytics.overview(self._store, question.wanted, question.now)
        )

    @cached_property
    def trends(self) -> analytics.Trends:
        """Key figures over time and their change."""
        question = self.question
        return self._remember(
            "trends",
            lambda: analytics.trends(self._store, question.wanted, question.now, compare=question.comparison),
        )

    @cached_property
    def earlier(self) -> analytics.Trends | None:
        """The range compared with, at the grain of `trends`; None where nothing is compared."""
        question = self.question
        before = shift_filter(question.wanted, question.now, question.comparison)
        if before is None:
            return None
        grain = self.trends.grain
        return self._remember(
            f"earlier/{grain}",
            lambda: analytics.trends(self._store, before, question.now, grain=grain, compare="off"),
        )

    @cached_property
    def fields(self) -> analytics.FieldsComparison:
        """The fields side by side."""
        return self._remember(
            "fields", lambda: analytics.fields(self._store, self.question.wanted, self.rulebook)
        )

    @cached_property
    def insights(self) -> analytics.Insights:
        """What users do; not remembered, because its funnel counts sessions."""
        return analytics.insights(self._store, self.question.wanted, self.rulebook)

    @cached_property
    def quality(self) -> analytics.Quality:
        """Failures, spread, provenance and calibration."""
        question = self.question
        return self._remember(
            "quality", lambda: analytics.quality(self._store, question.wanted, question.now)
        )
