"""`reviews`: reviews by people on the command line: assign them, see how far people agree, take them out."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from proof_of_talent.commands.context import (
    JsonOption,
    StoreOption,
    name_operator,
    opened_store,
    out,
    print_table,
)
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.ports import AuditEntry
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.domain.reviews import MOST_SEATS
from proof_of_talent.judging.reviewed import measure_agreement
from proof_of_talent.records.assigning import load_assigning_rules
from proof_of_talent.records.lists import walk_records
from proof_of_talent.records.past_exports import describe_export
from proof_of_talent.records.reviewing import assign_by_rules, export_reviews, read_done

reviews = typer.Typer(
    help="Assign reviews by people, see how far they agree, export them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@reviews.command()
@takes_filter(status="completed")
def assign(
    people: Annotated[int, typer.Option(min=1, max=MOST_SEATS, help="How many review each analysis.")] = 2,
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Have people review the analyses that a rule picks; those assigned before stay as they are."""
    with opened_store(store) as opened:
        records = walk_records(opened, wanted)
        count = assign_by_rules(opened, records, load_assigning_rules(), people, read_clock())
    out.print(f"{count:,} reviews were opened.")


@reviews.command()
def agreement(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Tell how far people agree with each other and with the assessor, over the newest 2,000 reviews."""
    with opened_store(store) as opened:
        found = measure_agreement(read_done(opened))
    if as_json:
        out.out(found.model_dump_json(indent=2))
        return
    out.print(f"{found.reviews:,} reviews of {found.analyses:,} analyses by {found.people:,} people")
    table = Table("Between", "Criterion", "Judged", "Measure", "Agreement", "90 % range")
    for one in found.between_people:
        table.add_row(
            "people", one.criterion or "all", f"{one.judged}", "alpha", *_show(one.alpha, one.interval)
        )
    for each in found.with_assessor:
        name = f"people, {each.assessor} {each.version} (rules {each.rules_version})"
        cells = _show(each.kappa, each.interval)
        table.add_row(name, each.criterion or "all", f"{each.judged}", "kappa", *cells)
    print_table(table)


@reviews.command("export")
def export_done(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines to write; it must not exist.")],
    personal: Annotated[bool, typer.Option(help="Keep session ids, reviewers, comments and quotes.")] = False,
    store: StoreOption = None,
) -> None:
    """Write all reviews that are done, one a line. Without --personal they hold levels and bands only."""
    with opened_store(store) as opened, file.open("xb") as target:
        moment, rows = read_clock(), 0
        for row in export_reviews(opened, personal=personal):
            target.write(orjson.dumps(row) + b"\n")
            rows += 1
        details: dict[str, Any] = describe_export(
            moment, "reviews", AnalysisFilter(), None, personal=personal, rows=rows
        )
        opened.audit.add(AuditEntry(at=moment, actor=name_operator(), action="export", details=details))
    out.print(f"{file}: {rows:,} reviews.", soft_wrap=True)


def _show(figure: float | None, interval: tuple[float, float] | None) -> tuple[str, str]:
    shown = "–" if figure is None else f"{figure:.2f}"
    return shown, "–" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}"
