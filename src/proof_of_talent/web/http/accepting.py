"""What a client takes (`Accept`), and errors in the form that it asks for."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from proof_of_talent.domain.errors import TalentError
from proof_of_talent.export.formats import read_accepted

JSON = "application/json"
PROBLEM = "application/problem+json"


class NotAcceptableError(TalentError):
    """The client takes nothing that is offered here (406)."""

    code = "not_acceptable"
    status_code = 406


def check_accepted(accept: str | None, offered: Collection[str] = (JSON, PROBLEM)) -> None:
    """Return if a client takes one of the offered media types; no header takes everything.

    Raises:
        NotAcceptableError: it takes none of them.
    """
    if not accept:
        return
    taken = {name for name, quality in read_accepted(accept) if quality > 0}
    wanted = {"*/*", *offered, *(f"{media_type.partition('/')[0]}/*" for media_type in offered)}
    if taken.isdisjoint(wanted):
        types = ", ".join(media_type for media_type in offered if media_type != PROBLEM)
        raise NotAcceptableError(f"This address gives {types}. Ask for that, or leave `Accept` out.")


def wants_problem(accept: str) -> bool:
    """Tell whether a client prefers errors as `application/problem+json` (RFC 9457)."""
    quality = dict(read_accepted(accept))
    return quality.get(PROBLEM, 0.0) > 0 and quality[PROBLEM] >= quality.get(JSON, 0.0)


def make_problem(status: int, error: Mapping[str, Any]) -> dict[str, Any]:
    """Return an error in the form of RFC 9457; our code, field and problems are its extensions."""
    rest = {name: value for name, value in error.items() if name != "message"}
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": error["message"], **rest}
