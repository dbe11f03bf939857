"""What `ports.Store` promises about records, on every store: writing, finding, listing, snapshots."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, product

import pytest

from proof_of_talent.domain.application import Session, new_session_id
from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import (
    EVERY_RECORD,
    AnalysisFilter,
    AnalysisRecord,
    Outcome,
    Sort,
    new_record_id,
    position_of,
)
from tests.factories import FIELDS, NOW, make_record, make_submitted_session
from tests.stores.conftest import STORES, StoreFactory

ALL = AnalysisFilter()
SORTS: tuple[Sort, ...] = ("-created_at", "created_at", "-overall_score", "overall_score")


def finish(session: Session) -> Session:
    return session.with_changes(NOW, state="completed", job=None)


def in_order(records: list[AnalysisRecord], sort: Sort) -> list[str]:
    """Return the ids in the order that the contract states, worked out independently."""
    down = sort.startswith("-")
    rows = sorted(records, key=lambda it: it.id, reverse=down)
    if sort.endswith("created_at"):
        rows.sort(key=lambda it: it.created_at, reverse=down)
    else:
        rows.sort(key=lambda it: it.overall_score or 0, reverse=down)
        rows.sort(key=lambda it: it.overall_score is None)
    return [it.id for it in rows]


@pytest.fixture(scope="module")
def records() -> list[AnalysisRecord]:
    """Return 80 varied records with many ties in time and score."""
    chance = random.Random(7)
    made = []
    for number in range(80):
        failed = number % 6 == 5
        model = chance.choice((None, "m1"))
        assessor = {"name": "rubric", "model": model, "version": "1", "rules_version": "r"}
        made.append(
            make_record(
                at=NOW - timedelta(hours=chance.randrange(0, 900, 10)),
                status="error" if failed else "completed",
                score=chance.choice((None, 0, 40, 40, 65, 90, 100)),
                field=chance.choice(FIELDS),
                assessor=None if failed else assessor,
            )
        )
    return made


@pytest.fixture(scope="module", params=sorted(STORES))
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, records: list[AnalysisRecord]
) -> Iterator[Store]:
    """A store that holds these records, for tests that only read."""
    make: StoreFactory = request.getfixturevalue(STORES[request.param])
    store = make(tmp_path_factory.mktemp("shelf"))
    store.records.add_many(records)
    yield store
    store.close()


# -- writing ---------------------------------------------------------------------------------------


def test_a_record_comes_back_as_it_was_kept(store: Store) -> None:
    for record in (make_record(), make_record(status="error"), make_record(score=None)):
        assert store.records.add(record)
        assert store.records.get(record.id) == record
        assert store.records.get(record.id).to_json() == record.to_json()
        assert store.records.find(record.session_id, 1) == record


def test_a_record_changes_its_session_with_it(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    assert store.records.add(make_record(session_id=session.session_id), finish)
    kept = store.sessions.get(session.session_id)
    assert (kept.state, kept.job, kept.version) == ("completed", None, 1)


def test_an_attempt_is_recorded_once(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    first = make_record(session_id=session.session_id)
    assert store.records.add(first, lambda it: it)
    assert not store.records.add(make_record(session_id=session.session_id, score=10), finish)
    assert store.sessions.get(session.session_id).state == "analyzing"
    assert store.records.list_page(ALL) == [first]
    assert store.records.add(make_record(session_id=session.session_id, attempt=2), finish)
    assert store.rollups.verify() == []


def test_a_change_that_returns_its_argument_is_skipped(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    assert store.records.add(make_record(session_id=session.session_id), lambda it: it)
    assert store.sessions.get(session.session_id) == session


def test_a_record_whose_session_change_fails_is_not_kept(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    record = make_record(session_id=session.session_id)
    with pytest.raises(ConflictError):
        store.records.add(record, fail)
    assert store.records.find(session.session_id, 1) is None
    assert store.rollups.read(ALL) == []
    assert store.records.add(record, finish)


def test_a_record_with_a_change_needs_its_session(store: Store) -> None:
    assert store.records.add(make_record(), finish) is False
    assert store.records.list_page(ALL) == []


def test_of_many_writers_of_one_attempt_exactly_one_succeeds(store: Store) -> None:
    session_id = new_session_id(NOW)
    barrier = threading.Barrier(8)

    def write(_: int) -> bool:
        record = make_record(session_id=session_id)
        barrier.wait()
        return store.records.add(record)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert len(store.records.list_page(ALL)) == 1
    assert store.rollups.verify() == []


def test_concurrent_records_all_count(store: Store) -> None:
    records = [make_record(score=number % 101) for number in range(80)]
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(store.records.add, records))
    (rollup,) = store.rollups.read(AnalysisFilter(recommendation="strong"))
    assert rollup.counters["n"] == sum(record.recommendation == "strong" for record in records)
    assert store.rollups.verify() == []


def test_added_records_that_are_present_are_skipped(store: Store) -> None:
    present = make_record()
    store.records.add(present)
    same_id = make_record(_id=present.id)
    same_attempt = make_record(session_id=present.session_id)
    new = [make_record(), make_record(status="error")]
    assert store.records.add_many([new[0], present, same_id, same_attempt, new[1], new[0]]) == 2
    assert {it.id for it in store.records.list_page(ALL)} == {present.id, new[0].id, new[1].id}
    assert store.records.get(present.id) == present
    assert store.rollups.verify() == []
    assert store.records.add_many(iter(new)) == 0
    assert store.records.add_many([]) == 0


def test_many_records_can_be_added_in_one_call(store: Store) -> None:
    made = [make_record(at=NOW - timedelta(hours=number)) for number in range(250)]
    assert store.records.add_many(iter(made)) == 250
    assert sum(it.counters["n"] for it in store.rollups.read(ALL)) == 250


def test_an_unknown_record_is_not_found(store: Store) -> None:
    for call in (store.records.get, lambda it: store.records.change(it, lambda record: record)):
        with pytest.raises(NotFoundError):
            call(new_record_id(NOW))
    assert store.records.find(new_session_id(NOW), 1) is None


def test_an_updated_record_moves_its_tally(store: Store) -> None:
    record = make_record(score=72)
    store.records.add(record)
    before = store.rollups.read_version()
    outcome = Outcome(result="endorsed", date="2026-12-01", reported_at=NOW)
    changed = store.records.change(
        record.id,
        lambda it: it.model_copy(
            update={"outcome": outcome, "overall_score": 50, "recommendation": "moderate"}
        ),
    )
    assert changed.outcome == outcome
    assert store.records.get(record.id) == changed
    (rollup,) = store.rollups.read(ALL)
    assert (rollup.key.recommendation, rollup.counters["score_sum"]) == ("moderate", 50)
    assert store.rollups.verify() == []
    assert store.rollups.read_version() != before
    assert store.records.list_page(AnalysisFilter(recommendation="strong")) == []
    assert store.records.list_page(AnalysisFilter(recommendation="moderate")) == [changed]


def test_a_failing_update_leaves_the_record(store: Store) -> None:
    record = make_record()
    store.records.add(record)

    def fail(_: AnalysisRecord) -> AnalysisRecord:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError):
        store.records.change(record.id, fail)
    assert store.records.get(record.id) == record
    assert store.rollups.verify() == []


# -- listing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
def test_lists_are_in_order_with_ties_broken_by_id(
    shelf: Store, records: list[AnalysisRecord], sort: Sort
) -> None:
    assert [it.id for it in shelf.records.list_page(ALL, sort=sort, limit=200)] == in_order(records, sort)


def test_newest_records_come_first_by_default_fifty_at_most(
    shelf: Store, records: list[AnalysisRecord]
) -> None:
    assert [it.id for it in shelf.records.list_page(ALL)] == in_order(records, "-created_at")[:50]


def test_every_filter_selects_what_it_matches(shelf: Store, records: list[AnalysisRecord]) -> None:
    """Every combination of conditions, also several values, each with one of the nine spans of time."""
    bounds = (None, NOW - timedelta(hours=400), records[3].created_at)
    spans = cycle(product(bounds, bounds))
    combinations = product(
        (None, FIELDS[1], FIELDS[1:]), (None, "completed", "error"), (None, "weak"),
        (None, ("rubric:m1", "none"), "none", "x"),
    )  # fmt: skip
    for (field, status, recommendation, assessor), (since, until) in zip(combinations, spans, strict=False):
        wanted = AnalysisFilter(
            field=field,
            status=status,
            recommendation=recommendation,
            assessor=assessor,
            since=since,
            until=until,
        )
        expected = in_order([it for it in records if wanted.matches(it)], "-created_at")
        assert [it.id for it in shelf.records.list_page(wanted, limit=200)] == expected
        scored = in_order([it for it in records if wanted.matches(it)], "-overall_score")
        assert [it.id for it in shelf.records.list_page(wanted, sort="-overall_score", limit=200)] == scored
        counted = sum(it.counters["n"] for it in shelf.rollups.read(wanted, detail=False))
        assert counted == len(expected)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "wanted", [ALL, AnalysisFilter(field=FIELDS[:2]), AnalysisFilter(status="completed")]
)
def test_walks_by_cursor_and_by_skip_visit_each_row_once(
    shelf: Store, records: list[AnalysisRecord], sort: Sort, wanted: AnalysisFilter
) -> None:
    expected = in_order([it for it in records if wanted.matches(it)], sort)
    walked: list[str] = []
    after = None
    while page := shelf.records.list_page(wanted, sort=sort, limit=7, after=after):
        walked += [it.id for it in page]
        after = position_of(page[-1], sort)
    assert walked == expected
    skipped: list[str] = []
    while page := shelf.records.list_page(wanted, sort=sort, limit=11, skip=len(skipped)):
        skipped += [it.id for it in page]
    assert skipped == expected


def test_a_cursor_goes_on_where_it_was_when_rows_are_added_before_it(store: Store) -> None:
    records = [make_record(at=NOW - timedelta(hours=number)) for number in range(6)]
    store.records.add_many(records)
    first = store.records.list_page(ALL, limit=3)
    store.records.add_many([make_record(at=NOW + timedelta(hours=1))])
    rest = store.records.list_page(ALL, limit=3, after=position_of(first[-1], "-created_at"))
    assert [it.id for it in first + rest] == [it.id for it in records]


# -- snapshots -------------------------------------------------------------------------------------


def test_a_snapshot_yields_canonical_json_oldest_first(shelf: Store, records: list[AnalysisRecord]) -> None:
    by_id = {it.id: it for it in records}
    for wanted in (
        ALL,
        AnalysisFilter(status="completed", field=FIELDS[2]),
        AnalysisFilter(since=NOW - timedelta(hours=500), until=NOW - timedelta(hours=100)),
        AnalysisFilter(assessor="nobody"),
    ):
        expected = in_order([it for it in records if wanted.matches(it)], "created_at")
        with shelf.records.open_snapshot(wanted) as snapshot:
            assert snapshot.count() == len(expected)
            assert list(snapshot.documents()) == [by_id[it].to_json() for it in expected]


def test_a_snapshot_does_not_see_later_writes_and_does_not_block_them(store: Store) -> None:
    kept = [make_record(at=NOW - timedelta(hours=number)) for number in range(30)]
    store.records.add_many(kept)
    with store.records.open_snapshot(ALL) as snapshot:
        documents = snapshot.documents()
        first = next(documents)
        assert store.records.add(make_record(at=NOW - timedelta(minutes=30)))
        store.erasure.erase(kept[0].session_id, NOW)
        store.records.change(kept[5].id, lambda it: it.model_copy(update={"overall_score": 1}))
        rest = list(documents)
        assert snapshot.count() == 30
    assert [first, *rest] == [it.to_json() for it in reversed(kept)]
    assert len(store.records.list_page(ALL)) == 30


def test_a_snapshot_can_be_left_early(store: Store) -> None:
    store.records.add_many([make_record() for _ in range(20)])
    for _ in range(3):
        with store.records.open_snapshot(ALL) as snapshot:
            assert next(snapshot.documents())
    assert store.records.add(make_record())


# -- rollups ---------------------------------------------------------------------------------------


def test_the_data_version_changes_with_records_only(store: Store) -> None:
    session = make_submitted_session()
    seen = [store.rollups.read_version()]
    store.sessions.add(session)
    assert store.rollups.read_version() == seen[0]
    steps: tuple[Callable[[], object], ...] = (
        lambda: store.records.add(make_record(session_id=session.session_id), finish),
        lambda: store.records.add_many([make_record()]),
        lambda: store.erasure.erase(session.session_id, NOW),
    )
    for step in steps:
        step()
        seen.append(store.rollups.read_version())
    assert len(set(seen)) == len(seen)
    assert store.rollups.read_version() == seen[-1]


def test_rebuilding_changes_nothing_that_was_right(store: Store, records: list[AnalysisRecord]) -> None:
    store.records.add_many(records)
    before = store.rollups.read(ALL, grain="day")
    assert store.rollups.rebuild() == 80
    assert store.rollups.read(ALL, grain="day") == before
    assert store.rollups.verify() == []


def test_rebuilding_keeps_what_was_judged_again(store: Store) -> None:
    first = make_record()
    again = make_record(session_id=first.session_id, attempt=2, attempt_kind="rejudged")
    store.records.add_many([first, again])
    before = store.rollups.read(EVERY_RECORD, grain="day")
    assert store.rollups.rebuild() == 2
    assert store.rollups.read(EVERY_RECORD, grain="day") == before
    assert store.rollups.verify() == []


def test_rollups_are_exact_while_others_write(store: Store) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.records.add_many([make_record() for _ in range(5)])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            days = sum(it.counters["n"] for it in store.rollups.read(ALL, grain="day"))
            assert days % 5 == 0
            assert store.rollups.verify() == []
    finally:
        stop.set()
        writer.join()
