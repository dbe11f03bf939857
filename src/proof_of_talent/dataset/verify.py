"""Check a dataset directory against its manifest."""

import hashlib
from pathlib import Path

from proof_of_talent.dataset.options import DATA_FOLDER, DatasetManifest, SplitName
from proof_of_talent.dataset.reading import read_dataset_manifest, read_file
from proof_of_talent.export.files import hash_file


def verify_dataset(folder: Path) -> list[str]:
    """Return what is wrong with a dataset, one sentence each; empty when it is as it was built.

    Checked are every file's size and checksum, that there is no file too many, the row counts, and that no
    applicant is in two splits (where clients or session ids are in it).

    Raises:
        NotFoundError: the folder is no dataset.
        InvalidInputError: its manifest cannot be read.
    """
    manifest = read_dataset_manifest(folder)
    problems = [*_check_files(folder, manifest), *_check_others(folder, manifest)]
    return problems or _check_rows(folder, manifest)


def _check_files(folder: Path, manifest: DatasetManifest) -> list[str]:
    problems = []
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            problems.append(f"{file.path} is missing.")
        elif path.stat().st_size != file.bytes:
            problems.append(f"{file.path} has {path.stat().st_size} bytes instead of {file.bytes}.")
        elif hash_file(path) != file.sha256:
            problems.append(f"{file.path} has another checksum.")
    known = {file.path for file in manifest.files}
    for path in sorted((folder / DATA_FOLDER).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known:
            problems.append(f"{name} is not in the manifest.")
    return problems


def _check_others(folder: Path, manifest: DatasetManifest) -> list[str]:
    problems = []
    for name, expected in manifest.other_files.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{name} is missing.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            problems.append(f"{name} has another checksum.")
    return problems


def _check_rows(folder: Path, manifest: DatasetManifest) -> list[str]:
    problems = []
    seen: dict[str, SplitName] = {}
    for file in manifest.files:
        count = 0
        for row in read_file(folder / file.path, manifest.options.format):
            count += 1
            applicant = row.get("client") or row.get("session_id")
            if applicant is not None and seen.setdefault(applicant, file.split) != file.split:
                problems.append(f"An applicant is in both {seen[applicant]} and {file.split}.")
        if count != file.rows:
            problems.append(f"{file.path} has {count} rows instead of {file.rows}.")
    return list(dict.fromkeys(problems))
