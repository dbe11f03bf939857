"""Exports: writers against pandas' on the same rows, whole records over HTTP against bare SELECT, memory."""

import http.client
import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import apsw
import pandas as pd

from bench.databases import CACHE, open_database
from bench.registry import Result, bench
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.csv_format import write_csv
from proof_of_talent.export.parquet_format import write_parquet
from proof_of_talent.export.rows import read_rows
from proof_of_talent.export.xlsx_format import write_xlsx

ROWS = 5_000
XLSX_ROWS = 1_000
ROUNDS = 9
"""Of about a tenth of a second each: the best of three moved by a third from run to run."""
MOST_GROWTH = 64
"""How many MB a hundred times the rows may add to a server's peak (the promise is 100)."""
SELECT = "SELECT document FROM cv_analyses WHERE processing_status = 'completed'"

NARROW = (
    "_id", "session_id", "attempt", "field", "route", "created_at", "completed_at", "processing_status",
    "overall_score", "likelihood", "recommendation", "strengths_count", "weaknesses_count",
    "evidence_gaps_count", "criterion.MC.score", "criterion.OC1.score", "assessor", "timing.total_seconds",
    "answers.years_experience", "overall_assessment",
)  # fmt: skip
"""Columns of the flat formats' memory benches: every type and texts that differ in each row, so that whatever
grows with rows would show, at a sixth of the time of all columns."""


@bench("export-formats")
def bench_formats() -> list[Result]:
    """Rows per second of each writer, from the same list of rows with every column, personal ones too.

    pandas' time has the making of its frame in it, because its writers need one.
    """
    columns = select_columns(build_columns(load_rulebook()), None, personal=True)
    names = [column.name for column in columns]
    store = open_database(10_000)
    with store.records.open_snapshot(AnalysisFilter()) as snapshot:
        rows = list(read_rows(islice(snapshot.documents(), ROWS), columns, None))
    store.close()
    few = rows[:XLSX_ROWS]
    pairs: dict[str, tuple[int, float, Callable[[], object], Callable[[], object]]] = {
        "CSV": (
            ROWS, 2.0, lambda: drain(write_csv(map(list, rows), columns)),
            lambda: pd.DataFrame(rows, columns=names).to_csv(io.BytesIO(), index=False),
        ),
        "Parquet": (
            ROWS, 1.0, lambda: drain(write_parquet(map(list, rows), columns)),
            lambda: pd.DataFrame(rows, columns=names).to_parquet(io.BytesIO(), index=False),
        ),
        "XLSX": (
            XLSX_ROWS, 1.5, lambda: drain(write_xlsx(map(list, few), columns)),
            lambda: pd.DataFrame(few, columns=names).to_excel(io.BytesIO(), index=False),
        ),
    }  # fmt: skip
    results = []
    for name, (count, limit, ours, theirs) in pairs.items():
        best_ours, best_theirs = race(ours, theirs)
        value, baseline = count / best_ours, count / best_theirs
        results.append(
            Result(
                f"{name}, {len(columns)} columns",
                value,
                "rows/s",
                baseline,
                "pandas",
                value / baseline,
                f">= {limit}",
            )
        )
    return results


@bench("export-http")
def bench_http() -> list[Result]:
    """100,000 whole records as JSON over HTTP against SELECT of the stored documents in this process."""
    open_database(100_000).close()
    path = CACHE / "records-100000.db"
    with serving(path) as (port, _):
        ours, theirs = race(lambda: download(port), lambda: select_all(path))
        size = download(port)
    value, baseline = size / ours / 1e6, size / theirs / 1e6
    return [
        Result("JSON, 100,000 records", value, "MB/s", baseline, "bare SELECT", value / baseline, ">= 0.3")
    ]


def bench_memory(file_format: str, columns: tuple[str, ...]) -> list[Result]:
    """Peak memory of a server after it exported 1,000,000 records in one format against 10,000."""
    label = f"{file_format} of {len(columns)} columns" if columns else file_format
    peaks = {}
    for count in (10_000, 1_000_000):
        open_database(count).close()
        with serving(CACHE / f"records-{count}.db") as (port, process):
            started = time.perf_counter()
            size = download(port, file_format, columns)
            took = time.perf_counter() - started
            peaks[count] = read_peak(process)
        sys.stderr.write(
            f"{label}: {count:,} records, {size / 1e6:,.0f} MB, {took:,.0f} s, peak {peaks[count]:,.0f} MB\n"
        )
    small, large = peaks[10_000], peaks[1_000_000]
    return [
        Result(
            f"server, {label}, 1,000,000",
            large,
            "MB",
            small,
            "at 10,000",
            large / small,
            f"<= {(small + MOST_GROWTH) / small:.3f}",
        )
    ]


for _name in ("json", "ndjson"):
    bench("export-memory" if _name == "json" else f"export-memory-{_name}")(partial(bench_memory, _name, ()))
for _name in ("csv", "parquet", "xlsx"):
    bench(f"export-memory-{_name}")(partial(bench_memory, _name, NARROW))


def drain(chunks: Iterator[bytes]) -> int:
    return sum(map(len, chunks))


def race(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Return the best time of each, taken in turns, so that a busy machine meets both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((ours, theirs), times, strict=True):
            started = time.perf_counter()
            work()
            kept.append(time.perf_counter() - started)
    return min(times[0]), min(times[1])


def select_all(path: Path) -> int:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return sum(len(document) for (document,) in connection.execute(SELECT))
    finally:
        connection.close()


@contextmanager
def serving(store: Path | str) -> Iterator[tuple[int, int]]:
    """Run the service on a file or an address in a process of its own; gives its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "proof_of_talent", "serve", "--port", str(port)]
    url = store if isinstance(store, str) else f"sqlite:///{store.absolute()}"
    settings = {"PROOF_OF_TALENT_STORE": url, "PROOF_OF_TALENT_LOG_LEVEL": "ERROR"}
    with subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_up(port)
            yield port, server.pid
        finally:
            server.terminate()


def wait_until_up(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start within a minute")


def download(port: int, file_format: str = "json", columns: tuple[str, ...] = ()) -> int:
    """Fetch the whole export and return its size; an export cut short raises."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        path = f"/api/analytics/export?format={file_format}"
        if columns:
            path += f"&personal=true&columns={','.join(columns)}"
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"the export answered {answer.status}")
        buffer, size = bytearray(1024 * 1024), 0
        while count := answer.readinto(buffer):
            size += count
        return size
    finally:
        connection.close()


def read_peak(process: int) -> float:
    """Return the most memory a process has had, in MB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    if found is None:
        raise RuntimeError("this system does not tell a process's peak memory")
    return int(found[1]) / 1024
