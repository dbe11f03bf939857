"""`copy`: everything from one store to another."""

from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from proof_of_talent.commands.context import err, opened_store, out, read_settings
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import EVERY_RECORD
from proof_of_talent.transfer.copy import CopyReport, copy_store
from proof_of_talent.wiring.opening import find_database_clash


def copy(
    source: Annotated[str, typer.Option("--from", help="Store to copy from, such as sqlite:///talent.db.")],
    target: Annotated[str, typer.Option("--to", help="Store to copy to, such as mongodb://host/database.")],
    merge: Annotated[bool, typer.Option("--merge", help="Allow a target that holds other data.")] = False,
) -> None:
    """Copy everything from one store to another and compare the two. Stop the service first.

    Ids stay the same. An interrupted copy is continued by running the same command again.
    """
    for address in (source, target):
        check_database(address)
    with opened_store(source) as opened_source, opened_store(target, creates=True) as opened_target:
        report = copy_with_progress(opened_source, opened_target, merge=merge)
    out.print(
        f"Copied {report.sessions:,} sessions with {report.documents:,} documents, "
        f"{report.records:,} records, {report.clients:,} clients, {report.receipts:,} receipts, "
        f"{report.audit_entries:,} audit entries."
    )
    if report.left_out:
        out.print(f"{report.left_out:,} records were left out: their sessions had been erased in the target.")
    out.print(
        f"Compared {report.checked_sessions:,} sessions and {report.checked_records:,} records; "
        f"checksum {report.checksum}.",
        highlight=False,
        soft_wrap=True,
    )


def check_database(address: str) -> None:
    """Refuse an address whose database would silently be another one.

    Raises:
        SetupError: `MONGODB_DATABASE` names one, too, and it would be used on both sides.
    """
    database = read_settings().mongodb_database
    named = find_database_clash(address, database)
    if named is not None:
        raise SetupError(
            f"The address names the database {named}, and MONGODB_DATABASE says {database}. "
            "Unset MONGODB_DATABASE for copying.",
            field="MONGODB_DATABASE",
        )


def copy_with_progress(source: Store, target: Store, *, merge: bool) -> CopyReport:
    """Copy with one line of progress for each step."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    records = sum(rollup.counters.get("n", 0) for rollup in source.rollups.read(EVERY_RECORD, detail=False))
    totals = {"records": records, "checking records": records}
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=err) as bar:

        def advance(step: str, count: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=totals.get(step))
            bar.advance(tasks[step], count)

        return copy_store(source, target, read_clock(), merge=merge, on_progress=advance)
