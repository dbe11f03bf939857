"""Folders of clients on disk: which there are, and whose they are the next time."""

import json
import os
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from pydantic import Field

from proof_of_talent.commands.cases import Case, make_case
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.clients import CLIENT_ID_PATTERN, THIS_MACHINE_OWNER, ClientFile
from proof_of_talent.domain.errors import (
    ClientNotFoundError,
    ConflictError,
    InvalidInputError,
)
from proof_of_talent.domain.ports import Store
from proof_of_talent.intake.folders import CLIENT_NAME, sort_tree
from proof_of_talent.records.clients import open_client
from proof_of_talent.wiring.bootstrap import Services

_LONGEST_REFERENCE = 100


class FolderMark(Model):
    """What `client.json` holds: whose folder it is."""

    client: str = Field(pattern=CLIENT_ID_PATTERN)
    reference: str


class FoundFolders(NamedTuple):
    """Applications with papers, and what is to be said of the rest, a line each."""

    cases: list[Case]
    said: list[str]


def collect_clients(folders: list[Path], field: str | None, answers: Path | None) -> FoundFolders:
    """Return the clients in folders and all folders below.

    Raises:
        InvalidInputError: there are no papers at all, or the only application cannot be used.
    """
    cases: list[Case] = []
    said: list[str] = []
    refused: list[InvalidInputError] = []
    for root in folders:
        tree = sort_tree(*walk_tree(root))
        said += [f"{root / left.path}: left out, because {left.reason}." for left in tree.left_out]
        for found in tree.clients:
            name = root.resolve().name if found.path == PurePosixPath() else found.path.as_posix()
            if not found.papers:
                said.append(f"{name}: there are no papers, so there is nothing to judge.")
                continue
            own = answers or (root / found.answers if found.answers else None)
            try:
                case = make_case(name, [root / path for path in found.papers], field, own)
            except InvalidInputError as error:
                refused.append(error)
                said.append(f"{name}: left out. {error.message}")
                continue
            cases.append(case._replace(folder=root / found.path))
    if not cases:
        raise refused[0] if refused else InvalidInputError(f"There are no PDF or DOCX files in {folders[0]}.")
    return FoundFolders(cases, said)


def walk_tree(root: Path) -> tuple[list[PurePosixPath], list[PurePosixPath]]:
    """Return the files and folders below a folder, relative to it; links to folders are not followed."""
    files: list[PurePosixPath] = []
    folders: list[PurePosixPath] = []
    for place, names, inside in os.walk(root):
        here = PurePosixPath(Path(place).relative_to(root).as_posix())
        folders += [here / name for name in names]
        files += [here / name for name in inside]
    return files, folders


def find_owner(services: Services, case: Case, reference: str | None) -> ClientFile:
    """Return the client whose folder this is: as asked for, as the folder says, or a new one.

    Raises:
        ConflictError: the folder's client was erased.
        InvalidInputError: `client.json` or the reference is not valid.
    """
    store, now = services.store, services.clock()
    if reference is not None:
        return open_client(store, THIS_MACHINE_OWNER, reference, now)
    mark = read_mark(case.folder) if case.folder is not None else None
    if mark is None:
        return open_client(store, THIS_MACHINE_OWNER, choose_reference(store, case.name), now)
    try:
        return store.clients.get(mark.client)
    except ClientNotFoundError:
        if store.erasure.find_receipt(mark.client) is not None:
            raise ConflictError(
                f"This client was erased. Remove {CLIENT_NAME} from the folder to begin anew."
            ) from None
        free = choose_reference(store, mark.reference)
        return open_client(store, THIS_MACHINE_OWNER, free, now, client_id=mark.client)


def choose_reference(store: Store, name: str) -> str:
    """Return a reference that no client has: the name, with a number where it is taken. Two people may have
    folders of one name, so a name alone does not say that it is the same person.
    """
    short = name[-_LONGEST_REFERENCE:]
    number = 1
    while store.clients.find(THIS_MACHINE_OWNER, short) is not None:
        number += 1
        short = f"{name[-_LONGEST_REFERENCE + 8 :]} ({number})"
    return short


def read_mark(folder: Path) -> FolderMark | None:
    """Return whose a folder is; None where it was never handed in.

    Raises:
        InvalidInputError: its `client.json` is something else.
    """
    path = folder / CLIENT_NAME
    if not path.exists():
        return None
    try:
        return FolderMark.model_validate_json(path.read_bytes())
    except ValueError:
        raise InvalidInputError(f"{path} is not one of ours. Remove it, or give --client.") from None


def write_mark(folder: Path, client: ClientFile) -> None:
    """Leave in a folder by what it is known again."""
    values: dict[str, Any] = {"client": client.id, "reference": client.reference}
    (folder / CLIENT_NAME).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
