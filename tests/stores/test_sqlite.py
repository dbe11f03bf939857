"""What only the SQLite store has: durability, several processes, hand edits, erased bytes, full disks."""

import random
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import SetupError, StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.stores.sqlite import rebuild as sqlite_rebuild
from proof_of_talent.stores.sqlite import schema as sqlite_schema
from proof_of_talent.stores.sqlite.schema import BUSY_SECONDS
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_document, make_record, make_submitted_session, random_token

ALL = AnalysisFilter()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "talent.db"


def open_bare(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(10_000)
    return connection


def count_rollups(store: SQLiteStore) -> int:
    return sum(rollup.counters["n"] for rollup in store.rollups.read(ALL))


# -- processes -------------------------------------------------------------------------------------

WRITE_FOREVER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import make_record

store = SQLiteStore(Path(sys.argv[1]))
limit = int(sys.argv[2])

def write(number):
    record = make_record(score=number % 101)
    assert store.records.add(record)
    sys.stdout.write(record.id + "\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(6) as pool:
    for number in range(limit):
        pool.submit(write, number)
store.close()
"""


def start_writer(path: Path, limit: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, str(path), str(limit)], stdout=subprocess.PIPE, text=True
    )


def test_a_killed_writer_loses_nothing_that_was_acknowledged(path: Path) -> None:
    acknowledged: list[str] = []
    chance = random.Random(3)
    for _ in range(4):
        writer = start_writer(path, 100_000)
        assert writer.stdout is not None
        acknowledged.append(writer.stdout.readline().strip())
        time.sleep(chance.uniform(0.05, 0.5))
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged += [line for line in rest.split("\n") if len(line) == 24]
    store = SQLiteStore(path)
    try:
        connection = open_bare(path)
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        kept = [row[0] for row in connection.execute("SELECT _id FROM cv_analyses")]
        connection.close()
        assert len(set(acknowledged)) == len(acknowledged) > 8  # two from each; a busy machine writes few
        assert set(acknowledged) <= set(kept)
        assert len(set(kept)) == len(kept)
        assert store.rollups.verify() == []
        assert count_rollups(store) == len(kept)
    finally:
        store.close()


def test_two_processes_write_one_file_at_the_same_time(path: Path) -> None:
    store = SQLiteStore(path)
    try:
        writers = [start_writer(path, 150) for _ in range(2)]
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(store.records.add, [make_record() for _ in range(150)]))
        printed = "".join(writer.communicate()[0] for writer in writers)
        assert [writer.returncode for writer in writers] == [0, 0]
        assert len(printed.split()) == 300
        assert count_rollups(store) == 450
        assert store.rollups.verify() == []
    finally:
        store.close()


def test_a_change_by_another_process_is_seen_at_once(path: Path) -> None:
    first, second = SQLiteStore(path), SQLiteStore(path)
    try:
        session = make_submitted_session()
        first.sessions.add(session)
        version = second.rollups.read_version()
        assert second.sessions.get(session.session_id) == session
        assert second.jobs.claim(session.session_id, "w", NOW, timedelta(minutes=1)) is not None
        assert first.jobs.claim(session.session_id, "v", NOW, timedelta(minutes=1)) is None
        first.records.add(make_record())
        assert second.rollups.read_version() == first.rollups.read_version() != version
    finally:
        first.close()
        second.close()


# -- hand edits ------------------------------------------------------------------------------------


EDIT = """
import sqlite3, sys
shell = sqlite3.connect(sys.argv[1])
shell.execute(sys.argv[2])
shell.commit()
shell.close()
"""


@pytest.mark.parametrize("reopened", [True, False])
@pytest.mark.parametrize(
    ("edit", "left"),
    [
        ("DELETE FROM cv_analyses", 0),
        ("DELETE FROM cv_analyses WHERE overall_score < 5", 15),
        ("UPDATE cv_analyses SET document = replace(document, '\"attempt\":1', '\"attempt\":1')", 20),
    ],
)
def test_edits_by_hand_are_noticed_and_the_rollups_rebuilt(
    path: Path, edit: str, left: int, reopened: bool
) -> None:
    store = SQLiteStore(path)
    store.records.add_many([make_record(score=score) for score in range(20)])
    if reopened:
        store.close()
    version = None if reopened else store.rollups.read_version()
    # Another program with another SQLite; two copies of SQLite in one process would drop each other's locks.
    subprocess.run([sys.executable, "-c", EDIT, str(path), edit], check=True)
    if reopened:
        store = SQLiteStore(path)
    try:
        assert count_rollups(store) == left
        assert store.rollups.read_version() != version
        assert store.rollups.verify() == []
        assert store.records.add(make_record())
        assert count_rollups(store) == left + 1
        with store.records.open_snapshot(ALL) as snapshot:
            assert {AnalysisRecord.from_json(it).id for it in snapshot.documents()} == {
                it.id for it in store.records.list_page(ALL)
            }
            assert all(isinstance(it, bytes) for it in snapshot.documents())
    finally:
        store.close()


def test_rollups_deleted_by_hand_are_rebuilt_at_start(path: Path) -> None:
    store = SQLiteStore(path)
    store.records.add_many([make_record() for _ in range(9)])
    store.close()
    bare = open_bare(path)
    bare.execute("DELETE FROM rollups")
    bare.close()
    store = SQLiteStore(path)
    assert count_rollups(store) == 9
    store.close()


def test_verifying_names_what_differs(path: Path) -> None:
    store = SQLiteStore(path)
    store.records.add(make_record())
    bare = open_bare(path)
    bare.execute("UPDATE rollups SET counters = replace(counters, '\"n\":1', '\"n\":5') WHERE grain = 'day'")
    bare.close()
    (drift,) = store.rollups.verify()
    assert drift == ("day", "2026-11-22", "digital_technology", 1, 5)
    assert store.rollups.rebuild() == 1
    assert store.rollups.verify() == []
    store.close()


def test_verifying_looks_at_the_narrow_columns_too(path: Path) -> None:
    store = SQLiteStore(path)
    store.records.add(make_record())
    bare = open_bare(path)
    bare.execute("UPDATE rollups SET score_sum = score_sum + 1 WHERE grain = 'month'")
    bare.close()
    assert [drift.grain for drift in store.rollups.verify()] == ["month"]
    store.rollups.rebuild()
    assert store.rollups.verify() == []
    store.close()


def test_a_new_meaning_of_the_tally_rebuilds_at_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SQLiteStore(path)
    store.records.add(make_record())
    version = store.rollups.read_version()
    store.close()
    SQLiteStore(path).close()
    monkeypatch.setattr(sqlite_rebuild, "TALLY_VERSION", 99)
    store = SQLiteStore(path)
    assert store.rollups.read_version() != version
    again = store.rollups.read_version()
    store.close()
    store = SQLiteStore(path)
    assert store.rollups.read_version() == again
    store.close()


def test_what_is_written_during_a_rebuild_is_counted(path: Path) -> None:
    store = SQLiteStore(path)
    store.records.add_many([make_record() for _ in range(1500)])
    stop = threading.Event()
    written: list[AnalysisRecord] = []

    def write() -> None:
        while not stop.is_set():
            record = make_record(score=len(written) % 101)
            store.records.add(record)
            written.append(record)
            if len(written) % 3 == 0:
                store.erasure.erase(record.session_id, NOW)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3):
        store.rollups.rebuild()
    stop.set()
    writer.join()
    assert len(written) > 3
    assert store.rollups.verify() == []
    assert count_rollups(store) == 1500 + len(written) - len(written) // 3
    store.close()


# -- erasure ---------------------------------------------------------------------------------------


def test_erased_bytes_leave_the_file_and_its_log(path: Path) -> None:
    store = SQLiteStore(path)
    token = random_token()
    session = make_submitted_session(answers={"name": token})
    store.sessions.add(session)
    document = make_document(filename=f"{token}.pdf")
    content = token.encode() * 2000
    store.documents.add(
        session.session_id, {"d1": content}, lambda it: it.with_changes(NOW, documents=(document,))
    )
    store.records.add(make_record(session_id=session.session_id, questionnaire_responses={"name": token}))
    for _ in range(50):
        store.records.add(make_record())
    needles = (token.encode(), session.session_id.encode())
    files = [path.with_name(path.name + suffix) for suffix in ("", "-wal")]
    assert any(needle in file.read_bytes() for needle in needles for file in files)
    store.erasure.erase(session.session_id, NOW)
    wait_until(lambda: files[1].stat().st_size == 0)
    assert not [needle for needle in needles for file in files if needle in file.read_bytes()]
    store.close()


def test_erased_bytes_leave_the_log_once_an_export_has_ended(path: Path) -> None:
    store = SQLiteStore(path)
    session = make_submitted_session()
    store.sessions.add(session)
    store.records.add(make_record())
    log = path.with_name(path.name + "-wal")
    with store.records.open_snapshot(ALL) as snapshot:
        assert len(list(snapshot.documents())) == 1
        started = time.monotonic()
        store.erasure.erase(session.session_id, NOW)
        assert time.monotonic() - started < BUSY_SECONDS
        assert log.stat().st_size
    wait_until(lambda: log.stat().st_size == 0)
    assert session.session_id.encode() not in path.read_bytes()
    store.close()


def wait_until(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# -- files -----------------------------------------------------------------------------------------


def test_the_file_is_readable_by_its_owner_only(path: Path) -> None:
    store = SQLiteStore(path)
    store.records.add(make_record())
    for suffix in ("", "-wal", "-shm"):
        assert stat.S_IMODE(path.with_name(path.name + suffix).stat().st_mode) == 0o600
    store.close()


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    SQLiteStore(path).close()
    bare = open_bare(path)
    bare.pragma("user_version", 99)
    bare.close()
    with pytest.raises(SetupError, match="newer version"):
        SQLiteStore(path)


def test_a_file_of_an_older_version_is_brought_up_to_date(path: Path) -> None:
    store = SQLiteStore(path)
    record = make_record()
    store.records.add(record)
    store.close()
    added = (*sqlite_schema.MIGRATIONS, "CREATE TABLE added (it TEXT); INSERT INTO added VALUES ('kept')")
    connections = [sqlite_schema.open_connection(path, writing=True) for _ in range(2)]
    for connection in connections:
        sqlite_schema.migrate(connection, path, added)
        assert connection.execute("SELECT it FROM added").fetchall() == [("kept",)]
        assert connection.execute("SELECT _id FROM cv_analyses").get == record.id
        assert sqlite_schema.read_version(connection) == len(added)
        connection.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    SQLiteStore(path).close()
    connection = sqlite_schema.open_connection(path, writing=True)
    broken = (*sqlite_schema.MIGRATIONS, "CREATE TABLE added (it TEXT); INSERT INTO nowhere VALUES (1)")
    with pytest.raises(apsw.SQLError):
        sqlite_schema.migrate(connection, path, broken)
    connection.close()
    SQLiteStore(path).close()


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_file_is_refused_with_advice(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SetupError, match="backup"):
        SQLiteStore(path)
    assert path.read_bytes() == content


def test_a_path_that_cannot_be_written_is_refused_with_advice(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for bad in (file / "talent.db", tmp_path):
        with pytest.raises(SetupError, match="permissions"):
            SQLiteStore(bad)


def test_a_full_disk_is_said_and_recovered_from(path: Path) -> None:
    store = SQLiteStore(path)
    session = make_submitted_session()
    store.sessions.add(session)
    limit_pages(store, 80)
    content = random.Random(1).randbytes(2_000_000)

    def add(it: Session) -> Session:
        return it.with_changes(NOW, documents=(make_document(),))

    with ThreadPoolExecutor(4) as pool:
        full = pool.submit(store.documents.add, session.session_id, {"d1": content}, add)
        others = [pool.submit(store.records.add, make_record()) for _ in range(8)]
    with pytest.raises(StoreUnavailableError, match="disk"):
        full.result()
    assert all(other.result() for other in others)  # a neighbour's failure is not theirs
    assert store.sessions.get(session.session_id) == session
    assert count_rollups(store) == 8
    assert store.rollups.verify() == []
    limit_pages(store, 1_000_000)
    store.documents.add(session.session_id, {"d1": content}, add)
    assert store.documents.read(session.session_id, "d1") == content
    store.close()


def limit_pages(store: SQLiteStore, pages: int) -> None:
    """Let the file grow to so many pages only; SQLite then fails as it does on a full disk."""
    store.life.writer.run(lambda it: it.connection.pragma("max_page_count", pages))


def test_a_long_lock_by_another_program_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_schema, "BUSY_SECONDS", 0.2)
    store = SQLiteStore(path)
    other = open_bare(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="busy"):
        store.records.add(make_record())
    assert store.records.list_page(ALL) == []
    other.execute("COMMIT")
    other.close()
    assert store.records.add(make_record())
    store.close()


def test_a_change_that_calls_the_store_is_refused_not_stuck(path: Path) -> None:
    store = SQLiteStore(path)
    session = make_submitted_session()
    store.sessions.add(session)
    with pytest.raises(RuntimeError, match="pure"):
        store.sessions.change(
            session.session_id, lambda it: store.sessions.change(it.session_id, lambda x: x)
        )
    assert store.sessions.get(session.session_id) == session
    store.close()
