"""Records as OpenAPI describes them. They are sent as they are stored, not read into these types."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.records.lists import LEFT_OUT, RecordPage

_Score = Annotated[int | None, Field(ge=0, le=100, json_schema_extra={"x-unit": "points, 0 to 100"})]
_Likelihood = Annotated[float | None, Field(ge=0, le=1, json_schema_extra={"x-unit": "probability, 0 to 1"})]


class WholeRecord(AnalysisRecord):
    """One analysis with all its parts."""

    analysis_results: AnalysisResults | None  # type: ignore[assignment]
    overall_score: _Score
    likelihood: _Likelihood


def _summarise_fields() -> dict[str, Any]:
    """Return the fields of a row of the list: those of a record, without its long parts."""
    fields = {
        name: (field.annotation, field)
        for name, field in WholeRecord.model_fields.items()
        if name not in LEFT_OUT
    }
    masked = Field(description="Masked without the scope `export`.")
    return fields | {"session_id": (str, masked)}


RecordRow: type[BaseModel] = create_model(
    "RecordRow", __doc__="One analysis without its long parts.", **_summarise_fields()
)


class RecordList(RecordPage):
    """One page of analyses. `total` counts all that match; `next_cursor` is null on the last page."""

    analyses: list[RecordRow]  # type: ignore[assignment]


class ExportedRecords(BaseModel):
    """An export as JSON: whole records; flat rows where columns are chosen."""

    dataset: list[WholeRecord]
    count: int
    exported_at: str


class RecordChange(BaseModel):
    """What became of one record; `record` is null where it was removed."""

    id: str = Field(alias="_id")
    change: Literal["upsert", "removed"]
    changed_at: str
    record: WholeRecord | None


class ChangeList(BaseModel):
    """Changes in order. Ask again with `cursor`; it is good for as long as the store is not restored."""

    changes: list[RecordChange]
    cursor: str
