"""Exports read by cursor: memory does not grow with the number of records, and time is no limit."""

import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.mongo.forms import encode_record
from tests.factories import NOW, make_record
from tests.stores.mongo_server import MongoServer, name_database

TRANSACTION_SECONDS = 1.0


def measure_peak(url: str, count: int) -> int:
    """Return the most bytes that reading an export of this many records held."""
    name = name_database()
    store = MongoStore(url, name)
    store.ping()
    with MongoClient(url) as client:
        client[name].cv_analyses.insert_many([encode_record(make_record()) for _ in range(count)])
    with store.records.open_snapshot(AnalysisFilter()) as snapshot:
        assert snapshot.count() == count
        tracemalloc.start()
        assert sum(1 for _ in snapshot.documents()) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    store.close()
    return peak


def test_an_export_three_times_as_long_needs_no_more_memory(mongo_url: str) -> None:
    assert measure_peak(mongo_url, 1_500) < 1.3 * measure_peak(mongo_url, 500)


@pytest.fixture
def impatient_store(tmp_path: Path) -> Iterator[MongoStore]:
    server = MongoServer(tmp_path, durable=False, transaction_seconds=TRANSACTION_SECONDS).start()
    store = MongoStore(server.url, "talent")
    yield store
    store.close()
    server.kill()


def test_an_export_outlasts_what_the_server_remembers(impatient_store: MongoStore) -> None:
    kept = [make_record(at=NOW - timedelta(minutes=number)) for number in range(600)]  # a batch is 500
    impatient_store.records.add_many(kept)
    with impatient_store.records.open_snapshot(AnalysisFilter()) as snapshot:
        documents = snapshot.documents()
        first = next(documents)
        time.sleep(TRANSACTION_SECONDS * 4)
        impatient_store.records.add(make_record(at=NOW + timedelta(minutes=1)))
        impatient_store.erasure.erase(kept[0].session_id, NOW)
        seen = [first, *documents]
        again = list(snapshot.documents())
        assert snapshot.count() == len(kept)
    assert again == [it.to_json() for it in reversed(kept[1:])]
    assert seen == again
