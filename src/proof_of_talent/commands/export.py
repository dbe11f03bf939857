"""`export` and `verify-export`: the dataset as a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.commands.context import StoreOption, err, name_operator, open_rulebook, opened_store, out
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.commands.following import follow, write_since
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import MOST_IN_A_GROUP
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import (
    ExportFormat,
    ExportOptions,
    format_of_path,
    open_export,
    verify_export,
    write_export,
)


@takes_filter(status="completed")
def export(
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="File to write (.json .ndjson .csv .xlsx .parquet), or `-`.")
    ],
    file_format: Annotated[
        ExportFormat | None, typer.Option("--format", help="Format; by default the file's name decides.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help="Only these columns, separated by commas.")] = None,
    personal: Annotated[bool, typer.Option(help="Keep personal columns in flat formats.")] = False,
    raw: Annotated[bool, typer.Option(help="CSV without protection against formulas.")] = False,
    min_group: Annotated[
        int,
        typer.Option(
            min=1,
            max=MOST_IN_A_GROUP,
            help="Leave out rows if fewer have the same field, route and recommendation.",
        ),
    ] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    since_last: Annotated[
        Path | None,
        typer.Option(
            "--since-last",
            metavar="STATE",
            help="Only what changed since STATE was written, as NDJSON; moves STATE.",
        ),
    ] = None,
    follow_on: Annotated[
        bool,
        typer.Option("--follow", help="Append changes to OUT as NDJSON as they come, until interrupted."),
    ] = False,
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Write all matching records to a file with a manifest beside it, or to standard output."""
    path = None if target == "-" else Path(target)
    if follow_on or since_last is not None:
        chosen = columns or personal or raw or min_group > 1 or wanted != AnalysisFilter(status="completed")
        if chosen or file_format not in {None, "ndjson"}:
            raise InvalidInputError(
                "Changes are all analyses, whole, as NDJSON: leave the other options out."
            )
        write_changes(path, since_last, store, follows=follow_on, force=force)
        return
    options = ExportOptions(
        format=file_format or (format_of_path(path) if path is not None else "json"),
        columns=tuple(name.strip() for name in columns.split(",")) if columns else None,
        personal=personal,
        raw=raw,
        min_group=min_group,
    )
    with (
        opened_store(store) as opened,
        open_export(
            opened, wanted, options, rulebook=open_rulebook(), actor=name_operator()
        ) as opened_export,
    ):
        if path is None:
            for chunk in opened_export.chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            return
        manifest = write_export(opened_export, path, replace=force)
    out.print(f"{manifest.rows:,} rows, {manifest.bytes:,} bytes in {path}", soft_wrap=True)
    if options.whole_records or personal:
        err.print("The file holds personal data: keep it safe, and delete it when it is done with.")


def write_changes(
    path: Path | None, state_file: Path | None, store: str | None, *, follows: bool, force: bool
) -> None:
    """Write changes once, or go on writing them."""
    if follows and path is None:
        raise InvalidInputError("Name a file to append changes to.")
    with opened_store(store) as opened:
        if follows and path is not None:
            count = follow(opened, path, state_file or path.with_name(f"{path.name}.state"))
        elif state_file is not None:
            count = write_since(opened, path, state_file, replace=force)
    err.print(f"{count:,} changes. They hold personal data: keep them safe.")


def verify_exported(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `export` wrote.")],
) -> None:
    """Check an exported file against its manifest; exit code 1 if it is not whole."""
    manifest = verify_export(path)
    out.print(f"{path} is whole: {manifest.rows:,} rows.", soft_wrap=True)
