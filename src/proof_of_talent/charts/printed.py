"""The dashboard as a PDF: key figures, every chart with its sample, page numbers, disclaimer."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.catalogue import TABS, list_charts
from proof_of_talent.charts.draw import draw_chart
from proof_of_talent.charts.model import Chart, Tab
from proof_of_talent.charts.palette import LIGHT
from proof_of_talent.charts.wording import format_date_time, format_number, format_percent, format_share

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 48.0
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
BOTTOM = 62.0
HEAD = 46.0
GAP = 26.0
TALLEST = 560.0
FIGURES_NOTE = (
    "Figures about analyses by this program: guidance drawn from the published criteria, not legal advice "
    "and not decisions. Shares name what they are taken over (n); with n below 5 they say little."
)


@dataclass(frozen=True)
class Placed:
    """A drawing at its place: page number from 0, lower edge and scale in points."""

    drawing: bytes
    page: int
    bottom: float
    scale: float


class PrintedReport:
    """Lays text and drawings out, page by page."""

    def __init__(self, about: str, now: datetime) -> None:
        self._buffer = BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=A4, pageCompression=1)
        self._canvas.setTitle("Proof of Talent: dashboard report")
        self._footer = f"Proof of Talent · {about} · made {format_date_time(now)} UTC"
        self._placed: list[Placed] = []
        self._page = 0
        self._top = PAGE_HEIGHT - MARGIN

    def write(
        self, text: str, size: float, *, bold: bool = False, colour: str = "ink", after: float = 4
    ) -> None:
        """Write a paragraph over the whole width and move below it."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        self._canvas.setFillColor(HexColor(LIGHT[colour]))
        self._canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, TEXT_WIDTH):
            self._top -= size * 1.3
            self._canvas.drawString(MARGIN, self._top, line)
        self._top -= after

    def write_figures(self, figures: list[tuple[str, str, str]]) -> None:
        """Write key figures side by side: label, value, what it is taken over."""
        step = TEXT_WIDTH / len(figures)
        for place, (label, value, note) in enumerate(figures):
            left = MARGIN + place * step
            for text, size, font, colour, down in (
                (label, 8.5, "Helvetica", "ink-2", 14), (value, 17, "Helvetica-Bold", "ink", 34),
                (note, 7.5, "Helvetica", "ink-2", 47),
            ):  # fmt: skip
                self._canvas.setFillColor(HexColor(LIGHT[colour]))
                self._canvas.setFont(font, size)
                self._canvas.drawString(left, self._top - down, text)
        self._top -= 70

    def draw(self, chart: Chart, drawing: bytes, sample: str) -> None:
        """Place a drawing under its title, on a new page where it does not fit on this one."""
        box = PdfReader(BytesIO(drawing)).pages[0].mediabox
        scale = min(TEXT_WIDTH / float(box.width), TALLEST / float(box.height), 0.75)
        height = float(box.height) * scale
        if self._top - HEAD - height < BOTTOM:
            self.turn()
        self.write(chart.title, 11.5, bold=True, after=0)
        self.write(f"{chart.hint} n = {sample}.", 8.5, colour="ink-2", after=6)
        self._top -= height
        self._placed.append(Placed(drawing, self._page, self._top, scale))
        self._top -= GAP

    def turn(self) -> None:
        """End this page and begin the next."""
        self._canvas.setFont("Helvetica", 7.5)
        self._canvas.setFillColor(HexColor(LIGHT["ink-2"]))
        self._canvas.drawString(MARGIN, 32, self._footer)
        self._canvas.drawRightString(PAGE_WIDTH - MARGIN, 32, f"page {self._page + 1}")
        self._canvas.showPage()
        self._page += 1
        self._top = PAGE_HEIGHT - MARGIN

    def finish(self) -> bytes:
        """Return the file."""
        self.turn()
        self._canvas.save()
        writer = PdfWriter(clone_from=PdfReader(BytesIO(self._buffer.getvalue())))
        for number, placed in enumerate(self._placed):
            put_drawing(writer, placed, f"/Drawing{number}")
        out = BytesIO()
        writer.compress_identical_objects()
        writer.write(out)
        return out.getvalue()


def put_drawing(writer: PdfWriter, placed: Placed, name: str) -> None:
    """Put a drawing onto its page as an object of its own.

    Merging pages, as the library offers it, parses the contents of both: most of the time a report took.
    """
    drawing = PdfReader(BytesIO(placed.drawing)).pages[0]
    content = drawing.get_contents()
    form = make_stream(b"" if content is None else content.get_data())
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = drawing.mediabox
    form[NameObject("/Resources")] = drawing["/Resources"].clone(writer)
    place = f"q {placed.scale:.4f} 0 0 {placed.scale:.4f} {MARGIN:.2f} {placed.bottom:.2f} cm {name} Do Q"
    page = writer.pages[placed.page]
    resources: Any = page["/Resources"].get_object()
    drawings = resources.setdefault(NameObject("/XObject"), DictionaryObject())
    drawings[NameObject(name)] = writer._add_object(form)  # noqa: SLF001 - there is no public way
    calls = writer._add_object(make_stream(place.encode()))  # noqa: SLF001 - as above
    before = page.raw_get("/Contents")
    page[NameObject("/Contents")] = ArrayObject(
        [*(before if isinstance(before, ArrayObject) else [before]), calls]
    )


def make_stream(data: bytes) -> StreamObject:
    """Return a packed stream."""
    stream = StreamObject()
    stream.set_data(data)
    return stream.flate_encode()


def write_report(answers: Answers, about: str) -> bytes:
    """Return the dashboard's charts as a PDF; charts without data are named, not drawn.

    Args:
        answers: the figures.
        about: the period and filters in words.
    """
    report = PrintedReport(about, answers.question.now)
    report.write("Dashboard report", 22, bold=True)
    report.write(f"{about}. Made {format_date_time(answers.question.now)} UTC.", 10, colour="ink-2")
    report.write(FIGURES_NOTE, 8.5, colour="ink-2", after=14)
    report.write_figures(list_figures(answers))
    for tab, name in TABS.items():
        write_tab(report, tab, name, answers)
    return report.finish()


def write_tab(report: PrintedReport, tab: Tab, name: str, answers: Answers) -> None:
    """Write the charts of a tab, each tab but the first on a new page."""
    if tab != "overview":
        report.turn()
    report.write(name, 15, bold=True, after=8)
    missing: list[str] = []
    for chart in list_charts(tab):
        rows = chart.read(answers)
        if not rows:
            missing.append(chart.title)
            continue
        sample = chart.sample(answers)
        drawing = draw_chart(chart, rows, "pdf", titled=False)
        report.draw(chart, drawing, f"{sample.size:,} {sample.of_what}")
    if missing:
        report.write(f"Without data: {', '.join(missing)}.", 8.5, colour="ink-2")


def list_figures(answers: Answers) -> list[tuple[str, str, str]]:
    """Return the key figures: label, value, what it is taken over."""
    found = answers.trends.figures
    everything, completed = f"of {found.total:,} analyses", f"average of {found.completed:,}"
    return [
        ("Analyses", format_number(found.total), f"{found.completed:,} completed"),
        ("Success rate", format_percent(found.success_rate), everything),
        ("Failed", format_number(found.errors), everything),
        ("Score", format_number(found.avg_score, 1), completed),
        ("Likelihood", format_share(found.avg_likelihood), completed),
    ]
