"""Parquet with a schema fixed by the columns, never guessed from values; written row group by row group."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from queue import Queue
from threading import Thread
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet as write_batches

from proof_of_talent.export.column import Column, ColumnType
from proof_of_talent.export.rows import Chunks, Row

_ROWS_A_BATCH = 2_000
_GROUP_ROWS = 20_000
_GROUP_BYTES = 32 * 1024 * 1024
"""A row group ends at whichever is reached first, bytes reckoned from the first rows; while it is written, a
compressed copy of it is in memory."""

Build = Callable[[Sequence[Any]], Array]

_MAGIC = b"PAR1"
_TEXT = DataType.string()
_TYPES: dict[ColumnType, DataType] = {
    "text": _TEXT,
    "category": DataType.dictionary(DataType.int32(), _TEXT),
    "integer": DataType.int64(),
    "number": DataType.float64(),
    "boolean": DataType.bool(),
    "timestamp": DataType.timestamp("ms", tz="UTC"),
    "date": DataType.date32(),
}
_PARSED_FROM_TEXT: frozenset[ColumnType] = frozenset({"category", "timestamp", "date"})


def make_schema(columns: Sequence[Column], about: Mapping[str, str] | None = None) -> Schema:
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
        fields.append(Field(column.name, _TYPES[column.type], nullable=True, metadata=facts))
    return Schema(fields, metadata=dict(about or {}))


class _Outbox:
    """What the writer takes for a file: keeps what is written until it is taken away.

    The writer holds back its first bytes until a row group is complete. They are always the same, so they
    are here from the start: a download begins at once, and one that fails later is seen to be cut.
    """

    def __init__(self) -> None:
        self._parts = deque([_MAGIC])
        self._begun = False

    def write(self, data: bytes) -> int:
        self._parts.append(data if self._begun else data.removeprefix(_MAGIC))
        self._begun = True
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is already here."""

    def seek(self, *_: int) -> int:
        """Say that this is a file; the writer only asks whether it can, and never does."""
        raise OSError("A stream cannot be wound back.")

    def take(self) -> bytes:
        return b"".join(self._parts.popleft() for _ in range(len(self._parts)))


class ParquetEncoder:
    """Encodes rows as a Parquet file, row group by row group.

    The library pulls its rows, so it runs in a thread, which waits for what is pushed. `end` must be called,
    also for a file that nobody wants any more.
    """

    def __init__(self, columns: Sequence[Column], about: Mapping[str, str] | None = None) -> None:
        self._schema = make_schema(columns, about)
        self._builders = [_choose_builder(column.type) for column in columns]
        self._outbox = _Outbox()
        self._batches: Queue[RecordBatch | None] = Queue(maxsize=1)
        self._thread: Thread | None = None
        self._error: Exception | None = None

    def encode(self, rows: Sequence[Row]) -> bytes:
        """Take rows, at least one, and return what of the file is ready."""
        values = zip(*rows, strict=True)
        arrays = [build(column) for build, column in zip(self._builders, values, strict=True)]
        batch = RecordBatch.from_arrays(arrays, schema=self._schema)
        self._start(_GROUP_BYTES * batch.num_rows // max(batch.nbytes, 1))
        self._batches.put(batch)
        return self._take()

    def end(self) -> bytes:
        """Return the rest of the file, with its footer."""
        thread = self._start(_GROUP_ROWS)
        self._batches.put(None)
        thread.join()
        return self._take()

    def _start(self, fitting_rows: int) -> Thread:
        if self._thread is None:
            group_rows = max(1, min(_GROUP_ROWS, fitting_rows))
            self._thread = Thread(target=self._write, args=(group_rows,), name="parquet", daemon=True)
            self._thread.start()
        return self._thread

    def _write(self, group_rows: int) -> None:
        batches = self._wait_for_batches()
        try:
            reader = RecordBatchReader.from_batches(self._schema, batches)
            write_batches(reader, self._outbox, compression="zstd(1)", max_row_group_size=group_rows)  # type: ignore[arg-type]  # writing is all that it does
        except Exception as error:  # noqa: BLE001 - raised where rows are pushed
            self._error = error
            deque(batches, maxlen=0)  # so that nobody waits for ever to push more

    def _wait_for_batches(self) -> Iterator[RecordBatch]:
        while (batch := self._batches.get()) is not None:
            yield batch

    def _take(self) -> bytes:
        if self._error is not None:
            raise self._error
        return self._outbox.take()


def write_parquet(
    rows: Iterable[Row], columns: Sequence[Column], about: Mapping[str, str] | None = None
) -> Chunks:
    """Yield a Parquet file piece by piece; its footer comes last, so a cut file does not open."""
    encoder = ParquetEncoder(columns, about)
    iterator = iter(rows)
    try:
        while part := list(islice(iterator, _ROWS_A_BATCH)):
            yield encoder.encode(part)
    except BaseException:
        encoder.end()
        raise
    yield encoder.end()


def _choose_builder(kind: ColumnType) -> Build:
    """Return what makes an array of this type; chosen once for each column."""
    target = _TYPES[kind]
    if kind in _PARSED_FROM_TEXT:
        return lambda values: _parse(Array(values, _TEXT), target)
    return lambda values: Array(values, target)


def _parse(texts: Array, kind: DataType) -> Array:
    parsed = texts.cast(kind)
    if parsed.null_count != texts.null_count:
        raise ValueError(f"A text is not a value of the type {kind}.")
    return parsed
