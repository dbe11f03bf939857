"""The files of one dataset while it is written: one a split, or one a split, field and month."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proof_of_talent.dataset.options import DATA_FOLDER, SPLITS, BuildOptions, DatasetFile, SplitName
from proof_of_talent.dataset.sinks import EXTENSIONS, Sink, make_encoder
from proof_of_talent.export.column import Column
from proof_of_talent.export.files import hash_file

_MONTH = len("2026-11")
SinkKey = tuple[SplitName, str, str]  # split, field, month; the last two empty where nothing is partitioned


class SinkSet:
    """Distributes rows over files. Rows must come in the order of `created_at`: earlier months are closed."""

    def __init__(
        self, folder: Path, options: BuildOptions, columns: Sequence[Column], *, partitioned: bool
    ) -> None:
        self._folder = folder
        self._options = options
        self._columns = columns
        self._partitioned = partitioned
        self._month = ""
        self._open: dict[SinkKey, Sink] = {}
        self._done: list[tuple[SplitName, Sink]] = []
        if not partitioned:
            for split, share in zip(SPLITS, options.shares, strict=True):
                if share:
                    self._open_sink((split, "", ""))

    def add(self, split: SplitName, wire: dict[str, Any], row: Any) -> None:
        """Put a record's row where it belongs."""
        key: SinkKey = (split, "", "")
        if self._partitioned:
            month = wire["created_at"][:_MONTH]
            if month != self._month:
                self._close_open()
                self._month = month
            key = (split, wire["field"], month)
        (self._open.get(key) or self._open_sink(key)).add(row)

    def close(self) -> tuple[DatasetFile, ...]:
        """Complete all files and return them, by path."""
        self._close_open()
        files = [
            DatasetFile(
                path=sink.path.relative_to(self._folder).as_posix(), split=split, rows=sink.rows,
                bytes=sink.path.stat().st_size, sha256=hash_file(sink.path),
            )
            for split, sink in self._done
        ]  # fmt: skip
        return tuple(sorted(files, key=lambda file: file.path))

    def abandon(self) -> None:
        """Close all files as they are, because they will be thrown away."""
        for sink in self._open.values():
            sink.abandon()

    def _open_sink(self, key: SinkKey) -> Sink:
        split, field, month = key
        extension = EXTENSIONS[self._options.format]
        place = f"{split}/by_field={field}/by_month={month}/part" if self._partitioned else split
        path = self._folder / DATA_FOLDER / f"{place}.{extension}"
        sink = self._open[key] = Sink(path, make_encoder(self._options.format, self._columns))
        return sink

    def _close_open(self) -> None:
        for (split, _, _), sink in self._open.items():
            sink.close()
            self._done.append((split, sink))
        self._open = {}
