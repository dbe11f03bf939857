"""One entry point for every export: a snapshot, the right format, a checked row count, an audit trail."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, Self

from proof_of_talent.application import Model
from proof_of_talent.columns import build_columns, select_columns
from proof_of_talent.criteria import Rulebook
from proof_of_talent.errors import TalentError
from proof_of_talent.export.csv_format import write_csv
from proof_of_talent.export.rows import Treat, read_rows, write_flat_ndjson
from proof_of_talent.export.whole import write_json, write_ndjson
from proof_of_talent.ports import AuditEntry, Snapshot, Store
from proof_of_talent.record import AnalysisFilter
from proof_of_talent.redaction import PSEUDONYM_SECRET, Pseudonyms, make_pseudonym_key, treat_column

ExportFormat = Literal["json", "ndjson", "csv"]


class FormatInfo(NamedTuple):
    """How a format is named outside."""

    media_type: str
    extension: str


FORMATS: dict[ExportFormat, FormatInfo] = {
    "json": FormatInfo("application/json", "json"),
    "ndjson": FormatInfo("application/x-ndjson", "ndjson"),
    "csv": FormatInfo("text/csv; charset=utf-8", "csv"),
}


class ExportOptions(Model):
    """What an export looks like.

    `columns` picks and orders columns (None: all; JSON and NDJSON then carry whole records). `personal` keeps
    what flat columns otherwise leave out or replace. `raw` turns off formula protection in CSV.
    """

    format: ExportFormat = "json"
    columns: tuple[str, ...] | None = None
    personal: bool = False
    raw: bool = False

    @property
    def whole_records(self) -> bool:
        """Tell whether stored records go out as they are, session ids and answers included."""
        return self.format in ("json", "ndjson") and self.columns is None


class ExportAbortedError(TalentError):
    """An export could not be finished; what was written so far is not whole and must be thrown away."""

    code = "export_aborted"


class Export:
    """An open export: known facts, then chunks of bytes to pass on, then `close()`.

    Whoever reads `chunks` must abort the transfer when it raises: an error never becomes part of the data.
    Once the last chunk was taken, `sha256` is the checksum of everything.
    """

    def __init__(
        self, *, export_id: str, format_info: FormatInfo, filename: str, row_count: int,
        chunks: Iterator[bytes], stack: ExitStack, finish: Callable[[str | None, int], None],
    ) -> None:  # fmt: skip
        self.export_id = export_id
        self.media_type = format_info.media_type
        self.filename = filename
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
        """Free the snapshot and write how it ended to the audit log. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._stack.close()
        self._finish(self.sha256, self.bytes_written)

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
    now: datetime | None = None,
) -> Export:
    """Open an export of the records a filter means, oldest first, as of now.

    Args:
        store: where the records are.
        wanted: which records.
        options: how they are to look.
        rulebook: names the columns.
        actor: who asks, for the audit log: a key's name or the operating system's user; never an applicant.
        now: the moment of the export.

    Raises:
        InvalidInputError: an unknown column, or a personal one without `personal`.
        StoreUnavailableError: from the store.
    """
    moment = now or datetime.now(UTC)
    chosen = select_columns(build_columns(rulebook), options.columns, personal=options.personal)
    export_id = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    privacy: Treat | None = None if options.personal else _make_privacy(store)
    stack = ExitStack()
    try:
        snapshot = stack.enter_context(store.open_snapshot(wanted))
        count = snapshot.count()
        documents = _count_exactly(snapshot, count)
        if options.format == "csv":
            chunks = write_csv(read_rows(documents, chosen, privacy), chosen, raw=options.raw)
        else:
            if not options.whole_records:
                documents = write_flat_ndjson(read_rows(documents, chosen, privacy), chosen)
            chunks = (
                write_json(documents, count, moment) if options.format == "json" else write_ndjson(documents)
            )
        details: dict[str, Any] = {
            "export_id": export_id,
            "format": options.format,
            "filter": wanted.model_dump(mode="json", exclude_none=True),
            "columns": None if options.whole_records else [column.name for column in chosen],
            "personal": options.personal or options.whole_records,
            "rows": count,
        }
        store.add_audit_entry(AuditEntry(at=moment, actor=actor, action="export", details=details))
    except BaseException:
        stack.close()
        raise

    def finish(sha256: str | None, size: int) -> None:
        ended = {"export_id": export_id, "bytes": size, "sha256": sha256, "complete": sha256 is not None}
        store.add_audit_entry(
            AuditEntry(at=datetime.now(UTC), actor=actor, action="export_finished", details=ended)
        )

    info = FORMATS[options.format]
    return Export(
        export_id=export_id, format_info=info, filename=f"proof-of-talent-{export_id}.{info.extension}",
        row_count=count, chunks=chunks, stack=stack, finish=finish,
    )  # fmt: skip


def _make_privacy(store: Store) -> Treat:
    pseudonyms = Pseudonyms(store.read_secret(PSEUDONYM_SECRET, make_pseudonym_key))
    return lambda column: treat_column(column, pseudonyms)


def _count_exactly(snapshot: Snapshot, expected: int) -> Iterator[bytes]:
    """Pass the documents on and fail if there are not as many as were announced."""
    seen = 0
    for seen, document in enumerate(snapshot.documents(), start=1):  # noqa: B007 - the last number counts
        yield document
    if seen != expected:
        raise ExportAbortedError(
            f"The export was to hold {expected} rows and got {seen}. Please run it again."
        )
