"""Algebra that must hold for any records: rollups are a fold, filters agree, walks visit each row once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import (
    ENDINGS,
    EVERY_RECORD,
    AnalysisFilter,
    AnalysisRecord,
    Outcome,
    Sort,
    position_of,
)
from proof_of_talent.domain.reviews import ReviewFilter
from proof_of_talent.domain.rollups import Rollup, RollupKey, fold
from proof_of_talent.domain.tally import KEY_FIGURES, Counters, add_counters
from proof_of_talent.records.reviewing import open_seats
from tests.factories import FIELDS, NOW, moments, records

ALL = AnalysisFilter()
OPTIONS = {
    "deadline": None,
    "suppress_health_check": (HealthCheck.function_scoped_fixture, HealthCheck.too_slow),
}

filters = st.builds(
    AnalysisFilter,
    field=st.none() | st.sampled_from(FIELDS),
    status=st.none() | st.lists(st.sampled_from(ENDINGS), max_size=4),
    recommendation=st.none() | st.sampled_from(("strong", "moderate", "weak")),
    assessor=st.none() | st.sampled_from(("rubric", "openai:m1", "none")),
    since=st.none() | moments(),
    until=st.none() | moments(),
)
sorts: st.SearchStrategy[Sort] = st.sampled_from(
    ("-created_at", "created_at", "-overall_score", "overall_score")
)


VERDICT = {"attempt": 1, "overall_score": 40, "assessor": "rubric", "rules_version": "2025-04"}
new_or_again = records() | records(attempt_kind="rejudged", rejudged_from=VERDICT)


@pytest.fixture
def count_examples(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How many examples are tried: on MongoDB a third, since the tests' own server is slow."""
    share = 3 if request.node.callspec.params["make_store"] == "mongo" else 1
    return lambda whole: whole // share


def by_key(rollups: list[Rollup]) -> dict[RollupKey, Counters]:
    assert len({rollup.key for rollup in rollups}) == len(rollups)
    return {rollup.key: rollup.counters for rollup in rollups}


def total(rollups: list[Rollup]) -> Counters:
    summed: Counters = {}
    for rollup in rollups:
        add_counters(summed, rollup.counters)
    return summed


class Changes(RuleBasedStateMachine):
    """Any sequence of records, re-runs, updates and erasures."""

    known = Bundle("known")

    def __init__(self, make_store: Callable[[], Store]) -> None:
        super().__init__()
        self.store = make_store()
        self.kept: dict[str, AnalysisRecord] = {}
        self.copy: dict[str, bytes] = {}
        self.reviewed: dict[str, str] = {}
        self.erased: set[str] = set()
        self.cursor: str | None = None

    @initialize(target=known, made=st.lists(records(), max_size=5))
    def load(self, made: list[AnalysisRecord]) -> object:
        assert self.store.records.add_many(made) == len(made)
        self.kept |= {it.id: it for it in made}
        return multiple(*made)

    @rule(target=known, record=records())
    def record(self, record: AnalysisRecord) -> AnalysisRecord:
        assert self.store.records.add(record)
        self.kept[record.id] = record
        return record

    @rule(target=known, first=known, again=new_or_again)
    def run_again(self, first: AnalysisRecord, again: AnalysisRecord) -> AnalysisRecord:
        attempts = [it.attempt for it in self.kept.values() if it.session_id == first.session_id]
        attempt = max(attempts, default=0) + 1
        again = again.model_copy(update={"session_id": first.session_id, "attempt": attempt})
        assert self.store.records.add(again)
        self.kept[again.id] = again
        return again

    @rule(record=known)
    def record_twice(self, record: AnalysisRecord) -> None:
        if record.id in self.kept:
            assert not self.store.records.add(record)

    @rule(record=known, result=st.sampled_from(("endorsed", "refused")), other=records())
    def update(self, record: AnalysisRecord, result: str, other: AnalysisRecord) -> None:
        if record.id in self.kept:
            outcome = Outcome.model_validate({"result": result, "date": "2026-12", "reported_at": NOW})
            parts = {"outcome": outcome, "field": other.field, "created_at": other.created_at}
            self.kept[record.id] = self.store.records.change(
                record.id, lambda it: it.model_copy(update=parts)
            )

    @rule(record=known)
    def review(self, record: AnalysisRecord) -> None:
        """Reviews of a session that was erased are refused for good, whatever comes in for it later."""
        if record.id in self.kept and record.processing_status == "completed":
            open_seats(self.store, record, ("asked",), 2, NOW, blind=True)
            if record.session_id not in self.erased:
                self.reviewed |= {record.id: record.session_id}

    @rule(record=known)
    def erase(self, record: AnalysisRecord) -> None:
        self.store.erasure.erase(record.session_id, NOW)
        self.erased.add(record.session_id)
        self.kept = {key: it for key, it in self.kept.items() if it.session_id != record.session_id}
        self.reviewed = {key: it for key, it in self.reviewed.items() if it != record.session_id}

    @rule()
    def rebuild(self) -> None:
        assert self.store.rollups.rebuild() == len(self.kept)

    @invariant()
    def rollups_are_a_fold(self) -> None:
        expected = fold(self.kept.values())
        for grain in ("day", "month"):
            stored = by_key(self.store.rollups.read(EVERY_RECORD, grain=grain))
            assert stored == {key: it for key, it in expected.items() if key.grain == grain}
        new = fold(it for it in self.kept.values() if it.attempt_kind != "rejudged")
        assert by_key(self.store.rollups.read(ALL)) == {
            key: it for key, it in new.items() if key.grain == "month"
        }
        seats = self.store.reviews.list_page(ReviewFilter(), limit=1_000)
        assert Counter(it.record_id for it in seats) == Counter(dict.fromkeys(self.reviewed, 2))
        assert self.store.rollups.verify() == []

    @rule(limit=st.integers(1, 3))
    def read_some_changes(self, limit: int) -> None:
        self.follow(limit)

    @invariant()
    def a_copy_that_follows_the_changes_holds_what_the_store_holds(self) -> None:
        while self.follow(4):
            pass
        assert self.copy == {key: it.to_json() for key, it in self.kept.items()}

    def follow(self, limit: int) -> int:
        """Read one page of changes into the copy, as anybody would who keeps one."""
        page = self.store.changes.read(self.cursor, limit)
        for change in page.changes:
            if change.document is None:
                self.copy.pop(change.record_id, None)
            else:
                self.copy[change.record_id] = change.document
        self.cursor = page.cursor
        assert len(page.changes) <= limit
        return len(page.changes)

    def teardown(self) -> None:
        self.store.close()


