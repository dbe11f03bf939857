"""Applications in files: which of them the paths on a command line mean."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.intake.folders import ANSWERS_NAME, PAPER_SUFFIXES


class Case(NamedTuple):
    """One application on disk."""

    name: str
    field: str
    answers: dict[str, Any]
    files: list[Path]
    folder: Path | None = None  # of a client


def collect_cases(paths: list[Path], field: str | None, answers: Path | None) -> list[Case]:
    """Return the applications that paths on the command line mean.

    Raises:
        InvalidInputError: a folder without documents, answers that are no JSON object, or no field.
    """
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    if files and folders:
        raise InvalidInputError("Give either the documents of one application or folders, not both.")
    if files:
        return [make_case("application", files, field, answers)]
    return [case for folder in folders for case in collect_folder(folder, field, answers)]


def collect_folder(folder: Path, field: str | None, answers: Path | None) -> Iterator[Case]:
    """Yield the application in a folder, or those in folders one or two levels below it."""
    if find_documents(folder):
        yield _make_folder_case(folder.name, folder, field, answers)
        return
    places = [
        *folder.iterdir(),
        *(inner for child in folder.iterdir() if child.is_dir() for inner in child.iterdir()),
    ]
    found = sorted(place for place in places if place.is_dir() and find_documents(place))
    if not found:
        raise InvalidInputError(f"There are no PDF or DOCX files in {folder}.")
    for place in found:
        yield _make_folder_case(place.relative_to(folder).as_posix(), place, field, answers)


def _make_folder_case(name: str, folder: Path, field: str | None, answers: Path | None) -> Case:
    own = folder / ANSWERS_NAME
    return make_case(name, find_documents(folder), field, answers or (own if own.exists() else None))


def find_documents(folder: Path) -> list[Path]:
    """Return a folder's documents by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PAPER_SUFFIXES)


def make_case(name: str, files: list[Path], field: str | None, answers: Path | None) -> Case:
    """Return one application with its answers read and its field known."""
    given: Any = {}
    if answers is not None:
        try:
            given = json.loads(answers.read_text(encoding="utf-8"))
        except ValueError:
            raise InvalidInputError(f"{answers} is not JSON.") from None
        if not isinstance(given, dict):
            raise InvalidInputError(f"{answers} must hold a JSON object: question ids and answers.")
    named = given.pop("field", None)
    if field is None and named is None:
        raise InvalidInputError(
            "Say which field it is: --field digital_technology, arts_culture or science_research."
        )
    return Case(name, str(field or named), given, files)
