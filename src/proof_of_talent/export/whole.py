"""Whole records, as stored: the canonical bytes are passed on in large chunks and never parsed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from proof_of_talent.domain.base import format_moment
from proof_of_talent.export.rows import Chunks

CHUNK_BYTES = 512 * 1024
"""About how much is handed over at a time: per-chunk costs vanish, memory stays flat."""


def batch_documents(documents: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield documents in lists of about `CHUNK_BYTES`, sized by how long the last ones were."""
    iterator = iter(documents)
    size = 16
    while batch := list(islice(iterator, size)):
        yield batch
        mean = sum(map(len, batch)) // len(batch) + 1
        size = max(1, min(CHUNK_BYTES // mean, 4096))


def write_ndjson(documents: Iterable[bytes]) -> Chunks:
    """Yield one record a line."""
    for batch in batch_documents(documents):
        batch.append(b"")
        yield b"\n".join(batch)


def write_json(documents: Iterable[bytes], count: int, exported_at: datetime) -> Chunks:
    """Yield `{"dataset":[…],"count":…,"exported_at":…}`. The end comes last, so a cut file does not parse."""
    opening = b'{"dataset":['
    for batch in batch_documents(documents):
        yield opening + b",".join(batch)
        opening = b","
    tail = f'],"count":{count},"exported_at":"{format_moment(exported_at)}"}}'.encode()
    yield tail if opening == b"," else opening + tail
