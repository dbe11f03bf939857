"""The same demonstration data gives the same answers, to the byte, from SQLite and from MongoDB."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from proof_of_talent.analytics import fields, insights, overview, quality, trends
from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW
from tests.stores.mongo_server import name_database

FILTERS = (
    AnalysisFilter(),
    AnalysisFilter(field="arts_culture", status="completed"),
    AnalysisFilter(recommendation="strong", since=NOW - timedelta(days=200)),
    AnalysisFilter(
        assessor="rubric", since=NOW - timedelta(days=65, hours=5), until=NOW - timedelta(hours=7)
    ),
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, mongo_url: str, rulebook: Rulebook):
    folder: Path = tmp_path_factory.mktemp("same")
    pair = SQLiteStore(folder / "talent.db"), MongoStore(mongo_url, name_database())
    for store in pair:
        records = make_records(140, seed=5, days=400, now=NOW, rulebook=rulebook)
        assert store.records.add_many(records) == 140
    yield pair
    for store in pair:
        store.close()


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_both_stores_answer_alike(stores, rulebook: Rulebook, wanted: AnalysisFilter) -> None:
    answers = (
        lambda store: overview(store, wanted, NOW),
        lambda store: trends(store, wanted, NOW, grain="day"),
        lambda store: trends(store, wanted, NOW, grain="month"),
        lambda store: fields(store, wanted, rulebook),
        lambda store: insights(store, wanted, rulebook),
        lambda store: quality(store, wanted, NOW, grain="auto"),
    )
    sqlite, mongo = stores
    for answer in answers:
        assert answer(mongo).model_dump_json(by_alias=True) == answer(sqlite).model_dump_json(by_alias=True)


def test_both_stores_list_and_export_alike(stores) -> None:
    sqlite, mongo = stores
    for wanted in FILTERS:
        for sort in ("-created_at", "overall_score"):
            rows = [
                [it.to_json() for it in store.records.list_page(wanted, sort=sort, limit=50, skip=20)]
                for store in stores
            ]
            assert rows[0] == rows[1]
        with sqlite.records.open_snapshot(wanted) as ours, mongo.records.open_snapshot(wanted) as theirs:
            assert ours.count() == theirs.count()
            for document, other in zip(ours.documents(), theirs.documents(), strict=True):
                assert document == other
                assert orjson.loads(document)["session_id"]
