"""What an export looks like."""

from typing import Self

from pydantic import Field, model_validator

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import MOST_IN_A_GROUP
from proof_of_talent.export.formats import ExportFormat


class ExportOptions(Model):
    """What an export looks like.

    `columns` picks and orders columns (None: all; JSON and NDJSON then carry whole records). `personal` keeps
    what flat columns otherwise leave out or replace. `raw` turns off formula protection in CSV. `min_group`
    leaves out records whose (field, route, recommendation) is shared by fewer than so many records.
    """

    format: ExportFormat = "json"
    columns: tuple[str, ...] | None = None
    personal: bool = False
    raw: bool = False
    min_group: int = Field(default=1, ge=1, le=MOST_IN_A_GROUP)

    @property
    def whole_records(self) -> bool:
        """Tell whether stored records go out as they are, session ids and answers included."""
        return self.format in ("json", "ndjson") and self.columns is None

    @model_validator(mode="after")
    def _check_grouping(self) -> Self:
        if self.whole_records and self.min_group > 1:
            raise InvalidInputError(
                "min_group needs flat rows: choose columns, or the format csv, xlsx or parquet.",
                field="min_group",
            )
        return self
