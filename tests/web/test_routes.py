"""Every route has an access rule, and the server keeps to it. A new route fails here until it is named."""

import pytest
from fastapi.routing import iter_route_contexts

from proof_of_talent.web.app import create_app
from proof_of_talent.web.http.routes import WebRoute

SESSION = "session_20260101_000000_" + "A" * 32
FILLED = {"session_id": SESSION, "record_id": "0" * 24, "field": "arts_culture", "document_id": "d1",
          "page": "1", "client_id": "client_" + "A" * 22,
          "key_id": "0" * 12, "digest": "0" * 16, "name": "x",
          "review_id": "0" * 24 + "-1"}  # fmt: skip

OPEN = {
    "GET /openapi.json", "HEAD /openapi.json", "GET /static/{digest}/{name}",
    "GET /health", "GET /ready", "GET /live",
    "GET /sign-in", "POST /sign-in", "POST /sign-out", "POST /api/sign-in", "POST /api/sign-out",
    "GET /", "GET /apply", "POST /apply", "GET /sample", "GET /api/fields", "POST /api/session/create",
    "GET /api/questionnaire/{field}", "POST /api/questionnaire/submit",
    "GET /rules", "GET /costs", "GET /docs", "GET /api/rules", "GET /api/facts", "GET /api/facts/costs",
}  # fmt: skip
"""Nobody's data: what is offered, whether the server lives, and the ways in."""

CAPABILITY = {
    "POST /api/session/{session_id}/questionnaire", "GET /api/session/{session_id}/questionnaire",
    "POST /api/upload/{session_id}", "GET /api/session/{session_id}/documents",
    "PATCH /api/session/{session_id}/documents/{document_id}",
    "DELETE /api/session/{session_id}/documents/{document_id}",
    "GET /api/session/{session_id}/documents/{document_id}/content",
    "GET /api/session/{session_id}/documents/{document_id}/text",
    "GET /api/session/{session_id}/documents/{document_id}/pages/{page}.png",
    "POST /api/analyze/{session_id}", "GET /api/session/{session_id}/status",
    "GET /api/results/{session_id}", "DELETE /api/session/{session_id}",
    "POST /api/gdpr/delete-data", "GET /api/gdpr/deletion-status/{session_id}",
    "POST /api/session/{session_id}/outcome", "GET /api/session/{session_id}/outcome",
    "GET /api/session/{session_id}/data",
    "GET /api/session/{session_id}/attempts", "GET /api/session/{session_id}/diff",
    "GET /apply/{session_id}/attempts",
    "GET /apply/{session_id}", "GET /apply/{session_id}/questions", "POST /apply/{session_id}/questions",
    "GET /apply/{session_id}/documents", "POST /apply/{session_id}/documents",
    "POST /apply/{session_id}/documents/{document_id}/kind",
    "POST /apply/{session_id}/documents/{document_id}/remove",
    "GET /apply/{session_id}/documents/{document_id}/read",
    "POST /apply/{session_id}/documents/{document_id}/corrections",
    "POST /api/session/{session_id}/documents/{document_id}/corrections",
    "DELETE /api/session/{session_id}/documents/{document_id}/corrections",
    "GET /apply/{session_id}/analysis", "POST /apply/{session_id}/analysis",
    "GET /apply/{session_id}/events", "GET /apply/{session_id}/report",
    "GET /apply/{session_id}/checklist", "GET /api/session/{session_id}/checklist",
    "GET /apply/{session_id}/outcome", "POST /apply/{session_id}/outcome",
    "POST /apply/{session_id}/outcome/later", "GET /apply/{session_id}/data",
    "GET /apply/{session_id}/delete", "POST /apply/{session_id}/delete",
    "GET /apply/{session_id}/deleted", "GET /apply/{session_id}/sent",
}  # fmt: skip
"""One session's data: its id is the key, and there is nothing under any other."""

