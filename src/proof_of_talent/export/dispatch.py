"""From the name of a format to the function that writes it; heavy writers are loaded when asked for."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from proof_of_talent import __version__
from proof_of_talent.domain.base import format_moment
from proof_of_talent.export.column import Column
from proof_of_talent.export.csv_format import write_csv
from proof_of_talent.export.options import ExportOptions
from proof_of_talent.export.rows import Chunks, Row, Treat, read_rows, write_flat_ndjson
from proof_of_talent.export.whole import write_json, write_ndjson


def write_format(
    documents: Iterator[bytes], columns: list[Column], options: ExportOptions, *, privacy: Treat | None,
    count: int, moment: datetime, folder: Path | None,
) -> Chunks:  # fmt: skip
    """Return the chunks of the chosen format.

    Args:
        documents: canonical JSON of records, exactly `count` of them.
        columns: for flat rows.
        options: the format and its options.
        privacy: how columns are treated, None to keep everything; whole records are never treated.
        count: how many rows there will be.
        moment: the time of the export.
        folder: where a format that needs a file makes it; the system's default if None.

    Raises:
        InvalidInputError: more rows than the format can hold.
    """
    if options.whole_records:
        return write_json(documents, count, moment) if options.format == "json" else write_ndjson(documents)
    rows = read_rows(documents, columns, privacy)
    match options.format:
        case "json":
            return write_json(write_flat_ndjson(rows, columns), count, moment)
        case "ndjson":
            return write_ndjson(write_flat_ndjson(rows, columns))
        case "csv":
            return write_csv(rows, columns, raw=options.raw)
        case "xlsx":
            return _write_xlsx(rows, columns, count, folder)
        case "parquet":
            about = {"exported_at": format_moment(moment), "rows": str(count), "tool_version": __version__}
            return _write_parquet(rows, columns, about)


def _write_xlsx(rows: Iterator[Row], columns: list[Column], count: int, folder: Path | None) -> Chunks:
    from proof_of_talent.export import xlsx_format  # noqa: PLC0415 - loads when asked for

    xlsx_format.check_size(count, len(columns))
    return xlsx_format.write_xlsx(rows, columns, folder)


def _write_parquet(rows: Iterator[Row], columns: list[Column], about: dict[str, str]) -> Chunks:
    from proof_of_talent.export import parquet_format  # noqa: PLC0415 - loads when asked for

    return parquet_format.write_parquet(rows, columns, about)
