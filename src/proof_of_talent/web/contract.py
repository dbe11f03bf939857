"""The OpenAPI document: what the framework derives, and beside it files, units, servers and flat rows."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.export import FORMATS, ExportFormat
from proof_of_talent.export.column import Column, ColumnType
from proof_of_talent.export.columns import build_columns
from proof_of_talent.export.formats import FORMAT_OF_TYPE
from proof_of_talent.web.errors import ErrorAnswer

Schema = dict[str, Any]

TAGS = {
    "applicant": "One application, from a session to its results.",
    "clients": "An adviser's clients, with all their attempts.",
    "reviews": "What people think of analyses, beside what the assessor said.",
    "analytics": "All analyses: figures, lists, records, exports.",
    "rules": "What the rules say, with sources and dates.",
    "privacy": "What is held about a session, and erasing it.",
    "access": "Signing in with an API key.",
    "operations": "Is the service well, and what was done with it.",
}
DESCRIPTION = """\
Errors always have the form `{"error": {"code", "message", "field"?, "problems"?}, "detail"}`, or that of RFC
9457 where `Accept` prefers `application/problem+json`. Parameters that are not listed are refused (422); an
empty one is not set, and HEAD is answered wherever GET is.
"""
EXPORT_PATH = "/api/analytics/export"
COLUMN_TYPES: dict[ColumnType, Schema] = {
    "text": {"type": ["string", "null"]},
    "category": {"type": ["string", "null"]},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "timestamp": {"type": ["string", "null"], "format": "date-time"},
    "date": {"type": ["string", "null"], "format": "date"},
}
EXPORT_HEADERS = {
    "X-Row-Count": {"description": "How many rows there will be.", "schema": {"type": "integer"}},
    "X-Export-Id": {"description": "The export's id in the audit log.", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "A name for the file.", "schema": {"type": "string"}},
}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def describe_api(app: FastAPI, rulebook: Rulebook) -> Schema:
    """Return the OpenAPI document of an app."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[{"url": "/", "description": "This server."}],
        license_info={"name": "MIT", "identifier": "MIT"},
        contact={"name": "Whoever runs this server"},
    )
    schemas = dict(sorted((document["components"]["schemas"] | describe_model(ErrorAnswer)).items()))
    document["components"]["schemas"] = schemas
    schemas["ExportRow"] = describe_flat_row(build_columns(rulebook))
    rows = schemas["ExportedRecords"]["properties"]["dataset"]
    rows["items"] = {"anyOf": [rows["items"], {"$ref": "#/components/schemas/ExportRow"}]}
    schemas.pop("RecordPage", None)  # documented as `RecordList`, with typed rows
    name_units(schemas)
    close_tuples(schemas)
    describe_files(document["paths"][EXPORT_PATH]["get"])
    for operation in list_operations(document):
        finish_operation(operation)
    return document


def describe_model(model: type[BaseModel]) -> Schema:
    """Return the schemas of a model and of those within it, as the framework would write them."""
    schema = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas: Schema = jsonable_encoder({**schema.pop("$defs", {}), model.__name__: schema}, exclude_none=True)
    return schemas


def list_operations(document: Schema) -> Iterator[Schema]:
    """Yield all operations of a document."""
    for methods in document["paths"].values():
        yield from methods.values()


def finish_operation(operation: Schema) -> None:
    """Name the headers that answers carry; take out what says nothing; say where no key is needed."""
    operation.setdefault("security", [])
    operation["summary"] = operation["description"].partition(".")[0].partition("\n")[0]
    for status, answer in operation["responses"].items():
        if status in {"429", "503"}:
            answer["headers"] = RETRY
        if answer.get("description") == "Successful Response":
            answer["description"] = "What was asked for."


def describe_flat_row(columns: Iterable[Column]) -> Schema:
    """Return the schema of a flat row; each column is there unless others were chosen."""
    return {
        "title": "ExportRow",
        "type": "object",
        "description": "A row of the flat formats: CSV, XLSX, Parquet, and JSON or NDJSON with `columns=`.",
        "properties": {column.name: describe_column(column) for column in columns},
    }


def describe_column(column: Column) -> Schema:
    """Return the schema of one column."""
    unit = {"x-unit": column.unit} if column.unit else {}
    personal = {"x-personal": column.treatment} if column.personal else {}
    return {**COLUMN_TYPES[column.type], "description": column.description, **unit, **personal}


def describe_files(operation: Schema) -> None:
    """Say which files an export can be, and which headers come with it."""
    answer = operation["responses"]["200"]
    answer["description"] = "The records as one file, streamed."
    answer["headers"] = EXPORT_HEADERS
    names: dict[ExportFormat, Schema] = {
        "json": {"$ref": "#/components/schemas/ExportedRecords"},
        "ndjson": {"type": "string", "description": "A `WholeRecord` a line, or an `ExportRow`."},
        "csv": {"type": "string", "description": "Rows of `ExportRow`, with a head."},
    }
    files = {info.media_type.partition(";")[0]: name for name, info in FORMATS.items()}
    answer["content"] = {
        media_type: {"schema": names.get(FORMAT_OF_TYPE[media_type], {"type": "string", "format": "binary"})}
        for media_type in files
    }


def close_tuples(part: Any) -> None:
    """Name the further items of arrays that begin with fixed ones; some readers want them named."""
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(inner, dict) and "prefixItems" in inner:
            inner.setdefault("items", {})
        close_tuples(inner)


def name_units(schemas: Schema) -> None:
    """Write units and denominators of figures as extensions, since the specification does not know them."""
    for schema in schemas.values():
        for part in schema.get("properties", {}).values():
            for name in ("unit", "denominator"):
                if name in part:
                    part[f"x-{name}"] = part.pop(name)
