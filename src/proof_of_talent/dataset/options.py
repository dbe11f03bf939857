"""What a dataset looks like: its form, target and splits, and what its manifest says."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.numbers import MOST_IN_A_GROUP

DatasetFormat = Literal["parquet", "jsonl", "csv", "chat"]
TargetName = Literal["outcome", "recommendation", "overall_score"]
SplitName = Literal["train", "validation", "test"]

SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")
MANIFEST_FILE, SCHEMA_FILE, CARD_FILE, DATA_FOLDER = "manifest.json", "schema.json", "README.md", "data"
MANIFEST_VERSION = 1
ANONYMOUS_GROUP = 5
"""Smallest group that `anonymise` leaves in; our own choice."""


class BuildOptions(Model):
    """How to build a dataset.

    `shares` are the per cent of train, validation and test. `split_by` is `applicant` (a stable hash) or
    `time` (the oldest sessions train). `target` keeps only rows that have it and drops columns computed
    together with it. `labels` keeps only rows that people reviewed, with what they think. `anonymise` drops
    or coarsens everything that helps to find a person again. `partition_rows` is the number of rows from
    which files are partitioned by field and month.
    """

    format: DatasetFormat = "parquet"
    shares: tuple[int, int, int] = (80, 10, 10)
    split_by: Literal["applicant", "time"] = "applicant"
    target: TargetName | None = None
    labels: Literal["reviews"] | None = None
    anonymise: bool = False
    personal: bool = False
    min_group: int = Field(default=1, ge=1, le=MOST_IN_A_GROUP)
    partition_rows: int = Field(default=100_000, ge=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sum(self.shares) != 100 or min(self.shares) < 0:  # noqa: PLR2004 - per cent
            raise InvalidInputError(
                "The shares of train, validation and test must add up to 100.", field="split"
            )
        if self.personal and (self.anonymise or self.format == "chat"):
            raise InvalidInputError("A dataset cannot keep personal data and be anonymised or for training.")
        if self.format == "chat" and (self.target is not None or self.anonymise or self.labels):
            raise InvalidInputError(
                "The chat format has no target or labels and is always redacted; leave these options out."
            )
        return self

    @property
    def smallest_group(self) -> int:
        """The size from which a group of alike rows is kept."""
        return max(self.min_group, ANONYMOUS_GROUP if self.anonymise else 1)


class DatasetFile(Model):
    """One file of rows; `path` is relative to the dataset's folder."""

    path: str
    split: SplitName
    rows: int
    bytes: int
    sha256: str


class DatasetManifest(Model):
    """What a dataset holds and where it comes from. Nothing in it depends on when or where it was built.

    `cut_off` is the `created_at` of the newest row, null when there is none; `left_out` counts the matching
    records that are not in it, by reason; `other_files` are the checksums of card and schema.
    """

    manifest_version: int = MANIFEST_VERSION
    tool_version: str
    options: BuildOptions
    filter: dict[str, Any]
    cut_off: str | None
    rows: dict[SplitName, int]
    left_out: dict[str, int]
    rules_versions: tuple[str, ...]
    prompt_versions: tuple[str, ...]
    assessors: tuple[str, ...]
    files: tuple[DatasetFile, ...]
    other_files: dict[str, str]
