"""The real store gives the same figures as a fold over the records, for every function and filter."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from proof_of_talent.analytics import AnalyticsCache, fields, insights, overview, quality, trends
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.analytics.analytics_store import NOW, FoldedStore, filters, make_rulebook, record_lists
from tests.factories import make_record, make_session

RULEBOOK = make_rulebook()


@contextmanager
def open_store(records: list[AnalysisRecord]) -> Iterator[SQLiteStore]:
    with TemporaryDirectory() as folder:
        store = SQLiteStore(Path(folder) / "talent.db")
        try:
            store.records.add_many(records)
            yield store
        finally:
            store.close()


@settings(max_examples=25, deadline=None)
@given(record_lists, filters)
def test_sqlite_answers_as_a_fold_over_the_records(
    records: list[AnalysisRecord], wanted: AnalysisFilter
) -> None:
    folded = FoldedStore(records)
    with open_store(records) as store:
        assert overview(store, wanted, NOW) == overview(folded, wanted, NOW)
        for grain in ("auto", "day", "week", "month"):
            assert trends(store, wanted, NOW, grain=grain) == trends(folded, wanted, NOW, grain=grain)
            assert quality(store, wanted, NOW, grain=grain) == quality(folded, wanted, NOW, grain=grain)
        assert fields(store, wanted, RULEBOOK) == fields(folded, wanted, RULEBOOK)
        assert insights(store, wanted, RULEBOOK) == insights(folded, wanted, RULEBOOK)


def test_outcome_that_is_corrected_moves_in_the_calibration() -> None:
    outcome = {"result": "endorsed", "date": "2026-11-20", "reported_at": NOW}
    record = make_record(outcome=outcome)
    refused = record.outcome.model_copy(update={"result": "refused"})
    with open_store([record]) as store:
        store.records.change(record.id, lambda old: old.model_copy(update={"outcome": refused}))

        outcomes = quality(store, AnalysisFilter(), NOW).calibration.outcomes

    assert {row.outcome: row.count for row in outcomes} == {"endorsed": 0, "refused": 1, "withdrawn": 0}


def test_erased_session_leaves_every_figure() -> None:
    session = make_session()
    with open_store([]) as store:
        store.sessions.add(session)
        store.records.add(make_record(session_id=session.session_id))
        assert overview(store, AnalysisFilter(), NOW).total_analyses == 1

        store.erasure.erase(session.session_id, NOW)

        assert overview(store, AnalysisFilter(), NOW) == overview(FoldedStore([]), AnalysisFilter(), NOW)
        assert quality(store, AnalysisFilter(), NOW) == quality(FoldedStore([]), AnalysisFilter(), NOW)


def test_cached_answer_follows_the_store() -> None:
    cache = AnalyticsCache()
    with open_store([make_record()]) as store:

        def ask() -> int:
            return cache.get(
                store, NOW, "overview", lambda: overview(store, AnalysisFilter(), NOW)
            ).total_analyses

        assert (ask(), ask()) == (1, 1)
        store.records.add_many([make_record()])
        assert ask() == 2
