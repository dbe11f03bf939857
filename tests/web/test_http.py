"""HTTP as clients expect it: parameters, HEAD, methods, tags, pages, content types, ranges, errors."""

import pytest
from fastapi.routing import iter_route_contexts

from proof_of_talent.web.http.routes import WebRoute
from tests.conftest import write_docx

FIGURES = ("overview", "trends", "fields", "insights", "quality", "analyses")


def ask(client, path, **headers):
    return client.get(f"/api/analytics/{path}", headers=headers)


def test_every_route_of_ours_is_of_the_one_class(demo_client):
    contexts = [it for it in iter_route_contexts(demo_client.app.routes) if it.path != "/openapi.json"]
    assert len(contexts) > 60
    assert [it.path for it in contexts if not isinstance(it.original_route, WebRoute)] == []


@pytest.mark.parametrize("name", [*FIGURES, "export"])
def test_a_misspelt_filter_is_refused_with_the_nearest_name(demo_client, name):
    error = ask(demo_client, f"{name}?filed=arts_culture").json()["error"]
    assert (error["code"], error["field"]) == ("unknown_parameter", "filed")
    assert "`field`" in error["message"]


def test_a_misspelt_filter_of_the_dashboard_is_refused(demo_client):
    for page in ("/dashboard", "/dashboard/analyses"):
        answer = demo_client.get(f"{page}?filed=arts_culture")
        assert answer.status_code == 422
        assert "Did you mean <code>field</code>?" in answer.text


def test_where_no_parameter_is_known_none_is_taken(demo_client):
    assert demo_client.get("/api/fields?x=1").json()["error"]["message"].endswith("This address takes none.")


def test_parameters_that_are_given_as_a_group_are_known(demo_client):
    assert demo_client.get("/api/facts/costs?years=2&partners=1").status_code == 200
    assert "`years`" in demo_client.get("/api/facts/costs?yaers=2").text


def test_a_repeated_filter_selects_any_of_its_values(demo_client):
    one, other = (
        ask(demo_client, f"overview?field={field}").json()["total_analyses"]
        for field in ("arts_culture", "science_research")
    )
    both = "field=arts_culture&field=science_research"
    assert ask(demo_client, f"overview?{both}").json()["total_analyses"] == one + other
    assert ask(demo_client, f"export?{both}&status=all").json()["count"] == one + other
    assert ask(demo_client, f"analyses?{both}&sort=overall_score").json()["total"] == one + other
    everything = ask(demo_client, "overview?status=error&status=completed").json()
    assert everything == ask(demo_client, "overview").json()


def test_a_parameter_with_one_value_is_not_given_twice(demo_client):
    error = ask(demo_client, "analyses?limit=5&limit=6").json()["error"]
    assert (error["code"], error["field"]) == ("repeated_parameter", "limit")


def test_an_empty_parameter_means_that_it_is_not_set(demo_client):
    empty = "field=&status=&recommendation=&assessor=&since=&until"
    for name, rest in (("overview", ""), ("analyses", "&limit=&cursor="), ("export", "&format=&columns=")):
        plain = ask(demo_client, name).json()
        found = ask(demo_client, f"{name}?{empty}{rest}").json()
        assert {**found, "exported_at": ""} == {**plain, "exported_at": ""}


def test_a_plus_sign_that_arrived_as_a_space_is_explained(demo_client):
    answer = ask(demo_client, "overview?since=2026-11-01T09:00:00+00:00")
    assert answer.status_code == 422
    assert "%2B" in answer.json()["error"]["message"]
    assert ask(demo_client, "overview?since=2026-11-01T09:00:00%2B00:00").status_code == 200


