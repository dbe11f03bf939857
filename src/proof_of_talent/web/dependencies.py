"""What handlers are given: the wired services, and the one filter that all analytics share."""

from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from proof_of_talent.analytics import AnalyticsCache
from proof_of_talent.domain.application import SESSION_ID_PATTERN, FieldId
from proof_of_talent.domain.assessment import Recommendation
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import refuse_odd_whole
from proof_of_talent.domain.record import AnalysisFilter, Status, parse_bound
from proof_of_talent.wiring.bootstrap import Services


async def get_services(request: Request) -> Services:
    """Return the services that the app was made with. Async, so that it needs no thread of the pool."""
    services: Services = request.app.state.services
    return services


def get_cache(request: Request) -> AnalyticsCache:
    """Return the app's memory of analytics answers; an answer is forgotten when a record changes."""
    cache: AnalyticsCache = request.app.state.analytics_cache
    return cache


CacheDep = Annotated[AnalyticsCache, Depends(get_cache)]
ServicesDep = Annotated[Services, Depends(get_services)]
Whole = Annotated[int, BeforeValidator(refuse_odd_whole)]
"""A whole number in a query, a path or a form; its bounds come beside it."""
SessionId = Annotated[str, Path(pattern=SESSION_ID_PATTERN, description="The session's id.")]
StatusChoice = Literal["completed", "error", "all"]


def read_bound(text: str | None, name: str) -> object:
    """Return a time bound of the query as a moment, or None.

    Raises:
        InvalidInputError: the text is neither a date nor an instant.
    """
    if not text:
        return None
    try:
        return parse_bound(text, is_until=name == "until")
    except (ValueError, OverflowError):
        raise InvalidInputError(
            f"`{name}` must be a date such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z.",
            field=name,
            code="invalid_date",
        ) from None


def build_filter(
    field: Annotated[FieldId | None, Query(description="Only this field.")] = None,
    status: Annotated[
        StatusChoice | None, Query(description="Only analyses that ended like this; `all` for both.")
    ] = None,
    recommendation: Annotated[Recommendation | None, Query(description="Only this recommendation.")] = None,
    assessor: Annotated[
        str | None, Query(max_length=200, description="Only this assessor: `rubric`, `openai:gpt-5`, …")
    ] = None,
    since: Annotated[
        str | None, Query(max_length=40, description="From this date or instant on (included).")
    ] = None,
    until: Annotated[
        str | None, Query(max_length=40, description="Up to this date (included) or instant (excluded).")
    ] = None,
) -> AnalysisFilter:
    """Read the filter that list, analytics, charts and export share."""
    wanted_status: Status | None = None if status == "all" else status
    return AnalysisFilter.model_validate(
        {
            "field": field,
            "status": wanted_status,
            "recommendation": recommendation,
            "assessor": assessor or None,
            "since": read_bound(since, "since"),
            "until": read_bound(until, "until"),
        }
    )


FilterDep = Annotated[AnalysisFilter, Depends(build_filter)]


def build_export_filter(request: Request, wanted: FilterDep) -> AnalysisFilter:
    """Read the filter of an export, which means completed analyses unless a status is asked for."""
    if request.query_params.get("status"):
        return wanted
    return wanted.model_copy(update={"status": "completed"})


ExportFilterDep = Annotated[AnalysisFilter, Depends(build_export_filter)]
