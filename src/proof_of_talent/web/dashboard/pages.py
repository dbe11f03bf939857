"""The dashboard: four tabs of key figures and charts over the analytics functions."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import Markup

from proof_of_talent.analytics import AnalyticsCache, MetricDefinition, describe_metrics, rejudged
from proof_of_talent.charts.answers import Answers, FigureRequest
from proof_of_talent.charts.build import LIBRARY_FILE, SPECS_FILE
from proof_of_talent.charts.catalogue import TABS, find_chart, list_charts
from proof_of_talent.charts.kit import FILES, ChartKit
from proof_of_talent.charts.model import Chart, ChartColumn, ChartRow, ColumnKind
from proof_of_talent.charts.sentences import write_sentences
from proof_of_talent.charts.wording import format_number, format_percent, format_share
from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.domain.names import RECOMMENDATION_NAMES, STATUS_NAMES
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export.csv_format import protect_cell
from proof_of_talent.judging.reviewed import measure_agreement
from proof_of_talent.records.reviewing import read_done
from proof_of_talent.records.samples import SAMPLE_MARK
from proof_of_talent.web.assets import Asset
from proof_of_talent.web.dashboard.key_figures import SHOWN, show_agreement, show_spending
from proof_of_talent.web.dashboard.state import COMPARISONS, LIST_FILTERS, PERIODS, View, ViewDep
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.gate.access import AnalyticsCaller
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router(needs=("analytics",))

LIST_PATH = "/dashboard/analyses"
WRITERS: dict[ColumnKind, Callable[[Any], str]] = {
    "text": lambda value: "–" if value is None else str(value),
    "number": format_number,
    "percent": format_percent,
    "score": lambda value: format_number(value, 2),
    "share": format_share,
    "dollars": lambda value: "–" if value is None else f"${value:,.2f}",
}


@dataclass(frozen=True)
class TableRow:
    """One row of a chart's table: what is shown, where choosing it leads, and whether it is chosen."""

    cells: tuple[str, ...]
    href: str | None
    swaps: bool
    chosen: bool
    small: bool


@dataclass(frozen=True)
class Card:
    """One chart as a page shows it."""

    chart: Chart
    sample: str
    count: int
    rows: tuple[TableRow, ...]
    data: Markup
    definitions: tuple[MetricDefinition, ...]
    csv: str
    file_stem: str


def install_dashboard(app: FastAPI, services: Services) -> None:
    """Give an app what the dashboard keeps between requests."""
    app.state.analytics_cache = AnalyticsCache()
    app.state.chart_kit = ChartKit(services.settings.data_dir / "cache")


@router.get("/dashboard")
def show_dashboard(
    request: Request, view: ViewDep, services: ServicesDep, caller: AnalyticsCaller
) -> HTMLResponse:
    """One tab of the dashboard."""
    kit: ChartKit = request.app.state.chart_kit
    kit.prepare_soon()
    version = services.store.rollups.read_version()
    answers = ask(request, view, services)
    cards = [make_card(chart, answers, view) for chart in list_charts(view.tab)]  # type: ignore[arg-type]
    total = answers.overview.total_analyses
    figures = SHOWN[view.tab](answers) if total else []
    agreement = moved = None
    if view.tab == "quality":
        agreement = measure_agreement(read_done(services.store))
        moved = rejudged(services.store, answers.wanted)
        figures += show_spending(services.read_spending()) + show_agreement(agreement)
    return render_page(
        request,
        "dashboard.html",
        title=TABS[view.tab],  # type: ignore[index]
        view=view,
        tabs=[(name, label, view.address(tab=name)) for name, label in TABS.items()],
        filters=describe_filters(request, view, services),
        figures=figures,
        agreement=agreement,
        moved=moved,
        cards=[card for card in cards if card.rows] if total else [],
        folded=[card for card in cards if not card.rows] if total else [],
        total=total,
        is_new=not total and not has_any(services),
        compared=answers.trends.comparison,
        first_day=answers.first_day,
        told=[
            (one.text, view.address(LIST_PATH, **one.narrow)) for one in write_sentences(answers, view.tab)
        ],
        samples=[
            label for label in list_assessors(request, view, services) if label.endswith(f":{SAMPLE_MARK}")
        ],
        may_remove="admin" in caller.scopes,
        definitions=describe_metrics(),
        data_version=version,
        now=services.clock(),
        library=f"/dashboard/kit/{kit.digest}/{LIBRARY_FILE}",
        specs=f"/dashboard/kit/{kit.digest}/{SPECS_FILE}",
    )


@router.get("/dashboard/version", response_class=JSONResponse)
def get_version(services: ServicesDep) -> dict[str, str]:
    """A token that changes when records do; pages ask for it and reload their figures."""
    return {"version": services.store.rollups.read_version()}


