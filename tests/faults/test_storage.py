"""Disks that are full or read-only, files that are damaged, stores that go away: told and survived."""

import resource
import subprocess

import apsw
import httpx2
import pytest

from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.conftest import write_docx
from tests.factories import make_record
from tests.faults.processes import Server, await_ends, hand_in
from tests.stores.mongo_server import MongoServer, name_database

CV = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")


@pytest.fixture
def make_server():
    made = []

    def make(folder, **settings):
        made.append(Server(folder, **settings))
        return made[-1]

    yield make
    for server in made:
        server.kill()


def analyse(client):
    session_id = hand_in(client, CV)
    client.post(f"/api/analyze/{session_id}").raise_for_status()
    return session_id


def start_in_vain(server, folder):
    """Start a server that cannot run; return its exit code and what it said."""
    with (folder / "stderr").open("w+b") as server.stderr:
        server.launch("serve", "--port", str(server.port))
        code = server.process.wait(60)
        server.stderr.seek(0)
        return code, server.stderr.read()


def fill(server, folder):
    """Leave the server no room to write, on a full disk or under a limit; return how to give it back."""
    if folder is None:
        size = 100 * 1024
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        return lambda: resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    return ballast.unlink


def test_a_full_disk_is_told_and_everything_works_again_when_there_is_room(
    small_disk, tmp_path, make_server, happened
):
    server = make_server(tmp_path, store=f"sqlite:///{(small_disk or tmp_path) / 'talent.db'}")
    server.start()
    with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
        before = analyse(client)
        await_ends(client, [before], 30)
        give_back = fill(server, small_disk)
        refused = None
        for _ in range(3000):  # what fits into the last free pages is still accepted
            answer = client.post("/api/session/create", json={"field": "arts_culture"})
            if answer.status_code != 200:
                refused = answer
                break
        assert refused is not None
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        message = refused.json()["error"]["message"]
        if small_disk is not None:
            assert "disk" in message
        assert client.get(f"/api/results/{before}").status_code == 200
        give_back()
        assert await_ends(client, [analyse(client)], 30)
        assert client.get("/api/analytics/overview").json()["total_analyses"] == 2
    server.stop()
    happened(
        "disk full",
        "a server runs on a disk of 8 MB that is filled completely, then freed",
        f"503 with `Retry-After` and “{message}”; results stay readable; it works again without a restart",
    )


def test_a_read_only_disk_is_named_at_the_start(small_disk, tmp_path, make_server, happened):
    folder = small_disk or tmp_path / "closed"
    folder.mkdir(exist_ok=True)
    SQLiteStore(folder / "talent.db").close()
    if small_disk is not None:
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    else:
        (folder / "talent.db").chmod(0o400)
        folder.chmod(0o500)
    server = make_server(tmp_path, store=f"sqlite:///{folder / 'talent.db'}")
    code, stderr = start_in_vain(server, tmp_path)
    assert code == 1
    assert b"cannot be written" in stderr
    assert b"Traceback" not in stderr
    happened(
        "read-only disk",
        "a server is started with its database on a read-only disk",
        "it stops with exit code 1 and one sentence that names the file and the cause; no traceback",
    )


def test_a_file_that_is_no_database_is_named_at_the_start(tmp_path, make_server, happened):
    (tmp_path / "talent.db").write_bytes(b"this is no database, " * 500)
    server = make_server(tmp_path)
    code, stderr = start_in_vain(server, tmp_path)
    assert code == 1
    assert b"not a sound SQLite database" in stderr
    assert (tmp_path / "talent.db").read_bytes().startswith(b"this is no database")
    happened(
        "corrupt database file",
        "a server is started with a file that is not a database",
        "it stops with exit code 1, says to restore a backup, and does not change the file",
    )


