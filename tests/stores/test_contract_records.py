"""What `ports.Store` promises about records, on every store: writing, finding, listing, snapshots."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, product

import pytest

from proof_of_talent.domain.application import Session, new_session_id
from proof_of_talent.domain.errors import ConflictError, NotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import (
    AnalysisFilter,
    AnalysisRecord,
    Outcome,
    Sort,
    new_record_id,
    position_of,
)
from tests.factories import FIELDS, NOW, make_record, make_submitted_session

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


@pytest.fixture
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


# -- writing ---------------------------------------------------------------------------------------


def test_a_record_comes_back_as_it_was_kept(store: Store) -> None:
    for record in (make_record(), make_record(status="error"), make_record(score=None)):
        assert store.record(record)
        assert store.get_record(record.id) == record
        assert store.get_record(record.id).to_json() == record.to_json()
        assert store.find_record(record.session_id, 1) == record


def test_a_record_changes_its_session_with_it(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    assert store.record(make_record(session_id=session.session_id), finish)
    kept = store.get_session(session.session_id)
    assert (kept.state, kept.job, kept.version) == ("completed", None, 1)


def test_an_attempt_is_recorded_once(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    first = make_record(session_id=session.session_id)
    assert store.record(first, lambda it: it)
    assert not store.record(make_record(session_id=session.session_id, score=10), finish)
    assert store.get_session(session.session_id).state == "analyzing"
    assert store.list_records(ALL) == [first]
    assert store.record(make_record(session_id=session.session_id, attempt=2), finish)
    assert store.verify_rollups() == []


def test_a_change_that_returns_its_argument_is_skipped(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    assert store.record(make_record(session_id=session.session_id), lambda it: it)
    assert store.get_session(session.session_id) == session


def test_a_record_whose_session_change_fails_is_not_kept(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    record = make_record(session_id=session.session_id)
    with pytest.raises(ConflictError):
        store.record(record, fail)
    assert store.find_record(session.session_id, 1) is None
    assert store.read_rollups(ALL) == []
    assert store.record(record, finish)


def test_a_record_with_a_change_needs_its_session(store: Store) -> None:
    assert store.record(make_record(), finish) is False
    assert store.list_records(ALL) == []


def test_of_many_writers_of_one_attempt_exactly_one_succeeds(store: Store) -> None:
    session_id = new_session_id(NOW)
    barrier = threading.Barrier(8)

    def write(_: int) -> bool:
        record = make_record(session_id=session_id)
        barrier.wait()
        return store.record(record)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert len(store.list_records(ALL)) == 1
    assert store.verify_rollups() == []


def test_concurrent_records_all_count(store: Store) -> None:
    records = [make_record(score=number % 101) for number in range(80)]
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(store.record, records))
    (rollup,) = store.read_rollups(AnalysisFilter(recommendation="strong"))
    assert rollup.counters["n"] == sum(record.recommendation == "strong" for record in records)
    assert store.verify_rollups() == []


def test_added_records_that_are_present_are_skipped(store: Store) -> None:
    present = make_record()
    store.record(present)
    same_id = make_record(_id=present.id)
    same_attempt = make_record(session_id=present.session_id)
    new = [make_record(), make_record(status="error")]
    assert store.add_records([new[0], present, same_id, same_attempt, new[1], new[0]]) == 2
    assert {it.id for it in store.list_records(ALL)} == {present.id, new[0].id, new[1].id}
    assert store.get_record(present.id) == present
    assert store.verify_rollups() == []
    assert store.add_records(iter(new)) == 0
    assert store.add_records([]) == 0


def test_many_records_can_be_added_in_one_call(store: Store) -> None:
    made = [make_record(at=NOW - timedelta(hours=number)) for number in range(250)]
    assert store.add_records(iter(made)) == 250
    assert sum(it.counters["n"] for it in store.read_rollups(ALL)) == 250


def test_an_unknown_record_is_not_found(store: Store) -> None:
    for call in (store.get_record, lambda it: store.update_record(it, lambda record: record)):
        with pytest.raises(NotFoundError):
            call(new_record_id(NOW))
    assert store.find_record(new_session_id(NOW), 1) is None


def test_an_updated_record_moves_its_tally(store: Store) -> None:
    record = make_record(score=72)
    store.record(record)
    before = store.data_version()
    outcome = Outcome(result="endorsed", date="2026-12-01", reported_at=NOW)
    changed = store.update_record(
        record.id,
        lambda it: it.model_copy(
            update={"outcome": outcome, "overall_score": 50, "recommendation": "moderate"}
        ),
    )
    assert changed.outcome == outcome
    assert store.get_record(record.id) == changed
    (rollup,) = store.read_rollups(ALL)
    assert (rollup.key.recommendation, rollup.counters["score_sum"]) == ("moderate", 50)
    assert store.verify_rollups() == []
    assert store.data_version() != before
    assert store.list_records(AnalysisFilter(recommendation="strong")) == []
    assert store.list_records(AnalysisFilter(recommendation="moderate")) == [changed]


def test_a_failing_update_leaves_the_record(store: Store) -> None:
    record = make_record()
    store.record(record)

    def fail(_: AnalysisRecord) -> AnalysisRecord:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError):
        store.update_record(record.id, fail)
    assert store.get_record(record.id) == record
    assert store.verify_rollups() == []


# -- listing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
def test_lists_are_in_order_with_ties_broken_by_id(
    store: Store, records: list[AnalysisRecord], sort: Sort
) -> None:
    store.add_records(records)
    assert [it.id for it in store.list_records(ALL, sort=sort, limit=200)] == in_order(records, sort)


def test_newest_records_come_first_by_default_fifty_at_most(
    store: Store, records: list[AnalysisRecord]
) -> None:
    store.add_records(records)
    assert [it.id for it in store.list_records(ALL)] == in_order(records, "-created_at")[:50]


def test_every_filter_selects_what_it_matches(store: Store, records: list[AnalysisRecord]) -> None:
    """Every combination of conditions, each with two of the nine spans of time in turn."""
    store.add_records(records)
    bounds = (None, NOW - timedelta(hours=400), records[3].created_at)
    spans = cycle(product(bounds, bounds))
    combinations = product(
        (None, FIELDS[1]), (None, "completed", "error"), (None, "weak"), (None, "rubric:m1", "none", "x"),
        range(2),
    )  # fmt: skip
    for (field, status, recommendation, assessor, _), (since, until) in zip(
        combinations, spans, strict=False
    ):
        wanted = AnalysisFilter(
            field=field,
            status=status,
            recommendation=recommendation,
            assessor=assessor,
            since=since,
            until=until,
        )
        expected = in_order([it for it in records if wanted.matches(it)], "-created_at")
        assert [it.id for it in store.list_records(wanted, limit=200)] == expected
        scored = in_order([it for it in records if wanted.matches(it)], "-overall_score")
        assert [it.id for it in store.list_records(wanted, sort="-overall_score", limit=200)] == scored
        counted = sum(it.counters["n"] for it in store.read_rollups(wanted, detail=False))
        assert counted == len(expected)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("wanted", [ALL, AnalysisFilter(field=FIELDS[0]), AnalysisFilter(status="completed")])
def test_walks_by_cursor_and_by_skip_visit_each_row_once(
    store: Store, records: list[AnalysisRecord], sort: Sort, wanted: AnalysisFilter
) -> None:
    store.add_records(records)
    expected = in_order([it for it in records if wanted.matches(it)], sort)
    walked: list[str] = []
    after = None
    while page := store.list_records(wanted, sort=sort, limit=7, after=after):
        walked += [it.id for it in page]
        after = position_of(page[-1], sort)
    assert walked == expected
    skipped: list[str] = []
    while page := store.list_records(wanted, sort=sort, limit=11, skip=len(skipped)):
        skipped += [it.id for it in page]
    assert skipped == expected


def test_a_cursor_goes_on_where_it_was_when_rows_are_added_before_it(store: Store) -> None:
    records = [make_record(at=NOW - timedelta(hours=number)) for number in range(6)]
    store.add_records(records)
    first = store.list_records(ALL, limit=3)
    store.add_records([make_record(at=NOW + timedelta(hours=1))])
    rest = store.list_records(ALL, limit=3, after=position_of(first[-1], "-created_at"))
    assert [it.id for it in first + rest] == [it.id for it in records]


# -- snapshots -------------------------------------------------------------------------------------


def test_a_snapshot_yields_canonical_json_oldest_first(store: Store, records: list[AnalysisRecord]) -> None:
    store.add_records(records)
    by_id = {it.id: it for it in records}
    for wanted in (
        ALL,
        AnalysisFilter(status="completed", field=FIELDS[2]),
        AnalysisFilter(since=NOW - timedelta(hours=500), until=NOW - timedelta(hours=100)),
        AnalysisFilter(assessor="nobody"),
    ):
        expected = in_order([it for it in records if wanted.matches(it)], "created_at")
        with store.open_snapshot(wanted) as snapshot:
            assert snapshot.count() == len(expected)
            assert list(snapshot.documents()) == [by_id[it].to_json() for it in expected]


def test_a_snapshot_does_not_see_later_writes_and_does_not_block_them(store: Store) -> None:
    kept = [make_record(at=NOW - timedelta(hours=number)) for number in range(30)]
    store.add_records(kept)
    with store.open_snapshot(ALL) as snapshot:
        documents = snapshot.documents()
        first = next(documents)
        assert store.record(make_record(at=NOW - timedelta(minutes=30)))
        store.erase(kept[0].session_id, NOW)
        store.update_record(kept[5].id, lambda it: it.model_copy(update={"overall_score": 1}))
        rest = list(documents)
        assert snapshot.count() == 30
    assert [first, *rest] == [it.to_json() for it in reversed(kept)]
    assert len(store.list_records(ALL)) == 30


def test_a_snapshot_can_be_left_early(store: Store) -> None:
    store.add_records([make_record() for _ in range(20)])
    for _ in range(3):
        with store.open_snapshot(ALL) as snapshot:
            assert next(snapshot.documents())
    assert store.record(make_record())


# -- rollups ---------------------------------------------------------------------------------------


def test_the_data_version_changes_with_records_only(store: Store) -> None:
    session = make_submitted_session()
    seen = [store.data_version()]
    store.add_session(session)
    assert store.data_version() == seen[0]
    steps: tuple[Callable[[], object], ...] = (
        lambda: store.record(make_record(session_id=session.session_id), finish),
        lambda: store.add_records([make_record()]),
        lambda: store.erase(session.session_id, NOW),
    )
    for step in steps:
        step()
        seen.append(store.data_version())
    assert len(set(seen)) == len(seen)
    assert store.data_version() == seen[-1]


def test_rebuilding_changes_nothing_that_was_right(store: Store, records: list[AnalysisRecord]) -> None:
    store.add_records(records)
    before = store.read_rollups(ALL, grain="day")
    assert store.rebuild_rollups() == 80
    assert store.read_rollups(ALL, grain="day") == before
    assert store.verify_rollups() == []


def test_rollups_are_exact_while_others_write(store: Store) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.add_records([make_record() for _ in range(5)])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            days = sum(it.counters["n"] for it in store.read_rollups(ALL, grain="day"))
            assert days % 5 == 0
            assert store.verify_rollups() == []
    finally:
        stop.set()
        writer.join()
