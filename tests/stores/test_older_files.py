"""Databases as commit 5d6fad8 wrote them open, and gain what came since."""

import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from bson import json_util
from pymongo import MongoClient

from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.domain.reviews import ReviewFilter
from proof_of_talent.records.erasure import erase_client
from proof_of_talent.records.reviewing import open_seats
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_record, make_session
from tests.stores.mongo_server import name_database
from tests.stores.test_contract_clients import make_client

OLDER = Path(__file__).parent / "older"
SESSIONS = [f"session_20261122_12000{number}_{'x' * 21}{number}" for number in range(3)]


@pytest.fixture(params=["mongo", "sqlite"])
def older_store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    store = open_older_mongo(request) if request.param == "mongo" else open_older_sqlite(tmp_path)
    yield store
    store.close()


def open_older_sqlite(folder: Path) -> Store:
    path = folder / "talent.db"
    path.write_bytes(gzip.decompress((OLDER / "5d6fad8.db.gz").read_bytes()))
    return SQLiteStore(path)


def open_older_mongo(request: pytest.FixtureRequest) -> Store:
    url, name = request.getfixturevalue("mongo_url"), name_database()
    collections = defaultdict(list)
    for line in gzip.decompress((OLDER / "5d6fad8.ndjson.gz").read_bytes()).splitlines():
        entry = json_util.loads(line)
        collections[entry["collection"]].append(entry["document"])
    with MongoClient(url) as client:
        for collection, documents in collections.items():
            client[name][collection].insert_many(documents)
    return MongoStore(url, name)


def test_an_older_database_opens_and_takes_clients(older_store: Store) -> None:
    store = older_store
    session = store.sessions.get(SESSIONS[0])
    assert (session.client, session.documents[0].place, session.attempt) == (None, None, 2)
    assert store.documents.read(session.session_id, "d1") == b"%PDF-"
    records = store.records.list_page(AnalysisFilter(), sort="created_at")
    assert sorted((it.attempt, it.attempt_kind, it.client) for it in records) == [
        (1, "first", None), (1, "first", None), (2, "again", None),
    ]  # fmt: skip
    assert store.rollups.verify() == []
    assert store.erasure.find_receipt(SESSIONS[2]) is not None
    client = make_client()
    assert store.clients.add(client)
    added = make_session(client=client.id)
    store.sessions.add(added)
    store.records.add(make_record(session_id=added.session_id, client=client.id))
    assert store.clients.list_sessions(client.id) == [added.session_id]
    assert erase_client(store, client.id, NOW, actor="local").records == 1
    assert len(store.records.list_page(AnalysisFilter())) == 3
    reviewed = next(it for it in records if it.processing_status == "completed")
    assert len(open_seats(store, reviewed, ("asked",), 2, NOW, blind=True)) == 2
    assert store.erasure.erase(reviewed.session_id, NOW).records >= 1
    assert store.reviews.list_page(ReviewFilter()) == []
    assert store.rollups.verify() == []
