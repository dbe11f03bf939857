"""Parquet with a schema fixed by the columns, never guessed from values; written row group by row group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from proof_of_talent.columns import Column, ColumnType
from proof_of_talent.export.rows import Chunks, Row

_ROWS_A_BATCH = 1_000
_GROUP_ROWS = 50_000
_GROUP_BYTES = 32 * 1024 * 1024
"""A row group ends at whichever comes first; it is what has to be in memory at once."""

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


def write_parquet(
    rows: Iterable[Row], columns: Sequence[Column], about: Mapping[str, str] | None = None
) -> Chunks:
    """Yield a Parquet file piece by piece; its footer comes last, so a cut file does not open."""
    schema = make_schema(columns, about)
    outbox = _Outbox()
    with parquet.ParquetWriter(outbox, schema, compression="zstd", write_page_index=True) as writer:
        for group in _group_batches(rows, schema):
            writer.write_table(group, row_group_size=group.num_rows)
            yield outbox.take()
    yield outbox.take()


def make_batch(rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Return rows as one Arrow batch of exactly this schema."""
    values = zip(*rows, strict=True)
    arrays = [_make_array(column, field.type) for column, field in zip(values, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _make_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    if pa.types.is_temporal(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _group_batches(rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.Table]:
    iterator = iter(rows)
    batches: list[pa.RecordBatch] = []
    count = size = 0
    while part := list(islice(iterator, _ROWS_A_BATCH)):
        batch = make_batch(part, schema)
        batches.append(batch)
        count += batch.num_rows
        size += batch.nbytes
        if count >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield pa.Table.from_batches(batches, schema)
            batches, count, size = [], 0, 0
    if batches:
        yield pa.Table.from_batches(batches, schema)
