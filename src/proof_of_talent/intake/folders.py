"""Whose papers are in a tree of files: which folder is a client, and what is left out and why. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

PAPER_SUFFIXES = frozenset({".pdf", ".docx"})
ANSWERS_NAME = "answers.json"
CLIENT_NAME = "client.json"
"""The small file by which a folder is known again: the client's id and reference."""
PAPER_FOLDERS = frozenset(
    {
        "cv", "documents", "evidence", "letters", "papers", "pdf", "portfolio", "recommendation letters",
        "recommendations", "references", "scans", "statement", "statements", "word",
    }
)  # fmt: skip
"""Folders of these names hold papers of the folder that they are in."""
_NOISE = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_ROOT = PurePosixPath()


class ClientFolder(NamedTuple):
    """One client's files, by their paths in the tree; `path` is the folder, `.` for the tree itself."""

    path: PurePosixPath
    papers: tuple[PurePosixPath, ...]
    answers: PurePosixPath | None
    client: PurePosixPath | None


class UnusedFile(NamedTuple):
    """A file or folder that is not used, and why."""

    path: PurePosixPath
    reason: str


class SortedTree(NamedTuple):
    """The clients of a tree by path, those without papers too, and what was left out."""

    clients: tuple[ClientFolder, ...]
    left_out: tuple[UnusedFile, ...]


def sort_tree(files: Iterable[PurePosixPath], folders: Collection[PurePosixPath] = ()) -> SortedTree:
    """Sort a tree by clients.

    A folder is a client if it has answers or was known before, or papers of its own; folders below it that
    are not clients themselves, and those with names of `PAPER_FOLDERS`, belong to it.

    Args:
        files: relative paths of all files.
        folders: relative paths of folders, so that empty ones are named.
    """
    listed = sorted(path for path in files if not _is_noise(path))
    marked = {path.parent for path in listed if path.name in (ANSWERS_NAME, CLIENT_NAME)}
    papers = [path for path in listed if path.suffix.lower() in PAPER_SUFFIXES]
    owning = {_climb(path.parent) for path in papers} | marked
    if len(owning) > 1 and _ROOT not in marked:
        owning.discard(_ROOT)
    by_home: dict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    left_out = []
    for path in listed:
        home = _find_home(path, owning, marked)
        if path.name in (ANSWERS_NAME, CLIENT_NAME):
            continue
        if path not in papers:
            left_out.append(UnusedFile(path, "it is neither PDF nor DOCX"))
        elif home is None:
            left_out.append(
                UnusedFile(path, "it lies beside the folders of clients; put it into one of them")
            )
        else:
            by_home[home].append(path)
    empty = {
        folder
        for folder in {*folders, *(path.parent for path in listed)}
        if not _is_noise(folder) and folder != _ROOT and folder.name.lower() not in PAPER_FOLDERS
        and not any(folder == home or folder in home.parents or home in folder.parents for home in owning)
    }  # fmt: skip
    leaves = {one for one in empty if not any(one in other.parents for other in empty)}
    known = set(listed)
    return SortedTree(
        tuple(
            ClientFolder(
                home,
                tuple(by_home.get(home, ())),
                _if_there(home / ANSWERS_NAME, known),
                _if_there(home / CLIENT_NAME, known),
            )
            for home in sorted(set(by_home) | marked | leaves)
        ),
        tuple(left_out),
    )


def _if_there(path: PurePosixPath, known: Collection[PurePosixPath]) -> PurePosixPath | None:
    return path if path in known else None


def _climb(folder: PurePosixPath) -> PurePosixPath:
    while folder != _ROOT and folder.name.lower() in PAPER_FOLDERS:
        folder = folder.parent
    return folder


def _find_home(
    path: PurePosixPath, owning: Collection[PurePosixPath], marked: Collection[PurePosixPath]
) -> PurePosixPath | None:
    """Return the nearest marked folder above a file, or else the topmost one that owns papers."""
    above = list(path.parents)
    return next((one for one in above if one in marked), None) or next(
        (one for one in reversed(above) if one in owning), None
    )


def _is_noise(path: PurePosixPath) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in _NOISE for part in path.parts)
