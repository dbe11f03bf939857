"""Papers judged again: the applicant gets the new verdict, no total counts it, figures say what moved."""

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.pipeline.rejudging import Wish, find_due, rejudge_all
from proof_of_talent.records.removed import find_result
from tests.factories import make_record, make_session
from tests.web.test_sessions import CV, create, upload, wait

COMPLETED = AnalysisFilter(status="completed")


def age(record):
    """Return a record as older rules had left it."""
    info = record.assessor.model_copy(update={"rules_version": "2020-01"})
    return record.model_copy(update={"assessor": info, "overall_score": 3})


def test_other_rules_move_the_score_and_no_total(client, services):
    session_id = create(client)
    upload(client, session_id, CV)
    client.post(f"/api/analyze/{session_id}")
    score = wait(client, session_id) and client.get(f"/api/results/{session_id}").json()["overall_score"]
    record = services.store.records.find(session_id, 1)
    store, wish = services.store, Wish(rules=True, assessor=None)
    assert list(find_due(store, services.rulebook, wish, COMPLETED)) == []
    store.records.change(record.id, age)
    assert list(find_due(store, services.rulebook, Wish(rules=False, assessor="rubric"), COMPLETED)) == []
    assert list(find_due(store, services.rulebook, wish, COMPLETED)) == [session_id]
    before = client.get("/api/analytics/overview").json()
    none = rejudge_all(services.pipeline, [session_id], workers=1, has_budget=lambda: False)
    assert (none.judged, none.out_of_budget) == (0, True)
    done = rejudge_all(services.pipeline, [session_id], workers=1, has_budget=lambda: True)
    assert (done.judged, done.failed, done.out_of_budget) == (1, 0, False)
    assert list(find_due(store, services.rulebook, wish, COMPLETED)) == []
    assert client.get("/api/analytics/overview").json() == before
    assert client.get("/api/analytics/analyses").json()["total"] == 1
    (listed,) = client.get("/api/analytics/analyses", params={"status": "rejudged"}).json()["analyses"]
    assert (listed["attempt"], listed["overall_score"]) == (2, score)
    assert client.get("/api/analytics/overview", params={"status": "rejudged"}).json()["completed"] == 1
    (moved,) = client.get("/api/analytics/rejudged").json()["by_rules"]
    assert (moved["rules_before"], moved["count"]) == ("2020-01", 1)
    assert (moved["avg_before"], moved["avg_after"]) == (3, score)
    assert moved["moves"] == [{"points": (score - 3) // 5 * 5, "count": 1}]
    assert "How scores moved on the same papers" in client.get("/dashboard?tab=quality").text
    attempts = client.get(f"/api/session/{session_id}/attempts").json()["attempts"]
    assert [it["attempt_kind"] for it in attempts] == ["first", "rejudged"]
    assert client.get(f"/api/results/{session_id}").json()["overall_score"] == score
    answer = client.post(
        f"/api/session/{session_id}/outcome", json={"outcome": "refused", "date": "2026-06-01"}
    )
    assert answer.status_code == 200, answer.text
    assert store.records.find(session_id, 1).outcome.result == "refused"
    assert store.rollups.verify() == []


def test_judging_again_without_a_result_takes_nothing_away(services):
    session = make_session(attempt=2, state="completed")
    services.store.sessions.add(session)
    kept = make_record(session_id=session.session_id)
    failed = make_record(session_id=session.session_id, attempt=2, attempt_kind="rejudged", status="error")
    for record in (kept, failed):
        services.store.records.add(record)
    assert find_result(services.store, session) == kept
