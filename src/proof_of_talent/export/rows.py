"""From stored documents to flat rows."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

import orjson

from proof_of_talent.export.column import Column
from proof_of_talent.export.view import view_record
from proof_of_talent.records.redaction import (
    Pseudonyms,
    Redactor,
    find_known_names,
    list_stand_ins,
    redact,
)

Row = list[Any]
Treat = Callable[[Column], Redactor | None]
Group = tuple[Any, ...]
Chunks = Generator[bytes, None, None]
"""A file in pieces; closing it frees what the writer holds."""


class RowReader:
    """Reads a record's row.

    Args:
        columns: what to read, in this order.
        privacy: gives for a column the function that makes its value safe, or None to keep it; None as a
            whole keeps everything (`personal=true`).
    """

    def __init__(self, columns: Sequence[Column], privacy: Treat | None) -> None:
        self._reads = [column.read for column in columns]
        self._treated = [
            (index, treatment)
            for index, column in enumerate(columns)
            if privacy is not None and (treatment := privacy(column)) is not None
        ]

    def read(self, wire: dict[str, Any]) -> Row:
        """Return one value a column."""
        view = view_record(wire)
        row = [read(view) for read in self._reads]
        if self._treated:
            names = find_known_names(wire["questionnaire_responses"])
            stand_ins = list_stand_ins(view["results"])
            for index, treatment in self._treated:
                if row[index] is not None:
                    row[index] = treatment(row[index], names, stand_ins)
        return row


def read_rows(documents: Iterable[bytes], columns: Sequence[Column], privacy: Treat | None) -> Iterator[Row]:
    """Yield a row for each record, given as canonical JSON."""
    reader = RowReader(columns, privacy)
    for document in documents:
        yield reader.read(orjson.loads(document))


def write_flat_ndjson(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield each row as a JSON object, for exports of chosen columns."""
    names = [column.name for column in columns]
    for row in rows:
        yield orjson.dumps(dict(zip(names, row, strict=True)))


def read_group(wire: dict[str, Any]) -> Group:
    """Return what makes two records alike for `min_group`: field, route and recommendation."""
    return wire["field"], wire["route"], wire["recommendation"]


def count_groups(documents: Iterable[bytes]) -> Counter[Group]:
    """Count the records of each group in one pass."""
    return Counter(read_group(orjson.loads(document)) for document in documents)


def drop_small_groups(documents: Iterable[bytes], large: set[Group]) -> Iterator[bytes]:
    """Yield the documents whose group is large enough."""
    return (document for document in documents if read_group(orjson.loads(document)) in large)


def treat_column(column: Column, pseudonyms: Pseudonyms) -> Redactor | None:
    """Return what makes a column's value safe, or None where nothing is needed."""
    if column.treatment == "pseudonym":
        return lambda value, _names, _stand_ins: pseudonyms.replace(value)
    if column.treatment == "redact":
        return redact
    return None
