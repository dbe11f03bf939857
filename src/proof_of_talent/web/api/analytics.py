"""The analytics API: figures from rollups, lists, one record, and the dataset."""

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from proof_of_talent import analytics
from proof_of_talent.analytics.periods import ComparisonChoice, GrainChoice
from proof_of_talent.domain.record import RECORD_ID_PATTERN, Sort
from proof_of_talent.judging.reviewed import Agreement, measure_agreement
from proof_of_talent.records.lists import RecordPage, mask_page, read_page
from proof_of_talent.records.reviewing import read_done
from proof_of_talent.records.subject_access import audit_view
from proof_of_talent.web.api.schemas import RecordList, WholeRecord
from proof_of_talent.web.dependencies import CacheDep, FilterDep, ServicesDep, Whole
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import AnalyticsCaller, ExportCaller
from proof_of_talent.web.http.tags import NOT_MODIFIED, tag_figures
from proof_of_talent.web.routers import make_router

router = make_router(
    "/api/analytics", needs=("analytics",), tags=["analytics"], responses=document_errors(422, 503)
)

LINK = {"Link": {"description": "The next page, if there is one.", "schema": {"type": "string"}}}
TAGGED = [Depends(tag_figures)]
MAX_LIMIT = 50
MAX_SKIP = 100_000
GrainQuery = Annotated[GrainChoice, Query(description="Length of one point's period.")]
TopQuery = Annotated[Whole, Query(ge=1, le=50, description="How many of the commonest to name.")]
RecordId = Annotated[str, Path(pattern=RECORD_ID_PATTERN, description="The record's `_id`, 24 hex digits.")]


@router.get("/overview", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_overview(wanted: FilterDep, services: ServicesDep) -> analytics.Overview:
    """Totals, success rate, averages by field, recommendations."""
    return analytics.overview(services.store, wanted, services.clock())


@router.get("/trends", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_trends(
    wanted: FilterDep,
    services: ServicesDep,
    cache: CacheDep,
    grain: GrainQuery = "auto",
    compare: Annotated[
        ComparisonChoice, Query(description="What to compare the key figures with.")
    ] = "previous",
) -> analytics.Trends:
    """Figures over time, and their change against the period before."""
    now = services.clock()
    return cache.get(
        services.store,
        now,
        ("trends", wanted, grain, compare),
        lambda: analytics.trends(services.store, wanted, now, grain=grain, compare=compare),
    )


@router.get("/fields", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_fields(
    wanted: FilterDep, services: ServicesDep, cache: CacheDep, limit: TopQuery = 10
) -> analytics.FieldsComparison:
    """The fields side by side: scores, criteria, commonest strengths, weaknesses and gaps."""
    return cache.get(
        services.store,
        services.clock(),
        ("fields", wanted, limit),
        lambda: analytics.fields(services.store, wanted, services.rulebook, limit=limit),
    )


@router.get("/insights", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_insights(wanted: FilterDep, services: ServicesDep, limit: TopQuery = 10) -> analytics.Insights:
    """What people bring and do: actions, times, uploads, answers, the way from session to result."""
    return analytics.insights(services.store, wanted, services.rulebook, limit=limit)


@router.get("/quality", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_quality(
    wanted: FilterDep, services: ServicesDep, cache: CacheDep, grain: GrainQuery = "auto"
) -> analytics.Quality:
    """How good the assessments are: errors, distributions, grounded quotes, versions, calibration."""
    now = services.clock()
    return cache.get(
        services.store,
        now,
        ("quality", wanted, grain),
        lambda: analytics.quality(services.store, wanted, now, grain=grain),
    )


@router.get("/rejudged", dependencies=TAGGED, responses=NOT_MODIFIED)
def get_rejudged(wanted: FilterDep, services: ServicesDep) -> analytics.Rejudged:
    """How scores moved when the same papers were judged again, by the rules before and after."""
    return analytics.rejudged(services.store, wanted)


@router.get("/agreement")
def get_agreement(services: ServicesDep) -> Agreement:
    """How far people who reviewed analyses agree with each other and with the assessor, by criterion.

    Of the newest 2,000 reviews that are done. Alpha and kappa are 1 where all agree and 0 as by chance;
    `interval` is where nine of ten repetitions with other analyses of the same kind would have them.
    """
    return measure_agreement(read_done(services.store))


@router.get(
    "/analyses", dependencies=TAGGED, responses=NOT_MODIFIED | {200: {"model": RecordList, "headers": LINK}}
)
def list_analyses(
    request: Request,
    response: Response,
    caller: AnalyticsCaller,
    wanted: FilterDep,
    services: ServicesDep,
    skip: Annotated[
        Whole, Query(ge=0, le=MAX_SKIP, description="Rows to pass over; go deeper by cursor.")
    ] = 0,
    limit: Annotated[Whole, Query(ge=1, le=MAX_LIMIT, description="Rows in one page.")] = MAX_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=300, description="The `next_cursor` of the page before.")
    ] = None,
    sort: Annotated[Sort, Query(description="Newest first by default.")] = "-created_at",
) -> RecordPage:
    """One page of analyses, without their long parts. Session ids are masked without the scope `export`.

    `Link` names the next page, where there is one.
    """
    page = read_page(services.store, wanted, sort=sort, limit=limit, skip=skip, cursor=cursor)
    if page.next_cursor:
        following = request.url.remove_query_params("skip").include_query_params(cursor=page.next_cursor)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return page if "export" in caller.scopes else mask_page(page)


@router.get(
    "/analyses/{record_id}",
    response_model=None,
    responses=document_errors(404) | {200: {"model": WholeRecord}},
)
def get_analysis(record_id: RecordId, caller: ExportCaller, services: ServicesDep) -> dict[str, Any]:
    """One whole record: personal data, so it needs the scope `export`, and the view is audited."""
    record = services.store.records.get(record_id)
    audit_view(services.store, record, services.clock(), actor=caller.actor)
    return record.to_wire()
