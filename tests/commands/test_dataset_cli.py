"""`export`, `import` and `dataset` as people use them."""

import json

import pandas as pd
import pytest

from tests.commands.test_cli import run  # noqa: F401 - a fixture


@pytest.fixture
def demo(run, tmp_path):  # noqa: F811
    store = f"sqlite:///{tmp_path / 'demo.db'}"
    run("demo", "--records", 60, "--store", store)
    return store


def test_an_export_is_written_checked_and_taken_back(run, demo, tmp_path):  # noqa: F811
    target = tmp_path / "all.ndjson.gz"
    told = run("export", target, "--status", "all", "--store", demo)
    assert told.stdout.startswith("60 rows")
    assert "personal data" in told.stderr
    assert "is whole: 60 rows" in run("verify-export", target).stdout
    fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
    assert "60 added, 0 already there, 0 rejected" in run("import", target, "--store", fresh).stdout
    assert "0 added, 60 already there" in run("import", target, "--store", fresh).stdout
    first, second = (
        run("export", "-", "--status", "all", "--store", store).stdout for store in (demo, fresh)
    )
    assert json.loads(first)["dataset"] == json.loads(second)["dataset"]


def test_mistakes_are_one_sentence_and_exit_code_1(run, demo, tmp_path):  # noqa: F811
    (tmp_path / "bad.json").write_text('[{"_id": 1, "schema_version": 1}]')
    (tmp_path / "there.csv").write_text("mine")
    for arguments in (
        ("export", tmp_path / "out.doc"), ("export", tmp_path / "there.csv"),
        ("export", tmp_path / "a.csv", "--columns", "nope"), ("import", tmp_path / "bad.json"),
        ("import", tmp_path / "none.json"), ("dataset", "build", tmp_path / "x", "--split", "1/2"),
        ("dataset", "verify", tmp_path), ("verify-export", tmp_path / "bad.json"),
    ):  # fmt: skip
        store = () if "verify" in str(arguments) else ("--store", demo)
        done = run(*arguments, *store, check=False)
        assert done.returncode == 1, arguments
        assert done.stderr.count("\n") == 1, done.stderr
        assert "Traceback" not in done.stderr


def test_datasets_are_built_checked_and_compared(run, demo, tmp_path):  # noqa: F811
    run("dataset", "build", tmp_path / "a", "--store", demo)
    run("dataset", "build", tmp_path / "b", "--store", demo, "--anonymise", "--split", "60/20/20")
    assert "as it was built" in run("dataset", "verify", tmp_path / "a").stdout
    assert "Columns gone" in run("dataset", "diff", tmp_path / "a", tmp_path / "b").stdout
    frames = [pd.read_parquet(path) for path in (tmp_path / "a" / "data").iterdir()]
    assert sum(map(len, frames)) > 40
    (tmp_path / "a" / "data" / "train.parquet").write_bytes(b"")
    damaged = run("dataset", "verify", tmp_path / "a", check=False)
    assert damaged.returncode == 1
    assert "data/train.parquet has 0 bytes" in damaged.stderr
