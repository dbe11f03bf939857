"""What people type into a shell works as they type it, and our own queries walk an index."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import DatetimeMS, Decimal128, ObjectId, decode, encode
from pymongo import MongoClient
from pymongo.cursor import Cursor
from pymongo.database import Database

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter, Position, position_of
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.mongo.forms import decode_record
from proof_of_talent.stores.mongo.jobs import _takeable
from proof_of_talent.stores.mongo.queries import plan_walks
from proof_of_talent.stores.mongo.schema import INDEXES
from tests.factories import NOW, make_record, make_submitted_session
from tests.stores.mongo_server import name_database

Shell = Database[dict[str, Any]]


@pytest.fixture
def name() -> str:
    return name_database()


@pytest.fixture
def store(mongo_url: str, name: str) -> Iterator[MongoStore]:
    store = MongoStore(mongo_url, name, check_seconds=0)
    yield store
    store.close()


@pytest.fixture
def db(mongo_url: str, name: str) -> Iterator[Shell]:
    """A shell beside the service."""
    with MongoClient(mongo_url, tz_aware=True) as client:
        yield client[name]


def test_records_are_found_as_people_type_it(store: MongoStore, db: Shell) -> None:
    strong, weak, failed = make_record(score=90), make_record(score=10), make_record(status="error")
    store.records.add_many([strong, weak, failed])
    found = list(db.cv_analyses.find({"recommendation": "strong", "processing_status": "completed"}))
    assert [it["_id"] for it in found] == [ObjectId(strong.id)]
    assert db.cv_analyses.find_one({"_id": ObjectId(weak.id)})["overall_score"] == 10


def test_the_average_score_by_field_is_a_match_and_a_group(store: MongoStore, db: Shell) -> None:
    store.records.add_many([
        make_record(score=40, field="arts_culture"),
        make_record(score=60, field="arts_culture"),
        make_record(score=80),
        make_record(status="error"),
    ])  # fmt: skip
    rows = db.cv_analyses.aggregate([
        {"$match": {"processing_status": "completed"}},
        {"$group": {"_id": "$field", "avg_score": {"$avg": "$overall_score"}, "count": {"$sum": 1}}},
    ])  # fmt: skip
    assert {it["_id"]: (it["avg_score"], it["count"]) for it in rows} == {
        "arts_culture": (50, 2), "digital_technology": (80, 1),
    }  # fmt: skip


def test_the_last_seven_days_are_a_comparison_of_dates(store: MongoStore, db: Shell) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    recent = make_record(at=now - timedelta(days=6))
    store.records.add_many([recent, make_record(at=now - timedelta(days=8))])
    found = list(db.cv_analyses.find({"created_at": {"$gte": now - timedelta(days=7)}}))
    assert [it["_id"] for it in found] == [ObjectId(recent.id)]
    assert found[0]["created_at"] == recent.created_at


def test_deleting_all_records_by_hand_empties_the_figures(store: MongoStore, db: Shell) -> None:
    store.records.add_many([make_record() for _ in range(5)])
    assert sum(it.counters["n"] for it in store.rollups.read(AnalysisFilter())) == 5
    before = store.rollups.read_version()
    db.cv_analyses.delete_many({})
    assert store.rollups.read(AnalysisFilter()) == []
    assert store.rollups.read_version() != before
    assert store.rollups.verify() == []


def test_a_record_inserted_by_hand_is_counted(store: MongoStore, db: Shell) -> None:
    store.records.add_many([make_record()])
    db.cv_analyses.insert_one({
        "session_id": make_record().session_id, "field": "arts_culture", "created_at": NOW,
        "processing_status": "completed", "overall_score": 50,
    })  # fmt: skip
    (rollup,) = store.rollups.read(AnalysisFilter(field="arts_culture"))
    assert (rollup.counters["n"], rollup.counters["score_sum"]) == (1, 50)
    assert len(store.records.list_page(AnalysisFilter())) == 2


def test_what_cannot_be_a_record_is_left_out_everywhere(store: MongoStore, db: Shell) -> None:
    kept = make_record()
    store.records.add_many([kept])
    db.cv_analyses.insert_many([
        {"session_id": "someone", "created_at": "yesterday"}, {"session_id": "other", "created_at": NOW}
    ])  # fmt: skip
    version = store.rollups.read_version()
    assert sum(it.counters["n"] for it in store.rollups.read(AnalysisFilter())) == 1
    assert store.records.list_page(AnalysisFilter()) == [kept]
    with store.records.open_snapshot(AnalysisFilter()) as snapshot:
        assert list(snapshot.documents()) == [kept.to_json()]
    assert store.rollups.read_version() == version  # and the figures are not made again and again
    assert store.rollups.verify() == []


def not_a_record(**overrides: Any) -> dict[str, Any]:
    """What somebody may insert who does not know our rules; without overrides it is a record."""
    return {
        "session_id": make_record().session_id, "field": "arts_culture", "created_at": NOW,
        "processing_status": "completed", "overall_score": 50, **overrides,
    }  # fmt: skip


@pytest.mark.parametrize("server", ["mongo_url", "standalone_url"])
def test_an_export_and_its_count_leave_out_what_is_no_record(
    server: str, name: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(server)
    store = MongoStore(url, name, check_seconds=0)
    kept = make_record()
    store.records.add_many([kept])
    strange: tuple[dict[str, Any], ...] = (
        {"created_at": datetime(1960, 1, 1, tzinfo=UTC)},
        {"created_at": datetime(3500, 1, 1, tzinfo=UTC)},
        {"questionnaire_responses": {"answer": ObjectId()}},
        {"analysis_results": {"parts": [Decimal128("1.5")]}},
        {"_id": "mine"},
        {"overall_score": 50.5},
    )
    with MongoClient(url) as client:
        client[name].cv_analyses.insert_many([not_a_record(**overrides) for overrides in strange])
    assert sum(it.counters["n"] for it in store.rollups.read(AnalysisFilter())) == 1
    assert store.rollups.verify() == []
    assert store.records.list_page(AnalysisFilter()) == [kept]
    with store.records.open_snapshot(AnalysisFilter()) as snapshot:
        assert list(snapshot.documents()) == [kept.to_json()]
        assert snapshot.count() == 1
    store.close()


def test_a_date_that_python_cannot_hold_makes_a_document_no_record(store: MongoStore) -> None:
    typed = {"_id": ObjectId(), **not_a_record(created_at=DatetimeMS(253_402_300_800_000))}
    options = store.life.database.codec_options
    assert decode_record(decode(encode(typed), options)) is None
    assert decode_record(decode(encode(typed | {"created_at": NOW}), options)) is not None


def test_opening_again_changes_no_index(store: MongoStore, db: Shell, mongo_url: str, name: str) -> None:
    store.ping()
    before = {it: db[it].index_information() for it in INDEXES}
    for collection, indexes in INDEXES.items():
        assert {it.document["name"] for it in indexes} <= set(before[collection])
    again = MongoStore(mongo_url, name)
    again.ping()
    again.close()
    assert {it: db[it].index_information() for it in INDEXES} == before


def test_an_index_made_by_hand_over_the_same_keys_gives_way(db: Shell, mongo_url: str, name: str) -> None:
    db.cv_analyses.create_index([("created_at", -1), ("_id", -1)], name="mine")
    store = MongoStore(mongo_url, name)
    store.records.add_many([make_record()])
    assert len(store.records.list_page(AnalysisFilter())) == 1
    store.close()


def test_two_documents_of_one_attempt_are_named_as_what_keeps_the_service_from_starting(
    db: Shell, mongo_url: str, name: str
) -> None:
    ids = db.cv_analyses.insert_many([{"session_id": "a"}, {"session_id": "a"}]).inserted_ids
    store = MongoStore(mongo_url, name)
    with pytest.raises(StoreUnavailableError, match="same session_id and attempt"):
        store.ping()
    db.cv_analyses.delete_one({"_id": ids[0]})
    store.ping()
    store.close()


def list_stages(plan: dict[str, Any]) -> list[str]:
    stages = [plan["stage"]] if "stage" in plan else []
    for key in ("inputStage", "queryPlan"):
        if key in plan:
            stages += list_stages(plan[key])
    for part in plan.get("inputStages", []):
        stages += list_stages(part)
    return stages


def assert_walks_an_index(cursor: Cursor[dict[str, Any]]) -> None:
    stages = list_stages(cursor.explain()["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in stages
    assert "COLLSCAN" not in stages


FILTERS = (
    AnalysisFilter(), AnalysisFilter(field="arts_culture"), AnalysisFilter(status="error"),
    AnalysisFilter(recommendation="weak"), AnalysisFilter(assessor="rubric"),
    AnalysisFilter(assessor=("rubric", "openai:m1"), field=("arts_culture", "science_research")),
    AnalysisFilter(assessor="openai:m1", field="arts_culture", since=NOW - timedelta(days=9), until=NOW),
    AnalysisFilter(since=NOW - timedelta(days=9)),
)  # fmt: skip


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "-overall_score", "overall_score"])
def test_lists_and_pages_walk_an_index(store: MongoStore, db: Shell, sort: Any) -> None:
    records = [make_record(at=NOW - timedelta(days=day), score=day) for day in range(20)]
    store.records.add_many(records)
    for wanted in FILTERS:
        for after in (None, position_of(records[10], sort), Position(value=None, id=records[3].id)):
            if after is not None and after.value is None and sort.endswith("created_at"):
                continue
            for walk in plan_walks(wanted, sort, after):
                assert_walks_an_index(
                    db.cv_analyses.find(walk.query, sort=walk.sort, limit=5).hint(walk.hint)
                )


def test_status_lease_and_housekeeping_queries_walk_an_index(store: MongoStore, db: Shell) -> None:
    session = make_submitted_session()
    store.sessions.add(session)
    assert store.jobs.find(NOW, 5) == [session.session_id]
    assert_walks_an_index(db.sessions.find({"session_id": session.session_id}))
    assert_walks_an_index(db.sessions.find(_takeable(NOW), sort=[("job.queued_at", 1)]).hint("work"))
    assert_walks_an_index(
        db.sessions.find({"updated_at": {"$lt": NOW}}, sort=[("updated_at", 1)]).hint("idle")
    )
    assert_walks_an_index(db.cv_analyses.find({"session_id": session.session_id, "attempt": 1}))
    assert_walks_an_index(db.rollups.find({"generation": 1, "grain": "day"}).hint("range"))
    assert_walks_an_index(db.gdpr_deletions.find({"session_hash": "x"}))
