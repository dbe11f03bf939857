"""Fixtures of the export tests."""

import pytest

from proof_of_talent.domain.criteria import Rulebook
from tests.export.exportable import MemoryStore, make_rulebook


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return make_rulebook()
