"""Real parts for everybody: real SQLite files, a real child process for documents, real HTTP."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import structlog
from docx import Document as WordDocument
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import Settings
from tests.chart_cache import link_charts
from tests.extractors import build_sharing
from tests.stores.mongo_server import mongo_url

__all__ = ["mongo_url"]

# Two shared cores: slow generation says something about the machine. In CI the same examples every time.
hypothesis_settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis_settings.load_profile("shared")

os.environ.setdefault("PROOF_OF_TALENT_OCR", "false")  # takes seconds a page; `make test-ocr` tests it

SHARED_CVS = Path(__file__).parents[2] / "shared" / "data" / "cvs"


def write_docx(*paragraphs: str) -> bytes:
    """Return a Word document with these paragraphs."""
    document = WordDocument()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def fresh_logs():
    """Undo a test's log settings: they hold the standard error that pytest had lent to that test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def rulebook():
    return load_rulebook()


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        store=f"sqlite:///{tmp_path / 'talent.db'}",
        lease_seconds=60,
        sweep_seconds=0.2,
    )


@pytest.fixture
def services(settings, rulebook):
    built = build_sharing(settings, rulebook=rulebook)
    yield built
    built.close()


@contextmanager
def open_client(services: Services) -> Iterator[TestClient]:
    """Open a client of an app that finds its charts made."""
    link_charts(services.settings.data_dir)
    with TestClient(create_app(services), base_url="http://127.0.0.1:8000") as opened:
        yield opened


@pytest.fixture
def client(services: Services):
    with open_client(services) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)
