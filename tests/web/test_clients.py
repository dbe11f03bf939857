"""Clients over HTTP: folders come in as a ZIP, each adviser sees their own, erasure takes all of it."""

import stat
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.intake.bundles import Bundle, BundleLimits
from tests.factories import NOW, make_record, make_session
from tests.web.test_sessions import CV, wait

ANSWERS = b'{"field": "digital_technology", "years_experience": 4}'


def pack(files: dict[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    packed.seek(0)
    return packed


def hand_in(client, files, **options):
    return client.post("/api/clients/upload", files={"files": ("all.zip", pack(files))}, **options)


def test_folders_come_in_and_a_better_paper_is_the_next_attempt(client, services):
    files = {
        "2026/a-1/answers.json": ANSWERS,
        "2026/a-1/cv.docx": CV,
        "2026/b-2/notes.txt": b"x",
        "c-3/cv.docx": CV,
    }
    taken = hand_in(client, files).json()
    first, nothing, fieldless = taken["folders"]
    assert first["folder"] == "2026/a-1"
    assert "no papers" in nothing["problem"]
    assert "no such field" in fieldless["problem"]
    assert {"path": "2026/b-2/notes.txt", "reason": "it is neither PDF nor DOCX"} in taken["left_out"]
    wait(client, first["session_id"])
    again = hand_in(client, {**files, "2026/a-1/letters/one.docx": CV}).json()["folders"][0]
    assert (again["client_id"], again["session_id"]) == (first["client_id"], first["session_id"])
    assert wait(client, first["session_id"])["attempt"] == 2
    address = f"/api/clients/{first['client_id']}"
    noted = client.post(f"{address}/notes", json={"text": "Wants to apply in May."}).json()
    assert [it["attempt"] for it in noted["all_sessions"][0]["attempts"]] == [1, 2]
    changed = client.patch(address, json={"name": "Zenobia", "tags": ["Urgent"], "status": "applied"}).json()
    assert (changed["name"], changed["tags"], changed["status"]) == ("Zenobia", ["urgent"], "applied")
    (listed,) = client.get("/api/clients", params={"q": "URG", "status": "applied"}).json()["clients"]
    assert listed["latest"]["attempt"] == 2
    page = client.get("/clients").text
    assert "2026/a-1" in page
    assert "What changed since 1" in client.get(f"/clients/{first['client_id']}").text
    erased = client.delete(address).json()
    assert (erased["documents_deleted"], erased["records_deleted"]) == (2, 2)
    assert client.delete(address).json() == erased
    assert client.get(address).status_code == 404
    assert client.get(f"/api/session/{first['session_id']}/status").status_code == 410
    assert services.store.rollups.verify() == []


def test_an_adviser_sees_only_their_own_clients(client, services):
    one, other, head = (
        {"authorization": f"Bearer {services.keyring.create(name, scopes, actor='t').token}"}
        for name, scopes in (("a", ("advise",)), ("b", ("advise",)), ("c", ("advise", "admin")))
    )
    made = client.post("/api/clients", json={"reference": "R 1"}, headers=one).json()
    address = f"/api/clients/{made['id']}"
    assert client.post("/api/clients", json={"reference": "r 1"}, headers=one).json()["id"] == made["id"]
    assert client.post("/api/clients", json={"reference": "R 1"}, headers=other).json()["id"] != made["id"]
    for method, path, body in (
        ("GET", address, None), ("PATCH", address, {"status": "closed"}), ("DELETE", address, None),
        ("POST", f"{address}/notes", {"text": "x"}),
        ("POST", f"{address}/sessions", {"field": "arts_culture"}),
    ):  # fmt: skip
        assert client.request(method, path, json=body, headers=other).status_code == 404
    assert len(client.get("/api/clients", headers=other).json()["clients"]) == 1
    assert len(client.get("/api/clients", headers=head).json()["clients"]) == 2
    assert hand_in(client, {}, headers={"authorization": "Bearer pot_000000000000_x"}).status_code == 401


def test_decisions_come_in_by_reference(client, services):
    made = client.post("/api/clients", json={"reference": "R 1"}).json()
    client.post("/api/clients", json={"reference": "R 2"})
    record = make_record(client=made["id"], at=NOW - timedelta(weeks=9))
    session = make_session(session_id=record.session_id, client=made["id"], attempt=1, state="completed")
    services.store.sessions.add(session)
    services.store.records.add(record)
    assert "data-asks-outcome" in client.get(f"/clients/{made['id']}").text
    table = "Reference,Outcome,Date\nr 1,Endorsed,2026-06-01\nR 2,refused,2026-06-01\nX,refused,2026-06-01\n"
    table += "R 1,won,2026-06-01\nR 1,refused,soon\n"
    sent = {"files": ("decisions.csv", table.encode())}
    rows = client.post("/api/clients/outcomes", files=sent).json()["rows"]
    assert [row["problem"] is None for row in rows] == [True, False, False, False, False]
    assert "1 decision taken" in client.post("/clients/outcomes", files=sent).text
    assert client.get(f"/api/clients/{made['id']}").json()["status"] == "endorsed"
    kept = services.store.records.get(record.id).outcome
    assert (kept.result, kept.date, kept.history) == ("endorsed", "2026-06-01", ())
    assert "data-asks-outcome" not in client.get(f"/clients/{made['id']}").text
    wrong = client.post("/api/clients/outcomes", files={"files": ("x.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422


def test_a_zip_leads_nowhere_and_unpacks_to_no_more_than_it_may():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        link = zipfile.ZipInfo("a/link.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "/etc/passwd")
        for name in ("../up.pdf", "/root.pdf", "a/../../b.pdf", "C:/x.pdf"):
            bundle.writestr(name, b"x")
        bundle.writestr("a/bomb.pdf", bytes(30_000_000))
        bundle.writestr("a/large.pdf", bytes(range(256)) * 40)
    found = Bundle(packed, BundleLimits(file_bytes=5_000, total_bytes=9_000))
    assert len(found.left_out) == 6
    (client,) = found.clients
    assert [path.name for path in client.papers] == ["large.pdf"]
    with pytest.raises(InvalidInputError, match="too large"):
        found.read(client.papers[0])
    with pytest.raises(InvalidInputError, match="not a ZIP"):
        Bundle(BytesIO(b"hello"), BundleLimits(1, 1))
