"""From stored documents to flat rows."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

import orjson

from proof_of_talent.columns import Column, view_record
from proof_of_talent.redaction import Treatment, find_known_names

Row = list[Any]
Treat = Callable[[Column], Treatment | None]
Group = tuple[Any, ...]
Chunks = Generator[bytes, None, None]
"""A file in pieces; closing it frees what the writer holds."""


def read_rows(documents: Iterable[bytes], columns: Sequence[Column], privacy: Treat | None) -> Iterator[Row]:
    """Yield one list of values a record, in the order of the columns.

    Args:
        documents: canonical JSON of records.
        columns: what to read.
        privacy: gives for a column the function that makes its value safe, or None to keep it; None as a
            whole keeps everything (`personal=true`).
    """
    reads = [column.read for column in columns]
    treated = [
        (index, treatment)
        for index, column in enumerate(columns)
        if privacy is not None and (treatment := privacy(column)) is not None
    ]
    for document in documents:
        wire = orjson.loads(document)
        view = view_record(wire)
        row = [read(view) for read in reads]
        names = find_known_names(wire["questionnaire_responses"]) if treated else ()
        for index, treatment in treated:
            if row[index] is not None:
                row[index] = treatment(row[index], names)
        yield row


def write_flat_ndjson(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield each row as a JSON object, for exports of chosen columns."""
    names = [column.name for column in columns]
    for row in rows:
        yield orjson.dumps(dict(zip(names, row, strict=True)))


def read_group(document: bytes) -> Group:
    """Return what makes two records alike for `min_group`: field, route and recommendation."""
    wire = orjson.loads(document)
    return wire["field"], wire["route"], wire["recommendation"]


def count_groups(documents: Iterable[bytes]) -> Counter[Group]:
    """Count the records of each group in one pass."""
    return Counter(map(read_group, documents))


def drop_small_groups(documents: Iterable[bytes], large: set[Group]) -> Iterator[bytes]:
    """Yield the documents whose group is large enough."""
    return (document for document in documents if read_group(document) in large)
