"""The fault table: each test here says what it tried and what happened; `make reliability` writes it down."""

import os
import subprocess
from pathlib import Path

import pytest

HEAD = """\
# What happens when things fail

Each row is a test in `tests/faults/`. `make test` runs them; `make reliability` runs them and writes this
page. The processes, signals and full disks are real (where the machine may mount a small disk).

| fault | what was tried | what happened | test |
| --- | --- | --- | --- |
"""


def pytest_addoption(parser):
    parser.addoption("--write-reliability", metavar="PATH", help="write the fault table to this file")


@pytest.fixture
def is_full(request):
    """Tell whether the table is written: then attacks and loads have their whole size."""
    return request.config.getoption("--write-reliability", None) is not None


@pytest.fixture
def happened(record_property):
    """Return a function that notes a fault, what was tried, and what happened."""

    def note(fault, tried, outcome):
        record_property("fault", [fault, tried, outcome])

    return note


class Table:
    """Collects what the tests noted; a test that failed says so in its row."""

    def __init__(self, path):
        self._path = path
        self._rows = []

    def pytest_runtest_logreport(self, report):
        if report.when != "call" or "/faults/" not in report.nodeid:
            return
        name = report.nodeid.split("::")[-1]
        noted = [value for key, value in report.user_properties if key == "fault"]
        if report.failed and not noted:
            noted = [(name, "see the test", "")]
        for fault, tried, outcome in noted:
            result = outcome if report.passed else "**the test failed**"
            self._rows.append(f"| {fault} | {tried} | {result} | `{name.split('[')[0]}` |\n")

    def pytest_sessionfinish(self):
        self._path.write_text(HEAD + "".join(sorted(self._rows)), encoding="utf-8")


def pytest_configure(config):
    path = config.getoption("--write-reliability", None)
    if path and not hasattr(config, "workerinput"):  # with xdist only the controller writes
        config.pluginmanager.register(Table(Path(path)))


@pytest.fixture
def small_disk(tmp_path):
    """Return a disk of 8 MB that can be filled and made read-only, or None where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    )
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", "-l", folder], check=True)
