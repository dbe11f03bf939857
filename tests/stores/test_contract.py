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
from proof_of_talent.domain.keys import ApiKey, make_key, make_sign_in
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
    store.sessions.add(session)
    assert store.sessions.get(session.session_id) == session


def test_an_unknown_session_is_not_found(store: Store) -> None:
    for call in (
        store.sessions.get,
        lambda it: store.sessions.change(it, same),
        lambda it: store.documents.add(it, {"d1": b"x"}, same),
        lambda it: store.documents.remove(it, "d1", same),
        lambda it: store.erasure.erase(it, NOW),
    ):
        with pytest.raises(SessionNotFoundError):
            call(new_session_id(NOW))


def test_a_session_id_can_be_used_once(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    with pytest.raises(ConflictError):
        store.sessions.add(session)
    assert store.sessions.get(session.session_id) == session


def test_a_change_is_kept_and_returned_and_raises_the_version_by_one(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    first = store.sessions.change(session.session_id, answer)
    second = store.sessions.change(session.session_id, answer)
    assert first.answers == {"years_experience": 7, "name": "Zoë"}
    assert (first.version, second.version) == (1, 2)
    assert store.sessions.get(session.session_id) == second


def test_a_failing_change_leaves_the_session_and_reaches_its_caller(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError, match=r"Not now\."):
        store.sessions.change(session.session_id, fail)
    assert store.sessions.get(session.session_id) == session


def test_concurrent_changes_of_one_session_all_count(store: Store) -> None:
    session = make_session(answers={"n": 0})
    store.sessions.add(session)

    def increment(it: Session) -> Session:
        return it.with_changes(NOW, answers={"n": it.answers["n"] + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.sessions.change(session.session_id, increment), range(64)))
    kept = store.sessions.get(session.session_id)
    assert (kept.answers["n"], kept.version) == (64, 64)


def test_a_failing_change_does_not_disturb_its_neighbours(store: Store) -> None:
    sessions = [make_session() for _ in range(24)]
    for session in sessions:
        store.sessions.add(session)

    def change(number: int) -> bool:
        def work(it: Session) -> Session:
            if number % 3 == 0:
                raise ConflictError("Not now.")
            return answer(it)

        try:
            store.sessions.change(sessions[number].session_id, work)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        ends = list(pool.map(change, range(24)))
    assert ends == [number % 3 != 0 for number in range(24)]
    assert [store.sessions.get(it.session_id).version for it in sessions] == [int(end) for end in ends]


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
        store.sessions.add(session)
    assert store.sessions.count(ALL) == SessionCounts(7, 2, 3, 4, 3)
    assert store.sessions.count(AnalysisFilter(field="arts_culture")) == SessionCounts(1, 1, 0, 0, 0)
    assert store.sessions.count(AnalysisFilter(until=NOW)) == SessionCounts(1, 0, 1, 0, 0)
    assert store.sessions.count(AnalysisFilter(since=NOW)).created == 6
    ignored = AnalysisFilter(status="error", recommendation="weak", assessor="rubric")
    assert store.sessions.count(ignored).created == 7


def test_sessions_are_counted_as_they_change(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    assert store.sessions.count(ALL) == SessionCounts(1, 0, 0, 0, 0)
    store.sessions.change(session.session_id, answer)
    store.documents.add(
        session.session_id,
        {"d1": b"x"},
        lambda it: it.with_changes(NOW, documents=(make_document(),)),
    )
    assert store.sessions.count(ALL) == SessionCounts(1, 1, 1, 0, 0)


def test_idle_sessions_are_found_oldest_first(store: Store) -> None:
    sessions = [make_session(updated_at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2, 0)]
    busy = make_submitted_session(updated_at=NOW - timedelta(hours=9))
    for session in (*sessions, busy):
        store.sessions.add(session)
    found = store.sessions.find_idle(NOW, 10)
    assert found == [sessions[index].session_id for index in (1, 2, 0)]
    assert store.sessions.find_idle(NOW, 2) == found[:2]


# -- documents -------------------------------------------------------------------------------------


def add(store: Store, session: Session, content: bytes = b"%PDF-1.7") -> Session:
    document = make_document(bytes=len(content))
    return store.documents.add(
        session.session_id, {"d1": content}, lambda it: it.with_changes(NOW, documents=(document,))
    )


def test_a_document_is_kept_with_the_sessions_change(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    content = bytes(range(256)) * 5000
    changed = add(store, session, content)
    assert store.documents.read(session.session_id, "d1") == content
    assert store.sessions.get(session.session_id) == changed
    assert changed.version == 1


def test_a_document_is_not_kept_when_the_change_fails(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)

    def fail(_: Session) -> Session:
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError):
        store.documents.add(session.session_id, {"d1": b"x"}, fail)
    with pytest.raises(NotFoundError):
        store.documents.read(session.session_id, "d1")
    add(store, session)
    with pytest.raises(ConflictError):
        store.documents.remove(session.session_id, "d1", fail)
    assert store.documents.read(session.session_id, "d1") == b"%PDF-1.7"


def test_a_document_id_is_unique_within_its_session(store: Store) -> None:
    session, other = make_session(), make_session()
    for it in (session, other):
        store.sessions.add(it)
        add(store, it)
    with pytest.raises(ConflictError):
        store.documents.add(session.session_id, {"d1": b"new"}, answer)
    assert store.documents.read(session.session_id, "d1") == b"%PDF-1.7"
    assert store.sessions.get(session.session_id).answers == {}


def test_a_removed_document_is_gone_and_removing_it_again_is_no_error(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    add(store, session)
    for version in (2, 3):
        changed = store.documents.remove(
            session.session_id, "d1", lambda it: it.with_changes(NOW, documents=())
        )
        assert (changed.documents, changed.version) == ((), version)
        with pytest.raises(NotFoundError):
            store.documents.read(session.session_id, "d1")


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
        store.sessions.add(session)
    assert store.jobs.find(NOW, 10) == [older.session_id, old.session_id, young.session_id]
    assert store.jobs.find(NOW, 1) == [older.session_id]
    assert held.session_id in store.jobs.find(NOW + timedelta(milliseconds=1), 10)


def test_a_lease_from_a_clock_that_was_ahead_does_not_hold_a_job_up(store: Store) -> None:
    longest = make_submitted_session(
        job={"queued_at": NOW, "worker": "w", "lease_until": NOW + LONGEST_LEASE}
    )
    beyond = NOW + LONGEST_LEASE + timedelta(milliseconds=1)
    absurd = make_submitted_session(job={"queued_at": NOW, "worker": "w", "lease_until": beyond})
    for session in (longest, absurd):
        store.sessions.add(session)
    assert store.jobs.find(NOW, 10) == [absurd.session_id]
    assert store.jobs.claim(longest.session_id, "w2", NOW, LEASE) is None
    assert store.jobs.claim(absurd.session_id, "w2", NOW, LEASE) is not None


def test_a_claim_takes_the_lease_and_counts_the_delivery(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    claimed = store.jobs.claim(session.session_id, "w1", NOW, LEASE)
    assert claimed is not None
    assert claimed.job is not None
    assert (claimed.job.worker, claimed.job.lease_until, claimed.job.deliveries) == ("w1", NOW + LEASE, 1)
    assert store.sessions.get(session.session_id) == claimed
    assert store.jobs.find(NOW, 10) == []


def test_a_held_job_cannot_be_claimed_until_its_lease_is_over(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    assert store.jobs.claim(session.session_id, "w1", NOW, LEASE) is not None
    assert store.jobs.claim(session.session_id, "w1", NOW, LEASE) is None
    assert store.jobs.claim(session.session_id, "w2", NOW + LEASE - timedelta(milliseconds=1), LEASE) is None
    taken = store.jobs.claim(session.session_id, "w2", NOW + LEASE, LEASE)
    assert taken is not None
    assert taken.job is not None
    assert (taken.job.worker, taken.job.deliveries) == ("w2", 2)


def test_there_is_nothing_to_claim_without_a_job(store: Store) -> None:
    idle, done = make_session(), make_submitted_session(state="completed")
    for session in (idle, done):
        store.sessions.add(session)
        assert store.jobs.claim(session.session_id, "w1", NOW, LEASE) is None
    assert store.jobs.claim(new_session_id(NOW), "w1", NOW, LEASE) is None


def test_of_many_claimants_exactly_one_gets_the_job(store: Store) -> None:
    for _ in range(5):
        session = make_submitted_session()
        store.sessions.add(session)
        barrier = threading.Barrier(8)

        def take(
            worker: int, session_id: str = session.session_id, barrier: threading.Barrier = barrier
        ) -> bool:
            barrier.wait()
            return store.jobs.claim(session_id, f"w{worker}", NOW, LEASE) is not None

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(take, range(8))) == 1


def test_a_lease_is_extended_by_its_holder_only(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    until = NOW + 2 * LEASE
    assert not store.jobs.extend_lease(session.session_id, "w1", until)
    store.jobs.claim(session.session_id, "w1", NOW, LEASE)
    assert store.jobs.extend_lease(session.session_id, "w1", until)
    assert not store.jobs.extend_lease(session.session_id, "w2", until)
    job = store.sessions.get(session.session_id).job
    assert job is not None
    assert job.lease_until == until
    assert store.jobs.find(NOW + LEASE, 10) == []
    assert not store.jobs.extend_lease(new_session_id(NOW), "w1", until)


def test_a_lease_that_another_worker_took_over_is_not_extended(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    store.jobs.claim(session.session_id, "w1", NOW, LEASE)
    store.jobs.claim(session.session_id, "w2", NOW + LEASE, LEASE)
    assert not store.jobs.extend_lease(session.session_id, "w1", NOW + 5 * LEASE)
    store.sessions.change(session.session_id, lambda it: it.with_changes(NOW, state="completed"))
    assert not store.jobs.extend_lease(session.session_id, "w2", NOW + 5 * LEASE)


# -- erasure ---------------------------------------------------------------------------------------


def keep_whole_session(store: Store) -> Session:
    session = make_submitted_session()
    store.sessions.add(session)
    add(store, session)
    for attempt in (1, 2):
        assert store.records.add(make_record(session_id=session.session_id, attempt=attempt))
    return session


def test_erasing_removes_everything_and_leaves_a_receipt(store: Store) -> None:
    session = keep_whole_session(store)
    other = keep_whole_session(store)
    record = store.records.find(session.session_id, 1)
    assert record is not None
    receipt = store.erasure.erase(session.session_id, NOW)
    assert receipt.session_hash == sha256(session.session_id.encode()).hexdigest()
    assert (receipt.documents, receipt.records, receipt.deleted_at) == (1, 2, NOW)
    for call in (
        lambda: store.sessions.get(session.session_id),
        lambda: store.sessions.change(session.session_id, same),
        lambda: store.documents.add(session.session_id, {"d1": b"x"}, same),
        lambda: store.sessions.add(session),
    ):
        with pytest.raises(SessionErasedError):
            call()
    with pytest.raises(NotFoundError):
        store.documents.read(session.session_id, "d1")
    with pytest.raises(NotFoundError):
        store.records.get(record.id)
    assert store.records.find(session.session_id, 2) is None
    assert [it.session_id for it in store.records.list_page(ALL)] == [other.session_id] * 2
    assert sum(rollup.counters["n"] for rollup in store.rollups.read(ALL)) == 2
    assert store.rollups.verify() == []
    assert store.sessions.get(other.session_id).session_id == other.session_id


def test_erasing_again_returns_the_first_receipt(store: Store) -> None:
    session = keep_whole_session(store)
    assert store.erasure.find_receipt(session.session_id) is None
    receipt = store.erasure.erase(session.session_id, NOW)
    assert store.erasure.erase(session.session_id, NOW + LEASE) == receipt
    assert store.erasure.find_receipt(session.session_id) == receipt


def test_records_without_a_session_can_be_erased(store: Store) -> None:
    record = make_record()
    store.records.add_many([record])
    assert store.erasure.erase(record.session_id, NOW).records == 1
    assert store.records.list_page(ALL) == []
    assert store.rollups.read(ALL) == []


def test_an_analysis_that_ends_after_its_session_was_erased_leaves_nothing(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    store.erasure.erase(session.session_id, NOW)
    record = make_record(session_id=session.session_id)
    assert store.records.add(record, same) is False
    assert store.records.list_page(ALL) == []
    assert store.jobs.claim(session.session_id, "w", NOW, LEASE) is None
    assert store.jobs.find(NOW, 9) == []


def test_erasing_while_analyses_end_leaves_nothing(store: Store) -> None:
    sessions = [make_submitted_session() for _ in range(12)]
    for session in sessions:
        store.sessions.add(session)
    with ThreadPoolExecutor(12) as pool:
        for session in sessions:
            pool.submit(store.records.add, make_record(session_id=session.session_id), same)
            pool.submit(store.erasure.erase, session.session_id, NOW)
    assert store.records.list_page(ALL) == []
    assert store.rollups.read(ALL) == []
    assert store.rollups.verify() == []


# -- audit, secrets, life --------------------------------------------------------------------------


def test_audit_entries_come_newest_first_by_action(store: Store) -> None:
    entries = [
        AuditEntry(at=NOW + timedelta(seconds=number), actor="cli", action=action, details={"rows": number})
        for number, action in enumerate(("export", "erase", "export"))
    ]
    for entry in entries:
        store.audit.add(entry)
    assert store.audit.list_newest() == entries[::-1]
    assert store.audit.list_newest(limit=1) == [entries[2]]
    assert store.audit.list_newest(action="export") == [entries[2], entries[0]]
    assert store.audit.list_newest(action="key_created") == []


def test_a_secret_is_made_once(store: Store) -> None:
    made = iter(range(99))
    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(lambda _: store.secrets.read("pseudonym", lambda: f"s{next(made)}"), range(16)))
    assert len(values) == 1
    assert store.secrets.read("pseudonym", lambda: "another") in values
    assert store.secrets.read("other", lambda: "o") == "o"


def test_a_store_answers_until_it_is_closed(make_store: Callable[[], Store]) -> None:
    store = make_store()
    store.ping()
    store.close()
    store.close()
    for call in (
        store.ping,
        lambda: store.sessions.get(new_session_id(NOW)),
        lambda: store.sessions.add(make_session()),
        lambda: store.records.list_page(ALL),
    ):
        with pytest.raises(TalentError):
            call()


def test_moments_keep_milliseconds(store: Store) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 987_000, tzinfo=UTC)
    session = make_session(created_at=moment, updated_at=moment)
    record = make_record(at=moment)
    store.sessions.add(session)
    store.records.add_many([record])
    assert store.sessions.get(session.session_id).created_at == moment
    assert store.records.get(record.id).created_at == moment


# -- API keys --------------------------------------------------------------------------------------


def test_api_keys_are_kept_oldest_first_and_can_be_changed(store: Store) -> None:
    assert store.keys.list_all() == []
    younger = make_key("younger", ("export", "analytics"), NOW + timedelta(seconds=1)).key
    older = make_key("older", ("admin",), NOW).key
    store.keys.add(younger)
    store.keys.add(older)
    assert store.keys.list_all() == [older, younger]
    revoked = store.keys.change(older.id, lambda key: key.model_copy(update={"revoked_at": NOW}))
    assert store.keys.list_all() == [revoked, younger]
    assert revoked.revoked_at == NOW


def test_browsers_signed_in_by_a_key_at_once_are_all_kept(store: Store) -> None:
    key = make_key("reader", ("analytics",), NOW).key
    store.keys.add(key)

    def sign_in(_: int) -> str:
        made, _ = make_sign_in(NOW)
        store.keys.change(key.id, lambda kept: kept.model_copy(update={"sign_ins": (*kept.sign_ins, made)}))
        return made.id

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(sign_in, range(12)))
    (kept,) = store.keys.list_all()
    assert {each.id for each in kept.sign_ins} == made


def test_a_key_s_id_is_its_own(store: Store) -> None:
    key = make_key("one", ("admin",), NOW).key
    store.keys.add(key)
    with pytest.raises(ConflictError):
        store.keys.add(key)
    with pytest.raises(NotFoundError):
        store.keys.change("0" * 12, lambda it: it)


def test_changes_of_one_key_from_many_threads_all_count(store: Store) -> None:
    key = make_key("one", ("admin",), NOW).key
    store.keys.add(key.model_copy(update={"last_used_at": NOW}))

    def step(kept: ApiKey) -> ApiKey:
        assert kept.last_used_at is not None
        return kept.model_copy(update={"last_used_at": kept.last_used_at + timedelta(seconds=1)})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.keys.change(key.id, step), range(12)))
    assert store.keys.list_all()[0].last_used_at == NOW + timedelta(seconds=12)


# -- retention -------------------------------------------------------------------------------------


def test_sessions_with_documents_can_be_found_alone(store: Store) -> None:
    bare, full = make_session(), make_session(updated_at=NOW - timedelta(days=1))
    for session in (bare, full):
        store.sessions.add(session)
    store.documents.add(
        full.session_id,
        {"d1": b"x"},
        lambda it: it.model_copy(update={"documents": (make_document(),)}),
    )
    later = NOW + timedelta(seconds=1)
    assert store.sessions.find_idle(later, 9) == [full.session_id, bare.session_id]
    assert store.sessions.find_idle(later, 9, with_documents=True) == [full.session_id]


def test_a_dropped_session_leaves_its_records_and_no_documents(store: Store) -> None:
    session = make_session()
    store.sessions.add(session)
    store.documents.add(
        session.session_id,
        {"d1": b"x"},
        lambda it: it.model_copy(update={"documents": (make_document(),)}),
    )
    record = make_record(session_id=session.session_id)
    store.records.add(record, same)
    assert store.sessions.drop(session.session_id, NOW) is False
    assert store.sessions.get(session.session_id).documents
    assert store.sessions.drop(session.session_id, NOW + timedelta(seconds=1)) is True
    assert store.sessions.drop(session.session_id, NOW + timedelta(seconds=1)) is False
    with pytest.raises(SessionNotFoundError):
        store.sessions.get(session.session_id)
    with pytest.raises(NotFoundError):
        store.documents.read(session.session_id, "d1")
    assert store.records.find(session.session_id, 1) == record
    assert store.rollups.verify() == []
    assert store.erasure.erase(session.session_id, NOW).records == 1


def test_a_session_being_analysed_is_not_dropped(store: Store) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    assert store.sessions.drop(session.session_id, NOW + timedelta(days=1)) is False
    assert store.sessions.get(session.session_id) == session
