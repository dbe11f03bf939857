"""The flat dataset as one declarative list: CSV, XLSX, Parquet and datasets all have these columns.

Each column says what it is called, its type and unit, what it means, how personal it is and how it is read
from a record. The fixed record names come first, nested parts as dotted names; then one column for each
criterion, code and question of the rulebook, so that a new rule brings its own columns.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from proof_of_talent.application import DocumentKind
from proof_of_talent.cells import (
    as_boolean,
    as_date,
    as_integer,
    as_label,
    as_number,
    as_text,
    join_codes,
    join_unlisted,
    only_labels,
)
from proof_of_talent.criteria import FieldCriteria, Question, Rulebook
from proof_of_talent.errors import InvalidInputError

ColumnType = Literal["text", "category", "integer", "number", "boolean", "timestamp", "date"]
Treatment = Literal["keep", "pseudonym", "redact", "withhold"]
"""What happens to a column when personal data is not asked for: `keep` it as it is, replace it by a keyed
hash (`pseudonym`), blank what identifies a person inside the text (`redact`), or leave the column out
(`withhold`)."""

DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)

View = dict[str, Any]
Read = Callable[[View], Any]


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


def view_record(wire: dict[str, Any]) -> View:
    """Return a record's wire dict with what columns look up: results by criterion, counts by code."""
    results = wire.get("analysis_results") or {}
    counts: dict[str, dict[str, int]] = {"strength": {}, "weakness": {}, "gap": {}}
    for finding in results.get("findings") or ():
        kind = counts.setdefault(finding["kind"], {})
        kind[finding["code"]] = kind.get(finding["code"], 0) + 1
    kinds = dict.fromkeys(DOCUMENT_KINDS, 0)
    for document in wire["documents"]:
        kinds[document["kind"]] = kinds.get(document["kind"], 0) + 1
    return {
        **wire,
        "results": results,
        "codes": counts if wire["analysis_results"] is not None else None,
        "criterion": {result["criterion"]: result for result in results.get("criteria") or ()},
        "kinds": kinds,
    }


def _at(*path: str, fit: Callable[[Any], Any] | None = None) -> Read:
    """Read a value by its path; None where the path ends early. `fit` checks values nobody validated."""
    first, *rest = path

    def read(view: View) -> Any:
        value = view.get(first)
        for name in rest:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value if fit is None else fit(value)

    return read


def _count(kind: str, code: str) -> Read:
    def read(view: View) -> int | None:
        codes = view["codes"]
        return None if codes is None else codes[kind].get(code, 0)

    return read


def _total(key: str) -> Read:
    return lambda view: sum(document[key] for document in view["documents"])


def _length(*path: str) -> Read:
    inner = _at(*path)

    def read(view: View) -> int | None:
        value = inner(view)
        return len(value) if isinstance(value, list) else None

    return read


def _findings(kind: str) -> Read:
    """Read the sentences of one kind of finding, one a line."""

    def read(view: View) -> str | None:
        if view["codes"] is None:
            return None
        return "\n".join(f["text"] for f in view["results"].get("findings") or () if f["kind"] == kind)

    return read


def _quotes(view: View) -> str | None:
    """Read every quoted passage, one a line, as `document page: quote`."""
    if view["codes"] is None:
        return None
    return "\n".join(
        f"{evidence['document']} p{evidence['page']}: {evidence['quote']}"
        for finding in view["results"].get("findings") or ()
        for evidence in finding.get("evidence") or ()
    )


def _label_assessor(view: View) -> str:
    """Read the assessor as `record.label_assessor` names it."""
    assessor = view["assessor"]
    if assessor is None:
        return "none"
    name, model = assessor["name"], assessor["model"]
    return str(name) if model is None else f"{name}:{model}"


def build_columns(rulebook: Rulebook) -> tuple[Column, ...]:
    """Return every column of the flat dataset, in its order, for these rules."""
    return (
        *_identity_columns(),
        *_result_columns(),
        *_process_columns(),
        *_criterion_columns(rulebook.fields),
        *_code_columns(rulebook),
        *_answer_columns(rulebook.fields),
        *_text_columns(),
    )


def _identity_columns() -> Iterator[Column]:
    yield Column("_id", "text", "Record id, 24 hex digits; unique", _at("_id"))
    yield Column(
        "session_id", "text", "The applicant's session; a keyed hash unless personal data is asked for",
        _at("session_id"), treatment="pseudonym",
    )  # fmt: skip
    yield Column("attempt", "integer", "Which submission of the session this is, from 1", _at("attempt"))
    yield Column("field", "category", "Field of the application", _at("field"))
    yield Column("route", "category", "Level or route applied for", _at("route"))
    yield Column("upload_date", "timestamp", "When the documents were submitted", _at("upload_date"), "UTC")
    yield Column("created_at", "timestamp", "When the record was written", _at("created_at"), "UTC")
    yield Column("completed_at", "timestamp", "When the analysis ended", _at("completed_at"), "UTC")
    yield Column("processing_status", "category", "completed or error", _at("processing_status"))
    yield Column("error.stage", "category", "Stage that failed", _at("error", "stage"))
    yield Column("error.code", "category", "Why it failed, as a stable code", _at("error", "code"))
    yield Column("error_message", "text", "Why it failed, in a sentence", _at("error_message"))


