"""The table of analyses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from proof_of_talent.analytics.labels import label_code, name_field
from proof_of_talent.charts.wording import NONE, format_duration, format_number, format_percent, format_share
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import Sort, label_assessor
from proof_of_talent.export.formats import FORMATS
from proof_of_talent.records.lists import RecordPage, read_marked_page, read_page
from proof_of_talent.web.dashboard.pages import LIST_PATH, describe_filters, has_any
from proof_of_talent.web.dashboard.state import View, ViewDep
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router(needs=("analytics",))

SIZES = (25, 50, 100)
DEFAULT_SIZE = 25
DEFAULT_SORT: Sort = "-created_at"
FORMAT_NOTES = {
    "csv": ("CSV", "flat rows for spreadsheets"),
    "xlsx": ("Excel", "flat rows, and a sheet that explains the columns"),
    "parquet": ("Parquet", "flat rows for pandas and BI tools"),
    "ndjson": ("NDJSON", "whole records, one a line"),
    "json": ("JSON", "whole records in one document"),
}


@dataclass(frozen=True)
class ListColumn:
    """A column of the table; `badge` marks a value shown as a badge, `badges` several, `number` one set to
    the right.
    """

    name: str
    label: str
    read: Callable[[dict[str, Any], Rulebook], Any]
    kind: str = "text"
    sort: str | None = None
    usual: bool = True


def read_assessor(row: dict[str, Any], _rulebook: Rulebook) -> str:
    """Return who judged, as filters name it."""
    return label_assessor(row["assessor"]) if row["assessor"] is not None else NONE


def read_quotes(row: dict[str, Any], _rulebook: Rulebook) -> str:
    """Return the share of quotes that were found, with its denominator."""
    claims, grounded = row["grounding"]["claims"], row["grounding"]["grounded"]
    return f"{format_percent(100 * grounded / claims, 0)} of {claims}" if claims else "–"


def read_bands(row: dict[str, Any], _rulebook: Rulebook) -> list[str | None]:
    """Return every band that may be meant, the most likely first; records of before have one."""
    if row["abstained"]:
        return ["not_judged"]
    return row["band_set"] or [row["recommendation"]]


COLUMNS = (
    ListColumn("field", "Field", lambda row, rulebook: name_field(rulebook, row["field"])),
    ListColumn("status", "Status", lambda row, _: row["processing_status"], "badge"),
    ListColumn("recommendation", "Evidence", read_bands, "badges"),
    ListColumn(
        "score", "Score", lambda row, _: format_number(row["overall_score"]), "number", "overall_score"
    ),
    ListColumn("likelihood", "Likelihood", lambda row, _: format_share(row["likelihood"]), "number"),
    ListColumn("strengths", "Strengths", lambda row, _: format_number(row["strengths_count"]), "number"),
    ListColumn("weaknesses", "Weaknesses", lambda row, _: format_number(row["weaknesses_count"]), "number"),
    ListColumn("gaps", "Gaps", lambda row, _: format_number(row["evidence_gaps_count"]), "number"),
    ListColumn("documents", "Documents", lambda row, _: format_number(row["document_count"]), "number"),
    ListColumn("assessor", "Assessor", read_assessor),
    ListColumn("time", "Time", lambda row, _: format_duration(row["timing"]["total_seconds"]), "number"),
    ListColumn("quotes", "Quotes found", read_quotes, "number", usual=False),
    ListColumn("route", "Route", lambda row, _: row["route"] or "–", usual=False),
    ListColumn("attempt", "Attempt", lambda row, _: format_number(row["attempt"]), "number", usual=False),
    ListColumn("error", "Failure", lambda row, _: (row["error"] or {}).get("code", "–"), usual=False),
)
USUAL = tuple(column.name for column in COLUMNS if column.usual)


@dataclass(frozen=True)
class Listing:
    """The state of the table beside the filters: order, page, columns. All of it is in the address."""

    view: View
    sort: Sort
    size: int
    page: int
    columns: tuple[str, ...]

    def address(self, **changes: Any) -> str:
        """Return the address of the table with changes; another order or size begins at the first page."""
        values: dict[str, Any] = {"sort": self.sort, "size": self.size, "page": 1, **changes}
        usual = {"sort": DEFAULT_SORT, "size": DEFAULT_SIZE, "page": 1}
        kept: list[tuple[str, Any]] = [(k, v) for k, v in values.items() if v != usual.get(k)]
        if self.columns != USUAL:
            kept += [("columns", name) for name in self.columns]
        query = "&".join(part for part in (self.view.query(tab=False), urlencode(kept)) if part)
        return f"{LIST_PATH}?{query}" if query else LIST_PATH


def choose_columns(wanted: list[str] | None) -> tuple[str, ...]:
    """Return the columns asked for in the table's own order.

    Raises:
        InvalidInputError: there is no such column.
    """
    if not wanted:
        return USUAL
    known = [column.name for column in COLUMNS]
    if unknown := set(wanted) - set(known):
        raise InvalidInputError(f"There is no column {min(unknown)[:40]!r}.", field="columns")
    return tuple(name for name in known if name in wanted)


@router.get("/dashboard/analyses", response_model=None)
def show_analyses(
    request: Request,
    view: ViewDep,
    services: ServicesDep,
    sort: Annotated[Sort, Query()] = DEFAULT_SORT,
    size: Annotated[Whole, Query(ge=1, le=100)] = DEFAULT_SIZE,
    page: Annotated[Whole, Query(ge=1, le=10_000_000)] = 1,
    columns: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse | RedirectResponse:
    """One page of the table."""
    listing = Listing(view, sort, size, page, choose_columns(columns))
    version = services.store.rollups.read_version()
    wanted, skip = view.wanted(services.clock()), (page - 1) * size
    if view.has:
        found = read_marked_page(services.store, wanted, view.has, limit=size, skip=skip)
    else:
        found = read_page(services.store, wanted, sort=sort, limit=size, skip=skip, cursor=None)
    if found.total and not found.analyses:
        return RedirectResponse(listing.address(page=-(-found.total // size)), status_code=303)
    return render_page(
        request,
        "analyses.html",
        title="Analyses",
        view=view,
        listing=listing,
        filters=describe_filters(request, view, services, LIST_PATH),
        found=found,
        reasons=name_reasons(services, found),
        columns=[column for column in COLUMNS if column.name in listing.columns],
        all_columns=COLUMNS,
        rulebook=services.rulebook,
        sizes=SIZES,
        first=(page - 1) * size + 1,
        links=link_pages(listing, found),
        exports=[] if view.has else list_exports(view.api_query(services.clock())),
        is_new=not found.total and not has_any(services),
        data_version=version,
        back=request.url.query,
        now=services.clock(),
    )


def name_reasons(services: Services, found: RecordPage) -> dict[str, str]:
    """Return what applications lack without which none passes, whatever its score."""
    reasons: dict[str, str] = {}
    for row in found.analyses:
        if row["recommendation"] in {"weak", "moderate"}:
            results = services.store.records.get(row["_id"]).read_results()
            gates = results.failed_gates if results is not None else ()
            reasons[row["_id"]] = label_code(services.rulebook, gates[0]) if gates else ""
    return reasons


def link_pages(listing: Listing, found: RecordPage) -> dict[str, str | None]:
    """Return the addresses of first, previous and next page, None where there is none."""
    page, last = listing.page, -(-found.total // listing.size)
    return {
        "first": listing.address() if page > 1 else None,
        "previous": listing.address(page=min(page - 1, max(1, last))) if page > 1 else None,
        "next": listing.address(page=page + 1) if page < last else None,
        "last": listing.address(page=last) if page < last else None,
    }


def list_exports(query: str) -> list[dict[str, Any]]:
    """Return the export formats with their addresses."""
    return [
        {
            "label": label,
            "note": note,
            "href": f"/api/analytics/export?format={name}&{query}",
        }
        for name, (label, note) in FORMAT_NOTES.items()
        if name in FORMATS
    ]
