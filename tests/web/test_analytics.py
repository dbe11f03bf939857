"""The analytics API on synthetic records: shapes, filters, paging, and figures that agree with each other."""

import base64
import json

import pytest

from proof_of_talent.domain.record import AnalysisFilter

FILTERS = [
    "",
    "field=digital_technology",
    "status=error",
    "status=completed&recommendation=strong",
    "assessor=rubric",
    "since=2026-09-10&until=2026-10-20",
    "since=2026-09-10T07:30:00Z&until=2026-10-20T11:00:00.500Z",
    "field=arts_culture&status=completed&since=2026-10-03T01:00:00Z&until=2026-10-03T23:00:00Z",
]


@pytest.fixture
def filled(demo_client):
    return demo_client


def walk(client, query, **options):
    """Return the ids of all pages by cursor."""
    ids, cursor = [], None
    while True:
        parameters = "&".join([query, *(f"{k}={v}" for k, v in options.items())])
        page = client.get(
            f"/api/analytics/analyses?{parameters}" + (f"&cursor={cursor}" if cursor else "")
        ).json()
        ids += [row["_id"] for row in page["analyses"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return ids, page["total"]


def test_the_empty_overview_is_all_zeros(client):
    assert client.get("/api/analytics/overview").json() == {
        "total_analyses": 0, "completed": 0, "errors": 0, "success_rate": 0.0, "by_field": [],
        "by_recommendation": [], "recent_30_days": 0,
    }  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_overview_list_and_export_agree_for_any_filter(filled, query):
    overview = filled.get(f"/api/analytics/overview?{query}").json()
    ids, total = walk(filled, query, limit=50)
    status = "" if "status=" in query else "&status=all"
    export = filled.get(f"/api/analytics/export?{query}{status}").json()
    assert overview["total_analyses"] == total == len(ids) == len(set(ids)) == export["count"]
    assert {row["_id"] for row in export["dataset"]} == set(ids)
    completed = [row for row in export["dataset"] if row["processing_status"] == "completed"]
    assert overview["completed"] == len(completed) == sum(row["count"] for row in overview["by_field"])
    assert overview["completed"] == sum(row["count"] for row in overview["by_recommendation"])
    for row in overview["by_field"]:
        scores = [record["overall_score"] for record in completed if record["field"] == row["_id"]]
        assert row["avg_score"] == pytest.approx(sum(scores) / len(scores), abs=0.005)


def test_an_export_means_completed_analyses_unless_asked_otherwise(filled):
    overview = filled.get("/api/analytics/overview").json()
    assert overview["errors"] > 0
    assert filled.get("/api/analytics/export").json()["count"] == overview["completed"]
    assert filled.get("/api/analytics/export?status=all").json()["count"] == overview["total_analyses"]


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "-overall_score", "overall_score"])
def test_every_sort_visits_each_row_once(filled, sort):
    ids, total = walk(filled, "status=all", limit=37, sort=sort)
    assert len(ids) == len(set(ids)) == total


def test_skip_and_limit_page_through_everything(filled):
    pages = [
        filled.get(f"/api/analytics/analyses?skip={skip}&limit=50").json()["analyses"]
        for skip in range(0, 400, 50)
    ]
    ids = [row["_id"] for page in pages for row in page]
    assert ids == walk(filled, "limit=50")[0]


def test_the_newest_come_first(filled):
    rows = filled.get("/api/analytics/analyses?limit=50").json()["analyses"]
    moments = [row["created_at"] for row in rows]
    assert moments == sorted(moments, reverse=True)


def test_a_row_of_the_list_is_the_record_without_its_long_parts(filled):
    row = filled.get("/api/analytics/analyses?limit=1").json()["analyses"][0]
    whole = filled.get(f"/api/analytics/analyses/{row['_id']}").json()
    assert row.items() <= whole.items()
    assert set(whole) - set(row) == {"questionnaire_responses", "analysis_results", "documents"}


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=51", "skip=-1", "cursor=nonsense", "cursor=WyJhIl0", "sort=name", "field=alchemy"],
)
def test_what_is_out_of_range_is_a_422_and_no_silent_cut(filled, query):
    assert filled.get(f"/api/analytics/analyses?{query}").status_code == 422


@pytest.mark.parametrize(
    "moment",
    [
        "2026-99-99T00:00:00.000Z",
        "0000-00-00T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
        "2026-01-01T00:00:00.000Z\n",
        "٢٠٢٦-01-01T00:00:00.000Z",
    ],
)
def test_a_forged_cursor_is_a_422(filled, moment):
    forged = json.dumps(["-created_at", moment, "a" * 24]).encode()
    answer = filled.get(f"/api/analytics/analyses?cursor={base64.urlsafe_b64encode(forged).decode()}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_cursor"


def test_a_cursor_does_not_fit_another_sort(filled):
    cursor = filled.get("/api/analytics/analyses?limit=5").json()["next_cursor"]
    answer = filled.get(f"/api/analytics/analyses?sort=overall_score&cursor={cursor}")
    assert answer.json()["error"]["code"] == "invalid_cursor"


def test_an_unknown_record_is_not_found(filled):
    assert filled.get(f"/api/analytics/analyses/{'0' * 24}").status_code == 404


@pytest.mark.parametrize("name", ["trends", "fields", "insights", "quality"])
def test_every_tab_has_its_figures(filled, name):
    answer = filled.get(f"/api/analytics/{name}?since=2026-10-01")
    assert answer.status_code == 200
    assert filled.get(f"/api/analytics/{name}?field=science_research&status=error").status_code == 200


def test_the_stored_records_load_into_pandas(filled):
    import pandas as pd

    data = filled.get("/api/analytics/export").json()
    frame = pd.DataFrame(data["dataset"])
    assert len(frame) == data["count"]
    assert frame["overall_score"].notna().all()


def test_a_remembered_answer_is_forgotten_when_a_record_changes(client, services, demo_records):
    services.store.records.add_many(demo_records[:60])
    names = ("trends", "fields", "quality")
    before = {name: client.get(f"/api/analytics/{name}").json() for name in names}
    assert {name: client.get(f"/api/analytics/{name}").json() for name in names} == before
    record = services.store.records.list_page(AnalysisFilter(status="completed"), limit=1)[0]
    services.store.erasure.erase(record.session_id, services.clock())
    for name in names:
        assert client.get(f"/api/analytics/{name}").json() != before[name], name
