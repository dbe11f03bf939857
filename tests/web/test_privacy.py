"""What people learn about their own data, and outcomes from report to calibration."""

from datetime import timedelta

import orjson
import pytest

from tests.factories import make_document, make_record, make_session
from tests.web.test_sessions import CV, create, upload, wait


@pytest.fixture
def analysed(client) -> str:
    session_id = create(client)
    client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 6})
    upload(client, session_id, CV)
    client.post(f"/api/analyze/{session_id}")
    assert wait(client, session_id)["status"] == "completed"
    return session_id


# -- subject access --------------------------------------------------------------------------------


def test_everything_held_about_a_session_is_told(client, services, analysed):
    record = services.store.records.find(analysed, 1)
    client.get("/api/analytics/export")
    client.get(f"/api/analytics/analyses/{record.id}")
    data = client.get(f"/api/session/{analysed}/data").json()
    assert data["session"]["answers"] == {"years_experience": 6}
    assert data["records"] == [orjson.loads(record.to_json())]
    assert len(data["exports"]) == 1
    assert [entry["action"] for entry in data["audit"]] == ["record_viewed"]
    (document,) = data["documents"]
    assert document["filename"] == "cv.docx"
    content = client.get(document["content"])
    assert content.content == CV
    assert content.headers["content-disposition"] == 'attachment; filename="d1.docx"'
    assert content.headers["content-type"] == "application/octet-stream"
    again = client.get(f"/api/session/{analysed}/data").json()
    assert [entry["action"] for entry in again["audit"]] == ["data_given", "record_viewed"]


def test_other_sessions_are_not_in_it(client, services, analysed):
    other = make_record()
    services.store.records.add_many([other])
    client.get(f"/api/analytics/analyses/{other.id}")
    text = client.get(f"/api/session/{analysed}/data").text
    assert other.session_id not in text
    assert other.id not in text


def test_a_dropped_session_still_tells_its_records_and_can_be_erased(client, services, analysed, now):
    assert services.store.sessions.drop(analysed, now + timedelta(days=1))
    data = client.get(f"/api/session/{analysed}/data").json()
    assert data["session"] is None
    assert len(data["records"]) == 1
    assert client.get(f"/api/gdpr/deletion-status/{analysed}").json()["status"] == "active"
    assert client.delete(f"/api/session/{analysed}").json()["records_deleted"] == 1
    assert client.get(f"/api/session/{analysed}/data").status_code == 410
    assert client.get(f"/api/session/{analysed}/outcome").status_code == 410


def test_nothing_is_told_about_what_never_was(client):
    unknown = "session_20260101_000000_" + "A" * 32
    assert client.get(f"/api/session/{unknown}/data").status_code == 404
    assert client.get(f"/api/session/{unknown}/documents/d1/content").status_code == 404


def test_erasures_are_in_the_audit_log(client, analysed):
    client.delete(f"/api/session/{analysed}")
    (entry,) = client.get("/api/admin/audit?action=erase").json()["entries"]
    assert (entry["details"]["documents"], entry["details"]["records"]) == (1, 1)
    assert analysed not in str(entry)


# -- outcomes --------------------------------------------------------------------------------------


def report(client, session_id, result="endorsed", date="2026-06-01", name="result"):
    return client.post(f"/api/session/{session_id}/outcome", json={name: result, "date": date})


@pytest.mark.parametrize("name", ["result", "outcome"])
def test_an_outcome_is_kept_with_its_record(client, services, analysed, name):
    answer = report(client, analysed, name=name)
    assert answer.status_code == 200
    assert answer.json()["outcome"]["result"] == "endorsed"
    assert answer.json()["outcome"]["history"] == []
    kept = services.store.records.find(analysed, 1)
    assert (kept.outcome.result, kept.outcome.date) == ("endorsed", "2026-06-01")
    assert client.get(f"/api/session/{analysed}/outcome").json()["outcome"] == answer.json()["outcome"]
    assert services.store.rollups.verify() == []


def test_a_correction_keeps_what_was_said_before(client, services, analysed):
    report(client, analysed, "endorsed")
    report(client, analysed, "endorsed")
    report(client, analysed, "refused", "2026-06-02")
    outcome = report(client, analysed, "withdrawn", "2026-06-03").json()["outcome"]
    assert outcome["result"] == "withdrawn"
    assert [(past["result"], past["date"]) for past in outcome["history"]] == [
        ("endorsed", "2026-06-01"), ("refused", "2026-06-02"),
    ]  # fmt: skip
    assert len(services.store.audit.list_newest(action="outcome_reported")) == 3
    quality = client.get("/api/analytics/quality").json()
    counts = {row["outcome"]: row["count"] for row in quality["calibration"]["outcomes"]}
    assert counts == {"endorsed": 0, "refused": 0, "withdrawn": 1}
    whole = client.get(f"/api/analytics/analyses/{services.store.records.find(analysed, 1).id}").json()
    assert whole["outcome"] == outcome


def test_one_decision_counts_once_however_often_the_application_is_analysed(client, services, analysed):
    report(client, analysed)
    client.post(f"/api/analyze/{analysed}")
    assert wait(client, analysed)["attempt"] == 2
    report(client, analysed, "refused")
    assert services.store.records.find(analysed, 1).outcome.result == "refused"
    assert services.store.records.find(analysed, 2).outcome is None


@pytest.mark.parametrize("date", ["2999-01-01", "2019-12-31", "soon", "2026-02-30"])
def test_impossible_dates_are_refused(client, analysed, date):
    assert report(client, analysed, date=date).status_code == 422


def test_an_unknown_result_is_refused(client, analysed):
    assert report(client, analysed, "perhaps").status_code == 422


def test_an_outcome_needs_a_completed_analysis(client):
    answer = report(client, create(client))
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "no_analysis"


def test_outcomes_lead_to_a_calibration_once_there_are_enough(client, services):
    records = [make_record(score=90 if number % 2 else 10) for number in range(20)]
    services.store.records.add_many(records)
    for number, record in enumerate(records):
        group = client.get("/api/analytics/quality").json()["calibration"]["overall"]
        assert group["shown"] is False
        assert group["brier_score"] is None
        assert report(client, record.session_id, "endorsed" if number % 2 else "refused").status_code == 200
    calibration = client.get("/api/analytics/quality").json()["calibration"]
    assert calibration["overall"]["count"] == 20
    assert calibration["overall"]["brier_score"] == pytest.approx(0.01)
    assert calibration["overall"]["reference_brier_score"] == pytest.approx(0.25)
    bins = {row["from_likelihood"]: row["share_percent"] for row in calibration["overall"]["reliability"]}
    assert bins == {0.1: 0, 0.9: 100}
    report(client, records[1].session_id, "withdrawn")
    assert client.get("/api/analytics/quality").json()["calibration"]["overall"]["count"] == 19
    assert services.store.rollups.verify() == []


def test_a_session_with_documents_but_no_record_is_told_too(client, services):
    session = make_session(documents=(make_document(),))
    services.store.sessions.add(session)
    data = client.get(f"/api/session/{session.session_id}/data").json()
    assert data["records"] == []
    assert data["documents"][0]["id"] == "d1"
