"""Which columns a dataset has: those of the flat dataset, less what its options forbid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from proof_of_talent.dataset.options import BuildOptions, TargetName
from proof_of_talent.export.column import Column
from proof_of_talent.export.view import RecordView

_JUDGED = (
    "overall_score", "likelihood", "recommendation", "band_set", "band_probabilities.*", "abstained.*",
    "document_score", "failed_gates", "connections",
    "criterion.*", "strength.*", "weakness.*", "gap.*",
    "strengths_count", "weaknesses_count", "evidence_gaps_count",
    "cv_feedback.*", "roadmap.*",
    "overall_assessment", "*_text",
)  # fmt: skip
_FINDABLE = (
    "session_id", "client", "error_message", "documents.bytes", "timing.*", "usage.*", "answers.unlisted",
    "outcome.date", "outcome.reported_at", "upload_date", "completed_at",
)  # fmt: skip
"""What someone who knows a little about a person could recognise a row by."""


@dataclass(frozen=True)
class Target:
    """What a model is to predict: the column it is read from and the columns that would give it away."""

    column: str
    drop: tuple[str, ...]


TARGETS: dict[TargetName, Target] = {
    "outcome": Target("outcome.result", ("outcome.*",)),
    "recommendation": Target("recommendation", _JUDGED),
    "overall_score": Target("overall_score", _JUDGED),
}


def choose_features(columns: Iterable[Column], options: BuildOptions) -> list[Column]:
    """Return a dataset's columns; with a target, the last one is called `target`."""
    by_name = {column.name: column for column in columns}
    chosen = list(by_name.values())
    if not options.personal:
        chosen = [column for column in chosen if column.treatment != "withhold"]
    if options.anonymise:
        chosen = [_coarsen(column) for column in chosen if not _is_findable(column)]
    if options.target is None:
        return chosen
    target = TARGETS[options.target]
    kept = [column for column in chosen if not _matches(column.name, target.drop)]
    return [*kept, replace(by_name[target.column], name="target")]


def _is_findable(column: Column) -> bool:
    return column.treatment in ("redact", "withhold") or _matches(column.name, _FINDABLE)


def _coarsen(column: Column) -> Column:
    """Return the column with its record id hashed, or its time cut to the month."""
    if column.name == "_id":
        return replace(column, treatment="pseudonym", description="Keyed hash of the record's id; unique")
    if column.type == "timestamp":
        read = column.read

        def read_month(view: RecordView) -> Any:
            moment = read(view)
            return None if moment is None else f"{moment[:7]}-01T00:00:00.000Z"

        return replace(column, read=read_month, description=f"{column.description}; only year and month")
    return column


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
