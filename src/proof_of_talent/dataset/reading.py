"""Read a dataset directory back: its manifest, and its rows as plain values."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from proof_of_talent.dataset.options import MANIFEST_FILE, DatasetFormat, DatasetManifest
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError

_ROWS_AT_ONCE = 2_000


def read_dataset_manifest(folder: Path) -> DatasetManifest:
    """Return a dataset's manifest.

    Raises:
        NotFoundError: the folder holds none.
        InvalidInputError: what it holds is not one that this version knows.
    """
    try:
        return DatasetManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"{folder} is not a dataset: it has no {MANIFEST_FILE}.") from error
    except ValueError as error:
        raise InvalidInputError(f"{folder / MANIFEST_FILE} is not a manifest of this version.") from error


def read_file(path: Path, file_format: DatasetFormat) -> Iterator[dict[str, Any]]:
    """Yield the rows of one file; CSV gives text, the other formats typed values."""
    match file_format:
        case "parquet":
            yield from _read_parquet(path)
        case "csv":
            with path.open(newline="", encoding="utf-8") as file:
                yield from csv.DictReader(file)
        case "jsonl" | "chat":
            with path.open("rb") as file:
                for line in file:
                    yield orjson.loads(line)


def _read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    from arro3.io import read_parquet  # noqa: PLC0415 - loads when asked for

    for batch in read_parquet(path, batch_size=_ROWS_AT_ONCE):
        names = batch.schema.names
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield dict(zip(names, values, strict=True))
