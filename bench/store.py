"""How reading the overview grows with the number of records, and what a durable record costs."""

import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import apsw

from bench.databases import CACHE, make_records, open_database
from bench.registry import Result, bench
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore

ALL = AnalysisFilter()
CALLERS = 16
WRITES = 3_000

GROUP_BY = """
SELECT strftime('%Y-%m', created_at / 1000, 'unixepoch'), field, processing_status, recommendation, assessor,
  count(*), count(overall_score), sum(overall_score), count(likelihood), sum(round(likelihood * 10000))
FROM cv_analyses GROUP BY 1, 2, 3, 4, 5
"""

BARE_SELECT = "SELECT _id, document FROM cv_analyses INDEXED BY cv_analyses_time ORDER BY created_at, _id"


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of a call in milliseconds, after one call to warm up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


@bench("overview")
def bench_overview() -> list[Result]:
    """Key figures by month: 1,000,000 records against 10,000, and against GROUP BY on the records."""
    figures = {}
    for count in (10_000, 1_000_000):
        store = open_database(count)
        figures[count] = median_ms(lambda it=store: it.rollups.read(ALL, detail=False), 100)
        store.close()
    connection = apsw.Connection(str(CACHE / "records-1000000.db"))
    grouped = median_ms(lambda: connection.execute(GROUP_BY).fetchall(), 3)
    connection.close()
    small, large = figures[10_000], figures[1_000_000]
    return [
        Result("overview at 1,000,000", large, "ms", small, "at 10,000", large / small, "<= 1.5"),
        Result("GROUP BY at 1,000,000", grouped, "ms", large, "rollups", grouped / large, ">= 100"),
    ]


@bench("changes")
def bench_changes() -> list[Result]:
    """The change feed by pages of 500, over 10,000 records, against a bare SELECT along an index."""
    store, rates = open_database(10_000), {"feed": 0.0, "bare": 0.0}
    connection = apsw.Connection(str(CACHE / "records-10000.db"))
    for _ in range(3):  # in turn, so that what else the machine does meets both
        started, cursor, seen = time.perf_counter(), None, 0
        while (page := store.changes.read(cursor, 500)).changes:
            cursor, seen = page.cursor, seen + len(page.changes)
        rates["feed"] = max(rates["feed"], seen / (time.perf_counter() - started))
        started = time.perf_counter()
        rows = sum(1 for _ in connection.execute(BARE_SELECT))
        rates["bare"] = max(rates["bare"], rows / (time.perf_counter() - started))
    connection.close()
    store.close()
    ratio = rates["feed"] / rates["bare"]
    return [Result("records a second", rates["feed"], "/s", rates["bare"], "bare SELECT", ratio, ">= 0.5")]


@bench("record")
def bench_record() -> list[Result]:
    """Durable `record()` from 16 callers against bare durable inserts of the same JSON.

    There are two baselines: each caller commits its own row, and one writer commits what is queued.
    """
    records = list(make_records(WRITES, seed=2))
    documents = [record.to_json() for record in records]
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = SQLiteStore(Path(folder) / "store.db")
        ours = calls_per_second(store.records.add, records)
        store.close()
        one_by_one = measure_one_by_one(Path(folder) / "bare.db", documents)
        grouped = measure_grouped(Path(folder) / "grouped.db", documents)
    return [
        Result("record()", ours, "/s", one_by_one, "bare INSERT, a commit each", ours / one_by_one, ">= 0.3"),
        Result("record()", ours, "/s", grouped, "bare INSERT, group commit", ours / grouped, ">= 0.1"),
    ]


def calls_per_second(work: Callable[..., object], items: list) -> float:
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(lambda _: None, range(CALLERS)))
        started = time.perf_counter()
        list(pool.map(work, items))
        return len(items) / (time.perf_counter() - started)


def open_bare(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(60_000)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS records (position INTEGER PRIMARY KEY, document BLOB)")
    return connection


def measure_one_by_one(path: Path, documents: list[bytes]) -> float:
    """Each of the callers has a connection and commits each row; a lock spares them SQLite's busy waits."""
    local, lock = threading.local(), threading.Lock()
    open_bare(path)

    def insert(document: bytes) -> None:
        with lock:
            if not hasattr(local, "connection"):
                local.connection = open_bare(path)
            local.connection.execute("INSERT INTO records (document) VALUES (?)", (document,))

    return calls_per_second(insert, documents)


def measure_grouped(path: Path, documents: list[bytes]) -> float:
    """One thread inserts all that is queued and commits once: the fastest bare form."""
    tasks: queue.SimpleQueue = queue.SimpleQueue()

    def write() -> None:
        connection = open_bare(path)
        while (task := tasks.get()) is not None:
            batch = [task]
            while not tasks.empty() and (task := tasks.get()) is not None:
                batch.append(task)
            connection.execute("BEGIN IMMEDIATE")
            for document, _ in batch:
                connection.execute("INSERT INTO records (document) VALUES (?)", (document,))
            connection.execute("COMMIT")
            for _, future in batch:
                future.set_result(True)

    def insert(document: bytes) -> None:
        future: Future[bool] = Future()
        tasks.put((document, future))
        future.result()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return calls_per_second(insert, documents)
    finally:
        tasks.put(None)
        writer.join()
