"""SQLite databases of synthetic records, made once and kept under `.cache/bench` (1,000,000 take 10 GB).

`PROOF_OF_TALENT_BENCH_CACHE` names another folder, so that several checkouts can share them.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from proof_of_talent.demo.records import make_records as make_demo_records
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.stores.sqlite.store import SQLiteStore

CACHE = Path(os.environ.get("PROOF_OF_TALENT_BENCH_CACHE", ".cache/bench"))
DAYS = 700
END = datetime(2026, 11, 1, tzinfo=UTC)


def make_records(count: int, seed: int = 1) -> Iterator[AnalysisRecord]:
    """Yield the same records as `proof-of-talent demo`: realistic in size, counters and growth over time."""
    return make_demo_records(count, seed=seed, days=DAYS, now=END, rulebook=load_rulebook())


def open_database(count: int) -> SQLiteStore:
    """Return a store that holds this many records, from the cache if it was made before."""
    path = CACHE / f"records-{count}.db"
    done = path.with_suffix(".done")
    if not done.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        sys.stderr.write(f"making {count:,} records, once …\n")
        started = time.perf_counter()
        store = SQLiteStore(path)
        store.records.add_many(make_records(count))
        store.close()
        rate = count / (time.perf_counter() - started)
        sys.stderr.write(f"made {count:,} records at {rate:,.0f} a second, generation included\n")
        done.touch()
    return SQLiteStore(path)
