"""`stats`, `rollups` and `erase`: looking after the records."""

from typing import Annotated

import typer
from rich.table import Table

from proof_of_talent.analytics import overview
from proof_of_talent.commands.context import StoreOption, err, opened_store, out, print_table
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.erasure import erase_session

rollups = typer.Typer(
    help="Check or rebuild the rollups that figures are read from.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@takes_filter()
def stats(
    *,
    wanted: AnalysisFilter,
    as_json: Annotated[bool, typer.Option("--json", help="Print the overview as JSON.")] = False,
    store: StoreOption = None,
) -> None:
    """Print the overview: totals, success rate, averages by field, recommendations."""
    with opened_store(store) as opened:
        figures = overview(opened, wanted, read_clock())
    if as_json:
        out.out(figures.model_dump_json(by_alias=True, indent=2))
        return
    out.print(
        f"{figures.total_analyses:,} analyses: {figures.completed:,} completed, "
        f"{figures.errors:,} failed; {figures.recent_30_days:,} in the last 30 days"
    )
    table = Table("Field", "Completed", "Average score", "Average likelihood")
    for row in figures.by_field:
        table.add_row(
            row.id,
            f"{row.count:,}",
            "–" if row.avg_score is None else f"{row.avg_score:.1f}",
            "–" if row.avg_likelihood is None else f"{row.avg_likelihood:.0%}",
        )
    print_table(table)
    out.print(" · ".join(f"{row.id}: {row.count:,}" for row in figures.by_recommendation))


@rollups.command("verify")
def verify_rollups(store: StoreOption = None) -> None:
    """Compare the rollups with a fold over all records; exit code 1 where they differ."""
    with opened_store(store) as opened:
        drifts = opened.rollups.verify()
    for drift in drifts:
        out.print(
            f"{drift.grain} {drift.period} {drift.field}: {drift.stored_n} kept, {drift.expected_n} expected"
        )
    if drifts:
        err.print("The rollups differ. `proof-of-talent rollups rebuild` puts them right.")
        raise typer.Exit(1)
    out.print("The rollups equal the records.")


@rollups.command("rebuild")
def rebuild_rollups(store: StoreOption = None) -> None:
    """Rebuild all rollups from the records."""
    with opened_store(store) as opened:
        folded = opened.rollups.rebuild()
    out.print(f"{folded:,} records folded.")


def erase_for_good(
    session_id: Annotated[str, typer.Argument(metavar="SESSION", help="The session's id.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    store: StoreOption = None,
) -> None:
    """Erase everything about a session: documents, answers, results, and its share of all figures."""
    if not yes:
        typer.confirm("Erase everything about this session for good?", abort=True, err=True)
    with opened_store(store) as opened:
        receipt = erase_session(opened, session_id, read_clock(), actor="operator")
    out.print(
        f"Erased at {receipt.deleted_at:%Y-%m-%d %H:%M} UTC: "
        f"{receipt.documents} documents, {receipt.records} records."
    )
    if receipt.exports:
        out.print("These past exports contained them, or may have. Erase them in those files too:")
    for notice in receipt.exports:
        out.print(f"  {notice.export_id}  {notice.at:%Y-%m-%d %H:%M} UTC  {notice.format}")
