"""What operators and their machines see: alive, ready, counted, and one id through log and answer."""

import json
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.observing.logs import configure_logs
from tests.conftest import write_docx


def read_metrics(client):
    """Return every sample of a scrape by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples, name, **labels):
    return samples.get((name, frozenset(labels.items())), 0)


def analyse(client):
    session_id = client.post("/api/session/create", json={"field": "arts_culture"}).json()["session_id"]
    content = write_docx("Curriculum Vitae", "2019 - 2025 Painter, exhibited in Paris.")
    client.post(f"/api/upload/{session_id}", files={"files": ("ada-example.docx", content)})
    client.post(f"/api/analyze/{session_id}")
    for _ in range(600):
        if client.get(f"/api/session/{session_id}/status").json()["status"] == "completed":
            return session_id
    raise AssertionError("the analysis did not end")


def away(*_):
    raise StoreUnavailableError


def test_alive_ready_and_healthy_are_answered(client):
    assert client.get("/live").json() == {"status": "alive"}
    for path in ("/ready", "/health"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json() | {"version": ""} == {
            "status": "ok", "version": "", "store": "ok", "queue": "ok", "assessor": "rubric",
        }  # fmt: skip


def test_without_its_store_a_server_is_alive_but_not_ready_and_says_when_to_come_back(
    client, services, monkeypatch
):
    monkeypatch.setattr(services.store.life, "ping", away)
    assert client.get("/live").status_code == 200
    for path in ("/ready", "/health"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")
        assert int(answer.headers["retry-after"]) > 0


def test_a_server_that_is_stopping_is_not_ready(client, services):
    services.stopping.set()
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_requests_and_analyses_are_counted(client):
    session_id = analyse(client)
    client.get(f"/api/results/{session_id}")
    client.get("/nowhere/at/all")
    client.get("/nowhere/else")
    samples = read_metrics(client)
    counted = "proof_of_talent_requests_total"
    assert value(samples, counted, method="GET", route="/api/results/{session_id}", status="200") == 1
    assert value(samples, counted, method="GET", route="-", status="404") == 2
    ended = "proof_of_talent_analyses_total"
    assert value(samples, ended, field="arts_culture", result="completed", error="") == 1
    assert value(samples, "proof_of_talent_analysis_seconds_count", part="total") == 1
    assert value(samples, "proof_of_talent_store_up") == 1
    assert value(samples, "proof_of_talent_jobs_waiting") == 0
    assert value(samples, "proof_of_talent_queue_up") == 1


def test_metrics_hold_no_session_id_and_no_file_name(client):
    session_id = analyse(client)
    text = client.get("/metrics").text
    assert session_id not in text
    assert "ada-example" not in text
    assert "session_2" not in text


def test_a_method_that_nobody_knows_makes_no_new_label(client):
    client.request("BREW", "/api/fields")
    assert "BREW" not in client.get("/metrics").text


def test_a_store_that_is_away_is_a_figure_not_a_failed_scrape(client, services, monkeypatch):
    monkeypatch.setattr(services.store.jobs, "find", away)
    assert value(read_metrics(client), "proof_of_talent_store_up") == 0


def test_a_request_id_from_a_proxy_is_kept_and_else_one_is_made(client):
    assert client.get("/live", headers={"x-request-id": "proxy-0123456789"}).headers["x-request-id"] == (
        "proxy-0123456789"
    )
    made = [client.get("/live").headers["x-request-id"] for _ in range(2)]
    assert made[0] != made[1]


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a"b{injected}', "two words here"])
def test_an_unsound_request_id_is_replaced(client, given):
    assert re.fullmatch(
        "[0-9a-f]{16}", client.get("/live", headers={"x-request-id": given}).headers["x-request-id"]
    )


def test_log_lines_of_a_request_carry_its_id_and_a_stand_in_for_the_session(client, capsys):
    configure_logs("INFO", "json")
    try:
        session_id = client.post("/api/session/create", json={"field": "arts_culture"}).json()["session_id"]
        answer = client.get(f"/api/session/{session_id}/status")
    finally:
        configure_logs("WARNING", "text")
    text = capsys.readouterr().err
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    (line,) = [it for it in lines if it.get("request_id") == answer.headers["x-request-id"]]
    assert line["session"].startswith("s-")
    assert line["route"] == "/api/session/{session_id}/status"
    assert session_id not in text
