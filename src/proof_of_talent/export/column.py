"""A column of the flat dataset: what it is called, means and holds, and how it is read from a record."""

from dataclasses import dataclass
from typing import Literal

from proof_of_talent.export.view import Read

ColumnType = Literal["text", "category", "integer", "number", "boolean", "timestamp", "date"]
Treatment = Literal["keep", "pseudonym", "redact", "withhold"]
"""What happens to a column when personal data is not asked for: `keep` it as it is, replace it by a keyed
hash (`pseudonym`), blank what identifies a person inside the text (`redact`), or leave the column out
(`withhold`)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` takes what `view_record` returns and gives a JSON value of the type, or None.

    Timestamps are read in their wire form (ISO 8601, UTC, `Z`), dates as `2026-11-22`; formats with a real
    type convert them.
    """

    name: str
    type: ColumnType
    description: str
    read: Read
    unit: str | None = None
    treatment: Treatment = "keep"

    @property
    def personal(self) -> bool:
        """Tell whether the column may hold personal data and is treated unless it is asked for."""
        return self.treatment != "keep"
