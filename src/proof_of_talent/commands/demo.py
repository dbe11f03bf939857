"""`demo`: synthetic records to try dashboards and exports with."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from proof_of_talent.commands.context import err, open_rulebook, opened_store, out, read_settings
from proof_of_talent.demo.records import make_records
from proof_of_talent.demo.sessions import add_sessions
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.ports import Store
from proof_of_talent.wiring.opening import hide_secrets

SWITCH_SECONDS = 0.0005


def demo(
    records: Annotated[int, typer.Option(min=1, help="How many records to make.")] = 1000,
    store: Annotated[
        str | None, typer.Option("--store", help="Store to write to (default: demo.db in the data folder).")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="Spread the records over this many past days.")] = 700,
    seed: Annotated[int, typer.Option(help="The same seed gives the same records.")] = 1,
) -> None:
    """Make synthetic records to try dashboards and exports with, in a database of their own."""
    url = store or f"sqlite:///{read_settings().data_dir / 'demo.db'}"
    with opened_store(url, creates=True) as opened:
        made = fill_with_demo(opened, records, days=days, seed=seed)
    err.print(f"{made:,} synthetic records are in {hide_secrets(url)}.")
    out.print(f"proof-of-talent serve --store {hide_secrets(url)}", soft_wrap=True)


def fill_with_demo(store: Store, count: int, *, days: int, seed: int) -> int:
    """Add synthetic records with a progress bar, and their sessions; returns how many records were new."""
    columns = (TextColumn("making records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar, tuned_for_loading():
        made = make_records(count, seed=seed, days=days, now=read_clock(), rulebook=open_rulebook())
        added = store.records.add_many(bar.track(made, total=count))
        bar.update(bar.add_task("making their sessions", total=None))
        add_sessions(store)
    return added


@contextmanager
def tuned_for_loading() -> Iterator[None]:
    """Let one thread make records while the store's thread writes them.

    Records have no reference cycles, and looking for some takes a fifth of the time; threads take turns
    sooner, because the writer wants the interpreter often and briefly.
    """
    collects, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()
