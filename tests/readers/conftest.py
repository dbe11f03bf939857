"""A store with synthetic records and one with awkward texts; a service that answers for the figures."""

from datetime import UTC, datetime

import pytest

from proof_of_talent.dataset import BuildOptions, build_dataset
from proof_of_talent.demo import make_records
from proof_of_talent.record import AnalysisFilter
from proof_of_talent.stores.sqlite import SQLiteStore

NOW = datetime(2026, 11, 22, 18, 40, tzinfo=UTC)


@pytest.fixture
def store(tmp_path, rulebook):
    opened = SQLiteStore(tmp_path / "talent.db")
    opened.add_records(make_records(400, seed=7, days=90, now=NOW, rulebook=rulebook))
    yield opened
    opened.close()


@pytest.fixture
def build(store, rulebook, tmp_path):
    def run(**options):
        return build_dataset(
            store, AnalysisFilter(status="completed"), BuildOptions(**options), tmp_path / "set",
            rulebook=rulebook, actor="test", clock=lambda: NOW,
        )  # fmt: skip

    return run
