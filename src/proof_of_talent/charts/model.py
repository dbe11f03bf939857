"""What a chart is: a title, rows from an analytics answer, columns for its table, and how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from proof_of_talent.charts.answers import Answers

if TYPE_CHECKING:
    import altair as alt

Tab = Literal["overview", "fields", "insights", "quality"]
ColumnKind = Literal["text", "number", "percent", "score", "share", "dollars"]
Size = Literal["third", "half", "full"]
ChartRow = dict[str, Any]


class ChartColumn(NamedTuple):
    """A column of a chart's table; `kind` says how people read its values."""

    key: str
    label: str
    kind: ColumnKind = "number"


class SampleSize(NamedTuple):
    """How many cases a chart speaks of, and what they are: the denominator of its rates."""

    size: int
    of_what: str


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes:
        name: short name in addresses and on the command line.
        title: what it shows.
        tab: where the dashboard has it.
        hint: one sentence on how to read it.
        rows: its data; no rows or an empty sample means nothing to draw.
        columns: its table, with the first column naming the row.
        draw: the Altair chart, over data called `rows`; imported late, because drawing is an extra.
        sample: what its figures are taken over.
        narrow: the changes of filter that choosing a row stands for, if it stands for any. A row that has
            `has`, a counter of the tally, leads to the list of the analyses that count in it instead.
        metrics: the definitions (keys of `describe_metrics`) that explain it.
        size: how much of the page's width it takes.
        height: of the drawing, in pixels; None where it follows from the number of rows.
    """

    name: str
    title: str
    tab: Tab
    hint: str
    rows: Callable[[Answers], Sequence[ChartRow]]
    columns: tuple[ChartColumn, ...]
    draw: Callable[[], "alt.LayerChart | alt.Chart"]
    sample: Callable[[Answers], SampleSize]
    narrow: Callable[[ChartRow], Mapping[str, str]] | None = None
    metrics: tuple[str, ...] = ()
    size: Size = "half"

    def read(self, answers: Answers) -> list[ChartRow]:
        """Return the rows, numbered by `i`, or none where the sample is empty."""
        if self.sample(answers).size == 0:
            return []
        return [{"i": place, **row} for place, row in enumerate(self.rows(answers))]
