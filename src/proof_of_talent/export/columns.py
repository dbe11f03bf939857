"""The flat dataset as one declarative list: CSV, XLSX, Parquet and datasets all have these columns.

Each column says what it is called, its type and unit, what it means, how personal it is and how it is read
from a record. The fixed record names come first, nested parts as dotted names; then one column for each
criterion, code and question of the rulebook, so that a new rule brings its own columns.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.domain.criteria import FieldCriteria, Question, Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.export.cells import (
    as_boolean,
    as_date,
    as_integer,
    as_label,
    as_number,
    as_text,
    count_items,
    join_codes,
    join_unlisted,
    only_labels,
)
from proof_of_talent.export.view import (
    DOCUMENT_KINDS,
    Read,
    at,
    at_result,
    count_code,
    join_findings,
    join_quotes,
    read_assessor_label,
    sum_documents,
)

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
    yield Column("_id", "text", "Record id, 24 hex digits; unique", at("_id"))
    yield Column(
        "session_id", "text", "The applicant's session; a keyed hash unless personal data is asked for",
        at("session_id"), treatment="pseudonym",
    )  # fmt: skip
    yield Column("attempt", "integer", "Which submission of the session this is, from 1", at("attempt"))
    yield Column("field", "category", "Field of the application", at("field"))
    yield Column("route", "category", "Level or route applied for", at("route"))
    yield Column("upload_date", "timestamp", "When the documents were submitted", at("upload_date"), "UTC")
    yield Column("created_at", "timestamp", "When the record was written", at("created_at"), "UTC")
    yield Column("completed_at", "timestamp", "When the analysis ended", at("completed_at"), "UTC")
    yield Column("processing_status", "category", "completed or error", at("processing_status"))
    yield Column("error.stage", "category", "Stage that failed", at("error", "stage"))
    yield Column("error.code", "category", "Why it failed, as a stable code", at("error", "code"))
    yield Column("error_message", "text", "Why it failed, in a sentence", at("error_message"))


def _result_columns() -> Iterator[Column]:
    yield Column("overall_score", "integer", "Score of the application", at("overall_score"), "0-100")
    yield Column("likelihood", "number", "Estimated chance of endorsement", at("likelihood"), "0-1")
    yield Column("recommendation", "category", "strong, moderate or weak", at("recommendation"))
    yield Column(
        "band_set", "text", "Every band that may be meant, the most likely first, comma-separated",
        at("band_set", fit=join_codes),
    )  # fmt: skip
    for band in BANDS:
        yield Column(
            f"band_probabilities.{band}", "number", f"How likely the band {band} is",
            at("band_probabilities", band), "0-1",
        )  # fmt: skip
    yield Column(
        "abstained.code", "category", "Why no band is named, as a stable code", at("abstained", "code")
    )
    yield Column("strengths_count", "integer", "Strengths found", at("strengths_count"), "findings")
    yield Column("weaknesses_count", "integer", "Weaknesses found", at("weaknesses_count"), "findings")
    yield Column("evidence_gaps_count", "integer", "Gaps found", at("evidence_gaps_count"), "findings")
    yield Column("grounding.claims", "integer", "Quotes claimed", at("grounding", "claims"), "quotes")
    yield Column(
        "grounding.grounded",
        "integer",
        "Quotes found in the documents",
        at("grounding", "grounded"),
        "quotes",
    )
    yield Column(
        "cv_feedback.score", "number", "Score of the CV as a document",
        at_result("analysis", "cv_feedback", "score", fit=as_number), "0-10",
    )  # fmt: skip
    yield Column(
        "roadmap.milestones",
        "integer",
        "Steps recommended",
        at_result("roadmap", "milestones", fit=count_items),
        "steps",
    )
    yield Column(
        "roadmap.total_weeks", "number", "Length of the roadmap",
        at_result("roadmap", "total_weeks", fit=as_number), "weeks",
    )  # fmt: skip
    yield Column(
        "document_score", "integer", "Score of letters, CV and document rules",
        at_result("document_score", fit=as_integer), "0-100",
    )  # fmt: skip
    yield Column(
        "failed_gates", "text", "Codes of the requirements that did not hold, comma-separated",
        at_result("failed_gates", fit=join_codes),
    )  # fmt: skip
    yield Column("outcome.result", "category", "Decision of the endorsing body", at("outcome", "result"))
    yield Column("outcome.date", "date", "Date of the decision", at("outcome", "date", fit=as_date))
    yield Column(
        "outcome.reported_at", "timestamp", "When it was reported", at("outcome", "reported_at"), "UTC"
    )


def _process_columns() -> Iterator[Column]:
    yield Column("document_count", "integer", "Documents submitted", at("document_count"), "documents")
    for kind in DOCUMENT_KINDS:
        yield Column(
            f"documents.{kind}", "integer", f"Documents of kind {kind}",
            at("kinds", kind), "documents",
        )  # fmt: skip
    yield Column("documents.pages", "integer", "Pages of all documents", sum_documents("pages"), "pages")
    yield Column("documents.bytes", "integer", "Size of all documents", sum_documents("bytes"), "bytes")
    yield Column("assessor", "category", "Assessor as filters name it", read_assessor_label)
    for name, what in (
        ("name", "Kind of assessor"),
        ("model", "Language model, if one judged"),
        ("version", "Version of the assessor"),
        ("prompt_version", "Version of the prompt, if one was used"),
        ("rules_version", "Version of the rules judged by"),
    ):
        yield Column(f"assessor.{name}", "category", what, at("assessor", name))
    for name in ("input_tokens", "output_tokens"):
        what = f"{name.partition('_')[0].capitalize()} tokens of the model; empty when unknown"
        yield Column(f"usage.{name}", "integer", what, at("usage", name), "tokens")
    yield Column(
        "usage.cost_usd", "number", "Cost of the model; empty when unknown", at("usage", "cost_usd"), "USD"
    )
    for name, what in (
        ("queued", "Time from submission to start"),
        ("extraction", "Time spent reading documents"),
        ("analysis", "Time spent judging"),
        ("total", "Time from submission to record"),
    ):
        yield Column(f"timing.{name}_seconds", "number", what, at("timing", f"{name}_seconds"), "seconds")
    yield Column("schema_version", "integer", "Version of the record's shape", at("schema_version"))
    yield Column(
        "corrections", "integer", "Corrections that the applicant made to what was read of the documents",
        lambda view: view.get("corrections") or 0, "corrections",
    )  # fmt: skip
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
        place = ("criterion", code)
        yield Column(
            f"criterion.{code}.score",
            "integer",
            f"Score ({what})",
            at(*place, "score", fit=as_integer),
            "0-100",
        )
        yield Column(
            f"criterion.{code}.level",
            "number",
            f"Level judged ({what})",
            at(*place, "level", fit=as_number),
            "0-4",
        )
        yield Column(
            f"criterion.{code}.verdict", "category", f"met, partly or not_met ({what})",
            at(*place, "verdict", fit=as_label),
        )  # fmt: skip


def _code_columns(rulebook: Rulebook) -> Iterator[Column]:
    for kind in ("strength", "weakness", "gap"):
        for code in rulebook.codes:
            if code.kind == kind:
                yield Column(
                    f"{kind}.{code.code}", "integer", f"How often found, 0 if not: {code.label}",
                    count_code(kind, code.code), "findings",
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
            f"answers.{name}", column_type, what, at("questionnaire_responses", name, fit=fit),
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
        at_result("analysis", "overall_assessment", fit=as_text), treatment="redact",
    )  # fmt: skip
    for kind, plural in (("strength", "strengths"), ("weakness", "weaknesses"), ("gap", "gaps")):
        yield Column(
            f"{plural}_text",
            "text",
            f"Every {kind} in words, one a line",
            join_findings(kind),
            treatment="redact",
        )
    yield Column(
        "quotes_text", "text", "Every quoted passage, one a line, after its document and page", join_quotes,
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