def _result_columns() -> Iterator[Column]:
    yield Column("overall_score", "integer", "Score of the application", _at("overall_score"), "0-100")
    yield Column("likelihood", "number", "Estimated chance of endorsement", _at("likelihood"), "0-1")
    yield Column("recommendation", "category", "strong, moderate or weak", _at("recommendation"))
    yield Column("strengths_count", "integer", "Strengths found", _at("strengths_count"), "findings")
    yield Column("weaknesses_count", "integer", "Weaknesses found", _at("weaknesses_count"), "findings")
    yield Column("evidence_gaps_count", "integer", "Gaps found", _at("evidence_gaps_count"), "findings")
    yield Column("grounding.claims", "integer", "Quotes claimed", _at("grounding", "claims"), "quotes")
    yield Column(
        "grounding.grounded",
        "integer",
        "Quotes found in the documents",
        _at("grounding", "grounded"),
        "quotes",
    )
    yield Column(
        "cv_feedback.score", "number", "Score of the CV as a document",
        _at("results", "analysis", "cv_feedback", "score", fit=as_number), "0-10",
    )  # fmt: skip
    yield Column(
        "roadmap.milestones",
        "integer",
        "Steps recommended",
        _length("results", "roadmap", "milestones"),
        "steps",
    )
    yield Column(
        "roadmap.total_weeks", "number", "Length of the roadmap",
        _at("results", "roadmap", "total_weeks", fit=as_number), "weeks",
    )  # fmt: skip
    yield Column(
        "document_score", "integer", "Score of letters, CV and document rules",
        _at("results", "document_score", fit=as_integer), "0-100",
    )  # fmt: skip
    yield Column(
        "failed_gates", "text", "Codes of the requirements that did not hold, comma-separated",
        _at("results", "failed_gates", fit=join_codes),
    )  # fmt: skip
    yield Column("outcome.result", "category", "Decision of the endorsing body", _at("outcome", "result"))
    yield Column("outcome.date", "date", "Date of the decision", _at("outcome", "date", fit=as_date))
    yield Column(
        "outcome.reported_at", "timestamp", "When it was reported", _at("outcome", "reported_at"), "UTC"
    )


def _process_columns() -> Iterator[Column]:
    yield Column("document_count", "integer", "Documents submitted", _at("document_count"), "documents")
    for kind in DOCUMENT_KINDS:
        yield Column(
            f"documents.{kind}", "integer", f"Documents of kind {kind}",
            _at("kinds", kind), "documents",
        )  # fmt: skip
    yield Column("documents.pages", "integer", "Pages of all documents", _total("pages"), "pages")
    yield Column("documents.bytes", "integer", "Size of all documents", _total("bytes"), "bytes")
    yield Column("assessor", "category", "Assessor as filters name it", _label_assessor)
    for name, what in (
        ("name", "Kind of assessor"),
        ("model", "Language model, if one judged"),
        ("version", "Version of the assessor"),
        ("prompt_version", "Version of the prompt, if one was used"),
        ("rules_version", "Version of the rules judged by"),
    ):
        yield Column(f"assessor.{name}", "category", what, _at("assessor", name))
    for name in ("input_tokens", "output_tokens"):
        what = f"{name.partition('_')[0].capitalize()} tokens of the model; empty when unknown"
        yield Column(f"usage.{name}", "integer", what, _at("usage", name), "tokens")
    yield Column(
        "usage.cost_usd", "number", "Cost of the model; empty when unknown", _at("usage", "cost_usd"), "USD"
    )
    for name, what in (
        ("queued", "Time from submission to start"),
        ("extraction", "Time spent reading documents"),
        ("analysis", "Time spent judging"),
        ("total", "Time from submission to record"),
    ):
        yield Column(f"timing.{name}_seconds", "number", what, _at("timing", f"{name}_seconds"), "seconds")
    yield Column("schema_version", "integer", "Version of the record's shape", _at("schema_version"))
    yield Column(
        "consents.training", "boolean", "Consent to use for training",
        lambda view: bool((view.get("consents") or {}).get("training")),
    )  # fmt: skip


