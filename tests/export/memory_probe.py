"""Run as a program: export few rows in a format, then many, and print by how many MB the peak grew."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from proof_of_talent.domain.criteria import Rulebook, load_rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import ExportOptions, open_export, parquet_format
from tests.export.exportable import MemoryRecords, MemoryStore, make_record


class Repeated:
    """A snapshot of one record over and over, each time under another id, made as it is read."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._head, self._tail = make_record(1).to_json().split(b"%024x" % 1, 1)

    def count(self) -> int:
        return self._rows

    def documents(self) -> Iterator[bytes]:
        for number in range(self._rows):
            yield self._head + b"%024x" % number + self._tail


class RepeatedRecords(MemoryRecords):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Repeated]:
        yield Repeated(self._rows)


def measure_peak(file_format: str, rows: int, rulebook: Rulebook) -> int:
    """Export so many rows, throw the file away, return this process's peak memory so far in MB."""
    chosen = ExportOptions(format=file_format)
    with open_export(
        MemoryStore(RepeatedRecords(rows)), AnalysisFilter(), chosen, rulebook=rulebook, actor="probe"
    ) as export:
        for _ in export.chunks:
            pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(file_format: str, few: int, many: int) -> None:
    parquet_format._GROUP_BYTES = 2 * 1024 * 1024  # so that there are many groups in few rows
    rulebook = load_rulebook()
    before = measure_peak(file_format, few, rulebook)
    print(measure_peak(file_format, many, rulebook) - before)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
