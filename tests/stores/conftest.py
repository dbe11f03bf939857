"""The stores that the contract suite runs on. A new store adds one factory to `STORES`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proof_of_talent.ports import Store
from proof_of_talent.stores.sqlite import SQLiteStore

StoreFactory = Callable[[Path], Store]
"""Makes an empty store; the path is a fresh directory of the test's own. The suite closes it."""

STORES: dict[str, StoreFactory] = {"sqlite": lambda folder: SQLiteStore(folder / "talent.db")}


@pytest.fixture(params=sorted(STORES))
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Return a function that opens a new, empty store of the kind under test each time."""
    opened: list[Store] = []

    def make() -> Store:
        folder = tmp_path / f"store{len(opened)}"
        folder.mkdir()
        opened.append(STORES[request.param](folder))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(make_store: Callable[[], Store]) -> Store:
    """Return an empty store."""
    return make_store()
