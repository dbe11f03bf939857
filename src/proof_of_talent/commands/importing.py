"""`import`: take exported records back in."""

from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.commands.context import StoreOption, err, name_operator, opened_store, out
from proof_of_talent.domain.base import read_clock
from proof_of_talent.transfer.imports import import_file

_SHOWN = 20


def import_records(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Exported JSON or NDJSON, also with .gz.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check; import nothing.")] = False,
    store: StoreOption = None,
) -> None:
    """Take in exported records; those already there are left alone. Exit code 1 if any row was rejected."""
    with opened_store(store, creates=True) as opened:
        report = import_file(opened, path, actor=name_operator(), now=read_clock(), dry_run=dry_run)
    verb = "could be added" if dry_run else "added"
    out.print(
        f"{report.read:,} records read: {report.added:,} {verb}, {report.present:,} already there, "
        f"{report.rejected:,} rejected."
    )
    for reject in report.rejects[:_SHOWN]:
        err.print(f"line {reject.line}: {reject.reason}", soft_wrap=True)
    if report.rejected > _SHOWN:
        err.print(f"… and {report.rejected - _SHOWN:,} more.")
    if report.broken is not None:
        err.print(f"The file is not whole: {report.broken}.", soft_wrap=True)
    if report.rejected or report.broken is not None:
        raise typer.Exit(1)
