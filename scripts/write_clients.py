"""Make the types and calls of the clients from the OpenAPI document, for Python and for TypeScript."""

import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from scripts.write_openapi import make_document

Schema = Mapping[str, Any]
BY_HAND = {"export_dataset", "upload_documents", "upload_clients"}
"""What a file goes into or comes out of: `client/calls.py` has no use for it."""
FIGURES = ("get_overview", "get_trends", "get_fields", "get_insights", "get_quality", "list_analyses")
"""They share the filter."""
PYTHON_ANSWERS = {"none": "None", "text": "str", "bytes": "bytes"}
TYPESCRIPT_ANSWERS = {"none": "undefined", "text": "string", "bytes": "Blob"}
HEAD = "Made from the OpenAPI document by `make docs`; do not edit."

CALLS_IMPORTS = """
from collections.abc import Mapping
from typing import Any, Unpack, cast
from urllib.parse import quote

from proof_of_talent.client import types
from proof_of_talent.client.sending import AsyncSender, Call, Sender
"""


class Language(NamedTuple):
    """How a language writes types."""

    words: Mapping[str, str]
    """By JSON type; `any` and `null` too."""
    either: str
    many: str
    mapping: str
    literal: Callable[[object], str]
    literals: str


PYTHON = Language(
    {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None", "any": "Any"},
    " | ", "list[{}]", "dict[str, {}]", json.dumps, "Literal[{}]",
)  # fmt: skip
TYPESCRIPT = Language(
    {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null",
     "any": "unknown"},
    " | ", "Array<{}>", "Record<string, {}>", json.dumps, "{}",
)  # fmt: skip


def write_type(schema: Schema, language: Language) -> str:
    """Return a schema as a type of a language; what has no type may be anything."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return language.either.join(dict.fromkeys(write_type(each, language) for each in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        joint = ", " if language is PYTHON else " | "
        return language.literals.format(joint.join(language.literal(value) for value in values))
    return write_plain_type(schema, schema.get("type", "any"), language)


def write_plain_type(schema: Schema, kind: str | list[str], language: Language) -> str:
    """Return a schema of this JSON type, or of these, as a type of a language."""
    if isinstance(kind, list):
        return language.either.join(write_plain_type(schema, each, language) for each in kind)
    if kind == "array":
        return language.many.format(write_type(schema.get("items") or {}, language))
    if kind == "object":
        values = schema.get("additionalProperties")
        return language.mapping.format(write_type(values if isinstance(values, dict) else {}, language))
    return language.words[kind]


class Operation(NamedTuple):
    """One call of the API."""

    name: str
    method: str
    path: str
    summary: str
    query: Mapping[str, Schema]
    body: Schema | None
    answer: Schema | str
    """A schema for JSON; otherwise `none`, `text` or `bytes`."""
    places: Mapping[str, str]
    """Names in the path, in order, with their types."""


def list_operations(document: Schema) -> Iterator[Operation]:
    """Yield the calls in the order of the document."""
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            if method == "head" or found["operationId"] in BY_HAND:
                continue
            named = found.get("parameters", ())
            query = {it["name"]: it["schema"] for it in named if it["in"] == "query"}
            places = {it["name"]: write_type(it["schema"], PYTHON) for it in named if it["in"] == "path"}
            content = found.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("schema")
            summary = found["summary"].rstrip(".")
            answer = read_answer(found)
            yield Operation(found["operationId"], method.upper(), path, summary, query, body, answer, places)


def read_answer(operation: Schema) -> Schema | str:
    """Return what a call that succeeds gives."""
    success = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    content = success.get("content")
    if not content:
        return "none"
    kind, media = next(iter(content.items()))
    if kind == "application/json":
        return media.get("schema") or {}
    return "text" if kind.startswith("text/") else "bytes"


def name_query(operation: Operation) -> str:
    """Return the name of the type of a call's query."""
    return "".join(part.title() for part in operation.name.split("_")) + "Query"


def share_filter(operations: list[Operation]) -> dict[str, Schema]:
    """Return the parameters that all calls for figures have: the filter."""
    queries = [it.query for it in operations if it.name in FIGURES]
    return {name: schema for name, schema in queries[0].items() if all(name in each for each in queries)}


def write_fields(schema: Schema) -> Iterator[tuple[str, Schema, bool]]:
    """Yield the fields of an object: name, schema, whether it is always there."""
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        yield name, field, name in required


def write_python_types(document: Schema) -> str:
    """Return `client/types.py`: a typed dictionary for every object of the document."""
    lines = [f'"""What the API takes and gives. {HEAD}"""', "", "from __future__ import annotations", "",
             "from typing import Any, Literal, NotRequired, TypedDict", ""]  # fmt: skip
    named = set(list_python_names(document))
    for name, schema in document["components"]["schemas"].items():
        if name in named:
            lines += ["", *write_typed_dict(name, schema)]
    operations = list(list_operations(document))
    common = share_filter(operations)
    lines += ["", *write_query("Filter", "TypedDict", common, "Which records a figure or a list is about.")]
    for operation in operations:
        if operation.query:
            figures = set(common) <= set(operation.query)
            own = {name: it for name, it in operation.query.items() if not (figures and name in common)}
            lines += ["", *write_query(name_query(operation), "Filter" if figures else "TypedDict", own,
                                       f"The choices of `{operation.name}`.")]  # fmt: skip
    return "\n".join(lines) + "\n"


def list_python_names(document: Schema) -> Iterator[str]:
    """Yield the objects that get a typed dictionary: not the forms that only files come in."""
    for name in document["components"]["schemas"]:
        if not name.startswith("Body_"):
            yield name


def write_typed_dict(name: str, schema: Schema) -> Iterator[str]:
    """Yield the lines of one typed dictionary."""
    fields = [(field, write_type(it, PYTHON), needed) for field, it, needed in write_fields(schema)]
    about = (schema.get("description") or f"{name}.").split("\n\n")[0].replace("\n", " ")
    if all(field.isidentifier() and not keyword.iskeyword(field) for field, _, _ in fields):
        yield f"class {name}(TypedDict):"
        yield from wrap_docstring(about)
        for field, kind, needed in fields:
            yield f"    {field}: {kind if needed else f'NotRequired[{kind}]'}"
        return
    yield f"{name} = TypedDict("
    yield f'    "{name}",'
    yield "    {"
    for field, kind, needed in fields:
        yield f'        "{field}": {kind if needed else f"NotRequired[{kind}]"},'
    yield "    },"
    yield ")"


def write_query(name: str, base: str, query: Mapping[str, Schema], about: str) -> Iterator[str]:
    """Yield the lines of the type of a query; nothing in it has to be given."""
    if any(map(keyword.iskeyword, query)):
        fields = ", ".join(f'"{field}": {write_choice(schema)}' for field, schema in query.items())
        yield f'{name} = {base}("{name}", {{{fields}}}, total=False)'
        return
    yield f"class {name}({base}, total=False):"
    yield from wrap_docstring(about)
    for field, schema in query.items():
        yield f"    {field}: {write_choice(schema)}"


def write_choice(schema: Schema) -> str:
    """Return the type of a parameter; one that may be given several times takes one value as well."""
    kind = write_type(schema, PYTHON)
    several = re.fullmatch(r"list\[(.*)\] \| None", kind)
    return f"{several[1]} | {kind}" if several else kind


def wrap_docstring(text: str) -> Iterator[str]:
    """Yield a docstring, indented, in lines of at most 110 characters."""
    lines = textwrap.wrap(text, 96)
    if len(lines) == 1:
        yield f'    """{lines[0]}"""'
    else:
        yield f'    """{lines[0]}'
        yield from (f"    {line}" for line in lines[1:])
        yield '    """'
    yield ""


def write_python_calls(document: Schema) -> str:
    """Return `client/calls.py`: every call, for those who wait and for those who await."""
    operations = list(list_operations(document))
    lines = [f'"""Every call of the API. {HEAD}"""', CALLS_IMPORTS]
    for name, base, keyword_ in (("Calls", "Sender", ""), ("AsyncCalls", "AsyncSender", "await ")):
        about = "that waits for its answer" if not keyword_ else "to be awaited"
        lines += ["", f"class {name}({base}):", f'    """Each call, {about}."""', ""]
        for operation in operations:
            lines += [*write_call(operation, keyword_), ""]
    return "\n".join(lines).rstrip() + "\n"


def write_call(operation: Operation, awaiting: str) -> Iterator[str]:
    """Yield the lines of one method."""
    answer = operation.answer
    if isinstance(answer, str):
        kind, gives = PYTHON_ANSWERS[answer], f', gives="{answer}"'
    else:
        kind, gives = prefix_types(write_type(answer, PYTHON)), ""
    arguments = ["self", *(f"{place}: {kind}" for place, kind in operation.places.items())]
    options = []
    if operation.body is not None:
        arguments.append(f"body: {write_body(operation.body)}")
        options.append("body=body")
    if operation.query:
        arguments.append(f"**query: Unpack[types.{name_query(operation)}]")
        options.append("query=query")
    path = f'f"{operation.path}"' if operation.places else f'"{operation.path}"'
    for place, typed in operation.places.items():
        path = path.replace(f"{{{place}}}", f"{{quote({place})}}") if typed == "str" else path
    call = f"Call({', '.join([json.dumps(operation.method), path, *options])}{gives})"
    yield f"    {'async ' if awaiting else ''}def {operation.name}({', '.join(arguments)}) -> {kind}:"
    yield from (f"    {line}" for line in wrap_docstring(f"{operation.summary}.") if line)
    if kind == "None":
        yield f"        {awaiting}self.send({call})"
    else:
        yield f"        answer = {awaiting}self.send({call})"
        yield f'        return cast("{kind}", answer)'


def write_body(schema: Schema) -> str:
    """Return the type of a body."""
    return f"types.{write_type(schema, PYTHON)}" if "$ref" in schema else "Mapping[str, Any]"


def prefix_types(written: str) -> str:
    """Return a type whose named parts are looked for in `types`."""
    return re.sub(r"\b(?!Any\b|Literal\b|None\b)([A-Z]\w+)", r"types.\1", written)


def write_typescript(document: Schema) -> str:
    """Return the types for TypeScript: an interface for every object, and what each call takes and gives."""
    lines = [f"// What the API of Proof of Talent takes and gives. {HEAD}", ""]
    for name, schema in document["components"]["schemas"].items():
        if name.startswith("Body_"):
            continue
        about = (schema.get("description") or "").split("\n\n")[0].replace("\n", " ")
        lines += [f"/** {about} */"] if about else []
        lines.append(f"export interface {name} {{")
        for field, it, needed in write_fields(schema):
            key = field if field.isidentifier() else json.dumps(field)
            lines.append(f"  {key}{'' if needed else '?'}: {write_type(it, TYPESCRIPT)};")
        lines += ["}", ""]
    operations = list(list_operations(document))
    lines += ["/** By operation: query, body and answer. */", "export interface Operations {"]
    lines += [f"  {it.name}: {write_operation(it)};" for it in operations]
    places = "export const PLACES: Record<keyof Operations, [method: string, path: string]> = {"
    lines += ["}", "", "/** By operation: method and path. */", places]
    lines += [f'  {it.name}: ["{it.method}", "{it.path}"],  // {it.summary}' for it in operations]
    return "\n".join([*lines, "};"]) + "\n"


def write_operation(operation: Operation) -> str:
    """Return what one call takes and gives, as a type."""
    query = "".join(f" {name}?: {write_type(it, TYPESCRIPT)};" for name, it in operation.query.items())
    body = "undefined" if operation.body is None else write_type(operation.body, TYPESCRIPT)
    answer = operation.answer
    kind = TYPESCRIPT_ANSWERS[answer] if isinstance(answer, str) else write_type(answer, TYPESCRIPT)
    return f"{{ query: {{{query} }}; body: {body}; answer: {kind} }}"


def write_clients() -> dict[str, str]:
    """Return every generated file of the clients, by its path."""
    document = make_document()
    return {
        "src/proof_of_talent/client/types.py": format_python(write_python_types(document)),
        "src/proof_of_talent/client/calls.py": format_python(write_python_calls(document)),
        "clients/typescript/proof-of-talent.ts": write_typescript(document),
    }


def format_python(text: str) -> str:
    """Return code in the form that `make check` asks for."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "client.py", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
