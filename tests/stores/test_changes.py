"""The change feed on both stores: nothing is passed over, whoever writes, and no cursor is taken on trust."""

import sqlite3
import threading
from pathlib import Path

import pytest
from pymongo import MongoClient

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.sqlite.backup import back_up, restore_database
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_record
from tests.stores.mongo_server import name_database


class Copy:
    """What a consumer keeps."""

    def __init__(self) -> None:
        self.records: dict[str, bytes] = {}
        self.cursor: str | None = None

    def follow(self, store: Store, limit: int = 5) -> int:
        page = store.changes.read(self.cursor, limit)
        for change in page.changes:
            self.records.pop(change.record_id, None)
            if change.document is not None:
                self.records[change.record_id] = change.document
        self.cursor = page.cursor
        return len(page.changes)

    def catch_up(self, store: Store) -> "Copy":
        while self.follow(store):
            pass
        return self


def test_many_writers_at_once_leave_no_gap(store: Store) -> None:
    copy, kept = Copy(), {}
    done = threading.Event()

    def write(number: int) -> None:
        for _ in range(6):
            record = make_record()
            store.records.add(record)
            if number % 2:
                store.erasure.erase(record.session_id, NOW)
            else:
                kept[record.id] = record.to_json()

    def read() -> None:
        while not done.is_set():
            copy.follow(store, 3)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    reader = threading.Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert copy.catch_up(store).records == kept


def test_a_removed_record_leaves_its_id_and_a_moment_alone(store: Store) -> None:
    record = make_record()
    store.records.add(record)
    cursor = store.changes.read(None, 10).cursor
    store.erasure.erase(record.session_id, NOW)
    (change,) = store.changes.read(cursor, 10).changes
    assert (change.record_id, change.document) == (record.id, None)
    assert change.changed_at.tzinfo is not None


def test_a_cursor_at_the_end_stays_good(store: Store) -> None:
    end = store.changes.read(None, 10).cursor
    assert store.changes.read(end, 10).changes == []
    record = make_record()
    store.records.add(record)
    assert [it.record_id for it in store.changes.read(end, 10).changes] == [record.id]


@pytest.mark.parametrize("cursor", ["nonsense!", "WzFd", "bnVsbA", "WyJhIiwgMV0", "\u00e9"])
def test_a_forged_cursor_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        store.changes.read(cursor, 10)
    assert caught.value.code == "invalid_cursor"


def test_a_cursor_of_another_store_is_refused(make_store) -> None:
    one, other = make_store(), make_store()
    one.records.add(make_record())
    with pytest.raises(InvalidInputError):
        other.changes.read(one.changes.read(None, 10).cursor, 10)


def test_what_is_done_at_a_sql_prompt_is_in_the_feed(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "talent.db")
    records = [make_record() for _ in range(4)]
    store.records.add_many(records)
    copy = Copy().catch_up(store)
    with sqlite3.connect(tmp_path / "talent.db") as shell:
        shell.execute("DELETE FROM cv_analyses WHERE _id = ?", (records[0].id,))
        shell.execute("UPDATE cv_analyses SET document = ? WHERE _id = ?", (b"{}", records[1].id))
    shell.close()
    copy.catch_up(store)
    assert set(copy.records) == {record.id for record in records[1:]}
    assert copy.records[records[1].id] == b"{}"
    store.close()


def test_a_restore_begins_the_feed_anew(tmp_path: Path) -> None:
    path = tmp_path / "talent.db"
    store = SQLiteStore(path)
    store.records.add(make_record())
    back_up(path, tmp_path / "backup", NOW)
    cursor = store.changes.read(None, 10).cursor
    store.close()
    restore_database(tmp_path / "backup", path, NOW)
    store = SQLiteStore(path)
    with pytest.raises(InvalidInputError):
        store.changes.read(cursor, 10)
    assert len(store.changes.read(None, 10).changes) == 1
    store.close()


def test_records_from_before_the_feed_and_edits_by_hand_are_noticed_in_mongodb(mongo_url: str) -> None:
    name = name_database()
    store = MongoStore(mongo_url, name)
    records = [make_record() for _ in range(5)]
    store.records.add_many(records)
    store.close()
    with MongoClient(mongo_url) as client:
        client[name].changes.delete_many({})
        client[name].store_state.update_one({"_id": "rollups"}, {"$unset": {"feed": 1}})
        store = MongoStore(mongo_url, name, check_seconds=0)
        copy = Copy().catch_up(store)
        assert copy.records == {record.id: record.to_json() for record in records}
        store.rollups.rebuild()
        assert copy.follow(store) == 0
        client[name].cv_analyses.delete_one({"session_id": records[0].session_id})
    store.rollups.read(AnalysisFilter())
    assert set(copy.catch_up(store).records) == {record.id for record in records[1:]}
    store.close()


def test_without_transactions_nothing_is_passed_over_either(standalone_url: str) -> None:
    store = MongoStore(standalone_url, name_database())
    test_many_writers_at_once_leave_no_gap(store)
    store.close()
