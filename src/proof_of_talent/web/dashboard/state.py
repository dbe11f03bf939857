"""The state of a dashboard page, all of it in the address: tab, period, comparison, filters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, get_args
from urllib.parse import urlencode

from fastapi import Depends, Request
from pydantic import ValidationError

from proof_of_talent.analytics.periods import end_of_day
from proof_of_talent.charts.catalogue import TABS
from proof_of_talent.charts.wording import format_date, format_name
from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.assessment import Recommendation
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import ENDINGS, AnalysisFilter
from proof_of_talent.web.dependencies import read_bound
from proof_of_talent.web.http.parameters import refuse_unknown

PERIODS: Final = {
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "12m": "Last 12 months",
    "all": "All time",
    "custom": "Custom range",
}
DAYS: Final = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
COMPARISONS: Final = {"previous": "Previous period", "year": "Year before", "off": "Nothing"}
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "tab": tuple(TABS),
    "period": tuple(PERIODS),
    "compare": tuple(COMPARISONS),
    "field": get_args(FieldId),
    "recommendation": get_args(Recommendation),
    "status": (*ENDINGS, "all"),
}
DEFAULT_CHOICES: Final = {"tab": "overview", "period": "12m", "compare": "previous"}
FILTERS: Final = ("field", "recommendation", "status", "assessor")
LIST_FILTERS: Final = (*FILTERS, "has")
"""Those of the list: `has` is a counter of the tally, and asks for records that count in it."""
PLACES: Final = ("sort", "size", "page", "columns")
"""Where in the table one is; it goes along between the pages."""
MAX_FILTER_LENGTH: Final = 200


@dataclass(frozen=True)
class View:
    """One state of the dashboard. Empty text is no filter; `since` and `until` count for a custom period."""

    tab: str = DEFAULT_CHOICES["tab"]
    period: str = DEFAULT_CHOICES["period"]
    compare: str = DEFAULT_CHOICES["compare"]
    since: str = ""
    until: str = ""
    field: str = ""
    recommendation: str = ""
    status: str = ""
    assessor: str = ""
    has: str = ""

    def query(self, *, tab: bool = True) -> str:
        """Return the query of an address, without what goes without saying."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        if not tab:
            del values["tab"]
        return urlencode({k: v for k, v in values.items() if v and v != DEFAULT_CHOICES.get(k)})

    def address(self, path: str = "/dashboard", **changes: str) -> str:
        """Return the address of this state with changes; other pages than the dashboard have no tab."""
        changed = replace(self, **changes)
        if changed.period != "custom":
            changed = replace(changed, since="", until="")
        if path == "/dashboard":
            changed = replace(changed, has="")  # figures cannot be narrowed by what a record has, lists can
        query = changed.query(tab=path == "/dashboard")
        return f"{path}?{query}" if query else path

    def toggle(self, narrow: Mapping[str, str]) -> str:
        """Return the address with a filter added or, where it is there already, taken away."""
        if not self.is_on(narrow):
            return self.address(**narrow)
        return self.address(**{name: DEFAULT_CHOICES.get(name, "") for name in narrow})

    def is_on(self, narrow: Mapping[str, str]) -> bool:
        """Tell whether this state has the filter already."""
        return all(getattr(self, name) == value for name, value in narrow.items())

    @property
    def problem(self) -> str:
        """What is wrong with the dates, to stand at their field; empty where nothing is."""
        since, until = read_bound(self.since, "since"), read_bound(self.until, "until")
        if isinstance(since, datetime) and isinstance(until, datetime) and since >= until:
            return "This is before the first date. Choose a later one."
        return ""

    def wanted(self, now: datetime) -> AnalysisFilter:
        """Return the filter for the analytics functions.

        Raises:
            InvalidInputError: a date is out of range. Dates in the wrong order select nothing; see `problem`.
        """
        since, until = read_bound(self.since, "since"), read_bound(self.until, "until")
        if self.period in DAYS:
            since, until = end_of_day(now) - timedelta(days=DAYS[self.period]), None
        elif self.period == "all":
            since = until = None
        values: dict[str, Any] = {name: getattr(self, name) or None for name in FILTERS}
        values["status"] = None if self.status == "all" else values["status"]
        try:
            return AnalysisFilter.model_validate({**values, "since": since, "until": until})
        except ValidationError:
            raise InvalidInputError(
                "The dates must lie between the years 1970 and 2999.", field="since"
            ) from None

    def api_query(self, now: datetime) -> str:
        """Return the same filter as the query of the API; `status` is always named."""
        wanted = self.wanted(now)
        bounds = {
            name: moment.isoformat().replace("+00:00", "Z")
            for name, moment in (("since", wanted.since), ("until", wanted.until))
            if moment is not None
        }
        values = {name: getattr(self, name) for name in FILTERS if getattr(self, name)}
        return urlencode({**values, "status": self.status or "all", **bounds})

    def name_period(self) -> str:
        """Return the period in words."""
        if self.period != "custom":
            return PERIODS[self.period]
        since = f"from {format_date(self.since)}" if self.since else ""
        until = f"to {format_date(self.until)}" if self.until else ""
        return " ".join(part for part in (since, until) if part) or PERIODS["all"]

    def name_filters(self, rulebook: Rulebook) -> dict[str, str]:
        """Return the active filters in words, by parameter."""
        words: dict[str, str] = {}
        if self.field:
            words["field"] = rulebook.field(self.field).name
        if self.recommendation:
            words["recommendation"] = f"Recommendation: {format_name(self.recommendation).lower()}"
        if self.status and self.status != "all":
            words["status"] = format_name(self.status)
        if self.assessor:
            words["assessor"] = f"Assessor: {self.assessor}"
        if self.has:
            words["has"] = name_mark(self.has, rulebook)
        return words

    def file_stem(self, name: str, today: date) -> str:
        """Return a file name without its ending: what, which period, which filters, when."""
        period = self.period
        if period == "custom":
            period = f"{self.since[:10] or 'start'}-to-{self.until[:10] or 'today'}"
        parts = [name, period, *(getattr(self, filter_name) for filter_name in FILTERS), today.isoformat()]
        kept = "_".join(part for part in parts if part)
        return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in kept)


