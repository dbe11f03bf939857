"""Run as a program: export so many rows in a format, throw the file away, print the peak memory in MB."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from exportable import MemoryStore, export_bytes, make_record

from proof_of_talent.criteria import load_rulebook
from proof_of_talent.export import ExportOptions, open_export, parquet_format
from proof_of_talent.record import AnalysisFilter


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


class RepeatedStore(MemoryStore):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    @contextmanager
    def open_snapshot(self, wanted: AnalysisFilter) -> Iterator[Repeated]:
        yield Repeated(self._rows)


def main(file_format: str, rows: int) -> None:
    parquet_format._GROUP_BYTES = 2 * 1024 * 1024  # so that there are many groups in few rows
    rulebook = load_rulebook()
    export_bytes(RepeatedStore(10), rulebook, format=file_format)  # everything that loads, loads
    chosen = ExportOptions(format=file_format)
    store = RepeatedStore(rows)
    with open_export(store, AnalysisFilter(), chosen, rulebook=rulebook, actor="probe") as export:
        for _ in export.chunks:
            pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
