"""Parquet with a schema fixed by the columns, never guessed from values; written row group by row group."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from proof_of_talent.export.columns import Column, ColumnType
from proof_of_talent.export.rows import Chunks, Row

_ROWS_A_BATCH = 2_000
_GROUP_ROWS = 50_000
_GROUP_BYTES = 32 * 1024 * 1024
"""A row group ends at whichever comes first; it is what has to be in memory at once."""

Build = Callable[[Sequence[Any]], pa.Array]

_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "category": pa.dictionary(pa.int32(), pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("ms", tz="UTC"),
    "date": pa.date32(),
}


def make_schema(columns: Sequence[Column], about: Mapping[str, str] | None = None) -> pa.Schema:
    """Return the Arrow schema: each field carries its description, unit and whether it is personal.

    Args:
        columns: the columns, in order.
        about: facts about the file, kept in its metadata.
    """
    fields = []
    for column in columns:
        facts = {"description": column.description, "personal": str(column.personal).lower()}
        if column.unit is not None:
            facts["unit"] = column.unit
        fields.append(pa.field(column.name, _TYPES[column.type], metadata=facts))
    return pa.schema(fields, metadata=dict(about or {}))


class _Outbox:
    """What Arrow takes for a file: collects what is written until it is taken away."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: what was written is already here."""

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


class ParquetEncoder:
    """Encodes rows as a Parquet file, row group by row group."""

    def __init__(
        self,
        columns: Sequence[Column],
        about: Mapping[str, str] | None = None,
        *,
        group_bytes: int | None = None,
    ) -> None:
        self._schema = make_schema(columns, about)
        self._builders = [_choose_builder(field.type) for field in self._schema]
        self._group_bytes = group_bytes or _GROUP_BYTES
        self._batches: list[pa.RecordBatch] = []
        self._count = self._size = 0

    def begin(self, file: Any) -> None:
        """Open the file; anything that can be written to will do."""
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows, at least one; a row group is written when there are enough."""
        values = zip(*rows, strict=True)
        arrays = [build(column) for build, column in zip(self._builders, values, strict=True)]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._batches.append(batch)
        self._count += batch.num_rows
        self._size += batch.nbytes
        if self._count >= _GROUP_ROWS or self._size >= self._group_bytes:
            self._write_group()

    def end(self) -> None:
        """Write what is left and the footer."""
        if self._batches:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        table = pa.Table.from_batches(self._batches, self._schema)
        self._writer.write_table(table, row_group_size=table.num_rows)
        self._batches = []
        self._count = self._size = 0


def write_parquet(
    rows: Iterable[Row], columns: Sequence[Column], about: Mapping[str, str] | None = None
) -> Chunks:
    """Yield a Parquet file piece by piece; its footer comes last, so a cut file does not open."""
    outbox = _Outbox()
    encoder = ParquetEncoder(columns, about)
    encoder.begin(outbox)
    iterator = iter(rows)
    while part := list(islice(iterator, _ROWS_A_BATCH)):
        encoder.add(part)
        yield outbox.take()
    encoder.end()
    yield outbox.take()


def _choose_builder(kind: pa.DataType) -> Build:
    """Return what makes an array of this type; chosen once for each column."""
    if pa.types.is_dictionary(kind):
        return lambda values: pa.array(values, pa.string()).dictionary_encode()
    if pa.types.is_temporal(kind):
        return lambda values: pa.array(values, pa.string()).cast(kind)
    return lambda values: pa.array(values, kind)