def test_damaged_pages_are_told_and_never_answered_with_wrong_records(tmp_path, make_server, happened):
    store = SQLiteStore(tmp_path / "talent.db")
    records = [make_record() for _ in range(300)]
    store.records.add_many(records)
    store.close()
    content = bytearray((tmp_path / "talent.db").read_bytes())
    for page in range(20, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    (tmp_path / "talent.db").write_bytes(content)
    server = make_server(tmp_path)
    server.start()
    known = {record.id: record.session_id for record in records}
    statuses = set()
    with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
        for record_id, session_id in known.items():
            answer = client.get(f"/api/analytics/analyses/{record_id}")
            statuses.add(answer.status_code)
            if answer.status_code == 200:
                assert answer.json()["session_id"] == session_id
            else:
                assert answer.json()["error"]["code"] == "store_unavailable"
                assert "damaged" in answer.json()["error"]["message"]
        assert client.get("/live").status_code == 200
    assert 503 in statuses
    assert statuses <= {200, 503}
    happened(
        "corrupt pages in the database",
        "a third of the pages of a file with 300 records is overwritten; then every record is requested",
        "each answer is the right record or 503 “damaged, restore a backup”; the server keeps running",
    )


def test_a_document_damaged_in_the_store_ends_as_a_failed_analysis(tmp_path, make_server, happened):
    server = make_server(tmp_path)
    server.start()
    with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
        damaged, sound = hand_in(client, CV), hand_in(client, CV)
        connection = apsw.Connection(str(tmp_path / "talent.db"))
        connection.execute(
            "UPDATE documents SET content = substr(content, 1, 200) WHERE session_id = ?", (damaged,)
        )
        connection.close()
        for session_id in (damaged, sound):
            client.post(f"/api/analyze/{session_id}").raise_for_status()
        states = await_ends(client, [damaged, sound], 30)
        assert states == {damaged: "error", sound: "completed"}
        (row,) = client.get("/api/analytics/analyses?status=error").json()["analyses"]
        assert row["session_id"] == damaged
        assert row["error_message"]
        overview = client.get("/api/analytics/overview").json()
        assert (overview["completed"], overview["errors"]) == (1, 1)
    server.stop()
    happened(
        "corrupt document",
        "an uploaded document is cut to 200 bytes in the store; its application and a sound one are analysed",
        f"its analysis is a record with “{row['error_message']}”; the other completes",
    )


def test_a_store_that_goes_away_and_comes_back_is_waited_for(tmp_path, make_server, happened):
    mongo = MongoServer(tmp_path / "mongo").start()
    try:
        server = make_server(tmp_path, store=f"{mongo.url}{name_database()}?serverSelectionTimeoutMS=500")
        server.start()
        with httpx2.Client(base_url=server.base, timeout=60) as client:
            session_id = hand_in(client, CV)
            mongo.kill()
            for path in ("/health", "/ready", f"/api/session/{session_id}/status"):
                answer = client.get(path)
                assert answer.status_code == 503
                assert int(answer.headers["retry-after"]) > 0
            assert client.post(f"/api/analyze/{session_id}").status_code == 503
            assert client.get("/live").status_code == 200
            mongo.start()
            assert client.get("/health").status_code == 200
            client.post(f"/api/analyze/{session_id}").raise_for_status()
            assert await_ends(client, [session_id], 60) == {session_id: "completed"}
        server.stop()
    finally:
        mongo.stop()
    happened(
        "store stops and comes back",
        "the MongoDB server of a running server is killed and restarted",
        "503 with `Retry-After` until it is back, `/live` stays 200; then the same session is analysed",
    )


def test_two_servers_on_one_file_share_the_work(tmp_path, make_server, happened):
    servers = [make_server(tmp_path, store=f"sqlite:///{tmp_path / 'talent.db'}") for _ in range(2)]
    for server in servers:
        server.start()
    clients = [httpx2.Client(base_url=server.base, timeout=30, verify=False) for server in servers]
    session_ids = [hand_in(clients[number % 2], CV) for number in range(30)]
    for number, session_id in enumerate(session_ids):
        clients[(number + 1) % 2].post(f"/api/analyze/{session_id}").raise_for_status()
    assert set(await_ends(clients[0], session_ids, 60).values()) == {"completed"}
    figures = [client.get("/api/analytics/overview").json()["total_analyses"] for client in clients]
    assert figures == [30, 30]
    for client, server in zip(clients, servers, strict=True):
        client.close()
        server.stop()
    store = SQLiteStore(tmp_path / "talent.db")
    assert store.rollups.verify() == []
    store.close()
    happened(
        "two servers on one SQLite file",
        "30 sessions are made on one server and submitted on the other; both run analyses",
        "30 records; both show the same figures, which equal a sum over the records",
    )
