"""Reviews by people over HTTP and on pages: blind, then beside the assessor, then seen by the applicant."""

import pytest

from tests.web.test_attempts import twice  # noqa: F401 - a fixture
from tests.web.test_sessions import wait


@pytest.fixture
def people(services) -> list[dict[str, str]]:
    """Two reviewers and an analyst, as headers."""
    made = (services.keyring.create(name, (scope,), actor="t") for name, scope in (
        ("r1", "review"), ("r2", "review"), ("boss", "export"),
    ))  # fmt: skip
    return [{"authorization": f"Bearer {new.token}"} for new in made]


def test_two_people_review_blind_and_the_applicant_sees_it(client, services, twice, people):  # noqa: F811
    wait(client, twice)
    one, two, boss = people
    record = services.store.records.find(twice, 2)
    opened = client.post("/api/reviews", json={"record_id": record.id, "people": 2}, headers=one).json()
    assert len(opened["opened"]) == 2
    assert client.post("/api/reviews", json={"record_id": record.id, "people": 2}, headers=one).json() == {
        "opened": []
    }
    for number, person in enumerate((one, two)):
        (waiting,) = client.get("/api/reviews", headers=person).json()["reviews"]
        address = f"/api/reviews/{waiting['id']}"
        assert client.get(address, headers=person).status_code == 404
        seen = client.post(f"{address}/take", headers=person).json()
        assert seen["judged"] is None
        assert seen["findings"] is None
        quote = {"criterion": seen["criteria"][0]["code"], "document": "d2", "page": 1}
        missed = {"kind": "missed", "passage": quote | {"quote": "used by 40 companies"}}
        wrong = {"kind": "missed", "passage": quote | {"quote": "won the Nobel prize for peace"}}
        assert client.post(f"{address}/marks", json=wrong, headers=person).json()["error"]["field"] == "quote"
        assert len(client.post(f"{address}/marks", json=missed, headers=person).json()["missed"]) == 1
        page = client.get(f"/reviews/{waiting['id']}", headers=person).text
        assert "What the assessor found" not in page
        assert "Mark as missed" in client.get(
            f"/reviews/{waiting['id']}/documents/d2/read", headers=person
        ).text  # fmt: skip
        levels = {it["code"]: (it["code"] == quote["criterion"]) + number for it in seen["criteria"]}
        fields = {f"level-{code}": str(level) for code, level in levels.items()} | {"band": "moderate"}
        shown = client.post(f"/reviews/{waiting['id']}/opinion", data=fields, headers=person)
        assert "What the assessor found" in shown.text
        found = client.get(address, headers=person).json()
        evidence = next((it for it in found["findings"] if it["evidence"] and it["criterion"]), None)
        if evidence:
            marked = {name: evidence["evidence"][0][name] for name in ("document", "page", "quote")}
            rejected = {"kind": "rejected", "passage": marked | {"criterion": evidence["criterion"]}}
            assert client.post(f"{address}/marks", json=rejected, headers=person).json()["rejected"]
        done = client.post(
            f"{address}/opinion", json={"levels": levels, "band": "weak"}, headers=person
        ).json()
        assert (done["state"], done["first"]["band"], done["opinion"]["band"]) == ("done", "moderate", "weak")
        assert client.get("/api/reviews/own", headers=person).json()["done"][0]["id"] == waiting["id"]
    assert client.get("/api/reviews", headers=one).json()["reviews"] == []
    found = client.get("/api/analytics/agreement", headers=boss).json()
    assert (found["reviews"], found["people"], found["analyses"]) == (2, 2, 1)
    assert found["between_people"][0]["alpha"] is not None
    assert found["with_assessor"][0]["assessor"] == "rubric"
    assert found["passages_missed"] == 2
    assert "How far people and assessors agree" in client.get("/dashboard?tab=quality", headers=boss).text
    result = client.get(f"/api/results/{twice}").json()
    assert (result["review"]["people"], result["review"]["band"]) == (2, "weak")
    assert "Reviewed by 2 people" in client.get(f"/apply/{twice}/report").text
    held = client.get(f"/apply/{twice}/data").json()["reviews"]
    assert [(it["opinion"]["band"], "reviewer" in it) for it in held] == [("weak", False)] * 2
    client.delete(f"/api/session/{twice}")
    assert client.get("/api/analytics/agreement", headers=boss).json()["reviews"] == 0