@router.get("/dashboard/charts/{name}.csv")
def get_table(name: str, request: Request, view: ViewDep, services: ServicesDep) -> Response:
    """The table of one chart, for spreadsheets."""
    chart = find_chart(name)
    rows = chart.read(ask(request, view, services))
    stem = view.file_stem(f"proof-of-talent_{chart.name}", services.clock().date())
    headers = {"Content-Disposition": f'attachment; filename="{stem}.csv"'}
    return Response(write_table(chart.columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/dashboard/kit/{digest}/{name}")
def get_kit(digest: str, name: str, request: Request) -> Response:
    """The drawing library or the charts' specifications; the first request may have to wait for them."""
    kit: ChartKit = request.app.state.chart_kit
    if digest != kit.digest or name not in FILES:
        raise NotFoundError("There is no such file. Reload the page.")
    return Asset(name, *kit.read(name)).answer(request)


def ask(request: Request, view: View, services: Services) -> Answers:
    """Put a page's question to the analytics functions."""
    now = services.clock()
    question = FigureRequest(view.wanted(now), now, view.compare)  # type: ignore[arg-type]
    return Answers(services.store, services.rulebook, question, request.app.state.analytics_cache)


def has_any(services: Services) -> bool:
    """Tell whether there is any analysis at all."""
    return bool(services.store.records.list_page(AnalysisFilter(), limit=1))


def make_card(chart: Chart, answers: Answers, view: View) -> Card:
    """Return a chart with its table, links and definitions."""
    rows = chart.read(answers)
    sample = chart.sample(answers)
    query = view.query(tab=False)
    definitions = describe_metrics()
    return Card(
        chart=chart,
        sample=sample.of_what,
        count=sample.size,
        rows=tuple(make_table_row(chart, row, view) for row in rows),
        data=embed_json(rows),
        definitions=tuple(definitions[name] for name in chart.metrics if name in definitions),
        csv=f"/dashboard/charts/{chart.name}.csv{'?' if query else ''}{query}",
        file_stem=view.file_stem(f"proof-of-talent_{chart.name}", answers.question.now.date()),
    )


def make_table_row(chart: Chart, row: ChartRow, view: View) -> TableRow:
    """Return a row as people read it."""
    narrow = chart.narrow(row) if chart.narrow else None
    listed = {name: row[name] for name in ("has", "field") if row.get(name)} if row.get("has") else None
    return TableRow(
        cells=tuple(WRITERS[column.kind](row.get(column.key)) for column in chart.columns),
        href=view.toggle(narrow) if narrow else view.address(LIST_PATH, **listed) if listed else None,
        swaps=narrow is not None,
        chosen=bool(narrow) and view.is_on(narrow or {}),
        small=bool(row.get("small")),
    )


def embed_json(value: Any) -> Markup:
    """Return JSON that may stand in a page's data block: no `<` can end it early."""
    return Markup(orjson.dumps(value).decode().replace("<", "\\u003c"))  # noqa: S704 - escaped right here


def write_table(columns: Sequence[ChartColumn], rows: Sequence[ChartRow]) -> bytes:
    """Return rows as CSV, numbers unrounded, text guarded against being taken for formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.label for column in columns)
    for row in rows:
        values = (row.get(column.key) for column in columns)
        writer.writerow(protect_cell(value) if isinstance(value, str) else value for value in values)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def describe_filters(
    request: Request, view: View, services: Services, path: str = "/dashboard"
) -> dict[str, Any]:
    """Return what the filter bar shows: choices, and a chip for each active filter."""
    names = view.name_filters(services.rulebook)
    if path == "/dashboard":
        names.pop("has", None)
    chips = [(words, view.address(path, **{name: ""})) for name, words in names.items()]
    if view.period == "custom":
        chips.insert(0, (view.name_period(), view.address(path, period="12m")))
    cleared = dict.fromkeys(LIST_FILTERS, "") | {"period": "12m"}
    return {
        "periods": PERIODS,
        "comparisons": COMPARISONS,
        "fields": {field.id: field.name for field in services.rulebook.fields},
        "recommendations": RECOMMENDATION_NAMES,
        "statuses": STATUS_NAMES,
        "assessors": [(name, name) for name in list_assessors(request, view, services)],
        "chips": chips,
        "cleared": view.address(path, **cleared),
    }


def list_assessors(request: Request, view: View, services: Services) -> list[str]:
    """Return the assessors that records name, and the one asked for."""
    cache: AnalyticsCache = request.app.state.analytics_cache

    def read() -> list[str]:
        return sorted({r.key.assessor for r in services.store.rollups.read(AnalysisFilter(), detail=False)})

    known = cache.get(services.store, services.clock(), "assessors", read)
    return known if not view.assessor or view.assessor in known else [*known, view.assessor]
