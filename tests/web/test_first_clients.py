"""The service's first clients, call by call: their front end and their example script. They know questions of
the types number, yes_no, text and url, send what stands on their buttons, and answer questions of their own.
"""

import sqlite3
import time

import pytest

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.removed import REMOVED
from tests.conftest import write_docx

KNOWN_TYPES = {"number", "yes_no", "text", "url"}
OTHER_ANSWERS = {"education_level": "PhD", "willing_to_relocate": "yes"}


def answer_as_they_do(question):
    """Return what their form sends: text fields hold words of the help, everything else is a button."""
    if question["type"] not in KNOWN_TYPES and "choices" in question:
        return question["help_text"].partition("Choose one of: ")[2].split("; ")[0].rstrip(".").upper()
    if question["type"] == "number":
        return "yes" if question["counts"] else "1999" if question["id"].endswith("year") else "7"
    return {"yes_no": "Yes", "url": "example.org/me"}.get(question["type"], "Led a team of twelve engineers.")


@pytest.mark.parametrize("field", ["digital_technology", "arts_culture", "science_research"])
def test_every_question_can_be_answered_by_who_knows_four_types(client, field):
    questions = client.get(f"/api/questionnaire/{field}").json()["questions"]
    responses = {it["id"]: answer_as_they_do(it) for it in questions if not it["type"].startswith("file_")}
    body = {"field": field, "responses": responses | OTHER_ANSWERS}
    checked = client.post("/api/questionnaire/submit", json=body)
    assert checked.status_code == 200, checked.text
    assert checked.json()["unknown_answers"] == list(OTHER_ANSWERS)


def wait(client, session_id):
    for _ in range(600):
        status = client.get(f"/api/session/{session_id}/status").json()
        if status["status"] in {"completed", "error"}:
            return status
        time.sleep(0.05)
    raise AssertionError(status)


def go_the_whole_way(client):
    """Do what their example script does, up to a result."""
    assert client.get("/api/fields").json()["fields"][0]["id"] == "digital_technology"
    made = client.post("/api/session/create", json={"field": "digital_technology"}).json()
    session_id = made["session_id"]
    answers = {"route_preference": "Exceptional Talent", "years_experience": "8", "publications": "yes"}
    saved = client.post(f"/api/session/{session_id}/questionnaire", json=answers | OTHER_ANSWERS).json()
    assert (saved["status"], saved["responses_saved"]) == ("success", 3)
    cv = write_docx("Curriculum vitae", "Ada Example", "2017 - 2025 Lead engineer of a team of twelve.")
    uploaded = client.post(f"/api/upload/{session_id}", files=[("files", ("cv.docx", cv))]).json()
    assert uploaded["total_documents"] == 1
    started = client.post(f"/api/analyze/{session_id}").json()
    assert (started["status"], bool(started["message"])) == ("analyzing", True)
    assert wait(client, session_id)["status"] == "completed"
    return session_id


def test_their_whole_way_works(client, services):
    session_id = go_the_whole_way(client)
    kept = client.get(f"/api/session/{session_id}/questionnaire").json()
    assert kept["extra_answers"] == OTHER_ANSWERS
    assert kept["answers"] == {"route_preference": "talent", "years_experience": 8, "publications": 1}
    results = client.get(f"/api/results/{session_id}").json()["results"]
    analysis, roadmap = results["analysis"], results["roadmap"]
    assert analysis["portfolio_summary"]["key_strengths"] == analysis["strengths"]
    assert analysis["portfolio_summary"]["summary"]
    assert {"likelihood", "gaps", "overall_assessment", "next_steps", "cv_feedback"} <= set(analysis)
    assert {"milestones", "total_weeks", "feasibility_assessment"} <= set(roadmap)
    record = client.get("/api/analytics/export").json()["dataset"][0]
    assert not set(OTHER_ANSWERS) & set(record["questionnaire_responses"])
    held = client.get(f"/api/session/{session_id}/data").json()
    assert dict(held["session"]["extra_answers"]) == OTHER_ANSWERS
    assert client.get(f"/api/gdpr/deletion-status/{session_id}").json()["message"]
    gone = client.delete(f"/api/session/{session_id}").json()
    assert (gone["status"], "deleted" in gone["message"]) == ("deleted", True)
    assert client.get(f"/api/gdpr/deletion-status/{session_id}").json()["status"] == "deleted"


def test_a_result_that_was_removed_by_hand_can_be_made_again(client, services):
    session_id = go_the_whole_way(client)
    with sqlite3.connect(services.settings.store_url.removeprefix("sqlite:///")) as shell:
        shell.execute("DELETE FROM cv_analyses")
    shell.close()
    status = client.get(f"/api/session/{session_id}/status").json()
    assert (status["status"], status["error_message"]) == ("error", REMOVED)
    assert client.get(f"/api/results/{session_id}").json() == {
        "session_id": session_id, "status": "error", "error_message": REMOVED,
    }  # fmt: skip
    for step in ("", "/report", "/analysis"):
        page = client.get(f"/apply/{session_id}{step}")
        assert page.status_code == 200
    assert "analyse again" in page.text
    assert client.get("/api/analytics/overview").json()["total_analyses"] == 0
    assert client.post(f"/api/analyze/{session_id}").status_code == 200
    assert wait(client, session_id)["status"] == "completed"
    assert client.get(f"/api/results/{session_id}").json()["results"]
    assert services.store.rollups.verify() == []
    assert len(services.store.records.list_page(AnalysisFilter())) == 1
