"""An unprotected server serves this machine only, and no other site's page can use it."""

import json

import pytest


def test_another_host_name_is_refused(client):
    answer = client.get("/api/fields", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "wrong_host"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_s_names_are_accepted(client, host):
    assert client.get("/api/fields", headers={"host": host}).status_code == 200


def test_requests_made_by_other_sites_are_refused(client):
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ):
        assert (
            client.post("/api/session/create", json={"field": "arts_culture"}, headers=headers).status_code
            == 403
        )
    assert client.get("/api/analytics/export", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_link_followed_from_elsewhere_is_no_attack(client):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/api/fields", headers=headers).status_code == 200


def test_every_answer_carries_the_security_headers(client):
    for path in ("/api/fields", "/nowhere", "/health"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers


def test_errors_have_one_shape_everywhere(client):
    answers = [
        client.get("/nowhere"),
        client.put("/api/fields"),
        client.get("/api/analytics/analyses?limit=51"),
        client.get("/api/analytics/overview?since=yesterday"),
        client.post("/api/session/create", content=b"{"),
        client.get("/api/analytics/analyses/zz"),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        body = answer.json()
        assert set(body) == {"error", "detail"}
        assert {"code", "message"} <= set(body["error"])
        assert body["detail"] == body["error"]["message"]


def test_a_bug_of_ours_is_answered_without_internals_and_logged_without_its_text(services, capsys):
    from fastapi.testclient import TestClient

    from proof_of_talent.web.app import create_app

    app = create_app(services)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret of Ada Example")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert json.loads(answer.text)["error"]["code"] == "internal_error"
    captured = capsys.readouterr()
    assert "Ada Example" not in answer.text + captured.out + captured.err


@pytest.mark.parametrize(("header", "value"), [("host", "[::1"), ("origin", "http://[::1")])
def test_a_broken_address_in_a_header_is_refused_like_a_foreign_one(client, header, value):
    answer = client.post("/api/session/create", json={"field": "arts_culture"}, headers={header: value})
    assert answer.status_code == {"host": 421, "origin": 403}[header]


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (b'{"field": "arts_culture"}', "application/x-www-form-urlencoded", "Content-Type"),
        (b'{"field": ', "application/json", "valid JSON"),
    ],
)
def test_a_body_that_is_no_json_is_told_what_to_send(client, body, content_type, word):
    answer = client.post("/api/session/create", content=body, headers={"content-type": content_type})
    assert answer.status_code == 422
    assert word in answer.json()["error"]["message"]
    assert "field" not in answer.json()["error"]


def test_monitors_may_ask_for_the_health_without_a_body(client):
    answer = client.head("/health")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/api/analytics/export?format=csv&min_group=" + "9" * 30,
        "/api/analytics/export?format=csv&min_group=1_000",
        "/api/analytics/analyses?limit=1_0",
        "/api/analytics/analyses?skip=" + "9" * 30,
        "/api/admin/audit?limit=1_0",
        "/dashboard/analyses?page=1_0",
        "/dashboard/analyses?size=%EF%BC%91",
    ],
)
def test_a_number_out_of_bounds_or_in_other_signs_is_a_422(client, path):
    assert client.get(path).status_code == 422
