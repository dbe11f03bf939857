"""The export formats by name: how each is called outside and which one a request asks for."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

ExportFormat = Literal["json", "ndjson", "csv", "xlsx", "parquet"]


class FormatInfo(NamedTuple):
    """How a format is named outside."""

    media_type: str
    extension: str
    compressible: bool  # whether gzip on top makes sense; XLSX and Parquet are compressed inside


FORMATS: dict[ExportFormat, FormatInfo] = {
    "json": FormatInfo("application/json", "json", compressible=True),
    "ndjson": FormatInfo("application/x-ndjson", "ndjson", compressible=True),
    "csv": FormatInfo("text/csv; charset=utf-8", "csv", compressible=True),
    "xlsx": FormatInfo(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", compressible=False
    ),
    "parquet": FormatInfo("application/vnd.apache.parquet", "parquet", compressible=False),
}

_OTHER_NAMES: dict[str, ExportFormat] = {
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-parquet": "parquet",
}
FORMAT_OF_TYPE: dict[str, ExportFormat] = {
    **{info.media_type.partition(";")[0]: name for name, info in FORMATS.items()},
    **_OTHER_NAMES,
}
"""The format of each media type that a client may ask for."""


def choose_format(accept: str | None) -> ExportFormat:
    """Return the format that an `Accept` header prefers among ours; JSON where it names none of them."""
    best: ExportFormat = "json"
    best_quality = 0.0
    for media_type, quality in read_accepted(accept or ""):
        chosen = FORMAT_OF_TYPE.get(media_type)
        if chosen is not None and quality > best_quality:
            best, best_quality = chosen, quality
    return best


def read_accepted(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media types of an `Accept` header with their quality, from 0 (not at all) to 1."""
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_type:
            yield media_type, _read_quality(parameters)


def _read_quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