def _criterion_columns(fields: Sequence[FieldCriteria]) -> Iterator[Column]:
    names: dict[str, list[str]] = {}
    for field in fields:
        for criterion in field.criteria:
            names.setdefault(criterion.code, []).append(f"{field.id}: {criterion.name}")
    for code, meanings in names.items():
        what = "; ".join(meanings)
        at = ("criterion", code)
        yield Column(
            f"criterion.{code}.score",
            "integer",
            f"Score ({what})",
            _at(*at, "score", fit=as_integer),
            "0-100",
        )
        yield Column(
            f"criterion.{code}.level",
            "number",
            f"Level judged ({what})",
            _at(*at, "level", fit=as_number),
            "0-4",
        )
        yield Column(
            f"criterion.{code}.verdict", "category", f"met, partly or not_met ({what})",
            _at(*at, "verdict", fit=as_label),
        )  # fmt: skip


def _code_columns(rulebook: Rulebook) -> Iterator[Column]:
    for kind in ("strength", "weakness", "gap"):
        for code in rulebook.codes:
            if code.kind == kind:
                yield Column(
                    f"{kind}.{code.code}", "integer", f"How often found, 0 if not: {code.label}",
                    _count(kind, code.code), "findings",
                )  # fmt: skip


_ANSWER_TYPES: dict[str, tuple[ColumnType, Callable[[Any], Any]]] = {
    "number": ("number", as_number),
    "yes_no": ("boolean", as_boolean),
    "choice": ("category", as_label),
    "text": ("text", as_text),
    "url": ("text", as_text),
}
"""Column type by question type. Questions that ask for files have no column: `documents.*` has them."""


def _answer_columns(fields: Sequence[FieldCriteria]) -> Iterator[Column]:
    asked: dict[str, list[tuple[str, Question]]] = {}
    for field in fields:
        for question in field.questions:
            if question.type in _ANSWER_TYPES:
                asked.setdefault(question.id, []).append((field.id, question))
    fits: dict[str, Callable[[Any], Any]] = {}
    for name, uses in asked.items():
        types = {question.type for _, question in uses}
        column_type, fit = _ANSWER_TYPES[types.pop()] if len(types) == 1 else _ANSWER_TYPES["text"]
        if column_type == "category":
            fit = only_labels(choice.value for _, question in uses for choice in question.choices)
        fits[name] = fit
        what = f"Answer ({', '.join(field for field, _ in uses)}): {uses[0][1].question}"
        yield Column(
            f"answers.{name}", column_type, what, _at("questionnaire_responses", name, fit=fit),
            treatment=_treat_answer(column_type, uses),
        )  # fmt: skip
    yield Column(
        "answers.unlisted", "text", "Answers that no column holds (unknown question or wrong type), as JSON",
        lambda view: join_unlisted(view["questionnaire_responses"], fits), treatment="redact",
    )  # fmt: skip


def _treat_answer(column_type: ColumnType, uses: Sequence[tuple[str, Question]]) -> Treatment:
    """Redact every text; leave out other answers that the rulebook marks personal."""
    if column_type == "text":
        return "redact"
    return "withhold" if any(question.personal for _, question in uses) else "keep"


def _text_columns() -> Iterator[Column]:
    yield Column(
        "overall_assessment", "text", "Summary of the assessment",
        _at("results", "analysis", "overall_assessment", fit=as_text), treatment="redact",
    )  # fmt: skip
    for kind, plural in (("strength", "strengths"), ("weakness", "weaknesses"), ("gap", "gaps")):
        yield Column(
            f"{plural}_text",
            "text",
            f"Every {kind} in words, one a line",
            _findings(kind),
            treatment="redact",
        )
    yield Column(
        "quotes_text", "text", "Every quoted passage, one a line, after its document and page", _quotes,
        treatment="withhold",
    )  # fmt: skip


def select_columns(columns: Iterable[Column], names: Sequence[str] | None, *, personal: bool) -> list[Column]:
    """Return the columns named, in the order named, or all; withheld ones only with `personal`.

    Raises:
        InvalidInputError: a name is unknown, given twice, or needs `personal`.
    """
    by_name = {column.name: column for column in columns}
    if names is None:
        return [column for column in by_name.values() if personal or column.treatment != "withhold"]
    for name in names:
        if name not in by_name:
            raise InvalidInputError(
                f"There is no column {name!r}. docs/dataset.md lists the columns.",
                code="unknown_column",
                field="columns",
            )
        if by_name[name].treatment == "withhold" and not personal:
            raise InvalidInputError(
                f"Column {name!r} holds personal data. Ask for it with personal=true.",
                code="personal_column", field="columns",
            )  # fmt: skip
    if len(set(names)) != len(names) or not names:
        raise InvalidInputError("Name each column once, and at least one.", field="columns")
    return [by_name[name] for name in names]
