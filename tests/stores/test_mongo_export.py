"""Exports read by cursor: memory does not grow with the number of records."""

import tracemalloc

from pymongo import MongoClient

from proof_of_talent.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.mongo.forms import encode_record
from tests.factories import make_record
from tests.stores.mongo_server import name_database


def measure_peak(url: str, count: int) -> int:
    """Return the most bytes that reading an export of this many records held."""
    name = name_database()
    store = MongoStore(url, name)
    store.ping()
    with MongoClient(url) as client:
        client[name].cv_analyses.insert_many([encode_record(make_record()) for _ in range(count)])
    with store.open_snapshot(AnalysisFilter()) as snapshot:
        assert snapshot.count() == count
        tracemalloc.start()
        assert sum(1 for _ in snapshot.documents()) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    store.close()
    return peak


def test_an_export_three_times_as_long_needs_no_more_memory(mongo_url: str) -> None:
    assert measure_peak(mongo_url, 1_500) < 1.3 * measure_peak(mongo_url, 500)