SCOPES = {
    "GET /api/analytics/overview": {"analytics", "export"},
    "GET /api/analytics/trends": {"analytics", "export"},
    "GET /api/analytics/fields": {"analytics", "export"},
    "GET /api/analytics/insights": {"analytics", "export"},
    "GET /api/analytics/quality": {"analytics", "export"},
    "GET /api/analytics/analyses": {"analytics", "export"},
    "GET /api/analytics/analyses/{record_id}": {"export"},
    "GET /api/analytics/export": {"export"},
    "GET /api/analytics/changes": {"export"},
    "GET /dashboard": {"analytics", "export"},
    "GET /dashboard/version": {"analytics", "export"},
    "GET /dashboard/charts/{name}.csv": {"analytics", "export"},
    "GET /dashboard/kit/{digest}/{name}": {"analytics", "export"},
    "GET /dashboard/analyses": {"analytics", "export"},
    "GET /dashboard/analyses/{record_id}": {"export"},
    "GET /dashboard/analyses/{record_id}/documents/{document_id}/read": {"export"},
    "GET /dashboard/analyses/{record_id}/documents/{document_id}/pages/{page}.png": {"export"},
    "GET /metrics": {"analytics", "export", "admin"},
    "GET /api/admin/audit": {"admin"},
    "GET /api/admin/usage": {"admin"},
    "GET /api/admin/sign-ins": {"admin"},
    "DELETE /api/admin/sign-ins/{key_id}": {"admin"},
    "POST /api/admin/blocks": {"admin"},
    "POST /api/admin/samples/remove": {"admin"},
    "GET /api/clients": {"advise"},
    "POST /api/clients": {"advise"},
    "POST /api/clients/upload": {"advise"},
    "POST /api/clients/outcomes": {"advise"},
    "POST /clients/outcomes": {"advise"},
    "GET /api/clients/{client_id}": {"advise"},
    "PATCH /api/clients/{client_id}": {"advise"},
    "DELETE /api/clients/{client_id}": {"advise"},
    "POST /api/clients/{client_id}/notes": {"advise"},
    "POST /api/clients/{client_id}/sessions": {"advise"},
    "GET /clients": {"advise"},
    "POST /clients/upload": {"advise"},
    "GET /clients/{client_id}": {"advise"},
    "POST /clients/{client_id}/notes": {"advise"},
    "POST /clients/{client_id}/details": {"advise"},
    "POST /clients/{client_id}/delete": {"advise"},
    "GET /api/analytics/agreement": {"analytics", "export"},
    "GET /api/analytics/rejudged": {"analytics", "export"},
    "GET /api/reviews": {"review"},
    "POST /api/reviews": {"review"},
    "GET /api/reviews/own": {"review"},
    "GET /api/reviews/{review_id}": {"review"},
    "POST /api/reviews/{review_id}/take": {"review"},
    "POST /api/reviews/{review_id}/leave": {"review"},
    "POST /api/reviews/{review_id}/opinion": {"review"},
    "POST /api/reviews/{review_id}/marks": {"review"},
    "GET /reviews": {"review"},
    "POST /reviews/ask": {"review"},
    "GET /reviews/{review_id}": {"review"},
    "POST /reviews/{review_id}/take": {"review"},
    "POST /reviews/{review_id}/leave": {"review"},
    "POST /reviews/{review_id}/opinion": {"review"},
    "POST /reviews/{review_id}/marks": {"review"},
    "GET /reviews/{review_id}/documents/{document_id}/read": {"review"},
    "GET /reviews/{review_id}/documents/{document_id}/pages/{page}.png": {"review"},
}
"""Many people's data: which scopes open it."""


def list_routes(app):
    return {
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        for method in context.methods
    }


def test_apps_share_their_routes_so_that_none_analyses_them_again(services):
    first, second = (
        [route for route in create_app(services).routes if isinstance(route, WebRoute)] for _ in range(2)
    )
    assert len(first) > 80
    assert all(one is other for one, other in zip(first, second, strict=True))


def ask(client, route, headers=None):
    method, path = route.split(" ")
    for name, value in FILLED.items():
        path = path.replace(f"{{{name}}}", value)
    query = {"session_id": SESSION} if path == "/api/gdpr/delete-data" else None
    if method == "DELETE" and path.endswith("/corrections"):
        query = {"subject": "visible"}
    return client.request(method, path, params=query, headers=headers, follow_redirects=False)


@pytest.fixture
def keys(services):
    """A key of each scope, as headers."""
    made = {
        name: services.keyring.create(name, (name,), actor="test")
        for name in ("analytics", "export", "advise", "review", "admin")
    }
    return {name: {"authorization": f"Bearer {new.token}"} for name, new in made.items()}


def test_every_route_has_an_access_rule(client):
    assert list_routes(client.app) == OPEN | CAPABILITY | set(SCOPES)


def test_open_routes_ask_for_no_key(client, keys):
    for route in OPEN - {"POST /sign-in"}:  # which says so to a key that is none
        assert ask(client, route).status_code not in {401, 403}, route


def test_a_session_s_routes_hold_nothing_under_another_id(client, keys):
    for route in CAPABILITY:
        for headers in (None, *keys.values()):
            answer = ask(client, route, headers)
            assert answer.status_code in {404, 422}, route
            assert answer.status_code == 404 or route.startswith(("POST", "PATCH")), route


def test_a_reader_s_routes_open_to_their_scopes_only(client, keys):
    for route, scopes in SCOPES.items():
        answer = ask(client, route)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith(
                ("/sign-in?next=%2Fdashboard", "/sign-in?next=%2Fclients", "/sign-in?next=%2Freviews")
            ), route
        else:
            assert answer.status_code == 401, route
        for scope, headers in keys.items():
            status = ask(client, route, headers).status_code
            opened = {200, 303, 404, 422} if route.startswith(("POST", "PATCH")) else {200, 404}
            assert status in (opened if scope in scopes else {403}), (route, scope)
