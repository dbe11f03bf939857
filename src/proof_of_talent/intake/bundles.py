"""A ZIP of clients' folders, read within limits: no more bytes than allowed, no path that leads anywhere."""

import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.intake.folders import ClientFolder, UnusedFile, sort_tree

MOST_ENTRIES = 5_000
MOST_FOLDERS = 200
MOST_RATIO = 200
"""A part that unpacks to more than so many times its size is no paper, which is packed already. Heuristic."""
_READ_BYTES = 64 * 1024
_ENCRYPTED = 0x1


class BundleLimits(NamedTuple):
    """How much a bundle may unpack to, in bytes: one file, and all together."""

    file_bytes: int
    total_bytes: int


class Bundle:
    """The clients in a ZIP. Nothing is unpacked before it is asked for, and nothing is written to a disk."""

    def __init__(self, file: BinaryIO, limits: BundleLimits) -> None:
        """Look at the list of contents.

        Raises:
            InvalidInputError: it is no ZIP, or has too much in it.
        """
        self._limits = limits
        self._left = limits.total_bytes
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise InvalidInputError("This file is not a ZIP.", code="not_a_zip", field="files") from None
        if len(entries) > MOST_ENTRIES:
            raise InvalidInputError(
                f"A ZIP may hold at most {MOST_ENTRIES:,} files.", code="too_many_files", field="files"
            )
        self._entries: dict[PurePosixPath, zipfile.ZipInfo] = {}
        refused: list[UnusedFile] = []
        folders: list[PurePosixPath] = []
        for entry in entries:
            path, reason = PurePosixPath(entry.filename), self._refuse(entry)
            if reason is not None:
                refused.append(UnusedFile(path, reason))
            elif entry.is_dir():
                folders.append(path)
            else:
                self._entries[path] = entry
        tree = sort_tree(self._entries, folders)
        self.clients = tree.clients
        self.left_out = (*refused, *tree.left_out)
        if len(self.clients) > MOST_FOLDERS:
            raise InvalidInputError(
                f"A ZIP may hold at most {MOST_FOLDERS} clients.", code="too_many_clients", field="files"
            )

    def read(self, path: PurePosixPath) -> bytes:
        """Unpack one file.

        Raises:
            InvalidInputError: it, or all files together, unpack to more than allowed, or it is damaged.
        """
        entry, parts, size = self._entries[path], [], 0
        try:
            with self._zip.open(entry) as file:
                while part := file.read(_READ_BYTES):
                    size += len(part)
                    if size > min(self._limits.file_bytes, self._left):
                        raise InvalidInputError(
                            "A file in the ZIP is too large.", code="too_large", field="files"
                        )
                    parts.append(part)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise InvalidInputError(
                "A file in the ZIP is damaged.", code="not_a_zip", field="files"
            ) from None
        self._left -= size
        return b"".join(parts)

    def open_papers(self, client: ClientFolder) -> Iterator[tuple[str, BinaryIO]]:
        """Yield a client's papers: name and content."""
        for path in client.papers:
            yield path.name, BytesIO(self.read(path))

    def _refuse(self, entry: zipfile.ZipInfo) -> str | None:
        """Return why an entry is not even looked at, or None."""
        parts = PurePosixPath(entry.filename).parts
        if entry.filename.startswith("/") or ".." in parts or "\\" in entry.filename or ":" in entry.filename:
            return "its path leads out of the ZIP"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "it is a link"
        if entry.flag_bits & _ENCRYPTED:
            return "it is encrypted"
        if entry.file_size > max(entry.compress_size, 1) * MOST_RATIO + _READ_BYTES:
            return "it unpacks to far more than its size"
        return None
