"""SQLite databases of synthetic records, made once and kept under `.cache/bench`."""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proof_of_talent.record import AnalysisRecord
from proof_of_talent.stores.sqlite import SQLiteStore
from tests.factories import FIELDS, make_record, make_results

CACHE = Path(".cache/bench")
DAYS = 700
WORDS = ("led", "built", "won", "wrote", "grew", "open", "source", "team", "award")
END = datetime(2026, 11, 1, tzinfo=UTC)


def make_records(count: int, seed: int = 1) -> Iterator[AnalysisRecord]:
    """Yield varied records over 700 days, oldest first: 3 fields, 4 assessors, one in twelve failed."""
    chance = random.Random(seed)
    text = " ".join(chance.choices(WORDS, k=200))
    for number in range(count):
        score = chance.randrange(101)
        results = make_results(score)
        results["analysis"] = {"overall_assessment": text[: chance.randrange(300, 900)]}
        results["findings"] = [
            finding | {"code": f"{finding['code']}_{chance.randrange(12)}", "text": text[:200]}
            for finding in results["findings"] * 3
        ]
        failed = chance.random() < 1 / 12
        model = chance.choice((None, None, "model-a", "model-b", "model-c"))
        yield make_record(
            at=END - timedelta(days=DAYS) * (1 - number / count),
            field=chance.choice(FIELDS),
            status="error" if failed else "completed",
            score=score,
            analysis_results=None if failed else results,
            assessor=None
            if failed
            else {
                "name": "rubric" if model is None else "openai", "model": model, "version": "1",
                "rules_version": "2026-08",
            },
        )  # fmt: skip


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
        store.add_records(make_records(count))
        store.close()
        rate = count / (time.perf_counter() - started)
        sys.stderr.write(f"made {count:,} records at {rate:,.0f} a second, generation included\n")
        done.touch()
    return SQLiteStore(path)
