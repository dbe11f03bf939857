"""The Python client over the network, against a real server."""

import http.server
import threading
from datetime import UTC, datetime

import pytest

from proof_of_talent.client import ApiError, AsyncClient, Client
from proof_of_talent.demo.records import make_records
from proof_of_talent.wiring.opening import open_store
from tests.conftest import write_docx
from tests.faults.processes import Server
from tests.web.asgi import run

RECORDS = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory, rulebook):
    folder = tmp_path_factory.mktemp("client")
    running = Server(folder)
    store = open_store(running.url)
    now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    store.records.add_many(make_records(RECORDS, seed=5, days=40, now=now, rulebook=rulebook))
    store.close()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(server):
    with Client(server.base) as opened:
        yield opened


def test_a_list_of_any_length_is_walked_page_by_page(client):
    ids = [row["_id"] for row in client.iter_analyses(status="all", limit=7)]
    assert len(ids) == len(set(ids)) == RECORDS


def test_several_values_of_a_filter_are_joined(client):
    both = list(client.iter_analyses(field=["arts_culture", "science_research"], status="all"))
    each = [
        client.list_analyses(field=it, status="all")["total"] for it in ("arts_culture", "science_research")
    ]
    assert len(both) == sum(each) > 0


def test_an_export_becomes_a_file_and_a_frame(client, tmp_path):
    count = client.export(tmp_path / "all.csv", status="all", columns="field,overall_score")
    lines = (tmp_path / "all.csv").read_text().splitlines()
    assert len(lines) == count + 1 == RECORDS + 1
    frame = client.export_pandas(status="all", columns="field,overall_score")
    assert len(frame) == client.export_arrow(status="all", columns="field").num_rows == RECORDS
    assert [it.name for it in tmp_path.iterdir()] == ["all.csv"]


def test_changes_are_read_to_their_end_and_on_from_there(client):
    pages = list(client.iter_changes())
    assert sum(len(page["changes"]) for page in pages) == RECORDS
    assert list(client.iter_changes(pages[-1]["cursor"])) == []


def test_an_application_goes_all_the_way(client):
    session = client.create_session({"field": "digital_technology"})["session_id"]
    client.upload_documents(session, [("cv.docx", write_docx("Ada Quill", "Engineer at Fennel Systems"))])
    client.save_answers(session, {"route_preference": "talent", "years_experience": 9})
    assert client.list_documents(session)["documents"][0]["filename"] == "cv.docx"
    client.delete_session(session)
    with pytest.raises(ApiError) as refused:
        client.get_status(session)
    assert refused.value.status == 410


def test_a_refusal_says_what_is_wrong(client):
    with pytest.raises(ApiError) as refused:
        client.get_overview(filed="arts_culture")
    assert (refused.value.status, refused.value.code) == (422, "unknown_parameter")
    assert "field" in refused.value.message


def test_the_same_calls_can_be_awaited(server, client, tmp_path):
    async def ask():
        async with AsyncClient(server.base) as waiting:
            ids = [row["_id"] async for row in waiting.iter_analyses(status="all", limit=50)]
            text = b"".join([part async for part in waiting.export("ndjson", status="all")])
            return await waiting.get_overview(), ids, text

    overview, ids, text = run(ask)
    assert overview == client.get_overview()
    assert len(ids) == len(text.splitlines()) == RECORDS


@pytest.fixture
def busy_server():
    """A server that refuses twice for a moment, and what it was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.headers["Authorization"])
            self.send_response(503 if len(asked) < 3 else 200)
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(b'{"session_id": "a"}')

        def do_GET(self):
            asked.append(self.path)
            self.send_response(502)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as opened:
        threading.Thread(target=opened.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{opened.server_port}/talent", asked
        opened.shutdown()


def test_what_is_refused_for_now_is_sent_again(busy_server):
    base, asked = busy_server
    with Client(base, key="secret") as client:
        assert client.create_session({"field": "arts_culture"})["session_id"] == "a"
    assert asked == ["Bearer secret"] * 3


def test_a_sub_path_is_kept_and_what_a_proxy_says_is_an_error_too(busy_server):
    base, asked = busy_server
    with Client(base) as client, pytest.raises(ApiError, match="http_error"):
        client.get_overview()
    assert asked == ["/talent/api/analytics/overview"]
