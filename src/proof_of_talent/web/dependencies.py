"""What handlers are given: the wired services, and the one filter that all analytics share."""

import re
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from proof_of_talent.analytics import AnalyticsCache
from proof_of_talent.domain.application import SESSION_ID_PATTERN, FieldId
from proof_of_talent.domain.assessment import Recommendation
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import refuse_odd_whole
from proof_of_talent.domain.record import AnalysisFilter, AssessorLabel, parse_bound
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
SEVERAL_MEAN_ANY = "; given several times, any of these."
BARE_PLUS = re.compile(r"\d \d\d(:?\d\d)?$")
"""A time zone whose plus sign was not encoded: in an address, a plus stands for a space."""
StatusChoice = Literal["completed", "error", "rejudged", "rejudged_error", "all"]


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
        if BARE_PLUS.search(text):
            raise InvalidInputError(
                f"The plus sign in `{name}` arrived as a space. Write it as %2B, or name UTC with Z.",
                field=name,
                code="invalid_date",
            ) from None
        raise InvalidInputError(
            f"`{name}` must be a date such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z.",
            field=name,
            code="invalid_date",
        ) from None


def build_filter(
    field: Annotated[list[FieldId] | None, Query(description=f"Only this field{SEVERAL_MEAN_ANY}")] = None,
    status: Annotated[
        list[StatusChoice] | None,
        Query(
            description="Only analyses that ended like this; `all` for completed and error. `rejudged` are "
            f"those judged again under other rules, which totals leave out{SEVERAL_MEAN_ANY}"
        ),
    ] = None,
    recommendation: Annotated[
        list[Recommendation] | None, Query(description=f"Only this recommendation{SEVERAL_MEAN_ANY}")
    ] = None,
    assessor: Annotated[
        list[AssessorLabel] | None,
        Query(description=f"Only this assessor, such as `rubric` or `openai:gpt-5`{SEVERAL_MEAN_ANY}"),
    ] = None,
    since: Annotated[
        str | None, Query(max_length=40, description="From this date or instant on (included).")
    ] = None,
    until: Annotated[
        str | None, Query(max_length=40, description="Up to this date (included) or instant (excluded).")
    ] = None,
) -> AnalysisFilter:
    """Read the filter that list, analytics, charts and export share."""
    wanted_status = None if status and "all" in status else status
    return AnalysisFilter.model_validate(
        {
            "field": field,
            "status": wanted_status,
            "recommendation": recommendation,
            "assessor": assessor,
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
