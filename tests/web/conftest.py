"""One app over a few hundred synthetic records, for tests that only read."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.demo.records import make_records
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import open_client

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_records(rulebook):
    return list(make_records(400, seed=3, days=90, now=NOW, rulebook=rulebook))


@pytest.fixture(scope="session")
def demo_client(tmp_path_factory: pytest.TempPathFactory, rulebook, demo_records) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(data_dir=folder / "data", store=f"sqlite:///{folder / 'talent.db'}")
    services = build_services(settings, rulebook=rulebook, clock=lambda: NOW)
    services.store.records.add_many(demo_records)
    with open_client(services) as opened:
        yield opened
