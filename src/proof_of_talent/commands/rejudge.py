"""`rejudge`: judge papers again under the rules of now, or by the assessor of now."""

from itertools import islice
from typing import Annotated, Literal

import typer

from proof_of_talent.commands.context import StoreOption, err, opened_services, out, read_settings
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from proof_of_talent.pipeline.rejudging import Wish, find_due, rejudge_all

Current = Literal["current"]


@takes_filter(status="completed")
def rejudge(
    rules: Annotated[
        Current | None, typer.Option(help="What was judged under other rules than the current ones.")
    ] = None,
    judge: Annotated[
        Current | None, typer.Option(help="What another assessor judged than the present one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many are due.")] = False,
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Judge papers again under the rules of now, or by the assessor of now.

    Of sessions whose papers are still there; no total counts the attempts as new.

    Run it again to go on after it was stopped, or after the model's budget was used up.
    """
    if rules is None and judge is None:
        raise InvalidInputError("Say what is due: --rules current, --judge current, or both.")
    settings = read_settings(store=store)
    with opened_services(settings) as services:
        wish = Wish(rules is not None, settings.assessor if judge is not None else None)
        due = islice(find_due(services.store, services.rulebook, wish, wanted), limit)
        if dry_run:
            out.print(f"{sum(1 for _ in due):,} are due.")
            return
        done = rejudge_all(
            services.pipeline, due, workers=settings.workers, on_record=tell_move,
            has_budget=lambda: (spent := services.read_spending()) is None or not spent.is_exceeded,
        )  # fmt: skip
    out.print(f"{done.judged:,} judged again, {done.failed:,} of them without a result.")
    if done.out_of_budget:
        err.print("The ceiling for the model's cost is reached. Run this again when there is room.")
        raise typer.Exit(1)


def tell_move(record: AnalysisRecord) -> None:
    """Print how one score moved; a record is named by its id, never by its session."""
    before = record.rejudged_from
    if before is not None and record.overall_score is not None:
        out.print(f"{record.id}: {before.overall_score} -> {record.overall_score}")
