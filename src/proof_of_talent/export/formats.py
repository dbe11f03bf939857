"""The export formats by name: how each is called outside and which one a request asks for."""

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
_MEDIA_TYPES: dict[str, ExportFormat] = {
    **{info.media_type.partition(";")[0]: name for name, info in FORMATS.items()},
    **_OTHER_NAMES,
}


def choose_format(accept: str | None) -> ExportFormat:
    """Return the format that an `Accept` header prefers among ours; JSON where it names none of them."""
    best: ExportFormat = "json"
    best_quality = 0.0
    for part in (accept or "").split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        chosen = _MEDIA_TYPES.get(media_type.lower())
        quality = _read_quality(parameters)
        if chosen is not None and quality > best_quality:
            best, best_quality = chosen, quality
    return best


def _read_quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
