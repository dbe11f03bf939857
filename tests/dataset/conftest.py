"""A store with synthetic records, and a shorthand to build a dataset from it."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proof_of_talent.dataset import BuildOptions, build_dataset
from proof_of_talent.dataset.options import DatasetManifest
from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore

NOW = datetime(2026, 11, 22, 18, 40, tzinfo=UTC)

Build = Callable[..., DatasetManifest]


@pytest.fixture(scope="session")
def filled(tmp_path_factory, rulebook) -> Path:
    """A database of 400 records, made once; tests take copies."""
    path = tmp_path_factory.mktemp("filled") / "talent.db"
    opened = SQLiteStore(path)
    opened.records.add_many(make_records(400, seed=7, days=90, now=NOW, rulebook=rulebook))
    opened.close()
    return path


@pytest.fixture
def store(tmp_path, filled):
    shutil.copyfile(filled, tmp_path / "talent.db")
    opened = SQLiteStore(tmp_path / "talent.db")
    yield opened
    opened.close()


@pytest.fixture
def build(store, rulebook: Rulebook, tmp_path) -> Build:
    def run(name: str | Path = "set", wanted: AnalysisFilter | None = None, **options) -> DatasetManifest:
        return build_dataset(
            store, wanted or AnalysisFilter(status="completed"), BuildOptions(**options), tmp_path / name,
            rulebook=rulebook, actor="test", clock=lambda: NOW,
        )  # fmt: skip

    return run
