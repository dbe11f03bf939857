"""The analytics answers of one question, each computed when first looked at, and remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from proof_of_talent import analytics
from proof_of_talent.analytics.periods import ComparisonChoice, shift_filter, start_of_day
from proof_of_talent.charts.telling import Material, Period, Slice, Told, find_told, load_telling_rules
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
        key = (name, self.wanted, self.question.comparison)
        return self._cache.get(self._store, self.question.now, key, compute)

    @cached_property
    def first_day(self) -> datetime | None:
        """The UTC midnight before the store's first record; None where there is none."""

        def read() -> datetime | None:
            first = self._store.records.list_page(AnalysisFilter(), sort="created_at", limit=1)
            return start_of_day(first[0].created_at) if first else None

        return self._cache.get(self._store, self.question.now, "first day", read)

    @cached_property
    def wanted(self) -> AnalysisFilter:
        """The filter asked for, from the first record on where that is later: axes fit the data."""
        asked, first = self.question.wanted, self.first_day
        if asked.since is None or first is None or asked.since >= first:
            return asked
        if asked.until is not None and asked.until <= first:
            return asked
        return asked.model_copy(update={"since": first})

    @cached_property
    def overview(self) -> analytics.Overview:
        """Totals, success rate, fields and recommendations."""
        question = self.question
        return self._remember("overview", lambda: analytics.overview(self._store, self.wanted, question.now))

    @cached_property
    def trends(self) -> analytics.Trends:
        """Key figures over time and their change."""
        question = self.question
        return self._remember(
            "trends",
            lambda: analytics.trends(self._store, self.wanted, question.now, compare=question.comparison),
        )

    @cached_property
    def earlier(self) -> analytics.Trends | None:
        """The range compared with, at the grain of `trends`; None where nothing is compared."""
        question = self.question
        before = shift_filter(self.wanted, question.now, question.comparison)
        if before is None:
            return None
        grain = self.trends.grain
        return self._remember(
            f"earlier/{grain}",
            lambda: analytics.trends(self._store, before, question.now, grain=grain, compare="off"),
        )

    @cached_property
    def told(self) -> list[Told]:
        """What changed or differs beyond chance in the range, on all tabs, the most consequential first."""
        return self._remember("told", self._tell)

    def _tell(self) -> list[Told]:
        asked, now = self.question, self.question.now
        before = shift_filter(self.wanted, now, asked.comparison)
        periods = [
            Period(point.period, point.until, point.of, {part.stage: part.count for part in point.stages})
            for point in self.quality.errors_over_time
        ]
        first = self.first_day
        starts_late = before is not None and before.since is not None and first and before.since < first
        material = Material(
            self._slice(self.wanted),
            None if before is None else self._slice(before),
            periods,
            counts_compare=not starts_late,
        )
        return find_told(material, load_telling_rules())

    def _slice(self, wanted: AnalysisFilter) -> Slice:
        now = self.question.now
        since = wanted.since or self.first_day or now
        days = (min(wanted.until or now, now) - since) / timedelta(days=1)
        return Slice.of(self._store.rollups.read(wanted), max(days, 1 / 24))

    @cached_property
    def fields(self) -> analytics.FieldsComparison:
        """The fields side by side."""
        return self._remember("fields", lambda: analytics.fields(self._store, self.wanted, self.rulebook))

    @cached_property
    def insights(self) -> analytics.Insights:
        """What users do; not remembered, because its funnel counts sessions."""
        return analytics.insights(self._store, self.question.wanted, self.rulebook)

    @cached_property
    def quality(self) -> analytics.Quality:
        """Failures, spread, provenance and calibration."""
        question = self.question
        return self._remember("quality", lambda: analytics.quality(self._store, self.wanted, question.now))
