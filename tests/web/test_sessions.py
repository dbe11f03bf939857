"""The applicant's way through the API, from a field to results and to deletion."""

import time

import pytest

from proof_of_talent.demo.samples import load_sample
from proof_of_talent.export import find_past_exports
from tests.conftest import write_docx
from tests.factories import make_record

CV = write_docx(
    "Curriculum Vitae",
    "Ada Example, software engineer",
    "Experience",
    "2019 - 2025 Lead engineer at Example Ltd. Architected the payments platform of 2 million customers.",
    "Education",
    "2015 - 2019 BSc Computer Science",
)


def create(client, field="digital_technology") -> str:
    answer = client.post("/api/session/create", json={"field": field})
    assert answer.status_code == 200
    return answer.json()["session_id"]


def upload(client, session_id, *contents, name="cv.docx"):
    return client.post(
        f"/api/upload/{session_id}", files=[("files", (name, content)) for content in contents]
    )


def wait(client, session_id, seconds=30.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = client.get(f"/api/session/{session_id}/status").json()
        if status["status"] in {"completed", "error"}:
            return status
        time.sleep(0.05)
    raise AssertionError(f"still {status}")


def test_fields_are_listed_by_id_and_name(client):
    fields = client.get("/api/fields").json()["fields"]
    assert [field["id"] for field in fields] == ["digital_technology", "arts_culture", "science_research"]
    assert all(set(field) == {"id", "name"} for field in fields)


def test_a_new_session_names_its_field(client):
    answer = client.post("/api/session/create", json={"field": "arts_culture"}).json()
    assert set(answer) == {"session_id", "field", "field_name"}


def test_an_unknown_field_is_not_found(client):
    answer = client.post("/api/session/create", json={"field": "alchemy"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "field_not_found"
    assert answer.json()["detail"] == answer.json()["error"]["message"]


@pytest.mark.parametrize("field", ["digital_technology", "arts_culture", "science_research"])
def test_every_field_has_a_questionnaire(client, field):
    answer = client.get(f"/api/questionnaire/{field}").json()
    assert answer["field"] == field
    assert {"id", "question", "type", "required"} <= set(answer["questions"][0])


def test_checking_a_questionnaire_stores_nothing(client, services):
    answer = client.post("/api/questionnaire/submit", json={"field": "digital_technology", "responses": {}})
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["error"]["problems"]} >= {"years_experience"}


def test_the_whole_way_from_session_to_results_to_deletion(client, services):
    session_id = create(client)
    saved = client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 6})
    assert saved.json() == {"session_id": session_id, "status": "success", "responses_saved": 1}
    uploaded = upload(client, session_id, CV).json()
    assert uploaded["uploaded_files"] == uploaded["total_documents"] == 1
    assert uploaded["files"][0]["kind"] == "cv"
    status = client.get(f"/api/session/{session_id}/status").json()
    assert status["documents_count"] == 1
    assert status["has_questionnaire"] is True
    started = client.post(f"/api/analyze/{session_id}").json()
    assert started["status"] == "analyzing"
    assert wait(client, session_id)["status"] == "completed"

    results = client.get(f"/api/results/{session_id}").json()
    analysis = results["results"]["analysis"]
    assert set(analysis) >= {
        "likelihood", "assessment_level", "evidence_present", "strengths", "gaps", "overall_assessment",
        "next_steps", "cv_feedback", "portfolio_summary",
    }  # fmt: skip
    assert any(f["code"] == "missing_recommendation_letters" for f in results["results"]["findings"])
    record = services.store.records.find(session_id, 1)
    assert record.overall_score == results["overall_score"]

    deleted = client.delete(f"/api/session/{session_id}")
    assert deleted.json()["status"] == "deleted"
    assert deleted.json()["records_deleted"] == 1
    assert client.get(f"/api/session/{session_id}/status").status_code == 410
    assert client.get(f"/api/gdpr/deletion-status/{session_id}").json()["status"] == "deleted"
    again = client.post(f"/api/gdpr/delete-data?session_id={session_id}")
    assert again.json()["deleted_at"] == deleted.json()["deleted_at"]
    assert client.get("/api/analytics/overview").json()["total_analyses"] == 0


def test_erasing_names_the_exports_that_held_the_person_each_time_it_is_asked(client, services):
    record = make_record()
    services.store.records.add_many([record])
    client.get("/api/analytics/export?format=csv")
    client.get("/api/analytics/export?format=json&until=2020-01-01")
    (past,) = find_past_exports(services.store, record.session_id)
    erased = client.delete(f"/api/session/{record.session_id}").json()
    assert [(notice["export_id"], notice["format"]) for notice in erased["exports"]] == [
        (past.export_id, "csv")
    ]
    assert client.delete(f"/api/session/{record.session_id}").json() == erased
    (entry,) = services.store.audit.list_newest(action="erase", limit=10)
    assert entry.details["exports"] == erased["exports"]
    assert record.session_id not in entry.model_dump_json()