def test_head_is_answered_wherever_get_is(demo_client):
    row = ask(demo_client, "analyses?limit=1").json()["analyses"][0]
    record = f"/api/analytics/analyses/{row['_id']}"
    paths = ["/", "/dashboard", "/api/fields", "/health", record, *(f"/api/analytics/{it}" for it in FIGURES)]
    for path in paths:
        head, whole = demo_client.head(path), demo_client.get(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["content-type"] == whole.headers["content-type"], path
    assert demo_client.head("/api/analytics/overview?filed=x").status_code == 422


def test_head_of_an_export_opens_none(services, client):
    answer = client.head("/api/analytics/export?format=csv")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert services.store.audit.list_newest(action="export") == []


def test_allow_names_every_method_of_a_path(demo_client):
    path = "/api/session/session_20260101_000000_" + "A" * 32
    assert demo_client.put(f"{path}/questionnaire").headers["allow"] == "GET, HEAD, POST"
    assert demo_client.put(path).headers["allow"] == "DELETE"


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_sent_again_only_when_they_changed(client, services, demo_records, name):
    services.store.records.add_many(demo_records[:30])
    first = ask(client, name)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = ask(client, name, **{"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    services.store.records.add_many(demo_records[30:40])
    changed = ask(client, name, **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    client.post("/api/session/create", json={"field": "arts_culture"})
    assert ask(client, "insights", **{"If-None-Match": changed.headers["etag"]}).status_code == 200


def test_a_list_links_to_its_next_page(demo_client):
    seen, path = 0, "/api/analytics/analyses?limit=50&field=arts_culture&skip=10"
    while path:
        page = demo_client.get(path)
        seen += len(page.json()["analyses"])
        link = page.headers.get("link")
        path = link.partition(">")[0].removeprefix("<") if link else None
    assert seen == page.json()["total"] - 10


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=1", "application/json;q=0"])
def test_a_client_that_takes_nothing_of_ours_is_told_so(demo_client, accept):
    for name in ("overview", "export"):
        answer = ask(demo_client, name, Accept=accept)
        assert answer.status_code == 406
        assert answer.json()["error"]["code"] == "not_acceptable"


@pytest.mark.parametrize("accept", ["application/*", "*/*;q=0.1", "text/html, application/json"])
def test_a_client_that_takes_json_in_any_way_gets_it(demo_client, accept):
    assert ask(demo_client, "overview", Accept=accept).status_code == 200


def test_a_named_format_needs_no_accept(demo_client):
    assert ask(demo_client, "export?format=csv", Accept="text/html").status_code == 200


def test_errors_take_the_form_of_rfc_9457_where_asked(demo_client):
    answer = ask(demo_client, "overview?filed=x", Accept="application/problem+json, application/json;q=0.5")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"], body["field"]) == (422, "unknown_parameter", "filed")
    assert body["title"]
    assert "`field`" in body["detail"]
    assert ask(demo_client, "overview", Accept="application/problem+json").status_code == 200


def test_what_is_refused_before_the_routes_takes_that_form_too(demo_client):
    answer = ask(demo_client, "overview", Accept="application/problem+json", Host="evil.example")
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


def test_a_503_says_when_to_try_again(services, client):
    services.store.close()
    answer = client.get("/api/analytics/overview")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.fixture
def uploaded(client):
    session = client.post("/api/session/create", json={"field": "digital_technology"}).json()["session_id"]
    content = write_docx("Curriculum vitae", "Led a team of twelve engineers from 2019 to 2024.")
    boundary = "b0undary"
    head = "form-data; name=\"files\"; filename*=utf-8''R%C3%A9sum%C3%A9.docx"
    body = f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode()
    body += content + f"\r\n--{boundary}--\r\n".encode()
    answer = client.post(
        f"/api/upload/{session}",
        content=body,
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    return session, content, answer


def test_a_file_with_an_extended_name_only_is_accepted(uploaded):
    _, _, answer = uploaded
    assert answer.status_code == 200
    assert answer.json()["files"][0]["filename"] == "Résumé.docx"


def test_a_download_can_go_on_where_it_broke_off(client, uploaded):
    session, content, answer = uploaded
    path = f"/api/session/{session}/documents/{answer.json()['files'][0]['id']}/content"
    whole = client.get(path)
    assert (whole.content, whole.headers["accept-ranges"]) == (content, "bytes")
    size = len(content)
    for asked, part in {
        "bytes=10-": content[10:],
        "bytes=-7": content[-7:],
        "bytes=3-5": content[3:6],
    }.items():
        found = client.get(path, headers={"Range": asked})
        assert (found.status_code, found.content) == (206, part)
        assert found.headers["content-range"].endswith(f"/{size}")
    assert client.get(path, headers={"Range": "bytes=3-5", "If-Range": '"old"'}).content == content
    beyond = client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
