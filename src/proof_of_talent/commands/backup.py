"""`backup` and `restore`: copies of the store, made and taken back while servers run."""

from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.bootstrap import back_up_store, read_clock, restore_store
from proof_of_talent.commands.context import StoreOption, out, read_settings


def backup(
    destination: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    store: StoreOption = None,
) -> None:
    """Copy the database into a new folder and check the copy. Servers may run meanwhile."""
    manifest = back_up_store(read_settings(store=store).store_url, destination, read_clock())
    out.print(
        f"{destination}: {manifest.records:,} records, {manifest.sessions:,} sessions, "
        f"{manifest.documents:,} documents, {manifest.bytes:,} bytes, checked.",
        highlight=False,
        soft_wrap=True,
    )


def restore(
    source: Annotated[Path, typer.Argument(help="A folder that `backup` made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    store: StoreOption = None,
) -> None:
    """Put a backup in the place of the database, which is kept beside it. What was erased stays erased."""
    if not yes:
        typer.confirm("Replace the database by this backup?", abort=True, err=True)
    manifest = restore_store(source, read_settings(store=store).store_url, read_clock())
    out.print(
        f"Restored the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {manifest.records:,} records.",
        highlight=False,
    )
