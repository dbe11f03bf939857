"""The options by which commands choose records: declared once, given to every command that takes a filter."""

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.record import AnalysisFilter, parse_bound


def make_filter(
    *,
    field: Annotated[list[str] | None, typer.Option(help="Only this field; may be given again.")] = None,
    status: Annotated[
        str | None,
        typer.Option(help="Only `completed`, `error` or `rejudged`, or `all`: the first two."),
    ] = None,
    recommendation: Annotated[
        list[str] | None, typer.Option(help="Only `strong`, `moderate` or `weak`; may be given again.")
    ] = None,
    assessor: Annotated[
        list[str] | None, typer.Option(help="Only this assessor, such as `rubric`; may be given again.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this date or time on (included).")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this date (included) or time (excluded).")] = None,
) -> AnalysisFilter:
    """Return the filter that options describe.

    Raises:
        InvalidInputError: naming the option that is not valid.
    """
    bounds: dict[str, datetime | None] = {}
    for name, text in (("since", since), ("until", until)):
        try:
            bounds[name] = parse_bound(text, is_until=name == "until") if text else None
        except (ValueError, OverflowError):
            raise InvalidInputError(
                f"--{name} must be a date such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z."
            ) from None
    choices = {
        "field": field,
        "status": None if status == "all" else status,
        "recommendation": recommendation,
        "assessor": assessor,
    }
    try:
        return AnalysisFilter.model_validate(choices | bounds)
    except ValidationError as error:
        named = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
        wrong = ", ".join(f"--{name}" for name in choices if name in named) or "a filter"
        raise InvalidInputError(f"{wrong} is not valid. See --help for what it takes.") from None


def takes_filter(*, status: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of `make_filter` in place of its parameter `wanted`.

    Args:
        status: what the command means when `--status` is not given.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        options = dict(inspect.signature(make_filter).parameters)
        options["status"] = options["status"].replace(default=status)

        @wraps(command)
        def run(**given: Any) -> None:
            chosen = {name: given.pop(name) for name in options}
            command(wanted=make_filter(**chosen), **given)

        # Typer reads both: the signature for order and defaults, the annotations for types.
        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(command).parameters.values():
            replaced = options.values() if parameter.name == "wanted" else [parameter]
            parameters += [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in replaced]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return decorate
