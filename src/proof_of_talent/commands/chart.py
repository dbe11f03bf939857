"""`chart` and `report`: the dashboard's drawings as files."""

from pathlib import Path
from typing import Annotated

import typer

from proof_of_talent.analytics import AnalyticsCache
from proof_of_talent.charts.answers import Answers, FigureRequest
from proof_of_talent.charts.catalogue import CHARTS, find_chart
from proof_of_talent.charts.draw import choose_picture_format, draw_chart
from proof_of_talent.charts.wording import format_date
from proof_of_talent.commands.context import StoreOption, err, open_rulebook, opened_store
from proof_of_talent.commands.filters import takes_filter
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter

CHART_NAMES = ", ".join(chart.name for chart in CHARTS)


@takes_filter()
def chart(
    name: Annotated[str, typer.Argument(help=f"Which chart: {CHART_NAMES}.")],
    file: Annotated[Path, typer.Argument(help="File to write; its name ends with .png, .svg or .pdf.")],
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Draw a chart of the dashboard to a file."""
    drawn, found = choose_picture_format(file.suffix), find_chart(name)
    with opened_store(store) as opened:
        answers = open_answers(opened, wanted)
        rows = found.read(answers)
        sample = found.sample(answers)
    if not rows:
        raise NotFoundError("There is nothing to draw: no analyses match.")
    about = f"{describe_filter(wanted)} · n = {sample.size:,} {sample.of_what}"
    file.write_bytes(draw_chart(found, rows, drawn, about=about))
    err.print(f"{found.title}: {file}", soft_wrap=True)


@takes_filter()
def report(
    file: Annotated[Path, typer.Argument(help="PDF file to write.")],
    *,
    wanted: AnalysisFilter,
    store: StoreOption = None,
) -> None:
    """Write all charts of the dashboard to a PDF."""
    from proof_of_talent.charts.printed import write_report  # noqa: PLC0415 - brings two PDF libraries along

    with opened_store(store) as opened:
        answers = open_answers(opened, wanted)
        if not answers.overview.total_analyses:
            raise NotFoundError("There is nothing to report: no analyses match.")
        file.write_bytes(write_report(answers, describe_filter(wanted)))
    err.print(f"Report: {file}", soft_wrap=True)


def open_answers(store: Store, wanted: AnalysisFilter) -> Answers:
    """Put a question to a store."""
    return Answers(store, open_rulebook(), FigureRequest(wanted, read_clock()), AnalyticsCache())


def describe_filter(wanted: AnalysisFilter) -> str:
    """Return a filter in words."""
    parts = [
        f"from {format_date(wanted.since)}" if wanted.since else "",
        f"before {format_date(wanted.until)}" if wanted.until else "",
        *(" or ".join(values) for values in wanted.choices().values()),
    ]
    return ", ".join(part for part in parts if part) or "All analyses"
