"""One entry point for every export: a snapshot, the right format, a checked row count, an audit trail."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

from proof_of_talent.domain.base import Clock, read_clock
from proof_of_talent.domain.consents import is_withheld
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import AuditEntry, Snapshot, Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export.columns import build_columns, select_columns
from proof_of_talent.export.dispatch import write_format
from proof_of_talent.export.formats import FORMATS, ExportFormat
from proof_of_talent.export.options import ExportOptions
from proof_of_talent.export.rows import Treat, count_groups, drop_small_groups, treat_column
from proof_of_talent.records.past_exports import describe_export
from proof_of_talent.records.redaction import PSEUDONYM_SECRET, Pseudonyms, make_pseudonym_key


class ExportAbortedError(TalentError):
    """An export could not be finished; what was written so far is not whole and must be thrown away."""

    code = "export_aborted"


class Export:
    """An open export: known facts, then chunks of bytes to pass on, then `close()`.

    Whoever reads `chunks` must abort the transfer when it raises: an error never becomes part of the data.
    Once the last chunk was taken, `sha256` is the checksum of everything.
    """

    def __init__(
        self, *, export_id: str, file_format: ExportFormat, row_count: int, chunks: Iterator[bytes],
        stack: ExitStack, finish: Callable[["Export"], None],
    ) -> None:  # fmt: skip
        self.export_id = export_id
        self.format = file_format
        self.media_type = FORMATS[file_format].media_type
        self.filename = f"proof-of-talent-{export_id}.{FORMATS[file_format].extension}"
        self.row_count = row_count
        self.sha256: str | None = None
        self.bytes_written = 0
        self._source = chunks
        self._stack = stack
        self._finish = finish
        self._closed = False

    @property
    def chunks(self) -> Iterator[bytes]:
        """Yield the file. Can be read once."""
        digest = hashlib.sha256()
        for chunk in self._source:
            if chunk:
                digest.update(chunk)
                self.bytes_written += len(chunk)
                yield chunk
        self.sha256 = digest.hexdigest()

    def close(self) -> None:
        """Free snapshot and temporary files and audit how it ended. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._stack.close()
        self._finish(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_export(
    store: Store,
    wanted: AnalysisFilter,
    options: ExportOptions,
    *,
    rulebook: Rulebook,
    actor: str,
    clock: Clock = read_clock,
    folder: Path | None = None,
) -> Export:
    """Open an export of the records a filter means, oldest first, as of now.

    Args:
        store: where the records are.
        wanted: which records.
        options: how they are to look.
        rulebook: names the columns.
        actor: who asks, for the audit log: a key's name or the operating system's user; never an applicant.
        clock: tells the moment of the export, once the snapshot is open.
        folder: where XLSX keeps its temporary file; the system's default if None.

    Raises:
        InvalidInputError: an unknown column, a personal one without `personal`, options that contradict each
            other, or more rows than the format can hold.
        StoreUnavailableError: from the store.
    """
    columns = select_columns(build_columns(rulebook), options.columns, personal=options.personal)
    with ExitStack() as opening:
        version = store.rollups.read_version()
        snapshot = opening.enter_context(store.records.open_snapshot(wanted))
        moment = clock()
        count, documents = _select_documents(store, wanted, snapshot, version, options.min_group)
        privacy = None if options.personal or options.whole_records else make_privacy(store)
        chunks = write_format(
            documents, columns, options, privacy=privacy, count=count, moment=moment, folder=folder
        )
        opening.callback(chunks.close)
        details = describe_export(
            moment, options.format, wanted,
            None if options.whole_records else [column.name for column in columns],
            personal=options.personal or options.whole_records, min_group=options.min_group, rows=count,
        )  # fmt: skip
        store.audit.add(AuditEntry(at=moment, actor=actor, action="export", details=details))
        return Export(
            export_id=details["export_id"], file_format=options.format, row_count=count, chunks=chunks,
            stack=opening.pop_all(), finish=lambda export: _audit_end(store, actor, clock(), export),
        )  # fmt: skip


def _select_documents(
    store: Store, wanted: AnalysisFilter, snapshot: Snapshot, version: str, min_group: int
) -> tuple[int, Iterator[bytes]]:
    """Return how many rows there will be, and the rows, which fail if they are not as many.

    Records whose owners said no to this are left out. The rollups tell how many there are. Only where records
    were written since `version`, so that rollups and snapshot may be of two moments, counting needs a pass
    over all records of its own.
    """
    if min_group > 1:
        groups = count_groups(_list_shared(snapshot))
        large = {group: size for group, size in groups.items() if size >= min_group}
        count = sum(large.values())
        return count, _count_exactly(drop_small_groups(_list_shared(snapshot), set(large)), count)
    withheld = sum(rollup.counters.get("withheld", 0) for rollup in store.rollups.read(wanted))
    if withheld and store.rollups.read_version() != version:
        count = sum(1 for _ in _list_shared(snapshot))
    else:
        count = snapshot.count() - withheld
    return count, _count_exactly(_list_shared(snapshot), count)


def _list_shared(snapshot: Snapshot) -> Iterator[bytes]:
    return (document for document in snapshot.documents() if not is_withheld(document))


def _count_exactly(documents: Iterator[bytes], expected: int) -> Iterator[bytes]:
    seen = 0
    for seen, document in enumerate(documents, start=1):  # noqa: B007 - the last number counts
        yield document
    if seen != expected:
        raise ExportAbortedError(
            f"The export was to hold {expected} rows and got {seen}. Please run it again."
        )


def make_privacy(store: Store) -> Treat:
    """Return how columns are treated when personal data is not asked for, with the store's own key."""
    pseudonyms = Pseudonyms(store.secrets.read(PSEUDONYM_SECRET, make_pseudonym_key))
    return lambda column: treat_column(column, pseudonyms)


def _audit_end(store: Store, actor: str, moment: datetime, export: Export) -> None:
    details = {
        "export_id": export.export_id,
        "bytes": export.bytes_written,
        "sha256": export.sha256,
        "complete": export.sha256 is not None,
    }
    store.audit.add(AuditEntry(at=moment, actor=actor, action="export_finished", details=details))
