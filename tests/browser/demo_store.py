"""A database of many synthetic records that is made in seconds, once for each version of the sources.

A fifth comes from the generator through the store. The copies are the same analyses some minutes later under
ids of their own, written past the store; as every figure is a sum, the rollups of five times the records are
five times the rollups. `test_demo_store` compares such a database with a fold over all its records.
"""

import fcntl
import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw

from proof_of_talent.demo.records import make_records
from proof_of_talent.demo.sessions import make_sessions
from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.rollups import load_stored, write_rollup
from proof_of_talent.stores.sqlite.store import SQLiteStore

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "browser"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""What the clock of the demo site says, so that a database stays as good as new."""
APART = {"analytics", "assessors", "charts", "commands", "dataset", "export", "extraction", "queues", "web"}
"""Packages that have no part in what is in a database."""
COLUMNS = (
    "_id, session_id, attempt, created_at, selection, field, processing_status, recommendation, assessor, "
    "overall_score, likelihood, document"
)
HEAD = 300
"""A document begins with its ids and with the moments that belong to it: no others stand there."""
MOMENT = re.compile(rb'"\d{4}-\d\d-\d\dT[\d:.]{12}Z"')
MINUTE = 60_000
SESSIONS = 120
"""How many of the newest records get a session; all would take longer than the records."""


def make_demo_store(count: int, copies: int = 5) -> Path:
    """Return a database of synthetic records up to `NOW`; several test processes make it once together."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"demo-{count}-{digest_sources()}.db"
    done = path.with_suffix(".done")
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for old in CACHE.glob(f"demo-{count}-*"):
                old.unlink()
            fill_store(path, count, copies)
            done.touch()
    return path


def digest_sources() -> str:
    """Return a digest of everything that decides what is in such a database."""
    package = ROOT / "src" / "proof_of_talent"
    sources = (path for path in package.rglob("*") if path.suffix in {".py", ".toml"})
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for path in sources if path.relative_to(package).parts[0] not in APART):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def fill_store(path: Path, count: int, copies: int) -> None:
    """Make a database of `count` records, each standing in it `copies` times: at most six, see `shift`."""
    store = SQLiteStore(path)
    made = make_records(count // copies, seed=1, now=NOW, rulebook=load_rulebook())
    store.records.add_many(made)
    for session in make_sessions(store.records.list_page(AnalysisFilter(), limit=SESSIONS)):
        store.transfer.import_session(session, {})
    store.close()
    if copies > 1:
        multiply(path, copies)


def multiply(path: Path, copies: int) -> None:
    """Put `copies` of each record in its place; a file that is left half done is made anew."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "off")
    connection.pragma("synchronous", "off")
    with connection:
        copy_records(connection, copies)
        for key, counters in load_stored(connection).items():
            write_rollup(connection, key, {name: value * copies for name, value in counters.items()})
        connection.execute(
            "UPDATE bookkeeping SET record_count = record_count * :n, changes = changes * :n, "
            "accounted = accounted * :n",
            {"n": copies},
        )
    connection.pragma("journal_mode", "wal")
    connection.close()


def copy_records(connection: apsw.Connection, copies: int) -> None:
    """Write the copies; indexes and triggers are put back afterwards, which is faster."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM cv_analyses").fetchall()
    extras = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'cv_analyses' AND type <> 'table'"
    ).fetchall()
    for kind, name, _ in extras:
        connection.execute(f"DROP {kind} {name}")
    places = ", ".join("?" * (COLUMNS.count(",") + 1))
    made = (copy_row(row, turn) for turn in range(1, copies) for row in rows)
    connection.executemany(f"INSERT INTO cv_analyses ({COLUMNS}) VALUES ({places})", made)
    for _, _, sql in extras:
        connection.execute(sql)


def copy_row(row: tuple[Any, ...], turn: int) -> tuple[Any, ...]:
    """Return a row with another last digit of both ids, `turn` minutes later."""
    record_id, session_id, attempt, created_at, *others, document = row
    new_id, new_session = turn_digit(record_id, turn), turn_digit(session_id, turn)
    head = document[:HEAD].replace(record_id.encode(), new_id.encode())
    head = head.replace(session_id.encode(), new_session.encode())
    head = MOMENT.sub(lambda found: shift(found[0], turn), head)
    return new_id, new_session, attempt, created_at + turn * MINUTE, *others, head + document[HEAD:]


def turn_digit(text: str, turn: int) -> str:
    """Return an id whose last hexadecimal digit is another one; ids differ in more than their last digit."""
    return f"{text[:-1]}{int(text[-1], 16) ^ turn:x}"


def shift(quoted: bytes, turn: int) -> bytes:
    """Return a moment some minutes later. The generator keeps an hour's last ten minutes free and ends four
    minutes after the upload at most, so neither the hour of the upload nor the day of the record changes.
    """
    moment = datetime.fromisoformat(quoted[1:-1].decode()) + timedelta(minutes=turn)
    return f'"{format_moment(moment)}"'.encode()
