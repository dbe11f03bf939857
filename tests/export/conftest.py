"""Fixtures of the export tests."""

import pytest
from exportable import MemoryStore, make_rulebook

from proof_of_talent.domain.criteria import Rulebook


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return make_rulebook()
