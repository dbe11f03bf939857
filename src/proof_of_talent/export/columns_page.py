"""The column dictionary as the table in docs/columns.md."""

from proof_of_talent.export.column import Column, Treatment

_TREATED: dict[Treatment, str] = {
    "keep": "",
    "pseudonym": "keyed hash",
    "redact": "redacted",
    "withhold": "left out",
}


def describe_columns(columns: tuple[Column, ...]) -> str:
    """Return the table of all columns: name, type, unit, what it means, what happens to personal data."""
    lines = ["| column | type | unit | meaning | without `personal` |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.type} | {column.unit or ''} | {column.description.replace('|', '/')} "
        f"| {_TREATED[column.treatment]} |"
        for column in columns
    ]
    return "\n".join(lines) + "\n"
