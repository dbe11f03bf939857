"""Exports take no more memory for many rows than for few."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def measure_growth(file_format: str, few: int, many: int) -> int:
    run = subprocess.run(
        [sys.executable, "-m", "tests.export.memory_probe", file_format, str(few), str(many)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(run.stdout)


@pytest.mark.parametrize(
    ("file_format", "rows"),
    [("json", 40_000), ("ndjson", 40_000), ("csv", 8_000), ("xlsx", 8_000), ("parquet", 12_000)],
)
def test_peak_memory_is_that_of_few_rows(file_format, rows):
    """Held at once, so many rows would be at least 20 MB more (a bench goes to 1 M)."""
    assert measure_growth(file_format, 2_500, rows) < 16
