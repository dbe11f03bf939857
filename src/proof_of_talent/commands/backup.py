"""`backup` and `restore`: copies of the store, made and taken back while servers run."""

from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.commands.context import StoreOption, name_operator, opened_store, out, read_settings
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import EVERY_RECORD
from proof_of_talent.transfer.backup import back_up_store, is_embedded, restore_store


def backup(
    destination: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    store: StoreOption = None,
) -> None:
    """Copy the database into a new folder and check the copy. Servers on SQLite may run meanwhile; those on
    MongoDB must not.
    """
    settings = read_settings(store=store)
    manifest = back_up_store(
        settings.store_url, destination, read_clock(), database=settings.mongodb_database
    )
    out.print(
        f"{destination}: {manifest.records:,} records, {manifest.sessions:,} sessions, "
        f"{manifest.documents:,} documents, {manifest.bytes:,} bytes, checked.",
        highlight=False,
        soft_wrap=True,
    )


def restore_from_backup(
    source: Annotated[Path, typer.Argument(help="A folder that `backup` made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    store: StoreOption = None,
) -> None:
    """Put a backup in the place of the SQLite file, or into an empty MongoDB database.

    The file is kept beside its successor. What was erased there stays erased.
    """
    if not yes:
        typer.confirm("Replace the database by this backup?", abort=True, err=True)
    settings = read_settings(store=store)
    manifest = restore_store(
        source, settings.store_url, read_clock(), database=settings.mongodb_database, actor=name_operator()
    )
    with opened_store(store) as restored, restored.records.open_snapshot(EVERY_RECORD) as snapshot:
        records = snapshot.count()
    left_out = manifest.records - records
    out.print(
        f"Restored the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {records:,} records."
        + (f" Left out, because they were erased since: {left_out:,}." if left_out > 0 else ""),
        highlight=False,
        soft_wrap=True,
    )
    if is_embedded(settings.store_url):
        out.print(
            "A database that was there is kept beside it (….before-restore-…). Delete it when all is well: "
            "later erasures do not reach it.",
            highlight=False,
            soft_wrap=True,
        )