def name_mark(mark: str, rulebook: Rulebook) -> str:
    """Return what a counter stands for in words, as far as it has any."""
    family, _, rest = mark.partition("/")
    code = rest.rpartition("/")[2] if family in {"criterion_gap", "error"} else rest
    known = {one.code: one.label for one in rulebook.codes}
    return f"{format_name(family)}: {known.get(code) or format_name(code)}"


def read_view(request: Request) -> View:
    """Read the state of a page from its address; a misspelt filter would show everything.

    Raises:
        InvalidInputError: naming the parameter that is unknown or has no such value.
    """
    refuse_unknown(request.query_params, [*View.__dataclass_fields__, *PLACES])
    given = {name: value.strip() for name, value in request.query_params.items()}
    values = {name: given[name] for name in View.__dataclass_fields__ if given.get(name)}
    for name, value in values.items():
        if name in CHOICES and value not in CHOICES[name]:
            raise InvalidInputError(f"`{name}` is one of: {', '.join(CHOICES[name])}.", field=name)
        if len(value) > MAX_FILTER_LENGTH:
            raise InvalidInputError(f"`{name}` is too long.", field=name)
    if "period" not in values and ("since" in values or "until" in values):
        values["period"] = "custom"
    if values.get("period", DEFAULT_CHOICES["period"]) != "custom":
        values.pop("since", None)
        values.pop("until", None)
    for name in ("since", "until"):
        read_bound(values.get(name), name)
    return View(**values)


ViewDep = Annotated[View, Depends(read_view)]
