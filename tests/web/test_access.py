"""Who may ask for what, with which key, from where and how often."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.commands.serve import refuse_exposure
from proof_of_talent.domain.errors import SetupError, StoreUnavailableError
from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import build_services
from tests.chart_cache import link_charts
from tests.extractors import build_sharing

READS = ["/api/analytics/overview", "/api/analytics/analyses", "/api/analytics/quality"]
TAKES = ["/api/analytics/export", "/api/analytics/analyses/{record}", "/dashboard/analyses/{record}"]


@pytest.fixture
def record(services, demo_records):
    made = demo_records[:9]
    services.store.records.add_many(made)
    return next(each for each in made if each.processing_status == "completed")


def bearer(services, *scopes) -> dict[str, str]:
    made = services.keyring.create("a reader", scopes, actor="test")
    return {"authorization": f"Bearer {made.token}"}


@pytest.fixture
def exposed(settings, rulebook):
    """Return a function that opens a client of a server that other machines reach."""
    opened = []

    def open_client(base_url="https://talent.example", **changes) -> TestClient:
        changed = settings.model_copy(update={"host": "0.0.0.0", **changes})
        link_charts(changed.data_dir)
        services = build_sharing(changed, rulebook=rulebook)
        client = TestClient(create_app(services), base_url=base_url)
        client.services = services
        opened.append(client.__enter__())
        return client

    yield open_client
    for client in opened:
        client.__exit__(None, None, None)


@pytest.mark.parametrize("path", READS + TAKES)
def test_without_any_key_this_machine_reads_everything(client, record, path):
    assert client.get(path.format(record=record.id)).status_code == 200


@pytest.mark.parametrize("path", READS + TAKES)
def test_the_first_key_ends_that_even_when_it_is_revoked_again(client, services, record, path):
    made = services.keyring.create("first", ("analytics",), actor="test")
    path = path.format(record=record.id)
    answer = client.get(path, follow_redirects=False)
    if path.startswith("/dashboard"):
        assert (answer.status_code, answer.text) == (303, "")
    else:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"]["code"] == "unauthorized"
    services.keyring.revoke(made.key.id, actor="test")
    assert client.get(path, follow_redirects=False).status_code == answer.status_code


def test_every_endpoint_for_readers_is_protected(client, services):
    """Whatever is added to the API later asks for a key unless it is named here as open."""
    services.keyring.create("first", ("analytics",), actor="test")
    open_paths = ("/api/fields", "/api/session/", "/api/questionnaire/", "/api/upload/", "/api/analyze/",
                  "/api/results/", "/api/gdpr/", "/api/sign-", "/api/facts", "/api/rules", "/health",
                  "/ready", "/live")  # fmt: skip
    for path, methods in client.app.openapi()["paths"].items():
        if not path.startswith(open_paths):
            for method in methods:
                assert client.request(method, path).status_code == 401, path
    page = client.get("/dashboard?field=arts_culture", follow_redirects=False)
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=%2Fdashboard%3Ffield%3Darts_culture"


@pytest.mark.parametrize(
    ("scopes", "reads", "takes", "audits"),
    [
        (("analytics",), 200, 403, 403),
        (("export",), 200, 200, 403),
        (("admin",), 403, 403, 200),
        (("analytics", "export", "admin"), 200, 200, 200),
    ],
)
def test_a_key_opens_what_its_scopes_say(client, services, record, scopes, reads, takes, audits):
    headers = bearer(services, *scopes)
    for paths, status in ((READS, reads), (TAKES, takes), (["/api/admin/audit"], audits)):
        for path in paths:
            answer = client.get(path.format(record=record.id), headers=headers)
            assert answer.status_code == status
            assert status == 200 or path.startswith("/dashboard") or "missing_scope" in answer.text


def test_session_ids_are_masked_without_the_scope_export(client, services, record):
    for scope, shown in (("analytics", False), ("export", True)):
        answer = client.get("/api/analytics/analyses", headers=bearer(services, scope))
        assert (record.session_id in answer.text) is shown


def test_a_revoked_key_opens_nothing_at_once(client, services):
    made = services.keyring.create("gone", ("analytics",), actor="test")
    headers = {"authorization": f"Bearer {made.token}"}
    assert client.get(READS[0], headers=headers).status_code == 200
    services.keyring.revoke(made.key.id, actor="test")
    assert client.get(READS[0], headers=headers).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "pot_", "pot_a_b", "pot_" + "0" * 12 + "_x", "pot_\xe9_\xe9"])
def test_nonsense_opens_nothing(client, services, token):
    services.keyring.create("some", ("analytics",), actor="test")
    answer = client.get(READS[0], headers={"authorization": f"Bearer {token}".encode("latin-1")})
    assert answer.status_code == 401


def test_keys_are_kept_as_digests_and_their_use_noted(client, services):
    made = services.keyring.create("some", ("analytics",), actor="test")
    client.get(READS[0], headers={"authorization": f"Bearer {made.token}"})
    (kept,) = services.keyring.list()
    secret = made.token.split("_", 2)[2]
    assert secret not in kept.model_dump_json()
    assert kept.last_used_at is not None
    assert [entry.action for entry in services.store.audit.list_newest()] == ["key_created"]
    assert secret not in str(services.store.audit.list_newest())


def test_views_of_records_and_exports_are_audited_under_the_key_s_name(client, services, record):
    headers = bearer(services, "export")
    client.get(f"/api/analytics/analyses/{record.id}", headers=headers)
    client.get("/api/analytics/export", headers=headers)
    client.get(f"/dashboard/analyses/{record.id}", headers=headers)
    key = services.keyring.list()[0]
    assert len(services.store.audit.list_newest(action="record_viewed")) == 2
    for action in ("record_viewed", "export"):
        entry = services.store.audit.list_newest(action=action)[0]
        assert entry.actor == f"a reader ({key.id})"
        assert record.session_id not in str(entry)


def test_a_disk_that_takes_no_note_of_a_key_s_use_keeps_nobody_out(client, services, monkeypatch):
    headers = bearer(services, "analytics")

    def refuse(*_):
        raise StoreUnavailableError("The disk of the database is full.")

    monkeypatch.setattr(services.store.keys, "change", refuse)
    assert client.get(READS[0], headers=headers).status_code == 200


# -- browsers --------------------------------------------------------------------------------------


def sign_in(client, services, **form):
    made = services.keyring.create("browser", ("analytics",), actor="test")
    headers = {"sec-fetch-site": "same-origin"}
    return made.key, client.post(
        "/sign-in", data={"key": made.token, **form}, headers=headers, follow_redirects=False
    )


def test_signing_in_sets_a_cookie_out_of_reach_of_scripts_and_sites(exposed):
    client = exposed()
    key, answer = sign_in(client, client.services, next="/dashboard?tab=quality")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard?tab=quality")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-proof_of_talent=")
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()
    assert client.get(READS[0]).status_code == 200
    assert client.get("/dashboard").status_code == 200
    client.services.keyring.revoke(key.id, actor="test")
    assert client.get(READS[0]).status_code == 401


def test_a_cookie_ends_with_its_time_or_when_it_is_changed(settings, rulebook, now):
    moment = [now]
    link_charts(settings.data_dir)
    services = build_services(settings, rulebook=rulebook, clock=lambda: moment[0])
    with TestClient(create_app(services), base_url="http://127.0.0.1") as client:
        sign_in(client, services)
        cookie = client.cookies["proof_of_talent"]
        assert services.keyring.check_cookie(cookie) is not None
        other = f"{'0' * 12}.{cookie.partition('.')[2]}"
        for wrong in (other, cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "a.b.c", "..", "é.1.é", ""):
            assert services.keyring.check_cookie(wrong) is None
        moment[0] = now + timedelta(hours=13)
        assert services.keyring.check_cookie(cookie) is None
        assert client.get(READS[0]).status_code == 401


def test_over_https_a_cookie_without_the_safe_name_opens_nothing(exposed):
    client = exposed()
    sign_in(client, client.services)
    cookie = client.cookies["__Host-proof_of_talent"]
    client.cookies.clear()
    client.cookies.set("proof_of_talent", cookie)
    assert client.get(READS[0]).status_code == 401


def test_signing_out_ends_a_copy_of_the_cookie_too(exposed):
    client = exposed()
    sign_in(client, client.services)
    copied = client.cookies["__Host-proof_of_talent"]
    client.post("/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert client.services.keyring.check_cookie(copied) is not None
    client.post("/api/sign-out", headers={"sec-fetch-site": "same-origin"})
    client.cookies.set("__Host-proof_of_talent", copied)
    assert client.get(READS[0]).status_code == 401


def test_the_page_signs_out_everywhere(exposed):
    client = exposed()
    key, _ = sign_in(client, client.services)
    elsewhere = client.services.keyring.sign_in(key)
    assert '<button form="sign-out" name="everywhere" value="true"' in client.get("/dashboard").text
    client.post("/sign-out", data={"everywhere": "true"}, headers={"sec-fetch-site": "same-origin"})
    assert client.services.keyring.check_cookie(elsewhere) is None


def test_operators_see_who_is_signed_in_and_end_it(exposed):
    client = exposed()
    key, _ = sign_in(client, client.services)
    admin = bearer(client.services, "admin")
    (listed,) = client.get("/api/admin/sign-ins", headers=admin).json()
    assert (listed["key"], listed["name"]) == (key.id, "browser")
    assert not {"digest", "secret"} & listed.keys()
    assert client.delete(f"/api/admin/sign-ins/{key.id}", headers=admin).status_code == 204
    assert client.get("/api/admin/sign-ins", headers=admin).json() == []
    assert client.get(READS[0]).status_code == 401
    assert client.delete(f"/api/admin/sign-ins/{'0' * 12}", headers=admin).status_code == 404


def test_signing_out_takes_the_cookie_back(exposed):
    client = exposed()
    sign_in(client, client.services)
    form = '<form method="post" action="/sign-out" id="sign-out">'
    assert form in client.get("/dashboard").text
    client.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert client.get(READS[0]).status_code == 401
    assert form not in client.get("/sign-in").text


def test_the_api_signs_in_too(client, services):
    made = services.keyring.create("spa", ("analytics", "export"), actor="test")
    answer = client.post("/api/sign-in", json={"key": made.token})
    assert answer.json() == {"name": "spa", "scopes": ["analytics", "export"]}
    assert client.get(READS[0]).status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "", "/\t/evil.example"]
)
def test_signing_in_never_leads_elsewhere(client, services, target):
    _, answer = sign_in(client, services, next=target)
    assert answer.headers["location"] == "/dashboard"


def test_the_page_for_signing_in_says_what_is_wrong_and_escapes_what_it_repeats(client, services):
    services.keyring.create("some", ("analytics",), actor="test")
    assert "API key" in client.get("/sign-in").text
    page = client.post("/sign-in", data={"key": "<b>", "next": '/"><script>'})
    assert page.status_code == 401
    assert "is not valid" in page.text
    assert "<script>" not in page.text.replace('<script type="module"', "")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/api/session/create"])
def test_other_sites_cannot_make_a_browser_act(exposed, path):
    client = exposed()
    client.services.keyring.create("some", ("analytics",), actor="test")
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert client.post(path, headers=headers).status_code == 403


# -- where it is reached ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"host": "0.0.0.0"}, {"host": "192.0.2.1"}, {"host": "::"}, {"host": "talent.example"},
                {"allowed_hosts": "talent.example"}],
)  # fmt: skip
def test_a_server_that_others_reach_needs_a_key_to_start(settings, services, changes):
    changed = settings.model_copy(update=changes)
    with pytest.raises(SetupError, match="keys create"):
        refuse_exposure(changed, services.keyring)
    made = services.keyring.create("first", ("analytics",), actor="test")
    refuse_exposure(changed, services.keyring)
    services.keyring.revoke(made.key.id, actor="test")
    with pytest.raises(SetupError):
        refuse_exposure(changed, services.keyring)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_alone_needs_none(settings, services, host):
    refuse_exposure(settings.model_copy(update={"host": host}), services.keyring)


def test_an_exposed_server_without_keys_is_closed_not_open(exposed):
    assert exposed().get(READS[0]).status_code == 401


def test_only_allowed_names_are_answered(exposed):
    client = exposed(allowed_hosts="talent.example, other.example:8443")
    assert client.get("/api/fields").status_code == 200
    for host, status in (("evil.example", 421), ("other.example:8443", 200), ("other.example", 421),
                         ("TALENT.example:99", 200), ("127.0.0.1", 200), ("[", 421), ("", 421)):  # fmt: skip
        assert client.get("/api/fields", headers={"host": host}).status_code == status, host


def test_other_origins_may_ask_only_when_they_are_listed(exposed):
    listed = {"origin": "https://app.example", "sec-fetch-site": "cross-site"}
    preflight = listed | {
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
    }
    client = exposed(cors_origins="https://app.example")
    answer = client.get("/api/fields", headers=listed)
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-credentials" not in answer.headers
    assert client.options("/api/analytics/overview", headers=preflight).status_code == 200
    assert client.get("/api/fields", headers=listed | {"origin": "https://b.example"}).status_code == 403
    closed = exposed()
    assert closed.get("/api/fields", headers=listed).status_code == 403
    assert closed.options("/api/analytics/overview", headers=preflight).status_code == 403


# -- how often -------------------------------------------------------------------------------------


def test_creating_too_often_is_told_when_to_try_again(exposed):
    client = exposed(rate_create="3/minute")
    answers = [client.post("/api/session/create", json={"field": "arts_culture"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    assert client.get("/api/fields").status_code == 200


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("rate_upload", "/api/upload/x"),
        ("rate_analyse", "/api/analyze/x"),
        ("rate_create", "/apply"),
        ("rate_upload", "/apply/x/documents"),
        ("rate_analyse", "/apply/x/analysis"),
    ],
)
def test_uploads_analyses_and_the_pages_are_limited_too(exposed, setting, path):
    client = exposed(**{setting: "2/hour"})
    statuses = [client.post(path, follow_redirects=False).status_code for _ in range(3)]
    assert 429 not in statuses[:2]
    assert statuses[2] == 429


def test_wrong_keys_are_limited_and_right_ones_still_open(exposed):
    client = exposed(rate_sign_in="2/minute")
    right = bearer(client.services, "analytics")
    wrong = {"authorization": "Bearer wrong"}
    assert [client.get(READS[0], headers=wrong).status_code for _ in range(4)] == [401, 401, 429, 429]
    assert client.get(READS[0], headers=right).status_code == 200
    page = client.post("/sign-in", data={"key": "wrong"})
    assert page.status_code == 429
    assert page.headers["retry-after"]


def test_people_on_this_machine_are_not_limited(client):
    for _ in range(40):
        assert client.post("/api/session/create", json={"field": "arts_culture"}).status_code == 200


def test_a_limit_that_is_not_understood_stops_the_start(settings, rulebook):
    services = build_services(
        settings.model_copy(update={"host": "0.0.0.0", "rate_create": "often"}), rulebook=rulebook
    )
    with pytest.raises(SetupError, match="RATE_CREATE"):
        create_app(services)
    services.close()
