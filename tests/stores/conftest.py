"""The stores that the contract suite runs on. A new store adds one factory fixture to `STORES`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from proof_of_talent.domain.ports import Store
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.stores.mongo_server import MongoServer, given_mongod, name_database

StoreFactory = Callable[[Path], Store]
"""Makes an empty store; the path is a fresh directory of the test's own. Whoever opens it closes it."""

STORES = {"mongo": "make_mongo_store", "sqlite": "make_sqlite_store"}


@pytest.fixture(params=sorted(STORES))
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Return a function that opens a new, empty store of the kind under test each time."""
    factory: StoreFactory = request.getfixturevalue(STORES[request.param])
    opened: list[Store] = []

    def make() -> Store:
        folder = tmp_path / f"store{len(opened)}"
        folder.mkdir()
        opened.append(factory(folder))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(make_store: Callable[[], Store]) -> Store:
    """Return an empty store."""
    return make_store()


@pytest.fixture(scope="session")
def make_sqlite_store() -> StoreFactory:
    return lambda folder: SQLiteStore(folder / "talent.db")


@pytest.fixture(scope="session")
def make_mongo_store(mongo_url: str) -> Iterator[StoreFactory]:
    databases: list[str] = []

    def make(_: Path) -> Store:
        databases.append(name_database())
        return MongoStore(mongo_url, databases[-1])

    yield make
    if given_mongod():  # our own server's files go with the run, and dropping is slow on it
        with MongoClient(mongo_url) as client:
            for database in databases:
                client.drop_database(database)


@pytest.fixture(scope="session")
def standalone_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = MongoServer(tmp_path_factory.mktemp("standalone"), "--standalone", durable=False).start()
    yield server.url
    server.kill()
