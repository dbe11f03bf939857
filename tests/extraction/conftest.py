import pytest

from proof_of_talent.extraction.guard import GuardedExtractor


@pytest.fixture(scope="session")
def extractor():
    with GuardedExtractor(size=1) as shared:
        yield shared
