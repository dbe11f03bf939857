"""Figures and durable records on MongoDB, beside SQLite and against the naive way on the same server.

The server is the tests' own (`PROOF_OF_TALENT_TEST_MONGODB`, else SecantusDB, which scans slowly): only
ratios on one server say something. So few records make about as many monthly rollups as half of them: the
overview's ratio grows with the records, because the rollups do not.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bson import ObjectId
from pymongo import MongoClient
from pymongo.database import Database

from bench.databases import make_records
from bench.export import MOST_GROWTH, download, read_peak, serving
from bench.registry import Result, bench
from bench.store import calls_per_second, median_ms
from proof_of_talent.domain.application import new_session_id
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.mongo.forms import encode_record
from proof_of_talent.stores.mongo.rebuild import STATUS
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_record
from tests.stores.mongo_server import MongoServer, given_mongod, name_database

ALL = AnalysisFilter()
RECORDS = 2_000
WRITES = 100
BATCH = 100
INSERTS = 250
SERVER_CACHE = "4G"
"""Of SecantusDB: with less than its data, its engine evicts without end where a real one spills."""
PATIENCE = "?connectTimeoutMS=120000&socketTimeoutMS=300000"
"""For SecantusDB, which answers nobody, not even a driver that asks how it is, while it scans."""
GROUP = [
    {
        "$group": {
            "_id": {"field": "$field", "status": "$processing_status", "recommendation": "$recommendation"},
            "n": {"$sum": 1},
            "score": {"$avg": "$overall_score"},
            "likelihood": {"$avg": "$likelihood"},
        }
    }
]


@contextmanager
def open_server() -> Iterator[str]:
    if url := given_mongod():
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        server = MongoServer(Path(folder), "--cache-size", SERVER_CACHE).start()
        try:
            yield server.url
        finally:
            server.stop()


@bench("mongo")
def bench_mongo() -> list[Result]:
    """The overview and a page with its total, by rollups and by counting; and durable records."""
    records = list(make_records(RECORDS))
    new = list(make_records(WRITES, seed=2))
    with open_server() as url, tempfile.TemporaryDirectory(dir=".") as folder, MongoClient(url) as client:
        sqlite = SQLiteStore(Path(folder) / "talent.db")
        sqlite.records.add_many(records)
        name = name_database()
        naive = client[name].cv_analyses
        mongo = MongoStore(url, name, check_seconds=3600)
        mongo.ping()
        for start in range(0, RECORDS, BATCH):
            naive.insert_many([encode_record(record) for record in records[start : start + BATCH]])
        mongo.rollups.rebuild()
        figures = median_ms(lambda: mongo.rollups.read(ALL, detail=False), 5)
        grouped = median_ms(lambda: list(naive.aggregate(GROUP)), 3)
        page = median_ms(lambda: (mongo.records.list_page(ALL), mongo.rollups.read(ALL, detail=False)), 3)
        counted = median_ms(lambda: (naive.count_documents({}), list(naive.find().sort("created_at", -1))), 3)
        beside = median_ms(lambda: sqlite.rollups.read(ALL, detail=False), 20)
        written = calls_per_second(mongo.records.add, new)
        bare = calls_per_second(client[name].bare.insert_one, [encode_record(record) for record in new])
        mongo.close()
        sqlite.close()
    return [
        Result(f"overview at {RECORDS:,}", grouped, "ms", figures, "rollups", grouped / figures, ">= 1"),
        Result(f"page and total at {RECORDS:,}", counted, "ms", page, "our list", counted / page, ">= 1.2"),
        Result("rollups, MongoDB", figures, "ms", beside, "SQLite", figures / beside, "<= 200"),
        Result("record()", written, "/s", bare, "bare insert_one", written / bare, ">= 0.05"),
    ]


@bench("mongo-export")
def bench_export() -> list[Result]:
    """Peak memory of a server after it exported ten times as many records as JSON: 100,000 small ones, and
    10,000 as long as those of real applications.

    No figures are made of the records: filling the server of the tests takes longer than all else here, and
    is not measured. That server reads whole records ten times as slowly as small ones, hence fewer of them.
    """
    with open_server() as url, MongoClient(url) as client:
        return [
            measure_exports(client, url, "small", make_small_records, 10_000, 100_000),
            measure_exports(client, url, "whole", make_records, 1_000, 10_000),
        ]


def make_small_records(count: int) -> Iterator[AnalysisRecord]:
    """Yield completed records of 1.6 KB, a sixth of a real one, in a minute's distance."""
    record = make_record()
    for number in range(count):
        moment = NOW - timedelta(minutes=number)
        session_id = new_session_id(NOW)
        yield record.model_copy(
            update={"id": str(ObjectId()), "session_id": session_id, "created_at": moment}
        )


def measure_exports(
    client: MongoClient[dict[str, Any]],
    url: str,
    kind: str,
    make: Callable[[int], Iterator[AnalysisRecord]],
    few: int,
    many: int,
) -> Result:
    peaks = {}
    for count in (few, many):
        name = name_database()
        started = time.perf_counter()
        with closing(MongoStore(url, name)) as store:
            store.ping()  # makes the indexes
        fill_quickly(client[name], make(count))
        filled = time.perf_counter()
        with serving(url + name + ("" if given_mongod() else PATIENCE)) as (port, process):
            size = download(port)
            peaks[count] = read_peak(process)
        took = time.perf_counter() - filled
        if given_mongod():  # our own server goes with its files
            client.drop_database(name)
        sys.stderr.write(
            f"MongoDB, {count:,} {kind} records: filled in {filled - started:,.0f} s, server started and "
            f"{size / 1e6:,.0f} MB exported in {took:,.0f} s, peak {peaks[count]:,.0f} MB\n"
        )
    small, large = peaks[few], peaks[many]
    limit = f"<= {(small + MOST_GROWTH) / small:.3f}"
    return Result(f"server, JSON, {many:,} {kind}", large, "MB", small, f"at {few:,}", large / small, limit)


def fill_quickly(database: Database[dict[str, Any]], records: Iterator[AnalysisRecord]) -> None:
    """Insert records past the store, and keep it from making figures of them."""
    inserted = 0
    while batch := [encode_record(record) for record in islice(records, INSERTS)]:
        inserted += len(database.cv_analyses.insert_many(batch, ordered=False).inserted_ids)
    database.store_state.update_one({"_id": STATUS}, {"$set": {"unreadable": inserted}})
