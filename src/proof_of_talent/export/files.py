"""Exports as files on disk: they appear whole or not at all, with a manifest beside them to check them by."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import orjson

from proof_of_talent import __version__
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.export.formats import FORMATS, ExportFormat
from proof_of_talent.export.service import Export

MANIFEST_SUFFIX = ".manifest.json"
_BLOCK = 1024 * 1024


class FileManifest(Model):
    """What a file from `write_export` must be; `sha256` and `bytes` are of the file as it lies there."""

    export_id: str
    file: str
    format: ExportFormat
    rows: int
    bytes: int
    sha256: str
    tool_version: str


def format_of_path(path: Path) -> ExportFormat:
    """Return the format that a file name asks for; `.gz` behind it is allowed where that makes sense.

    Raises:
        InvalidInputError: the name ends in none of the formats.
    """
    name = path.name.removesuffix(".gz")
    for file_format, info in FORMATS.items():
        endings = (f".{info.extension}", ".jsonl") if file_format == "ndjson" else (f".{info.extension}",)
        if name.endswith(endings) and (info.compressible or name == path.name):
            return file_format
    known = ", ".join(info.extension for info in FORMATS.values())
    raise InvalidInputError(f"The file name must end in one of: {known} (the first three also .gz).")


def write_export(export: Export, path: Path, *, replace: bool = False) -> FileManifest:
    """Write an open export to a file, then its manifest to `<path>.manifest.json`.

    The data goes to a temporary file in the same folder that only the owner can read, is flushed to disk
    and then renamed, so nobody ever sees half of it. A name ending in `.gz` is compressed.

    Raises:
        InvalidInputError: the file exists and may not be replaced, or its folder does not.
        ExportAbortedError: the export broke; nothing is left behind.
    """
    if path.exists() and not replace:
        raise InvalidInputError(f"{path} exists. Choose another name, or allow it to be replaced (--force).")
    if not path.parent.is_dir():
        raise InvalidInputError(f"The folder {path.parent} does not exist. Make it first.")
    with replace_whole(path) as file:
        if path.name.endswith(".gz"):
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                for chunk in export.chunks:
                    packed.write(chunk)
        else:
            file.writelines(export.chunks)
    manifest = FileManifest(
        export_id=export.export_id, file=path.name, format=export.format, rows=export.row_count,
        bytes=path.stat().st_size, sha256=hash_file(path), tool_version=__version__,
    )  # fmt: skip
    with replace_whole(_manifest_path(path)) as file:
        file.write(orjson.dumps(manifest.model_dump(), option=orjson.OPT_INDENT_2) + b"\n")
    return manifest


def verify_export(path: Path) -> FileManifest:
    """Check a file against its manifest and return the manifest.

    Raises:
        NotFoundError: the file or its manifest is not there.
        InvalidInputError: they do not belong together; the message says in what they differ.
    """
    try:
        manifest = FileManifest.model_validate_json(_manifest_path(path).read_bytes())
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise NotFoundError(f"{error.filename} does not exist, so the export cannot be checked.") from error
    except ValueError as error:
        raise InvalidInputError(f"{_manifest_path(path)} is not a manifest.") from error
    if size != manifest.bytes:
        raise InvalidInputError(
            f"{path} has {size} bytes; its manifest says {manifest.bytes}.", code="damaged"
        )
    if hash_file(path) != manifest.sha256:
        raise InvalidInputError(f"{path} has another checksum than its manifest says.", code="damaged")
    return manifest


@contextmanager
def replace_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file that takes this name when the block ends well, and disappears if not."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(file.name).unlink()
            raise
    _sync_folder(path.parent)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex, reading it block by block."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _manifest_path(path: Path) -> Path:
    return path.with_name(path.name + MANIFEST_SUFFIX)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; not every system can open a folder for this."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
