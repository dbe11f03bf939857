"""Exports on disk: whole or absent, and checkable."""

import gzip
import json
import stat
from pathlib import Path

import pytest

from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import (
    ExportAbortedError,
    ExportOptions,
    FileManifest,
    format_of_path,
    open_export,
    verify_export,
    write_export,
)
from tests.export.exportable import NOW, MemorySnapshot, export_bytes, make_record


def write(store, rulebook, path: Path, **options) -> FileManifest:
    chosen = ExportOptions(format=format_of_path(path))
    with open_export(
        store, AnalysisFilter(), chosen, rulebook=rulebook, actor="test", clock=lambda: NOW
    ) as export:
        return write_export(export, path, **options)


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.csv", "a.xlsx", "a.parquet"])
def test_a_written_file_passes_its_check(store, rulebook, tmp_path, name):
    store.records[:] = [make_record(1), make_record(2)]
    manifest = write(store, rulebook, tmp_path / name)
    assert verify_export(tmp_path / name) == manifest
    assert manifest.rows == 2
    assert {path.name for path in tmp_path.iterdir()} == {name, f"{name}.manifest.json"}


def test_only_the_owner_may_read_it(store, rulebook, tmp_path):
    write(store, rulebook, tmp_path / "a.json")
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600


def test_gz_is_compressed_and_the_same_inside(store, rulebook, tmp_path):
    store.records[:] = [make_record(1)]
    write(store, rulebook, tmp_path / "a.csv.gz")
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == export_bytes(
        store, rulebook, format="csv"
    )
    verify_export(tmp_path / "a.csv.gz")


@pytest.mark.parametrize(
    "damage",
    [lambda content: content[:-1], lambda content: content + b" ", lambda content: b"[" + content[1:]],
)
def test_any_damage_is_found(store, rulebook, tmp_path, damage):
    path = tmp_path / "a.ndjson"
    store.records[:] = [make_record(1)]
    write(store, rulebook, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InvalidInputError) as caught:
        verify_export(path)
    assert caught.value.code == "damaged"


def test_a_broken_export_leaves_nothing(store, rulebook, tmp_path, monkeypatch):
    store.records[:] = [make_record(1)]
    monkeypatch.setattr(MemorySnapshot, "count", lambda _self: 5)
    with pytest.raises(ExportAbortedError):
        write(store, rulebook, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_allowed(store, rulebook, tmp_path):
    path = tmp_path / "a.json"
    path.write_text("mine")
    with pytest.raises(InvalidInputError):
        write(store, rulebook, path)
    assert path.read_text() == "mine"
    write(store, rulebook, path, replace=True)
    assert json.loads(path.read_bytes())["count"] == 0


def test_a_missing_folder_is_named(store, rulebook, tmp_path):
    with pytest.raises(InvalidInputError, match="nowhere"):
        write(store, rulebook, tmp_path / "nowhere" / "a.json")


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xlsx.gz", "a.parquet.gz"])
def test_other_endings_are_refused(name):
    with pytest.raises(InvalidInputError):
        format_of_path(Path(name))


def test_a_file_without_a_manifest_cannot_be_checked(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(NotFoundError):
        verify_export(tmp_path / "a.json")
