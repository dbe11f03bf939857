"""Pages come with their own strict policy, in the visitor's colours, and fail as pages."""

import re

import pytest

PAGE = "/dashboard"


def find_assets(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', html)


def test_a_page_allows_content_from_this_server_only(client):
    policy = client.get(PAGE).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_page_holds_no_inline_script_or_style(client):
    html = client.get(PAGE).text
    scripts = re.findall(r"<script([^>]*)>", html)
    assert scripts
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)


def test_a_page_has_landmarks_one_heading_and_a_skip_link(client):
    html = client.get(PAGE).text
    assert html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html
    for part in ("<header", '<main id="main"', "<footer", 'aria-label="Main"', 'lang="en"'):
        assert part in html
    assert "not legal advice" in html


@pytest.mark.parametrize(("cookie", "shown"), [("dark", True), ("light", True), ('"><script>', False)])
def test_the_chosen_colours_come_with_the_page(client, cookie, shown):
    html = client.get(PAGE, headers={"cookie": f"theme={cookie}"}).text
    assert (f'data-theme="{cookie}"' in html) is shown
    assert client.get(PAGE).text.count("<html") == 1
    assert '<html lang="en">' in client.get(PAGE).text


def test_static_files_never_change_under_their_address(client):
    addresses = find_assets(client.get(PAGE).text)
    assert len(addresses) >= 5
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    name = addresses[0].rpartition("/")[2]
    assert client.get(f"/static/0123456789abcdef/{name}").status_code == 404
    assert client.get(addresses[0].replace(name, "nothing.css")).status_code == 404


def test_static_files_and_pages_are_compressed(client):
    style = next(a for a in find_assets(client.get(PAGE).text) if a.endswith("components.css"))
    packed = client.get(style, headers={"accept-encoding": "br"})
    plain = client.get(style, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.content == plain.content  # the client unpacks
    assert "content-encoding" not in plain.headers
    assert client.get(PAGE, headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "until=2026-13-01",
        "since=0001-01-01",
        "field=cooking",
        "period=ever",
        "tab=nothing",
        "compare=everything",
        "status=maybe",
        f"assessor={'x' * 300}",
    ],
)
def test_a_wrong_address_is_a_page_that_says_so(client, query):
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>This address is not valid</h1>" in answer.text
    assert "`" not in answer.text


def test_text_from_the_address_is_shown_as_text(client):
    answer = client.get(PAGE, params={"assessor": "<script>alert(1)</script>"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_an_unknown_address_is_a_page_for_browsers_and_json_for_programs(client):
    page = client.get("/nowhere", headers={"accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "Page not found" in page.text
    assert client.get("/nowhere").json()["error"]["code"] == "not_found"
    assert client.get("/api/nowhere", headers={"accept": "text/html"}).json()["error"]["code"] == "not_found"


def test_a_bug_of_ours_is_a_page_without_internals(services):
    from fastapi.responses import HTMLResponse
    from fastapi.testclient import TestClient

    from proof_of_talent.web.app import create_app

    app = create_app(services)

    @app.get("/broken", response_class=HTMLResponse)
    def broken() -> None:
        raise RuntimeError("secret of Ada Example")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert "Try again" in answer.text
    assert "Ada Example" not in answer.text
