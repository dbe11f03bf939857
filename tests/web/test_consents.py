"""What people agree to on the pages and in the API, and what follows from a no."""

import pytest

from tests.factories import make_record
from tests.web.test_applicant import ANSWERS, CV, add_file, finish, start
from tests.web.test_sessions import create, upload, wait


def consents_of(services, base):
    return services.store.sessions.get(base.rpartition("/")[2]).consents


def test_three_consents_are_asked_and_none_is_ticked_beforehand(client, rulebook):
    for field in rulebook.fields:
        html = client.get(f"{start(client, field.id)}/questions").text
        for name in ("service", "analytics", "training"):
            (box,) = [part for part in html.split("<input") if f'name="consent_{name}"' in part]
            assert 'type="checkbox"' in box
            assert "checked" not in box.partition(">")[0]


def test_without_agreeing_to_the_analysis_the_form_does_not_go_on_and_nothing_is_analysed(client, services):
    base = start(client)
    form = {name: answer for name, answer in ANSWERS.items() if name != "consent_service"}
    page = client.post(f"{base}/questions", data=form)
    assert page.status_code == 422
    assert "Please tick this" in page.text
    assert consents_of(services, base)["service"] is False
    add_file(client, base)
    refused = client.post(f"{base}/analysis")
    assert refused.status_code == 422
    assert "have not agreed" in refused.text
    assert services.store.sessions.get(base.rpartition("/")[2]).attempt == 0


def test_who_goes_straight_to_the_documents_has_not_agreed_to_exports(client, services):
    base = start(client)
    add_file(client, base)
    finish(client, base)
    assert consents_of(services, base) == {"analytics": False, "training": False}
    assert client.get("/api/analytics/export").json()["count"] == 0
    assert client.get("/api/analytics/overview").json()["total_analyses"] == 1
    assert services.store.rollups.verify() == []


def test_in_the_api_a_no_is_honoured_and_silence_is_left_to_whoever_asks_there(client):
    refused, silent = create(client), create(client)
    client.post(f"/api/session/{refused}/questionnaire", json={"consent_service": False})
    for session_id in (refused, silent):
        upload(client, session_id, CV)
    answer = client.post(f"/api/analyze/{refused}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "consent_needed")
    assert client.post(f"/api/analyze/{silent}").status_code == 200
    assert wait(client, silent)["status"] == "completed"
    assert client.get("/api/analytics/export").headers["x-row-count"] == "1"


@pytest.mark.parametrize("agreed", [True, False])
def test_erasing_names_no_export_that_a_person_was_kept_out_of(client, services, agreed):
    record = make_record(consents={"analytics": agreed})
    services.store.records.add_many([record])
    client.get("/api/analytics/export")
    assert len(client.delete(f"/api/session/{record.session_id}").json()["exports"]) == int(agreed)
