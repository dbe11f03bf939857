"""The columns that the rulebook brings: one for each criterion, code and question."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from proof_of_talent.domain.criteria import FieldCriteria, Question, Rulebook
from proof_of_talent.export.cells import (
    as_boolean,
    as_integer,
    as_label,
    as_number,
    as_text,
    join_unlisted,
    only_labels,
)
from proof_of_talent.export.column import Column, ColumnType, Treatment
from proof_of_talent.export.view import at, count_code


def list_criterion_columns(fields: Sequence[FieldCriteria]) -> Iterator[Column]:
    """Yield score, level and verdict of each criterion."""
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


def list_code_columns(rulebook: Rulebook) -> Iterator[Column]:
    """Yield how often each code was found."""
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


def list_answer_columns(fields: Sequence[FieldCriteria]) -> Iterator[Column]:
    """Yield what was answered to each question, and what no question asked for."""
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
