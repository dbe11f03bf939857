"""What `ports.Store` promises, on every store: sessions, documents, work, receipts, audit, life."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from proof_of_talent.domain.application import Session, new_session_id
from proof_of_talent.domain.errors import (
    ConflictError,
    NotFoundError,
    SessionErasedError,
    SessionNotFoundError,
    TalentError,
)
from proof_of_talent.domain.keys import ApiKey, make_key
from proof_of_talent.domain.ports import LONGEST_LEASE, AuditEntry, SessionCounts, Store
from proof_of_talent.domain.record import AnalysisFilter
from tests.factories import NOW, make_document, make_record, make_session, make_submitted_session

LEASE = timedelta(seconds=60)
ALL = AnalysisFilter()


def answer(session: Session) -> Session:
    return session.with_changes(NOW + timedelta(seconds=1), answers={"years_experience": 7, "name": "Zoë"})


def same(session: Session) -> Session:
    return session


# -- sessions --------------------------------------------------------------------------------------


def test_a_session_comes_back_as_it_was_kept(store: Store) -> None:
    session = make_submitted_session(
        answers={"a": [1, "two", None, {"b": 0.5}]}, documents=(make_document(),), consents={"training": True}
    )
    store.add_session(session)
    assert store.get_session(session.session_id) == session


def test_an_unknown_session_is_not_found(store: Store) -> None:
    for call in (
        store.get_session,
        lambda it: store.change_session(it, same),
        lambda it: store.add_document(it, make_document(), b"x", same),
        lambda it: store.remove_document(it, "d1", same),
        lambda it: store.erase(it, NOW),
    ):
        with pytest.raises(SessionNotFoundError):
            call(new_session_id(NOW))


def test_a_session_id_can_be_used_once(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    with pytest.raises(ConflictError):
        store.add_session(session)
    assert store.get_session(session.session_id) == session


def test_a_change_is_kept_and_returned_and_raises_the_version_by_one(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    first = store.change_session(session.session_id, answer)
    second = store.change_session(session.session_id, answer)
    assert first.answers == {"years_experience": 7, "name": "Zoë"}
    assert (first.version, second.version) == (1, 2)
    assert store.get_session(session.session_id) == second


def test_a_failing_change_leaves_the_session_and_reaches_its_caller(store: Store) -> None:
    session = make_session()
    store.add_session(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError, match=r"Not now\."):
        store.change_session(session.session_id, fail)
    assert store.get_session(session.session_id) == session


def test_concurrent_changes_of_one_session_all_count(store: Store) -> None:
    session = make_session(answers={"n": 0})
    store.add_session(session)

    def increment(it: Session) -> Session:
        return it.with_changes(NOW, answers={"n": it.answers["n"] + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.change_session(session.session_id, increment), range(64)))
    kept = store.get_session(session.session_id)
    assert (kept.answers["n"], kept.version) == (64, 64)


def test_a_failing_change_does_not_disturb_its_neighbours(store: Store) -> None:
    sessions = [make_session() for _ in range(24)]
    for session in sessions:
        store.add_session(session)

    def change(number: int) -> bool:
        def work(it: Session) -> Session:
            if number % 3 == 0:
                raise ConflictError("Not now.")
            return answer(it)

        try:
            store.change_session(sessions[number].session_id, work)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        ends = list(pool.map(change, range(24)))
    assert ends == [number % 3 != 0 for number in range(24)]
    assert [store.get_session(it.session_id).version for it in sessions] == [int(end) for end in ends]


def test_sessions_are_counted_by_step_field_and_time(store: Store) -> None:
    documents = (make_document(),)
    for session in (
        make_session(),
        make_session(answers={"a": 1}, field="arts_culture"),
        make_session(documents=documents, created_at=NOW - timedelta(days=40)),
        make_submitted_session(answers={"a": 1}, documents=documents),
        make_submitted_session(state="completed", documents=documents),
        make_submitted_session(state="error", attempt=2),
        make_submitted_session(attempt=2),
    ):
        store.add_session(session)
    assert store.count_sessions(ALL) == SessionCounts(7, 2, 3, 4, 3)
    assert store.count_sessions(AnalysisFilter(field="arts_culture")) == SessionCounts(1, 1, 0, 0, 0)
    assert store.count_sessions(AnalysisFilter(until=NOW)) == SessionCounts(1, 0, 1, 0, 0)
    assert store.count_sessions(AnalysisFilter(since=NOW)).created == 6
    ignored = AnalysisFilter(status="error", recommendation="weak", assessor="rubric")
    assert store.count_sessions(ignored).created == 7


def test_sessions_are_counted_as_they_change(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    assert store.count_sessions(ALL) == SessionCounts(1, 0, 0, 0, 0)
    store.change_session(session.session_id, answer)
    store.add_document(
        session.session_id,
        make_document(),
        b"x",
        lambda it: it.with_changes(NOW, documents=(make_document(),)),
    )
    assert store.count_sessions(ALL) == SessionCounts(1, 1, 1, 0, 0)


def test_idle_sessions_are_found_oldest_first(store: Store) -> None:
    sessions = [make_session(updated_at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2, 0)]
    busy = make_submitted_session(updated_at=NOW - timedelta(hours=9))
    for session in (*sessions, busy):
        store.add_session(session)
    found = store.find_sessions(NOW, 10)
    assert found == [sessions[index].session_id for index in (1, 2, 0)]
    assert store.find_sessions(NOW, 2) == found[:2]


# -- documents -------------------------------------------------------------------------------------


def add(store: Store, session: Session, content: bytes = b"%PDF-1.7") -> Session:
    document = make_document(bytes=len(content))
    return store.add_document(
        session.session_id, document, content, lambda it: it.with_changes(NOW, documents=(document,))
    )


def test_a_document_is_kept_with_the_sessions_change(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    content = bytes(range(256)) * 5000
    changed = add(store, session, content)
    assert store.read_document(session.session_id, "d1") == content
    assert store.get_session(session.session_id) == changed
    assert changed.version == 1


def test_a_document_is_not_kept_when_the_change_fails(store: Store) -> None:
    session = make_session()
    store.add_session(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError):
        store.add_document(session.session_id, make_document(), b"x", fail)
    with pytest.raises(NotFoundError):
        store.read_document(session.session_id, "d1")
    add(store, session)
    with pytest.raises(ConflictError):
        store.remove_document(session.session_id, "d1", fail)
    assert store.read_document(session.session_id, "d1") == b"%PDF-1.7"


def test_a_document_id_is_unique_within_its_session(store: Store) -> None:
    session, other = make_session(), make_session()
    for it in (session, other):
        store.add_session(it)
        add(store, it)
    with pytest.raises(ConflictError):
        store.add_document(session.session_id, make_document(), b"new", answer)
    assert store.read_document(session.session_id, "d1") == b"%PDF-1.7"
    assert store.get_session(session.session_id).answers == {}


def test_a_removed_document_is_gone_and_removing_it_again_is_no_error(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    add(store, session)
    for version in (2, 3):
        changed = store.remove_document(
            session.session_id, "d1", lambda it: it.with_changes(NOW, documents=())
        )
        assert (changed.documents, changed.version) == ((), version)
        with pytest.raises(NotFoundError):
            store.read_document(session.session_id, "d1")


# -- work ------------------------------------------------------------------------------------------


def test_work_is_what_waits_or_whose_lease_is_over_oldest_first(store: Store) -> None:
    def submitted(minutes: int, **job: object) -> Session:
        queued = {"queued_at": NOW - timedelta(minutes=minutes), **job}
        return make_submitted_session(job=queued)

    old = submitted(3, worker="gone", lease_until=NOW)
    older = submitted(4)
    young = submitted(1)
    held = submitted(9, worker="w", lease_until=NOW + timedelta(milliseconds=1))
    done = make_submitted_session(state="completed", job=None)
    ended = make_submitted_session(state="error")
    for session in (old, older, young, held, done, ended, make_session()):
        store.add_session(session)
    assert store.find_work(NOW, 10) == [older.session_id, old.session_id, young.session_id]
    assert store.find_work(NOW, 1) == [older.session_id]
    assert held.session_id in store.find_work(NOW + timedelta(milliseconds=1), 10)


def test_a_lease_from_a_clock_that_was_ahead_does_not_hold_a_job_up(store: Store) -> None:
    longest = make_submitted_session(
        job={"queued_at": NOW, "worker": "w", "lease_until": NOW + LONGEST_LEASE}
    )
    beyond = NOW + LONGEST_LEASE + timedelta(milliseconds=1)
    absurd = make_submitted_session(job={"queued_at": NOW, "worker": "w", "lease_until": beyond})
    for session in (longest, absurd):
        store.add_session(session)
    assert store.find_work(NOW, 10) == [absurd.session_id]
    assert store.claim(longest.session_id, "w2", NOW, LEASE) is None
    assert store.claim(absurd.session_id, "w2", NOW, LEASE) is not None


def test_a_claim_takes_the_lease_and_counts_the_delivery(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    claimed = store.claim(session.session_id, "w1", NOW, LEASE)
    assert claimed is not None
    assert claimed.job is not None
    assert (claimed.job.worker, claimed.job.lease_until, claimed.job.deliveries) == ("w1", NOW + LEASE, 1)
    assert store.get_session(session.session_id) == claimed
    assert store.find_work(NOW, 10) == []


def test_a_held_job_cannot_be_claimed_until_its_lease_is_over(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    assert store.claim(session.session_id, "w1", NOW, LEASE) is not None
    assert store.claim(session.session_id, "w1", NOW, LEASE) is None
    assert store.claim(session.session_id, "w2", NOW + LEASE - timedelta(milliseconds=1), LEASE) is None
    taken = store.claim(session.session_id, "w2", NOW + LEASE, LEASE)
    assert taken is not None
    assert taken.job is not None
    assert (taken.job.worker, taken.job.deliveries) == ("w2", 2)


def test_there_is_nothing_to_claim_without_a_job(store: Store) -> None:
    idle, done = make_session(), make_submitted_session(state="completed")
    for session in (idle, done):
        store.add_session(session)
        assert store.claim(session.session_id, "w1", NOW, LEASE) is None
    assert store.claim(new_session_id(NOW), "w1", NOW, LEASE) is None


def test_of_many_claimants_exactly_one_gets_the_job(store: Store) -> None:
    for _ in range(5):
        session = make_submitted_session()
        store.add_session(session)
        barrier = threading.Barrier(8)

        def take(
            worker: int, session_id: str = session.session_id, barrier: threading.Barrier = barrier
        ) -> bool:
            barrier.wait()
            return store.claim(session_id, f"w{worker}", NOW, LEASE) is not None

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(take, range(8))) == 1


def test_a_lease_is_extended_by_its_holder_only(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    until = NOW + 2 * LEASE
    assert not store.extend_lease(session.session_id, "w1", until)
    store.claim(session.session_id, "w1", NOW, LEASE)
    assert store.extend_lease(session.session_id, "w1", until)
    assert not store.extend_lease(session.session_id, "w2", until)
    job = store.get_session(session.session_id).job
    assert job is not None
    assert job.lease_until == until
    assert store.find_work(NOW + LEASE, 10) == []
    assert not store.extend_lease(new_session_id(NOW), "w1", until)


def test_a_lease_that_another_worker_took_over_is_not_extended(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    store.claim(session.session_id, "w1", NOW, LEASE)
    store.claim(session.session_id, "w2", NOW + LEASE, LEASE)
    assert not store.extend_lease(session.session_id, "w1", NOW + 5 * LEASE)
    store.change_session(session.session_id, lambda it: it.with_changes(NOW, state="completed"))
    assert not store.extend_lease(session.session_id, "w2", NOW + 5 * LEASE)


# -- erasure ---------------------------------------------------------------------------------------


def keep_whole_session(store: Store) -> Session:
    session = make_submitted_session()
    store.add_session(session)
    add(store, session)
    for attempt in (1, 2):
        assert store.record(make_record(session_id=session.session_id, attempt=attempt))
    return session


def test_erasing_removes_everything_and_leaves_a_receipt(store: Store) -> None:
    session = keep_whole_session(store)
    other = keep_whole_session(store)
    record = store.find_record(session.session_id, 1)
    assert record is not None
    receipt = store.erase(session.session_id, NOW)
    assert receipt.session_hash == sha256(session.session_id.encode()).hexdigest()
    assert (receipt.documents, receipt.records, receipt.deleted_at) == (1, 2, NOW)
    for call in (
        lambda: store.get_session(session.session_id),
        lambda: store.change_session(session.session_id, same),
        lambda: store.add_document(session.session_id, make_document(), b"x", same),
        lambda: store.add_session(session),
    ):
        with pytest.raises(SessionErasedError):
            call()
    with pytest.raises(NotFoundError):
        store.read_document(session.session_id, "d1")
    with pytest.raises(NotFoundError):
        store.get_record(record.id)
    assert store.find_record(session.session_id, 2) is None
    assert [it.session_id for it in store.list_records(ALL)] == [other.session_id] * 2
    assert sum(rollup.counters["n"] for rollup in store.read_rollups(ALL)) == 2
    assert store.verify_rollups() == []
    assert store.get_session(other.session_id).session_id == other.session_id


def test_erasing_again_returns_the_first_receipt(store: Store) -> None:
    session = keep_whole_session(store)
    assert store.find_receipt(session.session_id) is None
    receipt = store.erase(session.session_id, NOW)
    assert store.erase(session.session_id, NOW + LEASE) == receipt
    assert store.find_receipt(session.session_id) == receipt


def test_records_without_a_session_can_be_erased(store: Store) -> None:
    record = make_record()
    store.add_records([record])
    assert store.erase(record.session_id, NOW).records == 1
    assert store.list_records(ALL) == []
    assert store.read_rollups(ALL) == []


def test_an_analysis_that_ends_after_its_session_was_erased_leaves_nothing(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    store.erase(session.session_id, NOW)
    record = make_record(session_id=session.session_id)
    assert store.record(record, same) is False
    assert store.list_records(ALL) == []
    assert store.claim(session.session_id, "w", NOW, LEASE) is None
    assert store.find_work(NOW, 9) == []


def test_erasing_while_analyses_end_leaves_nothing(store: Store) -> None:
    sessions = [make_submitted_session() for _ in range(12)]
    for session in sessions:
        store.add_session(session)
    with ThreadPoolExecutor(12) as pool:
        for session in sessions:
            pool.submit(store.record, make_record(session_id=session.session_id), same)
            pool.submit(store.erase, session.session_id, NOW)
    assert store.list_records(ALL) == []
    assert store.read_rollups(ALL) == []
    assert store.verify_rollups() == []


# -- audit, secrets, life --------------------------------------------------------------------------


def test_audit_entries_come_newest_first_by_action(store: Store) -> None:
    entries = [
        AuditEntry(at=NOW + timedelta(seconds=number), actor="cli", action=action, details={"rows": number})
        for number, action in enumerate(("export", "erase", "export"))
    ]
    for entry in entries:
        store.add_audit_entry(entry)
    assert store.list_audit_entries() == entries[::-1]
    assert store.list_audit_entries(limit=1) == [entries[2]]
    assert store.list_audit_entries(action="export") == [entries[2], entries[0]]
    assert store.list_audit_entries(action="key_created") == []


def test_a_secret_is_made_once(store: Store) -> None:
    made = iter(range(99))
    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(lambda _: store.read_secret("pseudonym", lambda: f"s{next(made)}"), range(16)))
    assert len(values) == 1
    assert store.read_secret("pseudonym", lambda: "another") in values
    assert store.read_secret("other", lambda: "o") == "o"


def test_a_store_answers_until_it_is_closed(make_store: Callable[[], Store]) -> None:
    store = make_store()
    store.ping()
    store.close()
    store.close()
    for call in (
        store.ping,
        lambda: store.get_session(new_session_id(NOW)),
        lambda: store.add_session(make_session()),
        lambda: store.list_records(ALL),
    ):
        with pytest.raises(TalentError):
            call()


def test_moments_keep_milliseconds(store: Store) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 987_000, tzinfo=UTC)
    session = make_session(created_at=moment, updated_at=moment)
    record = make_record(at=moment)
    store.add_session(session)
    store.add_records([record])
    assert store.get_session(session.session_id).created_at == moment
    assert store.get_record(record.id).created_at == moment


# -- API keys --------------------------------------------------------------------------------------


def test_api_keys_are_kept_oldest_first_and_can_be_changed(store: Store) -> None:
    assert store.list_keys() == []
    younger = make_key("younger", ("export", "analytics"), NOW + timedelta(seconds=1)).key
    older = make_key("older", ("admin",), NOW).key
    store.add_key(younger)
    store.add_key(older)
    assert store.list_keys() == [older, younger]
    revoked = store.change_key(older.id, lambda key: key.model_copy(update={"revoked_at": NOW}))
    assert store.list_keys() == [revoked, younger]
    assert revoked.revoked_at == NOW


def test_a_key_s_id_is_its_own(store: Store) -> None:
    key = make_key("one", ("admin",), NOW).key
    store.add_key(key)
    with pytest.raises(ConflictError):
        store.add_key(key)
    with pytest.raises(NotFoundError):
        store.change_key("0" * 12, lambda it: it)


def test_changes_of_one_key_from_many_threads_all_count(store: Store) -> None:
    key = make_key("one", ("admin",), NOW).key
    store.add_key(key.model_copy(update={"last_used_at": NOW}))

    def step(kept: ApiKey) -> ApiKey:
        assert kept.last_used_at is not None
        return kept.model_copy(update={"last_used_at": kept.last_used_at + timedelta(seconds=1)})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.change_key(key.id, step), range(12)))
    assert store.list_keys()[0].last_used_at == NOW + timedelta(seconds=12)


# -- retention -------------------------------------------------------------------------------------


def test_sessions_with_documents_can_be_found_alone(store: Store) -> None:
    bare, full = make_session(), make_session(updated_at=NOW - timedelta(days=1))
    for session in (bare, full):
        store.add_session(session)
    store.add_document(
        full.session_id,
        make_document(),
        b"x",
        lambda it: it.model_copy(update={"documents": (make_document(),)}),
    )
    later = NOW + timedelta(seconds=1)
    assert store.find_sessions(later, 9) == [full.session_id, bare.session_id]
    assert store.find_sessions(later, 9, with_documents=True) == [full.session_id]


def test_a_dropped_session_leaves_its_records_and_no_documents(store: Store) -> None:
    session = make_session()
    store.add_session(session)
    store.add_document(
        session.session_id,
        make_document(),
        b"x",
        lambda it: it.model_copy(update={"documents": (make_document(),)}),
    )
    record = make_record(session_id=session.session_id)
    store.record(record, same)
    assert store.drop_session(session.session_id, NOW) is False
    assert store.get_session(session.session_id).documents
    assert store.drop_session(session.session_id, NOW + timedelta(seconds=1)) is True
    assert store.drop_session(session.session_id, NOW + timedelta(seconds=1)) is False
    with pytest.raises(SessionNotFoundError):
        store.get_session(session.session_id)
    with pytest.raises(NotFoundError):
        store.read_document(session.session_id, "d1")
    assert store.find_record(session.session_id, 1) == record
    assert store.verify_rollups() == []
    assert store.erase(session.session_id, NOW).records == 1


def test_a_session_being_analysed_is_not_dropped(store: Store) -> None:
    session = make_submitted_session()
    store.add_session(session)
    assert store.drop_session(session.session_id, NOW + timedelta(days=1)) is False
    assert store.get_session(session.session_id) == session
