"""Take exported records back in, row by row: JSON or NDJSON, ours or the older service's.

Records that are there already are left alone, so a second run changes nothing. A row that cannot be used is
reported with its line and why, never with its content. Records of people who were erased stay out.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
from pydantic import ValidationError

from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.tally import tally
from proof_of_talent.export.view import view_record
from proof_of_talent.transfer.json_stream import BrokenStreamError, read_objects
from proof_of_talent.transfer.older_records import OlderRecords, is_older, make_import_key

IMPORT_SECRET = "import_key"  # noqa: S105 - the name a store keeps the key under, not the key
MOST_REJECTS = 1_000
"""Rejects that are kept with their reason; all are counted."""


class Reject(NamedTuple):
    """A row that was not taken: the line it begins on, counted from 1, and why."""

    line: int
    reason: str


@dataclass
class ImportReport:
    """What an import did. `read` is `added + present + rejected`; `older` of them had the older shape.

    `broken` says why reading stopped before the end, None when it did not.
    """

    read: int = 0
    added: int = 0
    rejected: int = 0
    older: int = 0
    rejects: list[Reject] = field(default_factory=list)
    broken: str | None = None

    @property
    def present(self) -> int:
        """How many were there already."""
        return self.read - self.added - self.rejected

    def reject(self, line: int, reason: str) -> None:
        """Note a row that is not taken."""
        self.rejected += 1
        if len(self.rejects) < MOST_REJECTS:
            self.rejects.append(Reject(line, reason))


def import_file(
    store: Store, path: Path, *, actor: str, now: datetime, dry_run: bool = False
) -> ImportReport:
    """Import the records of a file, as it was exported or packed with gzip.

    Args:
        store: where the records go.
        path: NDJSON, or JSON as an array or under the key `dataset`.
        actor: who asks, for the audit log.
        now: the moment, for the audit log.
        dry_run: only read and check; `added` is then what would be new in an empty store.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: it is no JSON at all.
        StoreUnavailableError: from the store; what was added until then stays.
    """
    report = ImportReport()
    older = OlderRecords(store.records, store.secrets.read(IMPORT_SECRET, make_import_key))
    with _open(path) as file:
        records = _check_rows(file, store, older, report)
        report.added = sum(1 for _ in records) if dry_run else store.records.add_many(records)
    if not dry_run:
        details = {"read": report.read, "added": report.added, "rejected": report.rejected}
        store.audit.add(AuditEntry(at=now, actor=actor, action="import", details=details))
    return report


def _open(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _check_rows(
    file: IO[bytes], store: Store, older: OlderRecords, report: ImportReport
) -> Iterator[AnalysisRecord]:
    """Yield the records that can be used, noting the others."""
    try:
        for line, row in read_objects(file):
            report.read += 1
            if isinstance(row, ValueError):
                report.reject(line, f"not JSON: {row}")
            elif (record := _check_row(line, row, store, older, report)) is not None:
                yield record
    except (BrokenStreamError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        if report.read == 0:
            raise InvalidInputError(f"The file is not JSON or NDJSON: {error}") from error
        report.broken = str(error)


def _check_row(
    line: int, row: Any, store: Store, older: OlderRecords, report: ImportReport
) -> AnalysisRecord | None:
    if not isinstance(row, dict):
        report.reject(line, "not an object")
        return None
    try:
        if is_older(row):
            report.older += 1
            row = older.convert(row)
        record = AnalysisRecord.model_validate(row)
        tally(record)
        view_record(orjson.loads(record.to_json()))
    except ValidationError as error:
        report.reject(line, _explain(error))
        return None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        report.reject(line, f"the assessment cannot be counted ({type(error).__name__})")
        return None
    if store.erasure.find_receipt(record.session_id) is not None:
        report.reject(line, "this session was erased")
        return None
    return record


def _explain(error: ValidationError) -> str:
    """Say which fields are wrong and how, without their content."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, p['loc'])) or 'record'}: {p['msg']}" for p in problems[:3])