def test_every_quote_in_the_results_stands_in_the_papers(client, services):
    session_id = create(client)
    papers = [document.content_bytes() for document in load_sample("digital_technology/strong").documents]
    for paper in papers:
        upload(client, session_id, paper)
    client.post(f"/api/analyze/{session_id}")
    wait(client, session_id)
    text = " ".join(page.text for paper in papers for page in services.extractor.extract(paper).pages)
    findings = client.get(f"/api/results/{session_id}").json()["results"]["findings"]
    quotes = [evidence["quote"] for finding in findings for evidence in finding["evidence"]]
    assert quotes
    assert all(quote in text for quote in quotes)


def test_a_second_analysis_is_a_second_attempt(client, services):
    session_id = create(client)
    upload(client, session_id, CV)
    for attempt in (1, 2):
        client.post(f"/api/analyze/{session_id}")
        assert wait(client, session_id)["attempt"] == attempt
    assert client.get("/api/analytics/overview").json()["total_analyses"] == 2


def test_asking_twice_for_an_analysis_starts_one(client, services):
    session_id = create(client)
    upload(client, session_id, CV)
    for _ in range(3):
        assert client.post(f"/api/analyze/{session_id}").status_code == 200
    assert wait(client, session_id)["attempt"] in {1, 2, 3}
    total = client.get("/api/analytics/overview").json()["total_analyses"]
    assert total == client.get(f"/api/session/{session_id}/status").json()["attempt"]


def test_an_analysis_without_documents_is_refused_and_leaves_no_record(client):
    session_id = create(client)
    answer = client.post(f"/api/analyze/{session_id}")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "no_documents"
    assert client.get("/api/analytics/overview").json()["total_analyses"] == 0


def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_nothing_is_kept(client):
    session_id = create(client)
    answer = upload(client, session_id, CV, b"\x00\x01 not a document")
    assert answer.status_code >= 400
    error = answer.json()["error"]
    assert error["field"] == "files.1"
    assert error["code"] == "unsupported_type"
    assert client.get(f"/api/session/{session_id}/documents").json()["documents"] == []


def test_the_client_s_file_name_is_never_a_path(client, services):
    session_id = create(client)
    answer = upload(client, session_id, CV, name="../../etc/passwd\\..\\cv.docx").json()
    assert answer["files"][0]["filename"] == "cv.docx"


def test_too_many_files_are_refused(client, services):
    session_id = create(client)
    answer = upload(client, session_id, *[CV] * (services.settings.max_files + 1))
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "too_many_files"


def test_a_body_over_the_limit_is_refused_while_it_arrives(client):
    def unannounced():
        for _ in range(40):
            yield b"x" * 65536

    session_id = create(client)
    answer = client.post(
        f"/api/session/{session_id}/questionnaire",
        content=unannounced(),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 413


def test_a_document_s_kind_can_be_corrected_and_a_document_taken_back(client):
    session_id = create(client)
    upload(client, session_id, CV)
    corrected = client.patch(f"/api/session/{session_id}/documents/d1", json={"kind": "evidence"}).json()
    assert corrected["documents"][0]["kind"] == "evidence"
    assert client.delete(f"/api/session/{session_id}/documents/d1").json()["documents"] == []
    assert client.delete(f"/api/session/{session_id}/documents/d1").status_code == 404


def test_a_session_that_never_was_is_not_found(client):
    unknown = "session_20260101_000000_" + "A" * 32
    assert client.get(f"/api/session/{unknown}/status").status_code == 404
    assert client.delete(f"/api/session/{unknown}").status_code == 404
    assert client.get("/api/session/../../etc/status").status_code == 404


def test_a_malformed_session_id_is_a_422(client):
    assert client.get("/api/session/1/status").status_code == 422


def test_saved_answers_add_up_and_can_be_taken_back(client):
    session_id = create(client)
    client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 6, "awards": "one"})
    client.post(f"/api/session/{session_id}/questionnaire", json={"awards": ""})
    answers = client.get(f"/api/session/{session_id}/questionnaire").json()["answers"]
    assert answers == {"years_experience": 6}


def test_half_a_character_in_an_answer_is_no_failure_of_ours(client):
    session = create(client)
    headers = {"content-type": "application/json"}
    path = f"/api/session/{session}/questionnaire"
    saved = client.post(
        path, content=rb'{"github_url": "http://a.example/\ud800", "awards": "\ud800"}', headers=headers
    )
    assert saved.status_code == 200
    assert client.get(path).json()["answers"] == {"github_url": "http://a.example/?", "awards": "?"}
    for body in (rb'{"route_preference": "\ud800"}', rb'{"years_experience": "\ud800"}'):
        assert client.post(path, content=body, headers=headers).status_code == 422
    submitted = rb'{"field": "arts_culture", "responses": {"\ud800": 1}}'
    assert client.post("/api/questionnaire/submit", content=submitted, headers=headers).status_code == 422
