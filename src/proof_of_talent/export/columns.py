"""The flat dataset as one declarative list: CSV, XLSX, Parquet and datasets all have these columns.

Each column says what it is called, its type and unit, what it means, how personal it is and how it is read
from a record. The fixed record names come first, nested parts as dotted names; then one column for each
criterion, code and question of the rulebook, so that a new rule brings its own columns.
"""

from collections.abc import Iterable, Sequence

from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.export.column import Column
from proof_of_talent.export.record_columns import (
    list_identity_columns,
    list_process_columns,
    list_result_columns,
    list_text_columns,
)
from proof_of_talent.export.rule_columns import list_answer_columns, list_code_columns, list_criterion_columns


def build_columns(rulebook: Rulebook) -> tuple[Column, ...]:
    """Return every column of the flat dataset, in its order, for these rules."""
    return (
        *list_identity_columns(),
        *list_result_columns(),
        *list_process_columns(),
        *list_criterion_columns(rulebook.fields),
        *list_code_columns(rulebook),
        *list_answer_columns(rulebook.fields),
        *list_text_columns(),
    )


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
                f"There is no column {name!r}. docs/columns.md lists them all.",
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
