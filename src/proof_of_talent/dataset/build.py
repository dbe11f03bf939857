"""Build a dataset directory: rows in splits, a card, a schema, a manifest. Same records, same bytes."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import orjson

from proof_of_talent import __version__
from proof_of_talent.dataset.card import write_card
from proof_of_talent.dataset.chat import make_example
from proof_of_talent.dataset.features import TARGETS, choose_features
from proof_of_talent.dataset.labels import make_label_columns, read_labels
from proof_of_talent.dataset.options import (
    CARD_FILE,
    MANIFEST_FILE,
    SCHEMA_FILE,
    SPLITS,
    BuildOptions,
    DatasetFile,
    DatasetManifest,
)
from proof_of_talent.dataset.sinkset import SinkSet
from proof_of_talent.dataset.survey import DatasetSurvey
from proof_of_talent.domain.base import Clock, read_clock
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export.column import Column
from proof_of_talent.export.columns import build_columns
from proof_of_talent.export.rows import RowReader
from proof_of_talent.export.service import make_privacy
from proof_of_talent.records.past_exports import describe_export


def build_dataset(
    store: Store,
    wanted: AnalysisFilter,
    options: BuildOptions,
    folder: Path,
    *,
    rulebook: Rulebook,
    actor: str,
    clock: Clock = read_clock,
) -> DatasetManifest:
    """Build a dataset of the records a filter means and return its manifest.

    The folder must not exist yet; it appears when everything in it is complete.

    Args:
        store: where the records are.
        wanted: which records; completed ones make sense.
        options: the dataset's form.
        folder: the new folder.
        rulebook: names the columns.
        actor: who asks, for the audit log.
        clock: tells the moment for the audit log; nothing in the dataset depends on it.

    Raises:
        InvalidInputError: the folder exists, or its parent does not.
    """
    columns: Sequence[Column] = build_columns(rulebook)
    labels = read_labels(store) if options.labels is not None else None
    if labels is not None:
        columns = [*columns, *make_label_columns(labels, rulebook)]
    features = choose_features(columns, options)
    with _new_folder(folder) as temporary, store.records.open_snapshot(wanted) as snapshot:
        moment = clock()
        target = TARGETS[options.target].column if options.target is not None else None
        read_target = next((column.read for column in columns if column.name == target), None)
        survey = DatasetSurvey(snapshot, options, read_target, labels)
        details = describe_export(
            moment, options.format, wanted,
            None if options.format == "chat" else [column.name for column in features],
            personal=options.personal, anonymise=options.anonymise, min_group=options.smallest_group,
            rows=survey.rows,
        )  # fmt: skip
        store.audit.add(AuditEntry(at=moment, actor=actor, action="dataset", details=details))
        files = _write_rows(store, survey, features, options, temporary, rulebook)
        manifest = _describe(temporary, options, wanted, survey, features, files)
    ended = {
        "export_id": details["export_id"],
        "sha256": hashlib.sha256(manifest.model_dump_json().encode()).hexdigest(),
        "complete": True,
    }
    store.audit.add(AuditEntry(at=clock(), actor=actor, action="dataset_finished", details=ended))
    return manifest


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder that gets this name when the block ends well and disappears if not."""
    if folder.exists():
        raise InvalidInputError(f"{folder} exists. Name a folder that does not exist yet.")
    if not folder.parent.is_dir():
        raise InvalidInputError(f"The folder {folder.parent} does not exist. Make it first.")
    temporary = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield temporary
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write_rows(
    store: Store, survey: DatasetSurvey, features: list[Column], options: BuildOptions, folder: Path,
    rulebook: Rulebook,
) -> tuple[DatasetFile, ...]:  # fmt: skip
    assign = survey.choose_split()
    reader = RowReader(features, None if options.personal else make_privacy(store))
    sinks = SinkSet(folder, options, features, partitioned=survey.rows > options.partition_rows)
    try:
        for wire in survey.read():
            row = make_example(wire, rulebook) if options.format == "chat" else reader.read(wire)
            sinks.add(assign(wire), wire, row)
        return sinks.close()
    except BaseException:
        sinks.abandon()
        raise


def _describe(
    folder: Path, options: BuildOptions, wanted: AnalysisFilter, survey: DatasetSurvey,
    features: list[Column], files: tuple[DatasetFile, ...],
) -> DatasetManifest:  # fmt: skip
    """Write schema, card and manifest."""
    manifest = DatasetManifest(
        tool_version=__version__,
        options=options,
        filter=wanted.model_dump(mode="json", exclude_none=True),
        cut_off=survey.cut_off,
        rows={split: sum(file.rows for file in files if file.split == split) for split in SPLITS},
        left_out=dict(sorted(survey.left_out.items())),
        rules_versions=tuple(sorted(survey.rules)),
        prompt_versions=tuple(sorted(survey.prompts)),
        assessors=tuple(sorted(survey.assessors)),
        files=files,
        other_files={},
    )
    others = {
        SCHEMA_FILE: _dump(_describe_schema(features, options)),
        CARD_FILE: write_card(manifest, features).encode(),
    }
    hashes = {}
    for name, content in others.items():
        (folder / name).write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    manifest = manifest.model_copy(update={"other_files": hashes})
    (folder / MANIFEST_FILE).write_bytes(_dump(manifest.model_dump(mode="json")))
    return manifest


def _describe_schema(features: list[Column], options: BuildOptions) -> dict[str, Any]:
    if options.format == "chat":
        message = {"role": "system, user or assistant", "content": "text"}
        return {"columns": [{"name": "messages", "type": "list", "items": message}]}
    return {
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "unit": column.unit,
                "description": column.description,
                "treatment": "keep" if options.personal else column.treatment,
            }
            for column in features
        ]
    }


def _dump(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
