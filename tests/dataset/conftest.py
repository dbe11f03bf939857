"""A store with synthetic records, and a shorthand to build a dataset from it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proof_of_talent.criteria import Rulebook
from proof_of_talent.dataset import BuildOptions, build_dataset
from proof_of_talent.dataset.options import DatasetManifest
from proof_of_talent.demo import make_records
from proof_of_talent.record import AnalysisFilter
from proof_of_talent.stores.sqlite import SQLiteStore

NOW = datetime(2026, 11, 22, 18, 40, tzinfo=UTC)

Build = Callable[..., DatasetManifest]


@pytest.fixture
def store(tmp_path, rulebook):
    opened = SQLiteStore(tmp_path / "talent.db")
    opened.add_records(make_records(400, seed=7, days=90, now=NOW, rulebook=rulebook))
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
