"""Copying moves everything between the stores, is continued after an interruption, and mixes nothing."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.domain.errors import ConflictError, SessionErasedError, StoreUnavailableError
from proof_of_talent.domain.keys import ApiKey, make_sign_in
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.transfer.comparing import CopyMismatchError
from proof_of_talent.transfer.copy import copy_store
from proof_of_talent.wiring.opening import open_store
from tests.factories import NOW, make_document, make_record, make_session, make_submitted_session
from tests.stores.mongo_server import name_database

ALL = AnalysisFilter()


@pytest.fixture
def opened():
    stores = []
    yield lambda url: stores.append(open_store(url)) or stores[-1]
    for store in stores:
        store.close()


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'from.db'}"


@pytest.fixture
def mongo_store_url(mongo_url):
    return mongo_url + name_database()


def fill(store):
    """Keep something of every kind; returns the ids of sessions."""
    made = []
    for number in range(4):
        session = make_submitted_session(answers={"name": "Zoë", "n": [1, 2.5, None]})
        store.sessions.add(session)
        document = make_document()
        store.documents.add(
            session.session_id,
            {"d1": bytes([number]) * 300_000},
            lambda it, document=document: it.with_changes(NOW, documents=(document,)),
        )
        store.records.add(make_record(session_id=session.session_id), lambda it: it)
        made.append(session.session_id)
    store.records.add_many(
        make_record(at=NOW - timedelta(hours=hour), score=hour % 101, likelihood=hour % 2 or 0.25)
        for hour in range(60)
    )
    store.erasure.erase(made.pop(), NOW)
    store.secrets.read("pseudonym", lambda: "k")
    for number in range(3):
        store.audit.add(AuditEntry(at=NOW, actor="cli", action="export", details={"rows": number // 2}))
    key = ApiKey(id="0123456789ab", name="BI", scopes=("analytics",), digest="00", created_at=NOW)
    store.keys.add(key.model_copy(update={"sign_ins": (make_sign_in(NOW)[0],)}))
    return made


def copy(source, target, *, merge=False):
    return copy_store(source, target, NOW, merge=merge, on_progress=lambda step, count: None)


def read_all(store):
    with store.records.open_snapshot(ALL) as snapshot:
        return list(snapshot.documents())


def test_everything_goes_to_mongodb_and_back_unchanged(opened, sqlite_url, mongo_store_url, tmp_path):
    first, middle = opened(sqlite_url), opened(mongo_store_url)
    sessions = fill(first)
    report = copy(first, middle)
    assert report[:6] == (3, 3, 63, 1, 3, 0)
    last = opened(f"sqlite:///{tmp_path / 'back.db'}")
    back = copy(middle, last)
    assert back.checksum == report.checksum
    assert read_all(first) == read_all(middle) == read_all(last)
    for store in (middle, last):
        for session_id in sessions:
            assert store.sessions.get(session_id) == first.sessions.get(session_id)
            assert store.documents.read(session_id, "d1") == first.documents.read(session_id, "d1")
        for grain in ("day", "month"):
            assert store.rollups.read(ALL, grain=grain) == first.rollups.read(ALL, grain=grain)
        assert store.audit.list_newest() == first.audit.list_newest()
        assert store.secrets.read("pseudonym", lambda: "another") == "k"
        (key,) = first.keys.list_all()
        assert store.keys.list_all() == [key.model_copy(update={"sign_ins": ()})] != [key]
        assert store.transfer.list_receipts("", 9) == first.transfer.list_receipts("", 9)
        assert store.rollups.verify() == []


def test_an_interrupted_copy_is_continued(opened, sqlite_url, mongo_store_url):
    source, target = opened(sqlite_url), opened(mongo_store_url)
    fill(source)
    left = 5

    def interrupt(step, count):
        nonlocal left
        if step == "records":
            left -= 1
            if left == 0:
                raise StoreUnavailableError

    with pytest.raises(StoreUnavailableError):
        copy_store(source, target, NOW, on_progress=interrupt)
    report = copy(source, target)
    assert report.sessions == 0
    assert report.checked_records == 63
    assert read_all(source) == read_all(target)
    assert copy(source, target)[:5] == (0, 0, 0, 0, 0)


def test_a_store_with_other_data_is_refused_unless_merging(opened, sqlite_url, mongo_store_url):
    source, target = opened(sqlite_url), opened(mongo_store_url)
    fill(source)
    own, same_attempt = make_record(), make_record(session_id=read_first(source).session_id)
    target.records.add_many([own, same_attempt])
    with pytest.raises(ConflictError, match="--merge"):
        copy(source, target)
    assert len(read_all(target)) == 2
    report = copy(source, target, merge=True)
    assert report.checked_records == 62
    assert len(read_all(target)) == 64
    assert target.records.get(same_attempt.id) == same_attempt
    assert target.rollups.verify() == []


def read_first(store):
    return store.records.list_page(ALL, limit=1)[0]


def test_what_was_erased_on_either_side_stays_erased(opened, sqlite_url, mongo_store_url):
    source, target = opened(sqlite_url), opened(mongo_store_url)
    here, there, *_ = fill(source)
    copy(source, target)
    source.erasure.erase(here, NOW)
    target.erasure.erase(there, NOW)
    report = copy(source, target)
    assert report.left_out == 1
    for session_id in (here, there):
        with pytest.raises(SessionErasedError):
            target.sessions.get(session_id)
        assert target.records.find(session_id, 1) is None
    assert target.rollups.verify() == []


def test_a_difference_after_the_copy_is_found(opened, sqlite_url, mongo_store_url):
    source, target = opened(sqlite_url), opened(mongo_store_url)
    fill(source)
    copy(source, target)
    target.records.change(read_first(target).id, lambda it: it.model_copy(update={"overall_score": 1}))
    with pytest.raises(CopyMismatchError, match="others differ"):
        copy(source, target)
    source.sessions.add(make_session())
    target.records.add_many([make_record()])
    with pytest.raises(CopyMismatchError, match="1 are too many"):
        copy(source, target)


def test_a_store_is_not_copied_onto_itself(opened, sqlite_url):
    source = opened(sqlite_url)
    fill(source)
    with pytest.raises(ConflictError, match="same store"):
        copy(source, opened(sqlite_url))


def test_the_command_copies_and_says_what_it_did(opened, sqlite_url, mongo_store_url):
    source = opened(sqlite_url)
    fill(source)
    source.close()
    result = CliRunner().invoke(app, ["copy", "--from", sqlite_url, "--to", mongo_store_url])
    assert result.exit_code == 0, result.output
    assert "Copied 3 sessions with 3 documents, 63 records" in result.output
    assert "Compared 3 sessions and 63 records" in result.output
    assert len(read_all(opened(mongo_store_url))) == 63


def test_a_copy_does_not_put_the_configured_database_in_the_place_of_the_one_asked_for(
    sqlite_url, mongo_store_url, monkeypatch
):
    monkeypatch.setenv("MONGODB_DATABASE", "talents")
    done = CliRunner().invoke(app, ["copy", "--from", sqlite_url, "--to", mongo_store_url])
    assert done.exit_code != 0
    assert "MONGODB_DATABASE" in str(done.exception)
