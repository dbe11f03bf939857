"""The page `/docs`: the API as people read it, drawn here from the OpenAPI document, without any script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from proof_of_talent.web.contract import TAGS
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router

router = make_page_router()


@dataclass(frozen=True)
class ApiParameter:
    """A parameter as the page shows it."""

    name: str
    place: str
    kind: str
    text: str


@dataclass(frozen=True)
class ApiCall:
    """One call as the page shows it."""

    id: str
    method: str
    path: str
    text: str
    needs_key: bool
    parameters: tuple[ApiParameter, ...]
    body: str
    answers: tuple[tuple[str, str, str], ...]


@router.get("/docs")
def show_reference(request: Request) -> HTMLResponse:
    """Every call of the API with its parameters and answers."""
    document = request.app.openapi()
    calls = list(list_calls(document))
    groups = [(TAGS[tag], [call for of, call in calls if of == tag]) for tag in TAGS]
    return render_page(
        request, "reference.html", title="API", groups=groups, version=document["info"]["version"]
    )


def list_calls(document: dict[str, Any]) -> Iterator[tuple[str, ApiCall]]:
    """Yield every call with the subject that it belongs to."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][-1], describe_call(path, method, operation)


def describe_call(path: str, method: str, operation: dict[str, Any]) -> ApiCall:
    """Return one operation of the document as the page shows it."""
    return ApiCall(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        text=operation["description"],
        needs_key=bool(operation["security"]),
        parameters=tuple(
            ApiParameter(it["name"], it["in"], name_kind(it["schema"]), it.get("description", ""))
            for it in operation.get("parameters", ())
        ),
        body=name_content(operation.get("requestBody", {})),
        answers=tuple(
            (status, name_content(answer), answer["description"])
            for status, answer in sorted(operation["responses"].items())
        ),
    )


def name_content(part: dict[str, Any]) -> str:
    """Return what a body consists of: its media types, and the names of their shapes."""
    names = [
        f"{media_type} ({kind})" if (kind := name_kind(content.get("schema", {}))) else media_type
        for media_type, content in part.get("content", {}).items()
    ]
    return ", ".join(names)


def name_kind(schema: dict[str, Any]) -> str:
    """Return a schema in a few words: the name of a shape, its choices, or its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if parts:
        return " | ".join(name_kind(part) for part in parts)
    if schema.get("type") == "array":
        return f"list of {name_kind(schema.get('items', {}))}"
    return str(schema.get("const") or schema.get("type") or "")