def test_rollups_and_copies_are_true_after_any_sequence_of_changes(
    make_store: Callable[[], Store], count_examples: Callable[[int], int]
) -> None:
    run_state_machine_as_test(
        lambda: Changes(make_store),
        settings=settings(max_examples=count_examples(12), stateful_step_count=12, deadline=None),
    )


def test_any_filter_means_the_same_everywhere(
    make_store: Callable[[], Store], count_examples: Callable[[int], int]
) -> None:
    @settings(max_examples=count_examples(15), **OPTIONS)
    @given(
        made=st.lists(new_or_again, max_size=30),
        wanted=st.lists(filters, min_size=8, max_size=8),
        sort=sorts,
        limit=st.integers(1, 9),
    )
    def check(made: list[AnalysisRecord], wanted: list[AnalysisFilter], sort: Sort, limit: int) -> None:
        store = make_store()
        store.records.add_many(made)
        for each in wanted:
            check_filter(store, made, each, sort, limit)
        store.close()

    check()


def check_filter(
    store: Store, made: list[AnalysisRecord], wanted: AnalysisFilter, sort: Sort, limit: int
) -> None:
    expected = [it for it in made if wanted.matches(it)]
    check_rollups(store, wanted, expected)
    with store.records.open_snapshot(wanted) as snapshot:
        assert snapshot.count() == len(expected)
        assert Counter(snapshot.documents()) == Counter(it.to_json() for it in expected)
    check_walks(store, wanted, expected, sort, limit)


def check_rollups(store: Store, wanted: AnalysisFilter, expected: list[AnalysisRecord]) -> None:
    """Rollups of a filter are the fold of what it matches, whatever instants it begins and ends at."""
    folded = fold(expected)
    for grain in ("day", "month"):
        rollups = store.rollups.read(wanted, grain=grain)
        assert by_key(rollups) == {key: it for key, it in folded.items() if key.grain == grain}
        figures = store.rollups.read(wanted, grain=grain, detail=False)
        assert [it.key for it in figures] == [it.key for it in rollups]
        for narrow, whole in zip(figures, rollups, strict=True):
            names = KEY_FIGURES
            assert narrow.counters == {n: whole.counters[n] for n in names if n in whole.counters}


def check_walks(
    store: Store, wanted: AnalysisFilter, expected: list[AnalysisRecord], sort: Sort, limit: int
) -> None:
    """Walks by skip and by cursor visit the same rows in the same order, each once."""
    by_skip: list[str] = []
    while page := store.records.list_page(wanted, sort=sort, limit=limit, skip=len(by_skip)):
        assert len(page) <= limit
        by_skip += [it.id for it in page]
    by_cursor: list[str] = []
    after = None
    while page := store.records.list_page(wanted, sort=sort, limit=limit, after=after):
        by_cursor += [it.id for it in page]
        after = position_of(page[-1], sort)
    assert by_cursor == by_skip
    assert Counter(by_skip) == Counter(it.id for it in expected)


def test_buckets_add_up_to_their_totals(
    make_store: Callable[[], Store], count_examples: Callable[[int], int]
) -> None:
    @settings(max_examples=count_examples(15), **OPTIONS)
    @given(made=st.lists(records(), min_size=1, max_size=20))
    def check(made: list[AnalysisRecord]) -> None:
        store = make_store()
        store.records.add_many(made)
        check_buckets(store, made)
        store.close()

    check()


def check_buckets(store: Store, made: list[AnalysisRecord]) -> None:
    counters = total(store.rollups.read(ALL))

    def buckets(prefix: str) -> int:
        return sum(value for name, value in counters.items() if name.startswith(prefix))

    assert counters["n"] == len(made) == buckets("hour/") == buckets("documents/")
    assert buckets("score/") == counters.get("score_n", 0)
    assert buckets("likelihood/") == counters.get("likelihood_n", 0)
    assert buckets("ms/") == counters["ms_n"] == len(made)
    assert buckets("error/") == sum(it.processing_status == "error" for it in made)
    days = total(store.rollups.read(ALL, grain="day"))
    assert days == counters
    split = NOW - timedelta(days=40, hours=5, milliseconds=7)
    parts = store.rollups.read(AnalysisFilter(until=split)) + store.rollups.read(AnalysisFilter(since=split))
    assert total(parts) == counters
