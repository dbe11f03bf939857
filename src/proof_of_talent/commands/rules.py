"""`rules`: what the rules say, where and when they were read, and how two sets of them differ."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.commands.context import out, read_settings
from proof_of_talent.domain.criteria import Rulebook, load_rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.freshness import RuleRow, list_overdue, list_rules

rules = typer.Typer(
    help="List, check and compare the visa's rules.", no_args_is_help=True, rich_markup_mode=None
)

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="Folder with rules of your own (default: PROOF_OF_TALENT_RULES)."),
]
DayOption = Annotated[
    str | None, typer.Option("--day", help="The day that counts, YYYY-MM-DD (default: today).")
]


def read_day(text: str | None) -> date:
    """Return the day that an option names, or today.

    Raises:
        InvalidInputError: it is no day.
    """
    if text is None:
        return date.today()  # noqa: DTZ011 - the day where people are
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError("--day is a day such as 2026-11-28.") from None


def open_rules(folder: Path | None, day: date) -> Rulebook:
    """Return the rules of a folder, of the settings, or of the package."""
    return load_rulebook(folder or read_settings().rules, day)


@rules.command("list")
def list_all(
    folder: FolderOption = None,
    day: DayOption = None,
    words: Annotated[
        str, typer.Option("--find", help="Only rules whose id or text contains these words.")
    ] = "",
) -> None:
    """List every rule with its source, the day it was read and the day by which to read it again."""
    when = read_day(day)
    for row in list_rules(open_rules(folder, when)):
        if words.lower() in f"{row.id} {row.text}".lower():
            out.print(describe_row(row, when), soft_wrap=True)


def describe_row(row: RuleRow, day: date) -> str:
    """Return a rule on two lines: its id with source and dates, then what it says."""
    rule = row.rule
    until = f" to {rule.valid_to}" if rule.valid_to else ""
    late = ", overdue" if rule.review_by < day else ""
    dates = f"seen {rule.seen}, in force from {rule.valid_from}{until}, review by {rule.review_by}{late}"
    return f"{row.id} [{rule.source}, {rule.basis}; {dates}]\n  {row.text}"


@rules.command("check")
def check_rules(folder: FolderOption = None, day: DayOption = None) -> None:
    """Check that the rules fit together, and name what is overdue or announced and not included.

    Ends with exit code 1 where something is overdue or not included.
    """
    when = read_day(day)
    rulebook = open_rules(folder, when)
    missing = [change for change in rulebook.changes if not change.included]
    overdue = list_overdue(rulebook, when)
    out.print(f"{len(list_rules(rulebook))} rules are valid and fit together.")
    for change in missing:
        since = f", in force since {change.effective}" if change.effective else ""
        out.print(f"not included: {change.title} (announced {change.announced}{since})", soft_wrap=True)
    for row in overdue:
        out.print(f"overdue: {row.id}, to be read again by {row.rule.review_by}", soft_wrap=True)
    if missing or overdue:
        raise typer.Exit(1)


@rules.command("diff")
def diff_rules(
    other: Annotated[Path, typer.Argument(help="Folder with the other rules.")],
    folder: FolderOption = None,
    day: DayOption = None,
) -> None:
    """Show what differs from the rules in another folder on the day that counts: added, gone, changed."""
    when = read_day(day)
    ours = {row.id: row for row in list_rules(open_rules(folder, when), when)}
    theirs = {row.id: row for row in list_rules(load_rulebook(other, when), when)}
    lines = compare_rules(ours, theirs)
    for line in lines:
        out.print(line, soft_wrap=True)
    if not lines:
        out.print("The rules are the same.")


def compare_rules(ours: dict[str, RuleRow], theirs: dict[str, RuleRow]) -> list[str]:
    """Return one line for each rule that is new, gone, or says something else in the other set."""
    lines = []
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            lines.append(f"- {name}: {ours[name].text}")
        elif name not in ours:
            lines.append(f"+ {name}: {theirs[name].text}")
        elif ours[name].rule != theirs[name].rule:
            changed = [
                field
                for field in type(ours[name].rule).model_fields
                if getattr(ours[name].rule, field) != getattr(theirs[name].rule, field, None)
            ]
            lines.append(f"~ {name}: {', '.join(changed)}")
    return lines
