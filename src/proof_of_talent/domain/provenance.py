"""Where a rule comes from and how long it may be trusted: the part that every rule has in common."""

from datetime import date as Date  # noqa: N812 - `date` is also a field's name here
from typing import Any, Literal, Self

from pydantic import model_validator

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import SetupError

Basis = Literal["rules", "guide", "official_page", "third_party", "unverified", "heuristic"]
"""How sure a rule is: `rules` is the Immigration Rules, `heuristic` is our own choice."""

OURS = "ours"
"""The source of what is our own choice."""


class Source(Model):
    """Where rules were read. `date` is the date of the text, `viewed` when we read it, `link` its address.

    `valid_from` is the day from which the text is known to have been in force; `review_by` the day by which
    somebody should read it again. A rule that names the source takes its dates where it states none.
    """

    id: str
    title: str
    basis: Basis
    date: str | None = None
    viewed: Date
    valid_from: Date
    review_by: Date
    link: str | None = None


class Dated(Model):
    """A rule with its source and its dates. `valid_to` is the last day on which it holds, None while open."""

    source: str
    basis: Basis
    seen: Date
    valid_from: Date
    valid_to: Date | None = None
    review_by: Date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            message = f"valid_to ({self.valid_to}) is before valid_from ({self.valid_from})"
            raise ValueError(message)
        return self

    def holds_on(self, day: Date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def fill_dates(value: Any, sources: dict[str, Source], where: str) -> Any:
    """Return a part of a rules file in which every rule has the dates of the source that it names.

    Args:
        value: what was read from the file.
        sources: by id.
        where: the file's name, for the message.

    Raises:
        SetupError: a rule names a source that is not listed.
    """
    if isinstance(value, list):
        return [fill_dates(part, sources, where) for part in value]
    if not isinstance(value, dict):
        return value
    filled = {key: fill_dates(part, sources, where) for key, part in value.items()}
    name = filled.get("source")
    if name is None:
        return filled
    if name not in sources:
        raise SetupError(f"{where}: source {name!r} is named but not listed in sources.toml.")
    source = sources[name]
    dates = {"seen": source.viewed, "valid_from": source.valid_from, "review_by": source.review_by}
    return {"basis": source.basis, **dates, **filled}
