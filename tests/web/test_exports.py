"""The export endpoint: every format over HTTP, and a failure that no client can take for a whole file."""

import hashlib
import io
import socket
import threading
import time
from itertools import cycle

import httpx2 as httpx
import pandas as pd
import pytest
import uvicorn

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.export import FORMATS
from proof_of_talent.stores.sqlite.snapshot import SQLiteSnapshot
from proof_of_talent.web.app import create_app
from tests.factories import make_record

LONGER_THAN_A_CHUNK = 5_000
"""Records: more than any format hands over at once."""


@pytest.fixture
def filled(services):
    services.store.records.add_many([*(make_record() for _ in range(20)), make_record(status="error")])
    return services


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_by_parameter_and_by_accept(filled, client, name):
    by_name = client.get("/api/analytics/export", params={"format": name})
    by_accept = client.get("/api/analytics/export", headers={"accept": FORMATS[name].media_type})
    for answer in (by_name, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == FORMATS[name].media_type
        assert answer.headers["x-row-count"] == "20"
        assert f".{name}" in answer.headers["content-disposition"]


@pytest.mark.parametrize("coding", ["zstd, br, gzip", "gzip"])
@pytest.mark.parametrize("name", ["json", "ndjson", "csv"])
def test_text_is_packed_for_clients_that_accept_it(filled, client, name, coding):
    query = {"params": {"format": name}}
    packed = client.get("/api/analytics/export", headers={"accept-encoding": coding}, **query)
    plain = client.get("/api/analytics/export", headers={"accept-encoding": "identity"}, **query)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 5
    assert "content-encoding" not in plain.headers
    assert packed.text.split('"exported_at"')[0] == plain.text.split('"exported_at"')[0]


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_what_is_packed_inside_is_not_packed_again(filled, client, name):
    answer = client.get("/api/analytics/export", params={"format": name})
    assert "content-encoding" not in answer.headers


def test_pandas_reads_each_format(filled, client):
    def get(name: str) -> bytes:
        return client.get("/api/analytics/export", params={"format": name}).content

    frames = [
        pd.DataFrame(client.get("/api/analytics/export").json()["dataset"]),
        pd.read_json(io.BytesIO(get("ndjson")), lines=True),
        pd.read_csv(io.BytesIO(get("csv"))),
        pd.read_excel(io.BytesIO(get("xlsx"))),
        pd.read_parquet(io.BytesIO(get("parquet"))),
    ]
    assert [frame["overall_score"].tolist() for frame in frames] == [[72] * 20] * 5


def test_the_audit_log_has_the_checksum_of_what_was_sent(filled, client):
    content = client.get("/api/analytics/export", params={"format": "csv", "status": "all"}).content
    (ended,) = filled.store.audit.list_newest(action="export_finished")
    assert ended.details["sha256"] == hashlib.sha256(content).hexdigest()
    assert ended.details["complete"] is True


def test_an_unknown_column_is_a_422(client):
    answer = client.get("/api/analytics/export", params={"format": "csv", "columns": "nope"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "unknown_column"


def test_small_groups_can_be_left_out(filled, client):
    filled.store.records.add_many([make_record(field="arts_culture")])
    answer = client.get("/api/analytics/export", params={"format": "csv", "min_group": 2})
    assert answer.headers["x-row-count"] == "20"
    assert "arts_culture" not in answer.text


@pytest.fixture
def address(filled):
    """The address of a real server, because only a real connection can be cut."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(create_app(filled), port=port, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def download(url: str, received: bytearray) -> None:
    with httpx.stream("GET", url) as answer:
        for chunk in answer.iter_bytes():
            received += chunk


@pytest.mark.parametrize("name", ["json", "ndjson", "csv", "parquet"])
def test_a_failure_midway_cuts_the_connection(filled, address, monkeypatch, name):
    documents = SQLiteSnapshot.documents

    def break_after_some(snapshot):
        for number, document in enumerate(cycle(documents(snapshot))):
            if number == LONGER_THAN_A_CHUNK:
                raise OSError("the disk is gone")
            yield document

    monkeypatch.setattr(SQLiteSnapshot, "documents", break_after_some)
    received = bytearray()
    with pytest.raises(httpx.RemoteProtocolError):
        download(f"{address}/api/analytics/export?format={name}", received)
    assert b"the disk is gone" not in received
    assert b"error" not in received[-100:]
    (ended,) = filled.store.audit.list_newest(action="export_finished")
    assert ended.details["complete"] is False


@pytest.mark.parametrize("name", FORMATS)
def test_a_store_that_fails_before_the_first_row_is_a_503(filled, address, monkeypatch, name):
    def fail(snapshot):
        raise StoreUnavailableError("The connection was lost.")
        yield

    monkeypatch.setattr(SQLiteSnapshot, "documents", fail)
    answer = httpx.get(f"{address}/api/analytics/export", params={"format": name})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "store_unavailable"
    assert "content-disposition" not in answer.headers
    (ended,) = filled.store.audit.list_newest(action="export_finished")
    assert ended.details["complete"] is False
