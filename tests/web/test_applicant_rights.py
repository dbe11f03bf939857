"""The plain forms by which people say what was decided, take a copy of their data, and delete it."""

import re
from datetime import timedelta

import pytest

from proof_of_talent.records.outcomes import MOST_CORRECTIONS
from tests.factories import NOW, make_record, make_session
from tests.web.test_access import exposed

__all__ = ["exposed"]


@pytest.fixture
def decided(services):
    """A record whose session is still there."""
    record = make_record()
    services.store.sessions.add(
        make_session(session_id=record.session_id, attempt=1, state="completed", answers={"awards": "<b>One"})
    )
    services.store.records.add_many([record])
    return record


def say(client, record, outcome="endorsed", day="2026-06-01", **options):
    path = f"/apply/{record.session_id}/outcome"
    return client.post(path, data={"outcome": outcome, "date": day}, follow_redirects=False, **options)


def test_the_decision_is_reported_and_corrected_by_a_form(client, services, decided):
    form = client.get(f"/apply/{decided.session_id}/outcome").text
    assert 'name="outcome"' in form
    assert '<option value="">Please choose</option>' in form, "no decision is chosen for anybody"
    assert 'method="post"' in form
    assert say(client, decided).status_code == 303
    say(client, decided, "refused", "2026-06-02")
    page = client.get(f"/apply/{decided.session_id}/outcome").text
    assert re.search(r"data-outcome><strong>Refused</strong>", page)
    assert "Reported earlier: Endorsed" in page
    kept = services.store.records.get(decided.id).outcome
    assert (kept.result, kept.date, kept.history[0].result) == ("refused", "2026-06-02", "endorsed")
    assert services.store.rollups.verify() == []


def test_what_was_decided_is_asked_for_once_when_its_time_is_over(client, services):
    made = make_record(at=NOW - timedelta(weeks=9))
    services.store.sessions.add(make_session(session_id=made.session_id, attempt=1, state="completed"))
    services.store.records.add(made)
    page = f"/apply/{made.session_id}/report"
    assert "data-asks-outcome" in client.get(page).text
    known = client.get("/api/analytics/quality").json()["calibration"]["known"]
    assert (known["count"], known["of"]) == (0, 1)
    assert "data-asks-outcome" not in client.post(f"/apply/{made.session_id}/outcome/later").text
    assert "data-asks-outcome" not in client.get(page).text
    assert say(client, made).status_code == 303
    known = client.get("/api/analytics/quality").json()["calibration"]["known"]
    assert (known["count"], known["of"]) == (1, 1)


@pytest.mark.parametrize("day", ["", "soon", "2019-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_is_explained_on_the_form(client, services, decided, day):
    answer = say(client, decided, day=day)
    assert answer.status_code == 422
    assert '<form method="post"' in answer.text
    assert services.store.records.get(decided.id).outcome is None


def test_without_an_analysis_there_is_nothing_to_report_on(client, services):
    session = make_session()
    services.store.sessions.add(session)
    page = client.get(f"/apply/{session.session_id}/outcome")
    assert page.status_code == 409
    assert "no completed analysis" in page.text


def test_corrections_come_to_an_end_so_that_no_record_grows_without_bound(client, services, decided):
    for number in range(MOST_CORRECTIONS + 1):
        assert say(client, decided, day=f"2026-06-{number + 1:02d}").status_code == 303
    assert say(client, decided, day="2026-07-01").status_code == 422
    body = {"outcome": "refused", "date": "2026-07-01"}
    assert client.post(f"/api/session/{decided.session_id}/outcome", json=body).status_code == 409
    assert len(services.store.records.get(decided.id).outcome.history) == MOST_CORRECTIONS
    assert services.store.rollups.verify() == []


@pytest.mark.parametrize("step", ["outcome", "delete"])
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_site_cannot_send_the_forms(client, services, decided, step, headers):
    data = {"outcome": "refused", "date": "2026-06-01"}
    assert client.post(f"/apply/{decided.session_id}/{step}", data=data, headers=headers).status_code == 403
    assert services.store.records.get(decided.id) == decided


def test_all_that_is_held_is_one_file_also_when_the_session_is_gone(client, services, decided, now):
    base = f"/apply/{decided.session_id}"
    answer = client.get(f"{base}/data")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.json()["session"]["answers"] == {"awards": "<b>One"}
    assert services.store.sessions.drop(decided.session_id, now.replace(year=now.year + 1))
    again = client.get(f"{base}/data").json()
    assert again["session"] is None
    assert [record["_id"] for record in again["records"]] == [decided.id]
    client.post(f"{base}/delete")
    assert client.get(f"{base}/data").status_code == 410
    assert client.get(f"{base}/deleted").status_code == 200


def test_asking_for_everything_again_and_again_is_limited(exposed):
    client = exposed(rate_data="2/hour")
    path = "/api/session/session_20260101_000000_" + "A" * 32
    statuses = [client.get(f"{path}/data").status_code for _ in range(2)]
    assert statuses == [404, 404]
    assert client.get(f"{path}/data").status_code == 429
    assert client.post(f"{path}/outcome", json={}).status_code == 429
    assert client.post(f"{path.replace('/api/session', '/apply')}/outcome").status_code == 429
    assert client.get(f"{path}/status").status_code == 404
