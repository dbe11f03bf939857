"""Any damage to a dataset is found and named."""

import shutil

import pytest

from proof_of_talent.dataset import BuildOptions, build_dataset, verify_dataset
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore


@pytest.fixture(scope="module")
def built(filled, rulebook, tmp_path_factory):
    """A dataset made once; tests damage copies."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copyfile(filled, folder / "talent.db")
    store = SQLiteStore(folder / "talent.db")
    build_dataset(
        store, AnalysisFilter(status="completed"), BuildOptions(format="jsonl"), folder / "set",
        rulebook=rulebook, actor="test",
    )  # fmt: skip
    store.close()
    return folder / "set"


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "set")


@pytest.mark.parametrize("name", ["data/train.jsonl", "README.md", "schema.json"])
def test_a_changed_byte_is_found(folder, name):
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert verify_dataset(folder) == [f"{name} has another checksum."]


@pytest.mark.parametrize("name", ["data/test.jsonl", "README.md"])
def test_a_missing_file_is_found(folder, name):
    (folder / name).unlink()
    assert verify_dataset(folder) == [f"{name} is missing."]


def test_a_cut_file_is_found(folder):
    path = folder / "data" / "train.jsonl"
    path.write_bytes(path.read_bytes()[:-10])
    assert "data/train.jsonl has" in verify_dataset(folder)[0]


def test_a_file_too_many_is_found(folder):
    (folder / "data" / "more.jsonl").write_text("{}\n")
    assert verify_dataset(folder) == ["data/more.jsonl is not in the manifest."]


def test_a_folder_without_a_manifest_is_no_dataset(tmp_path):
    with pytest.raises(NotFoundError):
        verify_dataset(tmp_path)


def test_a_manifest_of_another_kind_is_refused(folder):
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(InvalidInputError):
        verify_dataset(folder)
