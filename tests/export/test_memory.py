"""Exports take no more memory for many rows than for few."""

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = Path(__file__).with_name("memory_probe.py")


def measure(file_format: str, rows: int) -> int:
    run = subprocess.run(
        [sys.executable, str(PROBE), file_format, str(rows)], capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.parametrize(
    ("file_format", "rows"),
    [("json", 40_000), ("ndjson", 40_000), ("csv", 16_000), ("xlsx", 16_000), ("parquet", 16_000)],
)
def test_peak_memory_is_that_of_few_rows(file_format, rows):
    """Held at once, so many rows would be at least 30 MB as bytes, more as objects (a bench goes to 1 M)."""
    assert measure(file_format, rows) - measure(file_format, 1_000) < 20
