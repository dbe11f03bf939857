"""Files that rows are pushed into, many open at a time: one for each split and partition."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

import orjson

from proof_of_talent.dataset.options import DatasetFormat
from proof_of_talent.export.column import Column
from proof_of_talent.export.csv_format import CsvEncoder

_ROWS_AT_ONCE = 1_000
EXTENSIONS: dict[DatasetFormat, str] = {"parquet": "parquet", "jsonl": "jsonl", "csv": "csv", "chat": "jsonl"}


class Encoder(Protocol):
    """Turns rows into a file's bytes."""

    def begin(self, file: IO[bytes]) -> None:
        """Write what comes before the rows."""

    def add(self, rows: Sequence[Any]) -> None:
        """Write rows, at least one."""

    def end(self) -> None:
        """Write what comes after the rows."""


class Sink:
    """One file of rows. Rows are encoded some at a time; nothing is complete before `close`."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = 0
        self._file = path.open("wb")
        self._encoder = encoder
        self._waiting: list[Any] = []
        encoder.begin(self._file)

    def add(self, row: Any) -> None:
        """Take one row."""
        self.rows += 1
        self._waiting.append(row)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        """Write what waits and the file's end."""
        self._flush()
        self._encoder.end()
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is, because it will be thrown away."""
        with suppress(Exception):  # whatever stopped the others may stop this one too
            self._encoder.end()
        with suppress(OSError):
            self._file.close()

    def _flush(self) -> None:
        if self._waiting:
            self._encoder.add(self._waiting)
            self._waiting = []


class JsonLines:
    """A JSON object a line: rows by column name, or objects as they are where there are no columns."""

    def __init__(self, columns: Sequence[Column] | None) -> None:
        self._names = None if columns is None else [column.name for column in columns]

    def begin(self, file: IO[bytes]) -> None:
        """Keep the file; nothing comes before the rows."""
        self._file = file

    def add(self, rows: Sequence[Any]) -> None:
        """Write a line a row."""
        for row in rows:
            value = row if self._names is None else dict(zip(self._names, row, strict=True))
            self._file.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))

    def end(self) -> None:
        """Do nothing: the last line is complete."""


class Csv:
    """CSV as exports write it, protected against formulas."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._encoder = CsvEncoder(columns)

    def begin(self, file: IO[bytes]) -> None:
        """Write the header."""
        self._file = file
        file.write(self._encoder.header)

    def add(self, rows: Sequence[Any]) -> None:
        """Write the rows."""
        self._file.write(self._encoder.encode(rows))

    def end(self) -> None:
        """Do nothing: the last line is complete."""


class Parquet:
    """Parquet as exports write it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        from proof_of_talent.export.parquet_format import ParquetEncoder  # noqa: PLC0415 - loads when asked for

        self._encoder = ParquetEncoder(columns)

    def begin(self, file: IO[bytes]) -> None:
        """Keep the file; nothing comes before the rows."""
        self._file = file

    def add(self, rows: Sequence[Any]) -> None:
        """Write the rows, row group by row group."""
        self._file.write(self._encoder.encode(rows))

    def end(self) -> None:
        """Write what is left and the footer."""
        self._file.write(self._encoder.end())


def make_encoder(file_format: DatasetFormat, columns: Sequence[Column]) -> Encoder:
    """Return an encoder for one file."""
    match file_format:
        case "chat":
            return JsonLines(None)
        case "jsonl":
            return JsonLines(columns)
        case "csv":
            return Csv(columns)
        case "parquet":
            return Parquet(columns)
