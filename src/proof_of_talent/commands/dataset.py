"""`dataset build|verify|diff`: datasets for training and for keeping."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from proof_of_talent.commands.context import (
    StoreOption,
    err,
    name_operator,
    open_rulebook,
    opened_store,
    out,
    print_table,
)
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.dataset import BuildOptions, DatasetFormat, build_dataset, diff_datasets, verify_dataset
from proof_of_talent.dataset.options import TargetName
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import MOST_IN_A_GROUP
from proof_of_talent.domain.record import AnalysisFilter

dataset = typer.Typer(help="Build, check and compare datasets.", no_args_is_help=True, rich_markup_mode=None)

_SHOWN_SHIFTS = 15


def read_shares(text: str) -> tuple[int, int, int]:
    """Read `80/10/10`.

    Raises:
        InvalidInputError: it is not three whole numbers.
    """
    try:
        train, validation, test = (int(share) for share in text.split("/"))
    except ValueError:
        raise InvalidInputError("--split takes three whole numbers such as 80/10/10.") from None
    return train, validation, test


@dataset.command()
@takes_filter(status="completed")
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; it must not exist.")],
    split: Annotated[str, typer.Option(help="Percentages of train, validation and test.")] = "80/10/10",
    split_by: Annotated[
        Literal["applicant", "time"],
        typer.Option(help="Split by a stable hash of the applicant, or by time."),
    ] = "applicant",
    file_format: Annotated[DatasetFormat, typer.Option("--format", help="Format of the rows.")] = "parquet",
    target: Annotated[TargetName | None, typer.Option(help="What a model should predict.")] = None,
    labels: Annotated[
        Literal["reviews"] | None, typer.Option(help="Only rows that people reviewed, with what they think.")
    ] = None,
    anonymise: Annotated[bool, typer.Option(help="Drop what could help to recognise a person.")] = False,
    personal: Annotated[bool, typer.Option(help="Keep personal columns.")] = False,
    min_group: Annotated[
        int,
        typer.Option(
            min=1,
            max=MOST_IN_A_GROUP,
            help="Leave out rows if fewer have the same field, route and recommendation.",
        ),
    ] = 1,
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Build a dataset with splits, a card, a schema and a manifest. The same records give the same bytes."""
    options = BuildOptions(
        format=file_format, shares=read_shares(split), split_by=split_by, target=target, labels=labels,
        anonymise=anonymise, personal=personal, min_group=min_group,
    )  # fmt: skip
    with opened_store(store) as opened:
        manifest = build_dataset(
            opened, wanted, options, folder, rulebook=open_rulebook(), actor=name_operator()
        )
    rows = ", ".join(f"{count:,} {name}" for name, count in manifest.rows.items())
    out.print(f"{folder}: {rows} in {len(manifest.files)} files.", soft_wrap=True)
    for reason, count in manifest.left_out.items():
        out.print(f"{count:,} left out: {reason}")


@dataset.command("verify")
def verify_built(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A dataset.")]) -> None:
    """Check a dataset against its manifest; exit code 1 if anything is wrong."""
    problems = verify_dataset(folder)
    for problem in problems:
        err.print(problem, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    out.print(f"{folder} is as it was built.", soft_wrap=True)


@dataset.command()
def diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="A dataset.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="A later one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole comparison as JSON.")] = False,
) -> None:
    """Tell rows added, removed and changed, and how columns shifted."""
    found = diff_datasets(first, second)
    if as_json:
        out.out(found.model_dump_json(indent=2))
        return
    out.print(
        f"{found.added:,} rows added, {found.removed:,} removed, {found.changed:,} changed, "
        f"{found.unchanged:,} the same; {found.moved:,} in another split"
    )
    for verb, names in (("new", found.columns_added), ("gone", found.columns_removed)):
        if names:
            out.print(f"Columns {verb}: {', '.join(names)}")
    if found.shifts:
        table = Table("Column", "Before", "After", "Shift")
        for shift in found.shifts[:_SHOWN_SHIFTS]:
            name = shift.column if shift.label is None else f"{shift.column} = {shift.label}"
            table.add_row(name, f"{shift.before:.3g}", f"{shift.after:.3g}", f"{shift.size:.2f}")
        print_table(table)
